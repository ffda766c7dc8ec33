import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FleetData, fleetData, Shape } from './fleet-data';
import { Plan, rerunJob, runJob } from './run/measure';
import { runProcess } from './run/process';
import { Spread, spreadOf } from './run/statistics';
import { ROOT, Workspace } from './run/workspace';
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
  readonly cpu: { readonly timesFloor: number; readonly changed: number };
  /** The same once on the disk of the checkout, whose speed is nobody's to choose. */
  readonly disk?: { readonly first: number; readonly floor: number; readonly changed: number };
}

/** Measures the library alone, round for round. */
export async function ownFigures(system: System, shape: Shape, plan: Plan, disk: boolean): Promise<OwnFigures> {
  const fleet = fleetData(shape);
  const rounds: Array<
    Record<'first' | 'peakMb' | 'floor' | 'unchanged' | 'changed' | 'cpuFloor' | 'cpuChanged', number>
  > = [];
  for (let round = 0; round < plan.rounds; round++) {
    const folder = plan.workspace.folder('own');
    const job = system.prepare(folder, fleet);
    const first = await runJob(job, plan);
    if (first.part < 1) throw new Error(`${system.title} did not finish ${shape.name} within the limit: raise --limit`);
    const floor = await floorOf(job.out, plan);
    const unchanged = await rerunJob(job, plan);
    writeJson(join(folder, 'fleet.json'), withOneChange(fleet));
    const changed = await rerunJob(job, plan);
    rmSync(folder, { recursive: true });
    rounds.push({
      first: first.seconds,
      peakMb: first.peakMb,
      floor: floor.seconds,
      unchanged: unchanged.seconds / first.seconds,
      changed: changed.seconds / first.seconds,
      cpuFloor: first.cpuSeconds / floor.cpuSeconds,
      cpuChanged: changed.cpuSeconds / first.cpuSeconds,
    });
  }
  const spread = (of: (round: (typeof rounds)[number]) => number) => spreadOf(rounds.map(of));
  return {
    first: spread(({ first }) => first),
    peakMb: spread(({ peakMb }) => peakMb),
    floor: spread(({ floor }) => floor),
    timesFloor: spread(({ first, floor }) => first / floor),
    unchanged: spread(({ unchanged }) => unchanged),
    changed: spread(({ changed }) => changed),
    cpu: {
      timesFloor: spread(({ cpuFloor }) => cpuFloor).median,
      changed: spread(({ cpuChanged }) => cpuChanged).median,
    },
    ...(disk ? { disk: await onDisk(system, fleet, plan) } : {}),
  };
}

/** One line of the program: where one tenant's manifests come from. */
function withOneChange(fleet: FleetData): FleetData {
  const [first, ...others] = fleet.tenants;
  return { ...fleet, tenants: [{ ...first!, repository: `${first!.repository}-new` }, ...others] };
}

async function floorOf(tree: string, plan: Plan): Promise<{ readonly seconds: number; readonly cpuSeconds: number }> {
  const folder = plan.workspace.folder('floor');
  const said = join(folder, 'seconds');
  const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  const args = [process.execPath, tsx, join(__dirname, 'floor.ts'), tree, join(folder, 'tree')] as const;
  const cost = await runProcess({ args: [...args], cwd: folder, stdout: said }, plan.limit);
  if (cost === undefined) throw new Error('the floor was not reached within the limit');
  const taken = JSON.parse(readFileSync(said, 'utf8')) as Awaited<ReturnType<typeof floorOf>>;
  rmSync(folder, { recursive: true });
  return taken;
}

async function onDisk(system: System, fleet: FleetData, plan: Plan): Promise<OwnFigures['disk']> {
  const workspace = Workspace.disk();
  try {
    const folder = workspace.folder('own');
    const job = system.prepare(folder, fleet);
    const first = await runJob(job, plan);
    const floor = await floorOf(job.out, { ...plan, workspace });
    writeJson(join(folder, 'fleet.json'), withOneChange(fleet));
    const changed = await rerunJob(job, plan);
    return { first: first.seconds, floor: floor.seconds, changed: changed.seconds / first.seconds };
  } finally {
    workspace.remove();
  }
}
