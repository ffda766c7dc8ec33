import { APP, command, value, values } from './base/declaration';
import { BRANCH_FALLBACK, synth } from './synth';

/** `flux-fleet check`. */
export const CHECK = command({
  description:
    'Runs the program and fails when its folder is not what it makes, the same as flux-fleet synth --check. Writes nothing. ' +
    'With --base, what would lose data is refused as well. Where environments follow branches, a commit on one of these ' +
    'may change only what Flux reads from there.',
  options: {
    app: APP,
    shard: value('n/m', 'check one of m shares of the clusters'),
    only: values('name', 'check the clusters of a cluster, group or environment'),
    base: value('ref', 'the commit that Flux follows', { fallback: 'no commit is compared' }),
    branch: value('name', 'the branch that the commit is for', { fallback: BRANCH_FALLBACK }),
  },
  examples: [
    ['flux-fleet check', 'in CI: fail where somebody forgot to synthesize'],
    ['flux-fleet check --base origin/main', 'and where the change would lose data'],
  ],
  run: ({ options, output }) => synth({ ...options, check: true }, output),
});
