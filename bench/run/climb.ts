import { fleetData, Shape } from '../fleet-data';
import { System } from '../systems/system';
import { measure, Measured, peakOf, Plan, secondsOf } from './measure';
import { exponentOf, Point } from './statistics';

/** How far a system got on a fleet that may be too large for it, and how its cost grew on the way. */
export interface Climb {
  /** The largest that was finished within the limit. */
  readonly reached: Measured;
  /** Exponents over the number of clusters. */
  readonly growth: { readonly seconds: number; readonly peakMb: number };
  readonly points: ReadonlyArray<{ readonly clusters: number; readonly seconds: number; readonly peakMb: number }>;
}

/** The parts of a fleet's clusters that are tried first. */
const STEPS = [1 / 40, 1 / 10];

/**
 * Measures a system that does the whole fleet in one process: at two small parts of it, and then at the largest part that
 * by these will be finished within the limit.
 */
export async function climb(system: System, shape: Shape, plan: Plan): Promise<Climb> {
  const points: Array<{ clusters: number; seconds: number; peakMb: number }> = [];
  let reached: Measured | undefined;
  const attempt = async (clusters: number) => {
    const [measured] = await measure([system], fleetData({ ...shape, clusters }), { ...plan, rounds: 1 });
    if (measured!.runs[0]!.part < 1) return;
    reached = measured!;
    points.push({ clusters, seconds: secondsOf(measured!).median, peakMb: peakOf(measured!).median });
  };
  for (const step of STEPS) await attempt(Math.max(shape.environments, Math.round(shape.clusters * step)));
  await attempt(within(shape.clusters, plan.limit, series(points, 'seconds')));
  if (reached === undefined) throw new Error(`${system.title} did not finish a fortieth of ${shape.name}`);
  const growth = { seconds: exponentOf(series(points, 'seconds')), peakMb: exponentOf(series(points, 'peakMb')) };
  return { reached, growth, points };
}

function series(
  points: ReadonlyArray<{ clusters: number; seconds: number; peakMb: number }>,
  key: 'seconds' | 'peakMb',
): Point[] {
  return points.map((point) => ({ size: point.clusters, cost: point[key] }));
}

/** The most clusters, up to all, that a fifth of the limit is left over for by the growth so far. */
function within(all: number, limit: number, points: readonly Point[]): number {
  const last = points[points.length - 1];
  if (last === undefined) return 1;
  const exponent = points.length > 1 ? Math.max(1, exponentOf(points)) : 2;
  const most = last.size * ((0.8 * limit) / last.cost) ** (1 / exponent);
  return Math.max(1, Math.min(all, Math.floor(most)));
}
