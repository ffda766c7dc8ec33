import { Options, text } from '../../core/options';
import { checkPriced, type Prices } from '../../ledger';
import { Data, loadData, MappedShape, MapShape, type Shape } from '../data';
import { FleetScope } from '../fleet';
import { costSettings } from './stated';

/** Props of `fleet.costs`. */
export interface CostProps {
  /**
   * File with prices, relative to the working directory: YAML or JSON with `currency`, `perHour` (the price of a core, of a
   * GiB or of a piece for an hour, by resource) and, for another month than one of 730 hours, `hoursPerMonth`.
   * `storage/CLASS` is a class of storage, and `storage` all others.
   *
   * @default - no prices: amounts only, without money
   */
  readonly prices?: string;
}

const COSTS = Options.of<CostProps>('fleet.costs', { prices: text });

const price = new MappedShape(Data.number(), (value, location, report) => {
  if (value >= 0) return value;
  report(location, `a price is ${value}: give 0 or more`);
  return undefined;
});

const hours = new MappedShape(Data.number(), (value, location, report) => {
  if (value > 0) return value;
  report(location, `hoursPerMonth is ${value}: give more than 0, or leave it out for 730`);
  return undefined;
});

const PRICES: Shape<Prices> = Data.object({
  currency: Data.string(),
  hoursPerMonth: hours.optional(),
  perHour: new MapShape(price, checkPriced),
});

/** Keeps what a program says of costs. Prices that are wrong become problems of the fleet, with file and line. */
export function stateCosts<C extends object>(fleet: FleetScope<C>, given: CostProps): void {
  const faults = COSTS.problems(given);
  fleet.problems.add('option', fleet.name, ...faults);
  if (costSettings(fleet) !== undefined)
    fleet.problems.add('costs', fleet.name, 'costs are stated twice: leave one call out');
  if (faults.length > 0) return;
  const [file] = given.prices === undefined ? [] : loadData(fleet, given.prices, PRICES);
  fleet.statements.set('costs', file === undefined ? {} : { prices: file.data });
}
