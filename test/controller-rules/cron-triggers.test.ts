import { wrongTriggers } from '../../src/controller-rules/cron-triggers';
import { parseCron } from '../../src/languages/cron';
import { cronTimes } from '../../src/languages/cron-times';
import { runsOf } from '../support/deep';
import { randomOf } from '../validation/random';

const problemsOf = (start: string, end: string) => [
  ...wrongTriggers({ triggers: [{ type: 'cron', metadata: { start, end } }] }),
];

test.each([
  ['two starts', '0 8,10 * * *', '0 18 * * *', 'two starts without an end between ("Mon 08:00, Mon 10:00")'],
  ['a start at the time of an end', '0 8,18 * * *', '0 18 * * *', 'two starts without an end between ("Mon 18:00, Tue'],
  ['over the weekend', '0 8 * * 1-5', '0 18 * * 1-6', 'two ends without a start between ("Fri 18:00, Sat 18:00")'],
  ['from Sunday to Monday', '0 8 * * 1', '0 18 * * 0,3', 'two ends without a start between ("Wed 18:00, Sun 18:00")'],
  ['a day that some months lack', '0 8 1 * *', '0 18 31 * *', 'two starts without an end between ("1 Feb 08:00, 1 Mar'],
  ['a day of leap years', '0 8 29 2 *', '0 8 1 3 *', 'two ends without a start between ("1 Mar 08:00, 1 Mar 08:00")'],
  [
    'a day that no year has',
    '0 8 30 2 *',
    '0 8 1 3 *',
    'two ends without a start between ("1 Mar 08:00, 1 Mar 08:00")',
  ],
  ['either of two days', '0 8 1 * *', '0 18 1 * 1', 'two ends without a start between ("1 Jan 18:00, 3 Jan 18:00")'],
  ['from one year to the next', '0 8 1 2,12 *', '0 8 1 3 *', 'two starts without an end between ("1 Dec 08:00, 1 Feb'],
])('%s', (_, start, end, message) => {
  expect(problemsOf(start, end)).toEqual([expect.stringContaining(message)]);
});

test.each([
  ['0 8 1 * *', '0 18 1 * *'],
  ['0 8 * 12 *', '0 18 * 12 *'],
  ['0 8 1 11 *', '0 8 1 2 *'],
  ['0 8 1 * 1', '0 18 1 * mon'],
  ['0 8 */2 * *', '0 18 */2 * *'],
  ['0 8 * * *', '30 8 * * ?'],
  ['0 8 * * 7', '0 18 * * *'],
  ['TZ=UTC 0 8 * * 1', '0 18 * * *'],
])('%s to %s takes turns, or is not parsed', (start, end) => {
  expect(problemsOf(start, end)).toEqual([]);
});

test('triggers of an object are judged one by one', () => {
  const cron = (start: string, end: string) => ({ type: 'cron', metadata: { start, end } });
  const triggers = [
    cron('0 8 * * 1', '0 9 * * 1'),
    null,
    cron('0 8 * * 1', '0 9 * * *'),
    cron('0 8 * * 2', '0 9 * * *'),
  ];
  expect([...wrongTriggers({ triggers })]).toHaveLength(2);
  expect([
    ...wrongTriggers({ triggers: [{ type: 'cron' }, { type: 'cron', metadata: { start: 1, end: [] } }] }),
  ]).toEqual([]);
});

test('times of a schedule', () => {
  const monday = Date.UTC(2029, 0, 1);
  const times = (text: string, days: number) =>
    [...cronTimes(parseCron(text)!, monday, days)].map((time) => new Date(time).toISOString().slice(5, 16));
  expect(times('30,0 12-13 * * *', 1)).toEqual(['01-01T12:00', '01-01T12:30', '01-01T13:00', '01-01T13:30']);
  expect(times('0 0 * * sun', 14)).toEqual(['01-07T00:00', '01-14T00:00']);
  // Two days that are given: either; `*/2` is given, `*/1` is not.
  expect(times('0 0 3 * fri', 7)).toEqual(['01-03T00:00', '01-05T00:00']);
  expect(times('0 0 */5 * fri', 7)).toEqual(['01-01T00:00', '01-05T00:00', '01-06T00:00']);
  expect(times('0 0 */1 * fri', 7)).toEqual(['01-05T00:00']);
  expect(times('0 0 3 2 *', 60)).toEqual(['02-03T00:00']);
});

const HOURS = 24 * 7;

/** Whether KEDA finds an hour of the week on or off against the start or the end that came last. */
function differs(starts: ReadonlySet<number>, ends: ReadonlySet<number>): boolean {
  const distance = (of: ReadonlySet<number>, from: number, step: 1 | -1) => {
    for (let hours = step === 1 ? 1 : 0; hours <= HOURS; hours++)
      if (of.has((from + step * hours + 2 * HOURS) % HOURS)) return hours;
    throw new Error('a schedule without times');
  };
  return [...Array(HOURS).keys()].some((hour) => {
    const isActive = distance(ends, hour, 1) <= distance(starts, hour, 1);
    const hasStarted = distance(starts, hour, -1) <= distance(ends, hour, -1);
    return isActive !== hasStarted;
  });
}

test('a warning comes where KEDA is on or off against the start or the end that came last, and only there', () => {
  let found = 0;
  const all = runsOf(300, 20_000);
  for (let round = 0; round < all; round++) {
    const random = randomOf(round);
    const some = (most: number, count: number) => [...new Set(Array.from({ length: count }, () => random.below(most)))];
    const schedule = () => ({ hours: some(24, 1 + random.below(2)), days: some(7, 1 + random.below(4)) });
    const [start, end] = [schedule(), schedule()];
    if (random.chance(0.5)) end.days = start.days;
    const set = ({ hours, days }: typeof start) => new Set(days.flatMap((day) => hours.map((hour) => day * 24 + hour)));
    const text = ({ hours, days }: typeof start) => `0 ${hours.join(',')} * * ${days.join(',')}`;
    const isWrong = differs(set(start), set(end));
    if (isWrong) found++;
    expect([text(start), text(end), problemsOf(text(start), text(end)).length]).toEqual([
      text(start),
      text(end),
      isWrong ? 1 : 0,
    ]);
  }
  expect(found).toBeGreaterThan(all / 5);
  expect(found).toBeLessThan((all * 9) / 10);
});
