import { rmSync } from 'node:fs';
import { linesOf, Volume, volumeOf } from '../check/files';
import { FleetData } from '../fleet-data';
import { isOwn, Job, System } from '../systems/system';
import { Cost, Patience, tryJob } from './job';
import { messageOf } from './message';
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
  const states = systems.map((system) => new State(system, fleet, plan));
  for (let round = 0; round < plan.rounds; round++) {
    for (const state of states) await state.round();
  }
  const result = states.map((state) => ({ ...state.measured(), clusters, sideBySide: systems.length > 1 }));
  // Inputs alone may be hundreds of megabytes of memory.
  for (const { id } of systems) plan.workspace.folder(id);
  return result;
}

/** One system while it is measured. */
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

  /** Runs it once more, if it can and there is time for it. */
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
