import { mkdirSync, rmSync } from 'node:fs';
import { Job } from '../systems/system';
import { Limits, ProcessCost, ProcessFailure, runProcess } from './process';

/** What it took to make a fleet once. */
export interface Cost extends ProcessCost {
  /** How much of the fleet was made: 1 for all. */
  readonly part: number;
}

/** How a job went that may fail. */
export interface Outcome {
  readonly cost: Cost;
  /** Why not all was made; undefined too when no time was left for it. */
  readonly failure?: string;
}

/** How far a job may go. */
export interface Patience extends Limits {
  /** Seconds after which no further process is begun, when a run is one for each cluster. @default - any */
  readonly budget?: number;
  /** How a process is run. @default - {@link runProcess} */
  readonly run?: typeof runProcess;
}

/** Runs a job once, from an empty folder, with nothing that an earlier run has left. */
export async function tryJob(job: Job, patience: Patience): Promise<Outcome> {
  for (const folder of [job.out, job.cache]) if (folder) rmSync(folder, { recursive: true, force: true });
  mkdirSync(job.out, { recursive: true });
  return tryAgain(job, patience);
}

async function tryAgain(
  { commands }: Job,
  { budget = Infinity, run = runProcess, ...limits }: Patience,
): Promise<Outcome> {
  let [seconds, cpuSeconds, peakMb, done] = [0, 0, 0, 0];
  let failure: string | undefined;
  for (const command of commands) {
    if (done > 0 && seconds > budget) break;
    const cost = await run(command, limits).catch((error: unknown) => {
      if (!(error instanceof ProcessFailure)) throw error;
      failure = error.message;
      return error.cost;
    });
    // What failed is no part of the pace.
    if (failure !== undefined && done > 0) break;
    seconds += cost.seconds;
    cpuSeconds += cost.cpuSeconds;
    peakMb = Math.max(peakMb, cost.peakMb);
    if (failure !== undefined) break;
    done++;
  }
  const cost = { seconds, cpuSeconds, peakMb, part: done / commands.length };
  return { cost, ...(failure === undefined ? {} : { failure }) };
}

/**
 * Runs a job that has to come to its end, from an empty folder.
 *
 * @throws Error when it does not
 */
export async function runJob(job: Job, patience: Patience): Promise<Cost> {
  return whole(await tryJob(job, patience));
}

/** As {@link runJob}, over what is in the job's folder. */
export async function rerunJob(job: Job, patience: Patience): Promise<Cost> {
  return whole(await tryAgain(job, patience));
}

function whole({ cost, failure }: Outcome): Cost {
  if (failure !== undefined) throw new Error(failure);
  return cost;
}
