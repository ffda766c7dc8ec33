import type { Prices } from '../../ledger';
import type { FleetScope } from '../fleet';

/** What a program says of costs. */
export interface CostSettings {
  /** Prices; undefined for amounts alone. */
  readonly prices?: Prices;
}

/** What the program of a fleet says of costs; undefined for nothing. */
export function costSettings<C extends object>({ statements }: FleetScope<C>): CostSettings | undefined {
  return statements.get('costs');
}
