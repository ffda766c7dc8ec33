export type { AcknowledgedPolicy, PlanPolicies, PlanPolicy } from './policy';
export { openPlanPolicies, planPolicies } from './stated';

// Loaded with the first policy: most programs have none.
/* eslint-disable @typescript-eslint/no-require-imports */
/** The checks of policies. */
export function planPolicyChecks(): typeof import('./policy') {
  return require('./policy') as typeof import('./policy');
}

/** Judges plans by policies. */
export function planPolicyJudge(): typeof import('./evaluate') {
  return require('./evaluate') as typeof import('./evaluate');
}
/* eslint-enable @typescript-eslint/no-require-imports */
