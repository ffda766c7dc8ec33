import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fleetData, Shape } from '../fleet-data';
import type { Options } from '../options';
import { machine } from '../report/results';
import { CACHE, ROOT, Workspace } from '../run/workspace';
import { describeShape, SHAPES } from '../shapes';
import { buildLibrary } from '../tools/library';
import type { RunCost } from './cost';
import { RunName, RUNS, RUN_GOALS, SMALL_RUNS, START_GOAL } from './goals';
import { Build, RunRepository } from './repository';
import { SmallProject } from './small';
import { figuresOf, RunFigures, RunRow, runTable } from './table';

/**
 * Measures the runs that people and pipelines wait for, of this checkout and of another one, in turns: the whole of
 * each process, from the command to its end.
 *
 * @param options the shapes, the number of rounds, and the other checkout; without one, this one is compared with itself
 * @param say reports progress
 * @throws Error when a build does not compile, or a run fails
 */
export async function benchRuns({ shapes, rounds, base }: Options, say: (line: string) => void): Promise<void> {
  const workspace = Workspace.memory();
  const before = await built('before', resolve(base ?? ROOT));
  const after = await built('after', ROOT);
  const rows: RunFigures[] = [];
  const save = () => saved(rows, shapes, rounds, workspace);
  for (const row of await smallRows(workspace, before, after, rounds)) rows.push(figuresOf(row));
  say('small project done');
  save();
  for (const name of shapes) {
    for (const row of await shapeRows(SHAPES[name], workspace, [before, after], rounds, say)) rows.push(figuresOf(row));
    save();
  }
  console.log(`${shapes.map((name) => `${name}: ${describeShape(SHAPES[name])}`).join('\n')}\n\n${runTable(rows)}`);
  say(`written to ${save()}`);
}

async function built(title: string, checkout: string): Promise<Build> {
  const library = join(CACHE, checkout === ROOT ? 'library' : `library-${basename(checkout)}`);
  await buildLibrary(checkout, library);
  return { title, checkout, library };
}

/** Measures all runs of one fleet, each build in a repository of its own. */
async function shapeRows(
  shape: Shape,
  workspace: Workspace,
  builds: readonly [before: Build, after: Build],
  rounds: number,
  say: (line: string) => void,
): Promise<RunRow[]> {
  const fleet = fleetData(shape);
  const repositories = builds.map(
    (build) => new RunRepository(workspace.folder(`${shape.name}-${build.title}`), build, fleet),
  );
  const costs = builds.map(() => new Map<RunName, RunCost[]>());
  const add = (side: number, name: RunName, cost: RunCost) => {
    costs[side]!.set(name, [...(costs[side]!.get(name) ?? []), cost]);
  };
  for (const [side, repository] of repositories.entries()) add(side, 'first', await repository.begin());
  say(`${shape.name}: first runs done`);
  for (let round = 1; round <= rounds; round++) {
    for (const [side, repository] of repositories.entries()) {
      for (const [name, cost] of await repository.round(round)) add(side, name, cost);
    }
    say(`${shape.name}: round ${round} of ${rounds}`);
  }
  for (const { title } of builds) workspace.folder(`${shape.name}-${title}`);
  return (Object.keys(RUNS) as RunName[]).map((name) => ({
    shape: shape.name,
    title: RUNS[name],
    before: costs[0]!.get(name)!,
    after: costs[1]!.get(name)!,
    goal: RUN_GOALS[shape.name]?.[name] ?? {},
  }));
}

/** Measures a small fleet that is written in TypeScript, and the command's start. */
async function smallRows(workspace: Workspace, before: Build, after: Build, rounds: number): Promise<RunRow[]> {
  const projects = [before, after].map((build) => new SmallProject(workspace.folder(`small-${build.title}`), build));
  const [old, now] = projects as [SmallProject, SmallProject];
  const row = async (
    title: string,
    goal: RunRow['goal'],
    one: () => Promise<RunCost>,
    other: () => Promise<RunCost>,
  ) => {
    const costs = { before: [] as RunCost[], after: [] as RunCost[] };
    for (let round = 0; round < rounds; round++) {
      costs.before.push(await one());
      costs.after.push(await other());
    }
    return { shape: 'multicluster', title, goal, ...costs };
  };
  const { first, second } = SMALL_RUNS;
  const rows = [
    await row(
      first.title,
      first.goal,
      () => old.first(),
      () => now.first(),
    ),
    await row(
      second.title,
      second.goal,
      () => old.command('synth'),
      () => now.command('synth'),
    ),
  ];
  for (const option of ['--help', '--version']) {
    const title = `\`${option}\`, beside \`node -e 0\``;
    rows.push(
      await row(
        title,
        START_GOAL,
        () => now.nothing(),
        () => now.command(option),
      ),
    );
  }
  return rows;
}

function saved(rows: readonly RunFigures[], shapes: readonly string[], rounds: number, workspace: Workspace): string {
  const folder = join(ROOT, 'bench', 'results');
  const date = new Date().toISOString().slice(0, 10);
  const path = join(folder, `${date}-runs-${shapes.join('-')}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    `${path}.json`,
    `${JSON.stringify({ date, machine: machine(workspace.inMemory), rounds, rows }, null, 2)}\n`,
  );
  writeFileSync(`${path}.md`, `${runTable(rows)}\n`);
  return `${path}.json`;
}
