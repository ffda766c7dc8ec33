import { fleetData, Shape } from './fleet-data';
import { measure, Plan, peakOf, secondsOf } from './run/measure';
import { exponentOf } from './run/statistics';
import { System } from './systems/system';

/** How the cost of a system grows with one measure of a fleet. */
export interface Growth {
  /** What grows. */
  readonly over: string;
  readonly points: ReadonlyArray<{ readonly size: number; readonly seconds: number; readonly peakMb: number }>;
  /** Exponents of time and memory above those of a fleet of one cluster, one tenant and one app. */
  readonly seconds: number;
  readonly peakMb: number;
}

const base: Shape = { name: 'growth', clusters: 20, tenants: 20, apps: 5, environments: 1, perCluster: true, depth: 1 };

const SERIES: ReadonlyArray<{
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

/** The growth over clusters, tenants and the depth of dependencies, which changes nothing else. */
export async function growthOf(system: System, plan: Plan): Promise<Growth[]> {
  const cost = async (shape: Shape) => {
    const [measured] = await measure([system], fleetData(shape), plan);
    return { seconds: secondsOf(measured!).median, peakMb: peakOf(measured!).median };
  };
  // Starting the process and loading the library would make every growth look flatter than it is.
  const start = await cost({ ...base, clusters: 1, tenants: 1, apps: 1 });
  const result: Growth[] = [];
  for (const { over, sizes, shape } of SERIES) {
    const points: Array<Growth['points'][number]> = [];
    for (const size of sizes) points.push({ size, ...(await cost(shape(size))) });
    const exponent = (key: 'seconds' | 'peakMb') =>
      exponentOf(points.map((point) => ({ size: point.size, cost: point[key] - start[key] })));
    result.push({ over, points, seconds: exponent('seconds'), peakMb: exponent('peakMb') });
  }
  return result;
}
