import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetData } from '../fleet-data';
import { withClusterChange } from '../own-figures';
import { digits } from '../report/goals';
import { floorOf } from '../run/floor';
import { runJob, rerunJob } from '../run/job';
import { ProcessCost, runProcess } from '../run/process';
import { spreadOf } from '../run/statistics';
import { CACHE, Workspace } from '../run/workspace';
import { describeShape, ShapeName, SHAPES } from '../shapes';
import { ours } from '../systems/ours';
import { writeJson } from '../systems/system';
import { transpiled } from '../tools/transpiled';

const ROUNDS = 3;
const LIMITS = { seconds: 600 };

/** Most CPU time of the first push, as a multiple of that of writing the tree. */
const GOAL_TIMES = 2;

/** Maximum resident memory of the process and its git. */
const GOAL_MB = 600;

/** What a push says. */
interface Said {
  readonly artifacts: number;
  readonly changed: number;
  readonly bytes: number;
}

/**
 * Measures the push of a committed fleet of a thousand clusters, an artifact each: the first one, one of the same commit,
 * and one after a change of a cluster. Cold processes, with a registry in them. The time of writing the tree is that of
 * the run that writes it first, and beside it that of writing the same files from memory.
 */
export async function benchPush(shapes: readonly ShapeName[] = ['L-equal', 'L-own']): Promise<void> {
  const workspace = Workspace.memory();
  const system = ours('node');
  await system.install();
  for (const name of shapes) {
    const shape = SHAPES[name];
    const fleet = fleetData(shape);
    const folder = workspace.folder('fleet');
    const job = system.prepare(folder, fleet);
    const written = await runJob(job, LIMITS);
    const floor = await floorOf(job.out, workspace, LIMITS);
    commit(folder);
    const program = join(folder, 'push.js');
    writeFileSync(program, transpiled(join(__dirname, 'program.ts')));
    const run = async (memory: string) => {
      const stdout = join(folder, 'push.json');
      const args = [process.execPath, program, join(CACHE, 'library'), folder, join(folder, memory)] as const;
      const cost = await runProcess({ args: [...args], cwd: folder, stdout }, LIMITS);
      return { cost, said: JSON.parse(readFileSync(stdout, 'utf8')) as Said };
    };
    const first: ProcessCost[] = [];
    const again: ProcessCost[] = [];
    let said: Said | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      const begun = await run(`registry-${round}.json`);
      said = begun.said;
      first.push(begun.cost);
      const second = await run(`registry-${round}.json`);
      expectChanged(second.said, 0);
      again.push(second.cost);
    }
    writeJson(join(folder, 'fleet.json'), withClusterChange(fleet));
    await rerunJob(job, LIMITS);
    commit(folder);
    const changed = await run('registry-0.json');
    expectChanged(changed.said, 1);
    const cpu = spreadOf(first.map(({ cpuSeconds }) => cpuSeconds)).median;
    const peak = spreadOf(first.map(({ peakMb }) => peakMb)).median;
    console.log(`${name}: ${describeShape(shape)}, ${said?.artifacts} artifacts, ${digits(said!.bytes / 1e6)} MB`);
    console.log(`  writing the tree: ${costText(written)}; its files from memory: ${digits(floor.cpuSeconds)} CPU s`);
    tell('first push, times writing the tree', cpu / written.cpuSeconds, GOAL_TIMES, `: ${medians(first)}`);
    console.log(`  first push, times writing its files from memory: ${digits(cpu / floor.cpuSeconds)}`);
    tell('first push, MB', peak, GOAL_MB);
    console.log(`  nothing changed: ${medians(again)}`);
    console.log(`  one cluster changed: ${costText(changed.cost)}`);
  }
}

function expectChanged({ changed }: Said, expected: number): void {
  if (changed !== expected) throw new Error(`the push changed ${changed} artifacts instead of ${expected}`);
}

function commit(folder: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args]);
  git('init', '--quiet');
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n.stderr\nregistry-*.json\npush.js*\n');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'all files');
}

function costText({ seconds, cpuSeconds, peakMb }: ProcessCost): string {
  return `${digits(cpuSeconds)} CPU s in ${digits(seconds)} s, ${digits(peakMb)} MB`;
}

function medians(costs: readonly ProcessCost[]): string {
  const median = (of: (cost: ProcessCost) => number) => spreadOf(costs.map(of)).median;
  const [seconds, cpuSeconds, peakMb] = [
    median((c) => c.seconds),
    median((c) => c.cpuSeconds),
    median((c) => c.peakMb),
  ];
  return costText({ seconds, cpuSeconds, peakMb });
}

function tell(what: string, figure: number, goal: number, more = ''): void {
  const met = figure <= goal;
  console.log(`  ${what}: ${digits(figure)}, goal at most ${digits(goal)}: ${met ? 'met' : 'MISSED'}${more}`);
  if (!met) process.exitCode = 1;
}
