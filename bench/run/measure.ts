import { rmSync } from 'node:fs';
import { linesOf, Volume, volumeOf } from '../check/files';
import { FleetData } from '../fleet-data';
import { isOwn, Job, System } from '../systems/system';
import { Cost, JobLimits, tryJob } from './job';
import { messageOf } from './message';
import { Spread, spreadOf } from './statistics';
import { Workspace } from './workspace';

/** Measurements of a system on a fleet. */
export interface Measured {
  readonly system: System;
  /** Clusters of the fleet. */
  readonly clusters: number;
  /** Each run with output, in the order of the rounds. */
  readonly runs: readonly Cost[];
  /** Reason for stopping early; earlier rounds count. */
  readonly failure?: string;
  /** Whether the systems shared each round, so that their runs can be compared in pairs. */
  readonly sideBySide: boolean;
  /** Output of the first run. */
  readonly volume: Volume;
  readonly lines: number;
}

/** Plan of a measurement. */
export interface Plan extends JobLimits {
  readonly workspace: Workspace;
  /** Runs per system, if time permits. */
  readonly rounds: number;
  /** Seconds for all rounds of a peer; the first round always runs. */
  readonly share: number;
}

const NOTHING: Volume = { files: 0, bytes: 0, objects: 0 };

/**
 * Measures systems side by side, each once per round, so that load from other processes affects all of them alike.
 * Every run is a new process and starts with an empty folder. A system that fails is not run again.
 */
export async function measure(systems: readonly System[], fleet: FleetData, plan: Plan): Promise<Measured[]> {
  const clusters = fleet.environments.reduce((sum, environment) => sum + environment.clusters.length, 0);
  const states = systems.map((system) => new State(system, fleet, plan));
  for (let round = 0; round < plan.rounds; round++) {
    for (const state of states) await state.round();
  }
  const result = states.map((state) => ({ ...state.measured(), clusters, sideBySide: systems.length > 1 }));
  // The inputs alone may take hundreds of megabytes of memory.
  for (const { id } of systems) plan.workspace.folder(id);
  return result;
}

/** State of one system's measurement. */
class State {
  private readonly job: Job | undefined;
  private readonly runs: Cost[] = [];
  private volume = NOTHING;
  private failure: string | undefined;

  constructor(
    private readonly system: System,
    fleet: FleetData,
    private readonly plan: Plan,
  ) {
    try {
      this.job = system.prepare(plan.workspace.folder(system.id), fleet);
    } catch (error) {
      this.failure = messageOf(error);
    }
  }

  /** Runs it once more, if possible and if time permits. */
  public async round(): Promise<void> {
    const { job, runs, plan } = this;
    const own = isOwn(this.system);
    const first = runs.length === 0;
    if (job === undefined || this.failure !== undefined || !(first || own || affordable(runs, plan.share))) return;
    try {
      const { cost, failure } = await tryJob(job, own ? { ...plan, budget: Infinity } : plan);
      this.failure = failure;
      if (cost.part > 0) runs.push(cost);
      if (cost.part > 0 && first) this.volume = volumeOf(job.out);
    } catch (error) {
      this.failure = messageOf(error);
    }
    rmSync(job.out, { recursive: true, force: true });
  }

  public measured() {
    const { system, runs, volume, failure, job } = this;
    const failed = failure === undefined ? {} : { failure };
    return { system, runs, ...failed, volume, lines: job ? linesOf(job.source) : 0 };
  }
}

/** Whether another run fits the share. An incomplete run would not complete the next time either. */
function affordable(runs: readonly Cost[], share: number): boolean {
  const last = runs[runs.length - 1];
  return last?.part === 1 && runs.reduce((sum, { seconds }) => sum + seconds, last.seconds) <= share;
}

/** Seconds of the runs; an incomplete run is extrapolated at the same pace. */
export function secondsOf({ runs }: Measured): Spread {
  return spreadOf(runs.map(wholeSeconds));
}

/** CPU seconds, like {@link secondsOf}. */
export function cpuOf({ runs }: Measured): Spread {
  return spreadOf(runs.map(({ cpuSeconds, part }) => cpuSeconds / part));
}

/** Memory of the runs. */
export function peakOf({ runs }: Measured): Spread {
  return spreadOf(runs.map(({ peakMb }) => peakMb));
}

/** Ratio to another system: per round if they shared rounds, else relative to its median. */
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

/** The smallest fraction of the fleet that a run generated. */
export function partOf({ runs }: Measured): number {
  return Math.min(...runs.map(({ part }) => part));
}

function wholeSeconds({ seconds, part }: Cost): number {
  return seconds / part;
}
