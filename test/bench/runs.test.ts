import { readOptions } from '../../bench/options';
import { userSeconds } from '../../bench/runs/cost';
import { RUN_GOALS, RUNS } from '../../bench/runs/goals';
import { figuresOf, runTable } from '../../bench/runs/table';

const cost = (cpuSeconds: number, peakMb = 100) => ({ cpuSeconds, peakMb });

test('user time of the children is read from what the shell prints', () => {
  expect(userSeconds('0m0.01s 0m0.02s\n1m2.50s 0m3.00s\n')).toBe(62.5);
  expect(userSeconds('')).toBeNaN();
});

test('a ratio is the median of the rounds, each within itself', () => {
  const row = { shape: 'S', title: 'run', before: [cost(1), cost(10), cost(2)], after: [cost(0.5), cost(1), cost(4)] };
  const { ratio, before, after, met } = figuresOf({ ...row, goal: { ratio: 0.5 } });
  expect({ ratio, before: before.cpuSeconds, after: after.cpuSeconds, met }).toEqual({
    ...{ ratio: 0.5, before: 2, after: 1 },
    met: true,
  });
});

test.each([
  [{ ratio: 0.4 }, false],
  [{ ratio: 0.6, megabytes: 99 }, false],
  [{ megabytes: 100 }, true],
  [{}, undefined],
])('the goal %j is met: %s', (goal, met) => {
  const row = { shape: 'S', title: 'run', before: [cost(1)], after: [cost(0.5)], goal };
  expect(figuresOf(row).met).toBe(met);
});

test('the table names figures, goals and whether they are met', () => {
  const goal = { ratio: 0.3, megabytes: 300 };
  const row = { shape: 'L-own', title: '`plan`', before: [cost(14, 586)], after: [cost(3.5, 290)], goal };
  expect(
    runTable([figuresOf(row)])
      .split('\n')
      .slice(2),
  ).toEqual(['| L-own | `plan` | 14.00 s, 586 MB | 3.50 s, 290 MB | 0.25 × | ≤ 0.30 ×, ≤ 300 MB | yes |']);
});

test('the runs are asked for by an option, and are of S and L-own if nothing else is said', () => {
  expect(readOptions(['--runs', '--base', 'x'])).toMatchObject({ runs: true, shapes: ['S', 'L-own'], rounds: 3 });
  expect(readOptions(['--shape', 'S', '--rounds', '5'])).toMatchObject({ runs: false, shapes: ['S'], rounds: 5 });
  const known = Object.values(RUN_GOALS).flatMap((goals) => Object.keys(goals));
  expect(known.filter((name) => !(name in RUNS))).toEqual([]);
});
