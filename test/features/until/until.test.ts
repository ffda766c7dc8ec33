import { Cluster, Environment, Source, Tenant } from '../../../src';
import { formatProblem } from '../../../src/core/problem';
import { dayAfter, daysBetween, isDate, today, TODAY_VARIABLE } from '../../../src/core/today';
import { git, newFleet, problemsOf } from '../../support/fleets';

const DAY = '2027-03-31';

afterEach(() => {
  delete process.env[TODAY_VARIABLE];
});

/** A fleet whose tenant, environment and cluster end on the same day. */
function fleetUntil(until: string, props: Parameters<typeof newFleet>[0] = {}, leaving = false) {
  const fleet = newFleet(props);
  const cluster = new Cluster(fleet, 'eu-1', { until, drained: leaving });
  new Environment(fleet, 'dev', { until, clusters: [cluster], drainedClusters: leaving ? [cluster] : [] });
  if (!leaving)
    new Tenant(fleet, 'web', { until, source: Source.git({ url: 'https://git.example.com/web', branch: 'main' }) });
  return fleet;
}

function at(day: string): void {
  process.env[TODAY_VARIABLE] = day;
}

const warningsOf = (fleet: ReturnType<typeof newFleet>) =>
  fleet
    .synthesize()
    .warnings.filter(({ id }) => id === 'until')
    .map(formatProblem);

test('nothing is said until the days before', () => {
  at('2027-02-28');
  expect(warningsOf(fleetUntil(DAY))).toEqual([]);
  at('2027-03-01');
  expect(warningsOf(fleetUntil(DAY))).toEqual([
    `[dev] the last day of environment "dev", 2027-03-31, is in 30 days, and from 2027-04-15 on a run is refused: run flux-fleet retire environment dev --reason 'its last day is 2027-03-31', or give a later until`,
    `[eu-1] the last day of cluster "eu-1", 2027-03-31, is in 30 days, and from 2027-04-15 on a run is refused: run flux-fleet retire cluster eu-1 --reason 'its last day is 2027-03-31', or give a later until`,
    `[web] the last day of tenant "web", 2027-03-31, is in 30 days, and from 2027-04-15 on a run is refused: run flux-fleet retire tenant web --reason 'its last day is 2027-03-31', or give a later until`,
  ]);
});

test.each([
  ['2027-03-30', 'is in 1 day, and'],
  ['2027-03-31', 'is today, and'],
  ['2027-04-01', 'was 1 day ago, and from 2027-04-15 on a run is refused: run'],
  ['2027-04-14', 'was 14 days ago, and'],
])('on %s a run warns', (day, words) => {
  at(day);
  const found = warningsOf(fleetUntil(DAY));
  expect(found).toHaveLength(3);
  for (const one of found) expect(one).toContain(`2027-03-31, ${words}`);
});

test('after the days of grace a run is refused, and a question is not', () => {
  at('2027-04-15');
  const fleet = fleetUntil(DAY);
  expect(problemsOf(fleet)).toEqual([
    `[dev] the last day of environment "dev", 2027-03-31, was 15 days ago: run flux-fleet retire environment dev --reason 'its last day was 2027-03-31', or give a later until`,
    `[eu-1] the last day of cluster "eu-1", 2027-03-31, was 15 days ago: run flux-fleet retire cluster eu-1 --reason 'its last day was 2027-03-31', or give a later until`,
    `[web] the last day of tenant "web", 2027-03-31, was 15 days ago: run flux-fleet retire tenant web --reason 'its last day was 2027-03-31', or give a later until`,
  ]);
  expect(fleet.targets()).toHaveLength(2);
});

test('the fleet says how many days', () => {
  const untilNotice = { warnDays: 1, graceDays: 0 };
  at('2027-03-29');
  expect(warningsOf(fleetUntil(DAY, { untilNotice }))).toEqual([]);
  at('2027-03-30');
  expect(warningsOf(fleetUntil(DAY, { untilNotice }))).toHaveLength(3);
  at('2027-04-01');
  expect(problemsOf(fleetUntil(DAY, { untilNotice }))).toHaveLength(3);
});

test('what is being retired is left alone', () => {
  at('2028-01-01');
  const fleet = fleetUntil(DAY, {}, true);
  expect(problemsOf(fleet)).toEqual([]);
  expect(warningsOf(fleet)).toEqual([]);
});

test('what is written does not depend on the day', () => {
  const files = ['2026-01-01', '2027-04-14'].map((day) => {
    at(day);
    return fleetUntil(DAY).synthYaml();
  });
  expect(files[0]).toBe(files[1]);
  expect(files[0]).toBe(fleetUntil('2030-01-01').synthYaml());
});

test.each([
  ['2027-02-30', /^\[web\] until "2027-02-30" is no date: give the last day as YYYY-MM-DD$/],
  ['next week', /^\[web\] until "next week" is no date: /],
])('until %s is refused', (until, message) => {
  const fleet = newFleet();
  new Tenant(fleet, 'web', { until, source: git });
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(message)]);
  const others = newFleet();
  new Environment(others, 'dev', { until, clusters: [new Cluster(others, 'eu-1', { until })] });
  expect(problemsOf(others)).toHaveLength(2);
});

test('wrong numbers of days are refused', () => {
  const fleet = newFleet({ untilNotice: { warnDays: -1, gracedays: 1 } as never });
  expect(fleet.problems.problems.map(({ message }) => message)).toEqual([
    'untilNotice.warnDays is -1: give a whole number from 0 on',
    expect.stringMatching(/gracedays.*did you mean graceDays/),
  ]);
});

test('the clock', () => {
  expect(today({})).toBe(new Date().toISOString().slice(0, 10));
  expect(today({ [TODAY_VARIABLE]: '' })).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(today({ [TODAY_VARIABLE]: '2030-01-02' })).toBe('2030-01-02');
  expect(() => today({ [TODAY_VARIABLE]: 'soon' })).toThrow(
    'FLUX_FLEET_TODAY is "soon", which is no date: give one as YYYY-MM-DD, or unset it',
  );
  expect([isDate('2028-02-29'), isDate('2027-02-29'), isDate('2027-1-1')]).toEqual([true, false, false]);
  expect(daysBetween('2027-03-27', '2027-03-29')).toBe(2);
  expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
});
