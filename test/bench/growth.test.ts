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

const workspace = Workspace.memory();
afterAll(workspace.remove);

const plan: Plan = { workspace, rounds: 3, seconds: 600, share: 60 };
const shape: Shape = { name: 'x', clusters: 200, tenants: 1, apps: 1, environments: 1, depth: 1, perCluster: true };

interface Model {
  readonly seconds: (clusters: number) => number;
  readonly peakMb?: (clusters: number) => number;
}

/** Runs whose cost the model gives, and that take that long on a clock of their own; and the sizes that were run. */
function model({ seconds, peakMb = () => 10 }: Model) {
  let time = 0;
  const sizes: number[] = [];
  const run: Plan['run'] = ({ env }) => {
    const clusters = Number(env!.CLUSTERS);
    const [number, processes] = env!.PROCESS!.split('/').map(Number);
    const took = seconds(clusters) / processes!;
    time += took;
    if (number === 1) sizes.push(clusters);
    return Promise.resolve({ seconds: took, cpuSeconds: took / 2, peakMb: peakMb(clusters) });
  };
  return { run, now: () => time, sizes };
}

async function climbed(cost: Model, allowance: number, more: Partial<Plan> = {}, processPerCluster = false) {
  const { run, now, sizes } = model(cost);
  const limits = { ...plan, ...more, allowance, now, run };
  const result = await climb(fakeSystem('peer', { processPerCluster }), shape, limits);
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
  // The 95 that there was time for, and the one that was begun at the end of it.
  expect([reached.clusters, reached.runs.map(({ part }) => part)]).toEqual([200, [96 / 200]]);
  expect(steps).toEqual([
    { clusters: 5, seconds: 5, peakMb: 10 },
    { clusters: 96, seconds: 96, peakMb: 10 },
  ]);
  expect(growth!.seconds).toBeCloseTo(1);
});

test('growth is that of what comes on top of the smallest fleet', async () => {
  // Starting takes 3 s, of the processor 1.5; what depends on the clusters is linear, memory grows as its root.
  const { run } = model({ seconds: (n) => 3 + (n > 1 ? n * 2 : 0), peakMb: (n) => 50 + (n > 1 ? 4 * n ** 0.5 : 0) });
  const series = [
    { over: 'clusters', sizes: [4, 8, 16], shape: (clusters: number) => ({ ...shape, clusters }) },
    { over: 'nothing', sizes: [1, 2], shape: (size: number) => ({ ...shape, clusters: 1, tenants: size }) },
  ];
  const [clusters, nothing] = await growthOf(fakeSystem('ours'), { ...plan, run }, series);
  expect(clusters!.points[0]).toEqual({ size: 4, seconds: 11, cpuSeconds: 5.5, peakMb: 58 });
  expect(clusters!.exponents.seconds).toBeCloseTo(1);
  expect(clusters!.exponents.cpuSeconds).toBeCloseTo(1);
  expect(clusters!.exponents.peakMb).toBeCloseTo(0.5);
  expect(nothing!.exponents.seconds).toBeNaN();
});
