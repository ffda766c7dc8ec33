export { commitOf, historyOf, type PushedCommit } from './commit';
export { pruneTags, type PrunedRepository } from './prune-tags';
export { push, type PushedArtifact } from './push';
export { PushError } from './push-error';
export { type MovedTag, rollback } from './rollback';
export { CONCURRENCY, type Phase, Session } from './session';
export { SigningKey } from './signing-key';
export { ofBranch, type Target, targetsOf } from './targets';
