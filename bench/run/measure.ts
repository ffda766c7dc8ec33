import { rmSync } from 'node:fs';
import { linesOf, Volume, volumeOf } from '../check/files';
import { FleetData } from '../fleet-data';
import { isOwn, System } from '../systems/system';
import { Cost, Patience, tryJob } from './job';
import { Spread, spreadOf } from './statistics';
import { Workspace } from './workspace';

/** What a system took for a fleet. */
export interface Measured {
  readonly system: System;
  /** Clusters of the fleet. */
  readonly clusters: number;
  /** Each run that made something, in the order of the rounds. */
  readonly runs: readonly Cost[];
  /** Why it is not measured any further; the rounds before count. */
  readonly failure?: string;
  /** Whether each round was shared with the other systems, so that its runs may be compared one by one. */
  readonly sideBySide: boolean;
  /** What the first run made. */
  readonly volume: Volume;
  readonly lines: number;
}

/** How to measure. */
export interface Plan extends Patience {
  readonly workspace: Workspace;
  /** Runs of each system, if they fit. */
  readonly rounds: number;
  /** Seconds for all rounds of a system that is not this library; the first is done in any case. */
  readonly share: number;
}

const NOTHING: Volume = { files: 0, bytes: 0, objects: 0 };

/**
 * Measures systems side by side: round for round, each once, so that what else the machine does falls on all of them.
 * Every run is a new process and begins with an empty folder. A system that fails is left alone from then on.
 */
export async function measure(systems: readonly System[], fleet: FleetData, plan: Plan): Promise<Measured[]> {
  const clusters = fleet.environments.reduce((sum, environment) => sum + environment.clusters.length, 0);
  const jobs = systems.map((system) => ({
    system,
    job: system.prepare(plan.workspace.folder(system.id), fleet),
    runs: [] as Cost[],
    volume: NOTHING,
    failure: undefined as string | undefined,
  }));
  for (let round = 0; round < plan.rounds; round++) {
    for (const state of jobs) {
      const { system, job, runs } = state;
      if (state.failure !== undefined || (round > 0 && !isOwn(system) && !affordable(runs, plan.share))) continue;
      const { cost, failure } = await tryJob(job, isOwn(system) ? { ...plan, budget: Infinity } : plan);
      state.failure = failure;
      if (cost.part > 0) runs.push(cost);
      if (cost.part > 0 && runs.length === 1) state.volume = volumeOf(job.out);
      rmSync(job.out, { recursive: true, force: true });
    }
  }
  const result = jobs.map(({ system, job, runs, volume, failure }) => ({
    system,
    clusters,
    runs,
    ...(failure === undefined ? {} : { failure }),
    sideBySide: systems.length > 1,
    volume,
    lines: linesOf(job.source),
  }));
  // Inputs alone may be hundreds of megabytes of memory.
  for (const { id } of systems) plan.workspace.folder(id);
  return result;
}

/** Whether one run more is within the share. What did not come to its end once will not the next time. */
function affordable(runs: readonly Cost[], share: number): boolean {
  const last = runs[runs.length - 1];
  return last?.part === 1 && runs.reduce((sum, { seconds }) => sum + seconds, last.seconds) <= share;
}

/** Seconds of the runs; of those that were not finished, what they would have taken at the same pace. */
export function secondsOf({ runs }: Measured): Spread {
  return spreadOf(runs.map(wholeSeconds));
}

/** Seconds on a processor, as {@link secondsOf}. */
export function cpuOf({ runs }: Measured): Spread {
  return spreadOf(runs.map(({ cpuSeconds, part }) => cpuSeconds / part));
}

/** Memory of the runs. */
export function peakOf({ runs }: Measured): Spread {
  return spreadOf(runs.map(({ peakMb }) => peakMb));
}

/** How many times as long as another: from round to round where they were shared, else the other's median. */
export function ratioOf(measured: Measured, to: Measured): Spread {
  const base = secondsOf(to).median;
  const paired = measured.sideBySide && to.sideBySide;
  return spreadOf(
    measured.runs.map((run, round) => {
      const beside = paired ? to.runs[round] : undefined;
      return wholeSeconds(run) / (beside ? wholeSeconds(beside) : base);
    }),
  );
}

/** The least part of the fleet that a run made. */
export function partOf({ runs }: Measured): number {
  return Math.min(...runs.map(({ part }) => part));
}

function wholeSeconds({ seconds, part }: Cost): number {
  return seconds / part;
}
