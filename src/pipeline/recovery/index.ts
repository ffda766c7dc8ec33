export type { RecoveredData, RecoveryPlan } from './plan';
export { recoveryPlan } from './recovery';
