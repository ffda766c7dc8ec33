import { quote } from '../kubernetes/names';
import { CronSchedule, parseCron } from '../languages/cron';
import { cronTimes, isWeekly } from '../languages/cron-times';
import { LanguageError } from '../languages/go/language-error';
import { Fields, fieldsIn, mapsIn, textIn } from './fields';

/** Problems of KEDA's triggers `cron`, in times of their zones. */
export function* wrongTriggers(spec: Fields): Generator<string> {
  for (const { type, metadata } of mapsIn(spec['triggers'])) {
    if (type !== 'cron') continue;
    const { start, end } = fieldsIn(metadata);
    const [from, to] = [scheduleIn(start), scheduleIn(end)];
    const found = from && to && twiceInARow(from, to);
    if (!found) continue;
    const [what, other, effect] =
      found.what === 'end'
        ? ['ends', 'start', 'it is active from the first to the second']
        : ['starts', 'end', 'it is not active before the second'];
    const example = quote(found.times.map((time) => shownTime(time, found.isWeekly)).join(', '));
    yield `the cron trigger from ${quote(start)} to ${quote(end)} has two ${what} without ${other === 'end' ? 'an' : 'a'} ${other} between (${example}), and KEDA only asks which of the two comes next, so that ${effect}: let starts and ends take turns`;
  }
}

/** A time as `Fri 18:00`, or as `31 Dec 18:00`. */
function shownTime(time: number, isOfWeek: boolean): string {
  const [weekday = '', day, month, , clock = ''] = new Date(time).toUTCString().split(' ');
  return `${isOfWeek ? weekday.slice(0, 3) : `${Number(day)} ${month}`} ${clock.slice(0, 5)}`;
}

/** A schedule of five fields; undefined for what KEDA does not parse, or the program does not know. */
function scheduleIn(value: unknown): CronSchedule | undefined {
  try {
    return parseCron(textIn(value) ?? '');
  } catch (error) {
    if (error instanceof LanguageError) return undefined;
    throw error;
  }
}

/** A fortnight from a Monday has each step from one time of a week to the next. */
const FORTNIGHT = [Date.UTC(2028, 0, 3), 14] as const;

/** A leap year and the one after it. */
const TWO_YEARS = [Date.UTC(2028, 0, 1), 366 + 365] as const;

interface Twice {
  readonly what: 'start' | 'end';
  readonly times: readonly [number, number];
  readonly isWeekly: boolean;
}

/** The first two starts, or ends, in a row. At one time, the end comes before the start, as KEDA reads it. */
function twiceInARow(from: CronSchedule, to: CronSchedule): Twice | undefined {
  const isOfWeeks = isWeekly(from) && isWeekly(to);
  const [first, days] = isOfWeeks ? FORTNIGHT : TWO_YEARS;
  const [starts, ends] = [cronTimes(from, first, days), cronTimes(to, first, days)];
  let [start, end] = [starts.next(), ends.next()];
  let last: { readonly what: 'start' | 'end'; readonly time: number } | undefined;
  while (!start.done || !end.done) {
    const isStart = !start.done && (end.done === true || start.value < end.value);
    const what = isStart ? 'start' : 'end';
    const time = (isStart ? start : end).value as number;
    if (last?.what === what) return { what, times: [last.time, time], isWeekly: isOfWeeks };
    last = { what, time };
    if (isStart) start = starts.next();
    else end = ends.next();
  }
  return undefined;
}
