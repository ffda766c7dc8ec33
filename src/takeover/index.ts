export type { ManifestEdit } from './edits';
export { formatTakeover } from './format';
export type { ChangedObject } from './match';
export type { MovedRelease } from './releases';
export type { Check } from './commands';
export type { Step } from './steps';
export { takeover, type ClusterTakeover, type Takeover, type TakeoverOptions } from './takeover';
export { writeEdits } from './write-edits';
