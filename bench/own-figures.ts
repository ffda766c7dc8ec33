import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { rewritten, stampsOf } from './check/rewritten';
import { FleetData, fleetData, Shape } from './fleet-data';
import { floorOf } from './run/floor';
import { Cost, rerunJob, runJob } from './run/job';
import { Plan } from './run/measure';
import { messageOf } from './run/message';
import { Limits } from './run/process';
import { Spread, spreadOf } from './run/statistics';
import { Workspace } from './run/workspace';
import { Job, System, writeJson } from './systems/system';

/** Figures for this library only: relative to the floor, repeated over its own output, and on disk. */
export interface OwnFigures {
  readonly first: Spread;
  readonly peakMb: Spread;
  /** Time to write the same files from memory. */
  readonly floor: Spread;
  readonly timesFloor: Spread;
  /** A second run without changes, relative to the first. */
  readonly unchanged: Spread;
  /** A second run with one changed line about a tenant, which affects all clusters, relative to the first. */
  readonly changed: Spread;
  /** The same with a changed line about one cluster. */
  readonly cluster: Spread;
  /** By CPU time, which other processes do not affect. */
  readonly cpu: Readonly<Record<'timesFloor' | 'unchanged' | 'changed' | 'cluster', number>>;
  /** Files that the run after the change wrote, and how many of them were unchanged. */
  readonly written: { readonly files: number; readonly needless: number };
  /** The same once on the checkout's disk, whose speed varies. */
  disk?: DiskFigures | { readonly failure: string };
  /** The same once with the files committed, so that each run compares with Git what Flux would delete. */
  git?: GitFigures;
}

/** Runs in a Git repository: the first in seconds, without a commit; the others relative to it, after a commit. */
export interface GitFigures {
  readonly first: number;
  readonly unchanged: number;
  readonly cluster: number;
  readonly changed: number;
}

/** Seconds on disk; the change relative to the first run. */
export interface DiskFigures {
  readonly first: number;
  readonly floor: number;
  readonly changed: number;
}

/**
 * Measures this library alone, in rounds.
 *
 * @throws Error when a run of the library fails or exceeds the limit
 */
export async function ownFigures(system: System, shape: Shape, plan: Plan): Promise<OwnFigures> {
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
    cluster: spread(({ first, cluster }) => cluster.seconds / first.seconds),
    cpu: {
      timesFloor: spread(({ first, floor }) => first.cpuSeconds / floor.cpuSeconds).median,
      unchanged: spread(({ first, unchanged }) => unchanged.cpuSeconds / first.cpuSeconds).median,
      changed: spread(({ first, changed }) => changed.cpuSeconds / first.cpuSeconds).median,
      cluster: spread(({ first, cluster }) => cluster.cpuSeconds / first.cpuSeconds).median,
    },
    written,
  };
}

async function oneRound(system: System, fleet: FleetData, plan: Plan) {
  const folder = plan.workspace.folder('own');
  const job = system.prepare(folder, fleet);
  const first = await runJob(job, plan);
  const floor = await floorOf(job.out, plan.workspace, plan);
  const unchanged = await rerunJob(job, plan);
  const changed = await rerunWith(withTenantChange(fleet), folder, job, plan);
  // The next run reads the output of this one once.
  await rerunJob(job, plan);
  const cluster = await rerunWith(withClusterChange(withTenantChange(fleet)), folder, job, plan);
  rmSync(folder, { recursive: true });
  return { first, floor, unchanged, changed, cluster };
}

/** Repeats a job with other data in its folder. */
function rerunWith(fleet: FleetData, folder: string, job: Job, limits: Limits): Promise<Cost> {
  writeJson(join(folder, 'fleet.json'), fleet);
  return rerunJob(job, limits);
}

/** Files that the run after the change writes; measured separately, because inspecting all files takes time. */
async function filesWritten(system: System, fleet: FleetData, plan: Plan): Promise<OwnFigures['written']> {
  const folder = plan.workspace.folder('own');
  const job = system.prepare(folder, fleet);
  await runJob(job, plan);
  const before = stampsOf(job.out);
  await rerunWith(withTenantChange(fleet), folder, job, plan);
  const written = rewritten(before, stampsOf(job.out));
  rmSync(folder, { recursive: true });
  return written;
}

/** One changed line of the program: the repository of one tenant's manifests. */
export function withTenantChange(fleet: FleetData, mark = 'new'): FleetData {
  const [first, ...others] = fleet.tenants;
  return { ...fleet, tenants: [{ ...first!, repository: `${first!.repository}-${mark}` }, ...others] };
}

/** One changed line of the program: a value of the first cluster. */
export function withClusterChange(fleet: FleetData, mark = 'new'): FleetData {
  const [environment, ...others] = fleet.environments;
  const [cluster, ...rest] = environment!.clusters;
  const changed = { ...cluster!, config: { ...cluster!.config, domain: `${mark}-${cluster!.config.domain}` } };
  return { ...fleet, environments: [{ ...environment!, clusters: [changed, ...rest] }, ...others] };
}

/** Measures the library once after its files are committed: committing an L takes longer than all runs. */
export async function gitFigures(system: System, shape: Shape, plan: Plan): Promise<GitFigures> {
  const folder = plan.workspace.folder('own');
  const fleet = fleetData(shape);
  const job = system.prepare(folder, fleet);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args]);
  git('init', '--quiet');
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n.stderr\n');
  const first = await runJob(job, plan);
  const seconds = [first.seconds];
  for (const data of [fleet, withClusterChange(fleet), withTenantChange(withClusterChange(fleet))]) {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'all files');
    seconds.push((await rerunWith(data, folder, job, plan)).seconds);
  }
  rmSync(folder, { recursive: true });
  const [unchanged, cluster, changed] = seconds.slice(1).map((one) => one / first.seconds) as [number, number, number];
  return { first: first.seconds, unchanged, cluster, changed };
}

/** Time limit in seconds for everything on disk; a slower disk reports a failure. */
const DISK_LIMIT = 150;

/** Measures the library once on the checkout's disk. */
export async function diskFigures(system: System, shape: Shape): Promise<OwnFigures['disk']> {
  const workspace = Workspace.disk();
  const end = performance.now() / 1000 + DISK_LIMIT;
  const limits = () => ({ seconds: Math.max(1, end - performance.now() / 1000) });
  const fleet = fleetData(shape);
  try {
    const folder = workspace.folder('own');
    const job = system.prepare(folder, fleet);
    const first = await runJob(job, limits());
    const floor = await floorOf(job.out, workspace, limits());
    const changed = await rerunWith(withTenantChange(fleet), folder, job, limits());
    return { first: first.seconds, floor: floor.seconds, changed: changed.seconds / first.seconds };
  } catch (error) {
    // A full or slow disk is not a failure of the library.
    return { failure: `${messageOf(error)}, of ${DISK_LIMIT} s for all of it` };
  } finally {
    workspace.remove();
  }
}
