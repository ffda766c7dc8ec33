import { ProblemReporter } from '../../core/problem-reporter';
import { PerTarget, valueFor } from '../target';

/** What is given of `prune`, at a target; undefined for what the fleet's defaults decide. */
export function pruneAt<T>(
  context: ProblemReporter,
  address: readonly string[],
  given: PerTarget<boolean, T> | undefined,
  target: T,
): boolean | undefined {
  return given === undefined ? undefined : context.attempt('its prune', address, () => valueFor(given, target));
}
