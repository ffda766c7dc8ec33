import type { Prices } from '../../ledger';
import type { FleetScope } from '../fleet';

/** What a program says of costs. */
export interface CostSettings {
  /** Prices; undefined for amounts alone. */
  readonly prices?: Prices;
}

const stated = new WeakMap<object, CostSettings>();

/** What the program of a fleet says of costs; undefined for nothing. */
export function costSettings<C extends object>(fleet: FleetScope<C>): CostSettings | undefined {
  return stated.get(fleet);
}

/** Keeps what a program says of costs. */
export function keepCosts<C extends object>(fleet: FleetScope<C>, settings: CostSettings): void {
  stated.set(fleet, settings);
}
