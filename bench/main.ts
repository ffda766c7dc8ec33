import { differences, objectsBelow } from './check/objects';
import { fleetData } from './fleet-data';
import { growthOf } from './growth';
import { Options, readOptions } from './options';
import { ownFigures } from './ours-rows';
import { benchPlan } from './plan/main';
import { machine, Results, Row, ShapeResult, writeResults } from './report/results';
import { report } from './report/tables';
import { climb } from './run/climb';
import { measure, Plan, runJob } from './run/measure';
import { Workspace } from './run/workspace';
import { describeShape, ShapeName, SHAPES } from './shapes';
import { allSystems } from './systems/list';
import { System } from './systems/system';

/** Objects above which a system that does all in one process is brought to a fleet step by step. */
const LARGE = 50_000;

/** Systems that `--only` cannot leave out: goals are about them. */
const ALWAYS = ['ours', 'ours-unchecked', 'base'];

/** Systems that a small M is for: it tells whether the goals for M are in sight. */
const IN_SMALL_M = ['ours', 'base', 'cdk8s', 'helm'];

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const workspace = Workspace.memory();
  const plan: Plan = {
    workspace,
    rounds: options.runs,
    limit: options.limit,
    budget: options.quick ? 2 : options.limit,
    patience: options.quick ? 1.5 : 60,
  };
  const selected = allSystems(options.base).filter(
    ({ id }) => ALWAYS.includes(id) || (options.only?.includes(id) ?? true),
  );
  const { systems, versions } = await install(selected);
  const same = await check(systems, plan);

  const shapes: ShapeResult[] = [];
  for (const name of options.shapes) shapes.push(await measureShape(name, systems, plan, options));
  const growth = options.growth
    ? await growthOf(systems[0]!, { ...plan, rounds: Math.min(3, plan.rounds) })
    : undefined;

  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(workspace.inMemory),
    versions,
    same,
    shapes,
    ...(growth ? { growth } : {}),
  };
  console.log(report(results));
  const name = options.quick ? 'quick' : options.growth && !options.only ? 'full' : options.shapes.join('-');
  say(`written to ${writeResults(results, name)}`);
  if (Object.values(same).includes(false)) process.exitCode = 1;
}

/** Brings what the systems need. One that cannot be had is left out, and said so. */
async function install(selected: readonly System[]) {
  const systems: System[] = [];
  const versions: Record<string, string> = {};
  for (const system of selected) {
    try {
      versions[system.id] = await system.install();
      systems.push(system);
    } catch (error) {
      if (system.id === 'ours') throw error;
      say(`without ${system.title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { systems, versions };
}

/** Whether each system makes the objects that this library makes, on a fleet small enough to compare all of it. */
async function check(systems: readonly System[], plan: Plan): Promise<Record<string, boolean>> {
  const same: Record<string, boolean> = {};
  const fleet = fleetData(SHAPES.check);
  let expected: ReturnType<typeof objectsBelow> | undefined;
  for (const system of systems) {
    const job = system.prepare(plan.workspace.folder(system.id), fleet);
    await runJob(job, plan);
    const actual = objectsBelow(job.out);
    expected ??= actual;
    const found = differences(expected, actual);
    same[system.id] = found.length === 0;
    if (found.length > 0) {
      say(`${system.title} makes other objects than this library, ${found.length} differences, such as`);
      for (const line of found.slice(0, 3)) say(`  ${line}`);
    }
  }
  return same;
}

async function measureShape(
  name: ShapeName,
  systems: readonly System[],
  plan: Plan,
  options: Options,
): Promise<ShapeResult> {
  const shape = SHAPES[name];
  const large = shape.clusters * shape.tenants * (9 + shape.apps) > LARGE;
  const isOurs = ({ id }: System) => /^(ours|base)/.test(id);
  // What a cluster's values are makes no difference to the peers: L is done by them once.
  const here = systems.filter(({ id }) => name !== 'm' || IN_SMALL_M.includes(id));
  const peers = here.filter((system) => !isOurs(system) && name !== 'L-equal');
  const climbing = large ? peers.filter((system) => !system.processPerCluster) : [];
  const direct = here.filter((system) => isOurs(system) || (peers.includes(system) && !climbing.includes(system)));

  say(`${name}: ${describeShape(shape)}`);
  const rows: Row[] = (await measure(direct, fleetData(shape), plan)).map((measured) => ({ measured }));
  for (const system of climbing) {
    const climbed = await climb(system, shape, plan);
    rows.push({ measured: climbed.reached, climb: climbed });
  }
  const onDisk = name.startsWith('L') && options.disk;
  const own = large ? await ownFigures(systems[0]!, shape, plan, onDisk) : undefined;
  return { name, description: describeShape(shape), rows, ...(own ? { own } : {}) };
}

function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}

(process.argv[2] === 'plan' ? benchPlan() : main()).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
