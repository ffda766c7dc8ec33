export { ACKNOWLEDGED_POLICY, checkAcknowledgedPolicy, checkPlanPolicy, PLAN_POLICY } from './policy';
export type { AcknowledgedPolicy, PlanPolicies, PlanPolicy } from './policy';
export { openPlanPolicies, planPolicies } from './stated';

/** Judges plans by policies: loaded with the first plan, as it brings the engine for CEL. */
export function planPolicyJudge(): typeof import('./evaluate') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./evaluate') as typeof import('./evaluate');
}
