import type { CronSchedule } from './cron';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Whether a schedule tells its days by the weekday alone, so that each week is like the others. */
export function isWeekly([, , day, month]: CronSchedule): boolean {
  return day.isAny && month.isAny;
}

/**
 * The times of a schedule in their order, without time zones and their changes, by the rules of robfig/cron 3.0.1.
 *
 * @param first the first midnight, in milliseconds of UTC
 * @param days number of days from there
 */
export function* cronTimes(schedule: CronSchedule, first: number, days: number): Generator<number> {
  const [minutes, hours] = schedule.slice(0, 2).map(({ values }) => [...values].sort((one, other) => one - other));
  for (let midnight = first; midnight < first + days * DAY; midnight += DAY) {
    if (!isOn(schedule, new Date(midnight))) continue;
    for (const hour of hours!) for (const minute of minutes!) yield midnight + (hour * 60 + minute) * MINUTE;
  }
}

function isOn([, , day, month, weekday]: CronSchedule, date: Date): boolean {
  if (!month.values.has(date.getUTCMonth() + 1)) return false;
  const [byDay, byWeekday] = [day.values.has(date.getUTCDate()), weekday.values.has(date.getUTCDay())];
  return day.isAny || weekday.isAny ? byDay && byWeekday : byDay || byWeekday;
}
