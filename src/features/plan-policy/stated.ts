import type { FleetScope } from '../fleet';
import type { PlanPolicies } from './policy';

/** The policies of a fleet over its plan; undefined as long as it has none. */
export function planPolicies<C extends object>({ statements }: FleetScope<C>): PlanPolicies | undefined {
  return statements.get('plan policies') as PlanPolicies | undefined;
}

/** The policies of a fleet, to add to. */
export function openPlanPolicies<C extends object>(fleet: FleetScope<C>): PlanPolicies {
  const known = planPolicies(fleet) ?? { policies: [], acknowledged: [] };
  fleet.statements.set('plan policies', known);
  return known;
}
