import type { Duration } from 'cdk8s';
import { checkDuration } from '../../kubernetes/durations';

/** Problem of a duration that Flagger's schema takes in whole seconds or minutes alone; undefined if it is good. */
export function checkTime(what: string, duration: Duration | undefined, least = 1): string | undefined {
  if (duration === undefined) return undefined;
  const problem = checkDuration(what, duration);
  if (problem) return problem;
  const seconds = duration.toMilliseconds() / 1000;
  if (!Number.isInteger(seconds)) return `${what} is ${seconds} seconds: give whole seconds`;
  return seconds < least
    ? `${what} is ${seconds} seconds, and Flagger takes at least ${least}: give that or more`
    : undefined;
}

/** A duration as Flagger's schema takes it: seconds, or whole minutes. */
export function flaggerTime(duration: Duration): string {
  const seconds = Math.round(duration.toMilliseconds() / 1000);
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
