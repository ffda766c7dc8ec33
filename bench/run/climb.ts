import { performance } from 'node:perf_hooks';
import { fleetData, Shape } from '../fleet-data';
import { System } from '../systems/system';
import { measure, Measured, partOf, peakOf, Plan, secondsOf } from './measure';
import { exponentOf, Point } from './statistics';

/** One size of a fleet on the way to all of it. */
export interface Step {
  readonly clusters: number;
  readonly seconds: number;
  readonly peakMb: number;
}

/** How far a system got on a fleet that may be too large for it, and how its cost grew on the way. */
export interface Climb {
  /** The largest that it made, or, where it made nothing, how it failed. */
  readonly reached: Measured;
  readonly steps: readonly Step[];
  /** Exponents over the number of clusters; undefined with less than two steps. */
  readonly growth?: { readonly seconds: number; readonly peakMb: number };
  /** Why it did not make more than it reached: it failed there. */
  readonly failure?: string;
}

/** What a climb may take. */
export interface ClimbPlan extends Plan {
  /** Seconds for all of it. */
  readonly allowance: number;
  /** Seconds since any moment. @default - the machine's clock */
  readonly now?: () => number;
}

/** The parts of a fleet's clusters that are tried first; with a process for each cluster, one says as much as two. */
const FIRST = [1 / 40, 1 / 10];

/** How many parts are tried after these: what is left of the time tells how wrong the prediction was. */
const FURTHER = 3;

/** How many more parts are tried between what was made and what failed. */
const BETWEEN = 2;

/** What is aimed at, of the time and the memory that there is: predictions are not exact. */
const MARGIN = 0.9;

/** What takes this many times what there was time for has been predicted wrongly, and is ended. */
const TOO_LONG = 1.5;

/** Seconds that a run is given in any case. */
const LEAST = 5;

/** What grows faster than this by small steps is noise. */
const STEEPEST = 3;

/** How much more than what was made is worth another run. */
const WORTH_IT = 1.1;

/**
 * Measures a system at small parts of a fleet, and then at the largest part, up to all of it, that by these will be
 * finished within the allowance. Where it fails it is tried with less.
 *
 * @param refused how it failed on the whole fleet, where that is known
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
    // What is too short to be seen is not nothing.
    const peakMb = Math.max(1, peakOf(measured!).median);
    steps.push({ clusters: done, seconds: secondsOf(measured!).median * part, peakMb });
  };
  const most = () => (system.processPerCluster ? shape.clusters : within(shape.clusters, steps, plan, left()));

  for (const part of system.processPerCluster ? FIRST.slice(0, 1) : FIRST) {
    const clusters = Math.max(shape.environments, Math.min(Math.round(shape.clusters * part), most()));
    if (failed === undefined && clusters > reachedBy(steps)) await attempt(clusters, 1);
  }
  if (refused !== undefined) failed ??= { clusters: shape.clusters, measured: refused };
  // Of a process for each cluster, all that there was time for has been made by the first of these.
  for (let tries = 0; tries < (system.processPerCluster ? 1 : FURTHER); tries++) {
    if (failed === undefined && most() > reachedBy(steps) * WORTH_IT) await attempt(most(), plan.rounds);
  }
  for (let tries = 0; tries < BETWEEN && failed !== undefined; tries++) {
    const between = Math.round(Math.sqrt(Math.max(1, reachedBy(steps)) * failed.clusters));
    const clusters = Math.max(shape.environments, between);
    // A run that made a part of the fleet before it failed is the largest that there is.
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

/** The most clusters, up to all, that by the growth so far there is time and memory for. */
function within(all: number, steps: readonly Step[], { megabytes = Infinity }: Plan, seconds: number): number {
  const last = steps[steps.length - 1];
  if (last === undefined) return all;
  const most = (key: 'seconds' | 'peakMb', limit: number) => {
    // The last two say most about what comes next: starting has the least part in them.
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
