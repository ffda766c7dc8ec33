import type { Prices } from '../../ledger';
import type { FleetScope } from '../fleet';

/** A program's settings of costs. */
export interface CostSettings {
  /** Prices; undefined for amounts alone. */
  readonly prices?: Prices;
}

/** The settings of costs of a fleet's program; undefined for none. */
export function costSettings<C extends object>({ statements }: FleetScope<C>): CostSettings | undefined {
  return statements.get('costs');
}
