import { ProblemReporter } from '../../core/problem-reporter';
import { PerTarget, valueFor } from '../target';

/** Value of `prune` at a target; undefined to leave it to the fleet's defaults. */
export function pruneAt<T>(
  context: ProblemReporter,
  address: readonly string[],
  given: PerTarget<boolean, T> | undefined,
  target: T,
): boolean | undefined {
  return given === undefined ? undefined : context.attempt('its prune', address, () => valueFor(given, target));
}
