import { PerTarget, valueFor } from '../model/target';
import { Site } from './site';

/** What is given of `prune`, at a target; nothing for what the fleet's defaults decide. */
export function prunes<C extends object, T>(
  site: Site<C>,
  address: readonly string[],
  given: PerTarget<boolean, T> | undefined,
  target: T,
): { readonly prune?: boolean } {
  const prune = given === undefined ? undefined : site.attempt('its prune', address, () => valueFor(given, target));
  return prune === undefined ? {} : { prune };
}
