/** Variable that says which day it is, as `YYYY-MM-DD`, to see what a run says on another day. */
export const TODAY_VARIABLE = 'FLUX_FLEET_TODAY';

/**
 * The day, as `YYYY-MM-DD` in UTC: the one clock of everything with a last day. What is written never depends on it.
 *
 * @throws Error when the variable holds no day
 */
export function today(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment[TODAY_VARIABLE];
  if (given === undefined || given === '') return new Date().toISOString().slice(0, 10);
  if (isDate(given)) return given;
  throw new Error(
    `${TODAY_VARIABLE} is ${JSON.stringify(given)}, which is no date: give one as YYYY-MM-DD, or unset it`,
  );
}

/** Whether a text is a day as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Date.parse takes a day that the month does not have for one of the next month.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Days from one day to another; negative if the other is before it. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** The day that is some days after another one. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The fault of a last day; undefined for none. */
export function checkUntil(until: string): string | undefined {
  return isDate(until) ? undefined : `until ${JSON.stringify(until)} is no date: give the last day as YYYY-MM-DD`;
}
