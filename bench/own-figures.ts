import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { rewritten, stampsOf } from './check/rewritten';
import { FleetData, fleetData, Shape } from './fleet-data';
import { floorOf } from './run/floor';
import { rerunJob, runJob } from './run/job';
import { Plan } from './run/measure';
import { messageOf } from './run/message';
import { Spread, spreadOf } from './run/statistics';
import { Workspace } from './run/workspace';
import { System, writeJson } from './systems/system';

/** What only this library is measured for: against the floor, again over its own output, and on disk. */
export interface OwnFigures {
  readonly first: Spread;
  readonly peakMb: Spread;
  /** Writing the same files from memory. */
  readonly floor: Spread;
  readonly timesFloor: Spread;
  /** A second run, with nothing changed, as a part of the first. */
  readonly unchanged: Spread;
  /** A second run, with one line of the program changed, as a part of the first. */
  readonly changed: Spread;
  /** By time on a processor, in which the machine's other work has no part. */
  readonly cpu: { readonly timesFloor: number; readonly unchanged: number; readonly changed: number };
  /** Files that the run after the change wrote, and how many of them for nothing, as they held the same before. */
  readonly written: { readonly files: number; readonly needless: number };
  /** The same once on the disk of the checkout, whose speed is nobody's to choose. */
  readonly disk?: DiskFigures | { readonly failure: string };
}

/** Seconds on disk; the change as a part of the first run. */
export interface DiskFigures {
  readonly first: number;
  readonly floor: number;
  readonly changed: number;
}

/**
 * Measures the library alone, round for round.
 *
 * @throws Error when a run of the library fails or is not done within the limit
 */
export async function ownFigures(system: System, shape: Shape, plan: Plan, disk: boolean): Promise<OwnFigures> {
  const fleet = fleetData(shape);
  const rounds: Array<Awaited<ReturnType<typeof oneRound>>> = [];
  for (let round = 0; round < plan.rounds; round++) rounds.push(await oneRound(system, fleet, plan));
  const spread = (of: (round: (typeof rounds)[number]) => number) => spreadOf(rounds.map(of));
  const written = await filesWritten(system, fleet, plan);
  return {
    first: spread(({ first }) => first.seconds),
    peakMb: spread(({ first }) => first.peakMb),
    floor: spread(({ floor }) => floor.seconds),
    timesFloor: spread(({ first, floor }) => first.seconds / floor.seconds),
    unchanged: spread(({ first, unchanged }) => unchanged.seconds / first.seconds),
    changed: spread(({ first, changed }) => changed.seconds / first.seconds),
    cpu: {
      timesFloor: spread(({ first, floor }) => first.cpuSeconds / floor.cpuSeconds).median,
      unchanged: spread(({ first, unchanged }) => unchanged.cpuSeconds / first.cpuSeconds).median,
      changed: spread(({ first, changed }) => changed.cpuSeconds / first.cpuSeconds).median,
    },
    written,
    ...(disk ? { disk: await onDisk(system, fleet, plan) } : {}),
  };
}

async function oneRound(system: System, fleet: FleetData, plan: Plan) {
  const folder = plan.workspace.folder('own');
  const job = system.prepare(folder, fleet);
  const first = await runJob(job, plan);
  const floor = await floorOf(job.out, plan.workspace, plan);
  const unchanged = await rerunJob(job, plan);
  writeJson(join(folder, 'fleet.json'), withOneChange(fleet));
  const changed = await rerunJob(job, plan);
  rmSync(folder, { recursive: true });
  return { first, floor, unchanged, changed };
}

/** What the run after the change writes; not measured, as looking at all files in between would be part of it. */
async function filesWritten(system: System, fleet: FleetData, plan: Plan): Promise<OwnFigures['written']> {
  const folder = plan.workspace.folder('own');
  const job = system.prepare(folder, fleet);
  await runJob(job, plan);
  const before = stampsOf(job.out);
  writeJson(join(folder, 'fleet.json'), withOneChange(fleet));
  await rerunJob(job, plan);
  const written = rewritten(before, stampsOf(job.out));
  rmSync(folder, { recursive: true });
  return written;
}

/** One line of the program: where one tenant's manifests come from. */
function withOneChange(fleet: FleetData): FleetData {
  const [first, ...others] = fleet.tenants;
  return { ...fleet, tenants: [{ ...first!, repository: `${first!.repository}-new` }, ...others] };
}

/** Seconds that a run on disk may take: a disk that is slower than that says it by not being done. */
const DISK_LIMIT = 120;

async function onDisk(system: System, fleet: FleetData, { seconds }: Plan): Promise<OwnFigures['disk']> {
  const workspace = Workspace.disk();
  const limits = { seconds: Math.min(seconds, DISK_LIMIT) };
  try {
    const folder = workspace.folder('own');
    const job = system.prepare(folder, fleet);
    const first = await runJob(job, limits);
    const floor = await floorOf(job.out, workspace, limits);
    writeJson(join(folder, 'fleet.json'), withOneChange(fleet));
    const changed = await rerunJob(job, limits);
    return { first: first.seconds, floor: floor.seconds, changed: changed.seconds / first.seconds };
  } catch (error) {
    // A disk that is full or too slow says nothing about the library.
    return { failure: messageOf(error) };
  } finally {
    workspace.remove();
  }
}
