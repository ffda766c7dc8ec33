import { performance } from 'node:perf_hooks';
import { fleetData, Shape } from '../fleet-data';
import { System } from '../systems/system';
import { measure, Measured, partOf, peakOf, Plan, secondsOf } from './measure';
import { exponentOf, Point } from './statistics';

/** A run on a part of a fleet, on the way to all of it. */
export interface Step {
  readonly clusters: number;
  readonly seconds: number;
  readonly peakMb: number;
}

/** The part of a fleet that a system managed, and its growth on the way. */
export interface Climb {
  /** The largest successful run, or the failure if there is none. */
  readonly reached: Measured;
  readonly steps: readonly Step[];
  /** Exponents over the number of clusters; undefined with fewer than two steps. */
  readonly growth?: { readonly seconds: number; readonly peakMb: number };
  /** Reason why the system did not get further. */
  readonly failure?: string;
}

/** Limits of a climb. */
export interface ClimbPlan extends Plan {
  /** Total time in seconds. */
  readonly allowance: number;
  /** Current time in seconds, from any origin. @default - the machine's clock */
  readonly now?: () => number;
}

/** The fractions of a fleet's clusters to try first; with a process per cluster, one is as informative as two. */
const FIRST = [1 / 40, 1 / 10];

/** Number of further fractions to try: the remaining time shows how wrong the prediction was. */
const FURTHER = 3;

/** Number of fractions to try between the largest success and a failure. */
const BETWEEN = 2;

/** Target share of the time and memory, because predictions are not exact. */
const MARGIN = 0.9;

/** Factor over the planned time at which a run is ended, because its prediction was wrong. */
const TOO_LONG = 1.5;

/** Minimum time of a run in seconds. */
const LEAST = 5;

/** Maximum exponent: steeper growth over small steps is noise. */
const STEEPEST = 3;

/** Minimum factor over the largest success that justifies another run. */
const WORTH_IT = 1.1;

/**
 * Measures a system on small fractions of a fleet, then on the largest fraction that is predicted to finish within the
 * allowance. After a failure it tries less.
 *
 * @param refused the failure on the whole fleet, if known
 */
export async function climb(system: System, shape: Shape, plan: ClimbPlan, refused?: Measured): Promise<Climb> {
  const steps: Step[] = [];
  let reached: Measured | undefined;
  let failed: { readonly clusters: number; readonly measured: Measured } | undefined;

  const { now = () => performance.now() / 1000 } = plan;
  const end = now() + plan.allowance;
  const left = () => end - now();
  const attempt = async (clusters: number, rounds: number) => {
    const seconds = Math.min(plan.seconds, Math.max(LEAST, TOO_LONG * left()));
    const limits = { ...plan, seconds, rounds, budget: left(), share: left() };
    const [measured] = await measure([system], fleetData({ ...shape, clusters }), limits);
    if (measured!.failure !== undefined) failed = { clusters, measured: measured! };
    if (measured!.runs.length === 0) return;
    const part = partOf(measured!);
    const done = Math.round(clusters * part);
    if (done <= reachedBy(steps)) return;
    reached = measured!;
    // A duration too short to measure is not zero.
    const peakMb = Math.max(1, peakOf(measured!).median);
    steps.push({ clusters: done, seconds: secondsOf(measured!).median * part, peakMb });
  };
  const most = () => (system.processPerCluster ? shape.clusters : within(shape.clusters, steps, plan, left()));

  for (const part of system.processPerCluster ? FIRST.slice(0, 1) : FIRST) {
    const clusters = Math.max(shape.environments, Math.min(Math.round(shape.clusters * part), most()));
    if (failed === undefined && clusters > reachedBy(steps)) await attempt(clusters, 1);
  }
  if (refused !== undefined) failed ??= { clusters: shape.clusters, measured: refused };
  // With a process per cluster, the first run already uses all of the time.
  for (let tries = 0; tries < (system.processPerCluster ? 1 : FURTHER); tries++) {
    if (failed === undefined && most() > reachedBy(steps) * WORTH_IT) await attempt(most(), plan.rounds);
  }
  for (let tries = 0; tries < BETWEEN && failed !== undefined; tries++) {
    const between = Math.round(Math.sqrt(Math.max(1, reachedBy(steps)) * failed.clusters));
    const clusters = Math.max(shape.environments, between);
    // A run that completed a part of the fleet before it failed is the largest possible one.
    if (left() <= 0 || reached === failed.measured || clusters <= reachedBy(steps) || clusters >= failed.clusters)
      break;
    await attempt(clusters, 1);
  }
  return {
    reached: reached ?? failed!.measured,
    steps,
    ...(steps.length > 1 ? { growth: { seconds: growth(steps, 'seconds'), peakMb: growth(steps, 'peakMb') } } : {}),
    ...(failed === undefined ? {} : { failure: `${failed.measured.failure} at ${failed.clusters} clusters` }),
  };
}

/** The largest number of clusters that fits the time and memory at the measured growth. */
function within(all: number, steps: readonly Step[], { megabytes = Infinity }: Plan, seconds: number): number {
  const last = steps[steps.length - 1];
  if (last === undefined) return all;
  const most = (key: 'seconds' | 'peakMb', limit: number) => {
    // The last two steps predict best, because the cost of starting weighs least in them.
    const exponent = steps.length > 1 ? Math.min(STEEPEST, Math.max(1, growth(steps.slice(-2), key))) : 2;
    return last.clusters * (Math.max(0, MARGIN * limit) / last[key]) ** (1 / exponent);
  };
  const clusters = Math.min(most('seconds', seconds), most('peakMb', megabytes));
  return clusters * WORTH_IT >= all ? all : Math.floor(clusters);
}

function growth(steps: readonly Step[], key: 'seconds' | 'peakMb'): number {
  return exponentOf(steps.map((step): Point => ({ size: step.clusters, cost: step[key] })));
}

function reachedBy(steps: readonly Step[]): number {
  return steps[steps.length - 1]?.clusters ?? 0;
}
