import { mkdirSync } from 'node:fs';
import { Shape } from '../../bench/fleet-data';
import { growthOf } from '../../bench/growth';
import { climb } from '../../bench/run/climb';
import { Plan } from '../../bench/run/measure';
import { Workspace } from '../../bench/run/workspace';
import { fakeSystem } from './fake-system';

/*
 * How the benchmark finds out how a system grows, and the largest fleet that there is time and memory for. Nothing is
 * run: what a run costs is said by a function of the number of clusters.
 */

// As the other files see it: what an import brings here is a copy.
const job = jest.requireActual<typeof import('../../bench/run/job')>('../../bench/run/job');

const workspace = Workspace.memory();
afterAll(workspace.remove);

const plan: Plan = { workspace, rounds: 3, seconds: 600, share: 60 };
const shape: Shape = { name: 'x', clusters: 200, tenants: 1, apps: 1, environments: 1, depth: 1, perCluster: true };

interface Model {
  readonly seconds: (clusters: number) => number;
  readonly peakMb?: (clusters: number) => number;
}

/** Lets every run cost what the model says, and take that long; gives the clock and the sizes that were run. */
function model({ seconds, peakMb = () => 10 }: Model) {
  let time = 0;
  const sizes: number[] = [];
  jest.spyOn(job, 'tryJob').mockImplementation(({ commands, out }, { budget = Infinity }) => {
    mkdirSync(out, { recursive: true });
    const clusters = Number(commands[0]!.env!.CLUSTERS);
    const whole = seconds(clusters);
    // A process for each cluster is stopped between two of them.
    const part = commands.length > 1 ? Math.min(1, Math.ceil((budget / whole) * clusters) / clusters) : 1;
    time += whole * part;
    sizes.push(clusters);
    const cost = { seconds: whole * part, cpuSeconds: (whole * part) / 2, peakMb: peakMb(clusters), part };
    return Promise.resolve({ cost });
  });
  jest.spyOn(job, 'runJob').mockImplementation(async (made, limits) => (await job.tryJob(made, limits)).cost);
  return { now: () => time, sizes };
}

afterEach(() => jest.restoreAllMocks());

async function climbed(cost: Model, allowance: number, more: Partial<Plan> = {}, processPerCluster = false) {
  const { now, sizes } = model(cost);
  const result = await climb(fakeSystem('peer', { processPerCluster }), shape, { ...plan, ...more, allowance, now });
  return { ...result, sizes, time: now() };
}

test('what grows quadratically is measured at the largest part that there is time for', async () => {
  const { reached, steps, sizes, growth, failure, time } = await climbed({ seconds: (n) => n ** 2 / 100 }, 100);
  // 5 and 20 clusters take 4.25 s; nine tenths of what is left are enough for 92.
  expect(sizes).toEqual([5, 20, 92]);
  expect(steps.map(({ seconds }) => seconds)).toEqual([0.25, 4, 84.64]);
  expect([reached.clusters, reached.runs.length, failure]).toEqual([92, 1, undefined]);
  expect(growth!.seconds).toBeCloseTo(2);
  expect(time).toBeLessThan(100);
});

test('what can do all of it in time has further rounds of that', async () => {
  const { reached, sizes } = await climbed({ seconds: (n) => n / 10 }, 70);
  expect(sizes).toEqual([5, 20, 200, 200, 200]);
  expect([reached.clusters, reached.runs.length]).toEqual([200, 3]);
});

test('what was predicted to take longer than it does is brought further', async () => {
  // A part of the start is paid once only: 5 and 20 clusters look steeper than what follows.
  const { reached, sizes } = await climbed({ seconds: (n) => (n <= 5 ? 0.1 : 10 + n / 100) }, 100);
  expect(sizes[2]).toBeLessThan(200);
  expect(reached.clusters).toBe(200);
});

test('memory bounds a fleet as time does', async () => {
  const { reached } = await climbed({ seconds: () => 1, peakMb: (n) => 10 * n }, 100, { megabytes: 1000 });
  expect(reached.clusters).toBe(90);
});

test('a process for each cluster is stopped when its time is over', async () => {
  const { reached, sizes, steps, growth } = await climbed({ seconds: (n) => n }, 100, {}, true);
  expect(sizes).toEqual([5, 200]);
  expect([reached.clusters, reached.runs.map(({ part }) => part)]).toEqual([200, [95 / 200]]);
  expect(steps).toEqual([
    { clusters: 5, seconds: 5, peakMb: 10 },
    { clusters: 95, seconds: 95, peakMb: 10 },
  ]);
  expect(growth!.seconds).toBeCloseTo(1);
});

test('growth is that of what comes on top of the smallest fleet', async () => {
  // Starting takes 3 s, of the processor 1.5; what depends on the clusters is linear, memory grows as its root.
  model({ seconds: (n) => 3 + (n > 1 ? n * 2 : 0), peakMb: (n) => 50 + (n > 1 ? 4 * n ** 0.5 : 0) });
  const series = [
    { over: 'clusters', sizes: [4, 8, 16], shape: (clusters: number) => ({ ...shape, clusters }) },
    { over: 'nothing', sizes: [1, 2], shape: (size: number) => ({ ...shape, clusters: 1, tenants: size }) },
  ];
  const [clusters, nothing] = await growthOf(fakeSystem('ours'), plan, series);
  expect(clusters!.points[0]).toEqual({ size: 4, seconds: 11, cpuSeconds: 5.5, peakMb: 58 });
  expect(clusters!.exponents.seconds).toBeCloseTo(1);
  expect(clusters!.exponents.cpuSeconds).toBeCloseTo(1);
  expect(clusters!.exponents.peakMb).toBeCloseTo(0.5);
  expect(nothing!.exponents.seconds).toBeNaN();
});
