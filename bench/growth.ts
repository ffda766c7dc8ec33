import { rmSync } from 'node:fs';
import { fleetData, Shape } from './fleet-data';
import { runJob } from './run/job';
import { Plan } from './run/measure';
import { exponentOf, Spread, spreadOf } from './run/statistics';
import { System } from './systems/system';

/** The costs of a run; each grows in its own way. */
const COSTS = ['seconds', 'cpuSeconds', 'peakMb'] as const;

type Costs = Readonly<Record<(typeof COSTS)[number], number>>;

/** Growth of a system's cost with one measure of a fleet. */
export interface Growth {
  /** The measure. */
  readonly over: string;
  /** Medians of the rounds. */
  readonly points: ReadonlyArray<{ readonly size: number } & Costs>;
  /** Exponents of the cost above that of a fleet with one cluster, one tenant and one app; NaN without any. */
  readonly exponents: Costs;
}

const base: Shape = { name: 'growth', clusters: 20, tenants: 20, apps: 5, environments: 1, perCluster: true, depth: 1 };

const SMALLEST: Shape = { ...base, clusters: 1, tenants: 1, apps: 1 };

/** The measures and their sizes. */
export const SERIES: ReadonlyArray<{
  readonly over: string;
  readonly sizes: readonly number[];
  readonly shape: (size: number) => Shape;
}> = [
  { over: 'clusters', sizes: [100, 200, 500, 1000], shape: (clusters) => ({ ...base, clusters }) },
  {
    over: 'clusters, all equal',
    sizes: [100, 200, 500, 1000],
    shape: (clusters) => ({ ...base, clusters, perCluster: false }),
  },
  { over: 'tenants', sizes: [10, 20, 50, 100, 200], shape: (tenants) => ({ ...base, clusters: 50, tenants }) },
  { over: 'depth of dependencies', sizes: [1, 2, 5, 10, 20], shape: (depth) => ({ ...base, apps: 20, depth }) },
];

/**
 * Growth over clusters, tenants and the depth of dependencies, one at a time. Every round covers all sizes, so that
 * load from other processes affects all of them alike.
 *
 * @throws Error when the system fails
 */
export async function growthOf(system: System, plan: Plan, series = SERIES): Promise<Growth[]> {
  const shapes = [SMALLEST, ...series.flatMap(({ sizes, shape }) => sizes.map(shape))];
  const rounds: Costs[][] = [];
  for (let round = 0; round < plan.rounds; round++) {
    const costs: Costs[] = [];
    for (const shape of shapes) {
      const folder = plan.workspace.folder('growth');
      costs.push(await runJob(system.prepare(folder, fleetData(shape)), plan));
      rmSync(folder, { recursive: true });
    }
    rounds.push(costs);
  }
  const costs = (index: number, of: (spread: Spread) => number) =>
    costsOf((cost) => of(spreadOf(rounds.map((round) => round[index]![cost]))));
  // The minimum is the cost of starting; anything above it is load from other processes.
  const start = costs(0, ({ min }) => min);
  const medians = shapes.slice(1).map((_, index) => costs(index + 1, ({ median }) => median));
  return series.map(({ over, sizes }) => {
    const points = medians.splice(0, sizes.length).map((point, index) => ({ size: sizes[index]!, ...point }));
    // The cost of starting the process and loading the library would make every growth look flatter.
    const above = (cost: keyof Costs) => points.map((point) => ({ size: point.size, cost: point[cost] - start[cost] }));
    return { over, points, exponents: costsOf((cost) => exponentOf(above(cost))) };
  });
}

function costsOf(of: (cost: keyof Costs) => number): Costs {
  return Object.fromEntries(COSTS.map((cost) => [cost, of(cost)])) as Record<keyof Costs, number>;
}
