import { mkdirSync, rmSync } from 'node:fs';
import { Job } from '../systems/system';
import { Limits, ProcessCost, ProcessFailure, runProcess } from './process';

/** Cost of generating a fleet once. */
export interface Cost extends ProcessCost {
  /** Fraction of the fleet that was generated: 1 for all. */
  readonly part: number;
}

/** Outcome of a job that may fail. */
export interface Outcome {
  readonly cost: Cost;
  /** Reason for an incomplete fleet; also undefined if time ran out. */
  readonly failure?: string;
}

/** Limits of a job. */
export interface JobLimits extends Limits {
  /** Seconds after which no further process is started, with a process per cluster. @default - unlimited */
  readonly budget?: number;
  /** Runs a process. @default - {@link runProcess} */
  readonly run?: typeof runProcess;
}

/** Runs a job once, from an empty folder, without leftovers of earlier runs. */
export async function tryJob(job: Job, limits: JobLimits): Promise<Outcome> {
  for (const folder of [job.out, job.cache]) if (folder) rmSync(folder, { recursive: true, force: true });
  mkdirSync(job.out, { recursive: true });
  return tryAgain(job, limits);
}

async function tryAgain(
  { commands }: Job,
  { budget = Infinity, run = runProcess, ...limits }: JobLimits,
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
    // A failed process does not count for the pace.
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
 * Runs a job that must complete, from an empty folder.
 *
 * @throws Error when it does not complete
 */
export async function runJob(job: Job, limits: JobLimits): Promise<Cost> {
  return whole(await tryJob(job, limits));
}

/** Like {@link runJob}, over the existing content of the job's folder. */
export async function rerunJob(job: Job, limits: JobLimits): Promise<Cost> {
  return whole(await tryAgain(job, limits));
}

function whole({ cost, failure }: Outcome): Cost {
  if (failure !== undefined) throw new Error(failure);
  return cost;
}
