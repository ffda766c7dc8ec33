import { PerTarget, valueFor } from '../target/target';
import { Site } from '../site/site';

/** What is given of `prune`, at a target; undefined for what the fleet's defaults decide. */
export function pruneAt<C extends object, T>(
  site: Site<C>,
  address: readonly string[],
  given: PerTarget<boolean, T> | undefined,
  target: T,
): boolean | undefined {
  return given === undefined ? undefined : site.attempt('its prune', address, () => valueFor(given, target));
}
