import { Duration } from 'cdk8s';
import { quote } from './names';

const UNITS: ReadonlyArray<readonly [string, number]> = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/** The shortest sensible reconciliation interval, in milliseconds: below it, controllers do nothing but poll. */
export const SHORTEST_INTERVAL_MS = 60_000;

/**
 * A duration in Go's notation, as Flux reads it: `Duration.minutes(90)` becomes `1h30m`.
 *
 * @throws Error when the duration is not a finite, whole number of milliseconds
 */
export function formatDuration(duration: Duration): string {
  const problem = checkDuration('duration', duration);
  if (problem) throw new Error(problem);
  let rest = duration.toMilliseconds();
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text || '0s';
}

/**
 * The milliseconds of a duration in Go's notation, of hours, minutes, seconds and milliseconds: 5400000 for `1h30m`.
 *
 * @returns undefined for other texts
 */
export function parseDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/([0-9]+(?:\.[0-9]+)?)(ms|[hms])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  const sizes = new Map(UNITS);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * sizes.get(unit!)!, 0);
}

/**
 * Checks that a duration can be written for Flux, and that it is not shorter than `shortestMs`. One malformed duration
 * stalls every object of its kind in a cluster (CVE-2022-39272), so none may leave the program.
 *
 * @param what the noun that begins the message, such as `interval`
 * @returns the problem, or `undefined`
 */
export function checkDuration(what: string, duration: Duration, shortestMs = 0): string | undefined {
  if (!(duration instanceof Duration)) {
    return `${what} ${quote(duration)} is not a Duration: give one such as Duration.minutes(5)`;
  }
  const ms = duration.toMilliseconds({ integral: false });
  if (!Number.isSafeInteger(ms) || ms < 0) {
    return `${what} of ${ms} ms cannot be written for Flux: use a whole number of milliseconds`;
  }
  if (ms < shortestMs) {
    return `${what} of ${ms / 1000} s is too short: use at least ${shortestMs / 1000} s`;
  }
  return undefined;
}
