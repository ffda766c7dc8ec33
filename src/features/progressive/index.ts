export { PROGRESSIVE } from './options';
export { bringsFlagger } from './brought';
export { progressiveFiles } from './render';
export { resolveProgressive } from './resolve';
export type { ProgressiveAnalysis } from './analysis-props';
export type { ProgressiveProps } from './props';
export type { ResolvedProgressive } from './resolved';
