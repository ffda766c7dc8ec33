import type { FleetScope } from '../fleet';
import type { PlanPolicies } from './policy';

const stated = new WeakMap<object, PlanPolicies>();

/** The policies of a fleet over its plan; undefined as long as it has none. */
export function planPolicies<C extends object>(fleet: FleetScope<C>): PlanPolicies | undefined {
  return stated.get(fleet);
}

/** The policies of a fleet, to add to. */
export function openPlanPolicies<C extends object>(fleet: FleetScope<C>): PlanPolicies {
  const known = stated.get(fleet) ?? { policies: [], acknowledged: [] };
  stated.set(fleet, known);
  return known;
}
