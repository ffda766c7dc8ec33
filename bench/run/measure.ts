import { mkdirSync, rmSync } from 'node:fs';
import { linesOf, Volume, volumeOf } from '../check/files';
import { FleetData } from '../fleet-data';
import { Job, System } from '../systems/system';
import { ProcessCost, runProcess } from './process';
import { Spread, spreadOf } from './statistics';
import { Workspace } from './workspace';

/** What it took to make a fleet once. */
export interface Cost extends ProcessCost {
  /** How much of the fleet was made before the time was over: 1 for all. */
  readonly part: number;
}

/** What a system took for a fleet. */
export interface Measured {
  readonly system: System;
  /** Clusters of the fleet. */
  readonly clusters: number;
  /** Each run, in the order of the rounds. */
  readonly runs: readonly Cost[];
  /** What the first run made. */
  readonly volume: Volume;
  readonly lines: number;
}

/** Runs a job once, from an empty folder. */
export async function runJob(job: Job, plan: Plan): Promise<Cost> {
  rmSync(job.out, { recursive: true, force: true });
  mkdirSync(job.out);
  return rerunJob(job, plan);
}

/** Runs a job once, over what is in its folder. */
export async function rerunJob(job: Job, plan: Plan): Promise<Cost> {
  let [seconds, cpuSeconds, peakMb, done] = [0, 0, 0, 0];
  for (const command of job.commands) {
    if (done > 0 && seconds > plan.budget) break;
    const cost = await runProcess(command, plan.limit);
    if (cost === undefined) {
      if (done === 0) seconds = plan.limit;
      break;
    }
    seconds += cost.seconds;
    cpuSeconds += cost.cpuSeconds;
    peakMb = Math.max(peakMb, cost.peakMb);
    done++;
  }
  return { seconds, cpuSeconds, peakMb, part: done / job.commands.length };
}

/** How to measure. */
export interface Plan {
  readonly workspace: Workspace;
  readonly rounds: number;
  /** Seconds after which a process is ended. */
  readonly limit: number;
  /** Seconds after which no further process is begun, when a run is one for each cluster. */
  readonly budget: number;
  /** Runs that took longer than this are not repeated. */
  readonly patience: number;
}

/**
 * Measures systems side by side: round for round, each once, so that what else the machine does falls on all of them.
 * Every run is a new process and begins with an empty folder.
 */
export async function measure(systems: readonly System[], fleet: FleetData, plan: Plan): Promise<Measured[]> {
  const clusters = fleet.environments.reduce((sum, environment) => sum + environment.clusters.length, 0);
  const jobs = systems.map((system) => ({ system, job: system.prepare(plan.workspace.folder(system.id), fleet) }));
  const runs = new Map<System, Cost[]>(systems.map((system) => [system, []]));
  const volumes = new Map<System, Volume>();
  for (let round = 0; round < plan.rounds; round++) {
    for (const { system, job } of jobs) {
      const earlier = runs.get(system)!;
      if (earlier.some(({ part, seconds }) => part < 1 || seconds > plan.patience)) continue;
      earlier.push(await runJob(job, plan));
      if (round === 0) volumes.set(system, volumeOf(job.out));
      rmSync(job.out, { recursive: true, force: true });
    }
  }
  return jobs.map(({ system, job }) => ({
    system,
    clusters,
    runs: runs.get(system)!,
    volume: volumes.get(system)!,
    lines: linesOf(job.source),
  }));
}

/** Seconds of the runs; of those that were not finished, what they would have taken at the same pace. */
export function secondsOf({ runs }: Measured): Spread {
  return spreadOf(runs.map(wholeSeconds));
}

/** Seconds on a processor, as {@link secondsOf}. */
export function cpuOf({ runs }: Measured): Spread {
  return spreadOf(runs.map(({ cpuSeconds, part }) => (part > 0 ? cpuSeconds / part : cpuSeconds)));
}

/** Memory of the runs. */
export function peakOf({ runs }: Measured): Spread {
  return spreadOf(runs.map(({ peakMb }) => peakMb));
}

/** How many times as long as another, from round to round. */
export function ratioOf(measured: Measured, to: Measured): Spread {
  const base = secondsOf(to).median;
  return spreadOf(
    measured.runs.map((run, round) => wholeSeconds(run) / (to.runs[round] ? wholeSeconds(to.runs[round]) : base)),
  );
}

function wholeSeconds({ seconds, part }: Cost): number {
  // Nothing at all was finished: longer than the limit is all that is known.
  return part > 0 ? seconds / part : seconds;
}
