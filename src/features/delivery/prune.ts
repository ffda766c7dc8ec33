import { Reporting } from '../../core/reporting';
import { PerTarget, valueFor } from '../target';

/** What is given of `prune`, at a target; undefined for what the fleet's defaults decide. */
export function pruneAt<T>(
  site: Reporting,
  address: readonly string[],
  given: PerTarget<boolean, T> | undefined,
  target: T,
): boolean | undefined {
  return given === undefined ? undefined : site.attempt('its prune', address, () => valueFor(given, target));
}
