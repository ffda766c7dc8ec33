export { type FleetTarget, Program } from './program';
export { failQuery, findTarget, type TargetQuery, type TargetName, targetNames } from './targets';
