export { PROGRESSIVE } from './options';
export { progressiveFiles } from './render';
export { resolveProgressive } from './resolve';
export type { ProgressiveAnalysis } from './analysis-props';
export type { ProgressiveProps } from './props';
export type { ResolvedProgressive } from './resolved';
