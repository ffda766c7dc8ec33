export { scaleDownFiles } from './render';
export { resolveScaleDowns, type ScaledDown } from './resolve';
export { stateScaleDown } from './state';
export type { ScaleDownProps } from './props';
export type { ResolvedScaleDown } from './resolved';
