import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { FleetData, fleetData } from './fleet-data';
import { withClusterChange, withTenantChange } from './own-figures';
import { ProcessCost, runProcess } from './run/process';
import { spreadOf } from './run/statistics';
import { ROOT, Workspace } from './run/workspace';
import { describeShape, ShapeName, SHAPES } from './shapes';
import { ours } from './systems/ours';
import { Job, writeJson } from './systems/system';

/*
 * What the cache saves: runs in a Git repository with all files committed, with and without a cache, in turns.
 *
 *   npx tsx bench/cache.ts [SHAPE] [ROUNDS] [CHECKOUT …]
 *
 * SHAPE is S if not said, ROUNDS is 3. Each CHECKOUT of this library, this one if none is given, is measured with its
 * cache; the first also without one. Prints medians of processor time (user and system, of the process and what it
 * starts), then of seconds.
 *
 * The desk keeps output and cache from run to run. In the pipeline every run has a fresh checkout of the output, either
 * without a cache or with a copy of the one that belongs to the commit.
 */

/** One way to run the library, in a repository of its own. */
interface Variant {
  readonly title: string;
  readonly job: Job;
  readonly folder: string;
  readonly isCached: boolean;
}

const limits = { seconds: 600 };

async function main(name: ShapeName, rounds: number, checkouts: readonly string[]): Promise<void> {
  const workspace = Workspace.memory();
  const fleet = fleetData(SHAPES[name]);
  const variants: Variant[] = [];
  for (const [index, checkout] of checkouts.entries()) {
    const system = ours('node', checkout);
    await system.install();
    for (const isCached of index === 0 ? [true, false] : [true]) {
      const title = `${basename(checkout)}${isCached ? '' : ', no cache'}`;
      const folder = workspace.folder(`${index}-${isCached ? 'cached' : 'plain'}`);
      variants.push({ title, folder, isCached, job: system.prepare(folder, fleet) });
    }
  }
  for (const variant of variants) await commitFirstRun(variant);
  const costs = new Map<string, Map<Variant, ProcessCost[]>>();
  const add = (situation: string, variant: Variant, cost: ProcessCost) => {
    let row = costs.get(situation);
    if (row === undefined) costs.set(situation, (row = new Map<Variant, ProcessCost[]>()));
    row.set(variant, [...(row.get(variant) ?? []), cost]);
  };
  const say = (what: string, round: number) => process.stderr.write(`${what}: round ${round} of ${rounds}\n`);
  for (let round = 1; round <= rounds; round++) {
    // Other values in every round, as nothing of an earlier one may know them.
    const changes: ReadonlyArray<readonly [situation: string, data: FleetData]> = [
      ['desk, no change', fleet],
      ['desk, one cluster', withClusterChange(fleet, `desk-${round}`)],
      ['desk, all clusters', withTenantChange(fleet, `desk-${round}`)],
    ];
    for (const [situation, data] of changes) {
      for (const variant of variants) {
        add(situation, variant, await run(variant, data));
        if (data !== fleet) await run(variant, fleet);
      }
    }
    say('desk', round);
  }
  for (let round = 1; round <= rounds; round++) {
    const changed = withClusterChange(fleet, `pipeline-${round}`);
    for (const variant of variants) {
      checkOut(variant, 'none');
      add('pipeline without a cache, one cluster', variant, await run(variant, changed));
      if (!variant.isCached) continue;
      checkOut(variant, 'restored');
      add('pipeline with the cache, one cluster', variant, await run(variant, changed));
    }
    say('pipeline', round);
  }
  print(name, rounds, variants, costs);
}

/** A repository whose commit holds what the program makes, with the cache that belongs to it put aside. */
async function commitFirstRun(variant: Variant): Promise<void> {
  const { folder, job } = variant;
  git(folder, 'init', '--quiet');
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n.stderr\nfleet.json\nkept\n');
  await runProcess(commandOf(variant), limits);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'all files');
  // The first run after a commit may find out more than the one before it.
  for (let again = 0; again < 2; again++) await runProcess(commandOf(variant), limits);
  if (variant.isCached) cpSync(job.cache!, join(folder, 'kept'), { recursive: true });
}

/** Makes the output a fresh checkout, with the cache of its commit or without any. */
function checkOut({ folder, job, isCached }: Variant, cache: 'restored' | 'none'): void {
  rmSync(job.out, { recursive: true, force: true });
  rmSync(job.cache!, { recursive: true, force: true });
  git(folder, 'checkout', '--quiet', '--', 'dist');
  if (isCached && cache === 'restored') cpSync(join(folder, 'kept'), job.cache!, { recursive: true });
}

function run(variant: Variant, fleet: FleetData): Promise<ProcessCost> {
  writeJson(join(variant.folder, 'fleet.json'), fleet);
  return runProcess(commandOf(variant), limits);
}

function commandOf({ job, isCached }: Variant) {
  const [command] = job.commands;
  const options = { FLUX_FLEET_OPTIONS: '{"cache":false}' };
  return isCached ? command! : { ...command!, env: { ...command!.env, ...options } };
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', ['-C', folder, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args]);
}

function print(
  name: ShapeName,
  rounds: number,
  variants: readonly Variant[],
  costs: ReadonlyMap<string, ReadonlyMap<Variant, readonly ProcessCost[]>>,
): void {
  const table = (of: (cost: ProcessCost) => number) =>
    [
      ['', ...variants.map(({ title }) => title)],
      ['---', ...variants.map(() => '---')],
      ...Array.from(costs, ([situation, row]) => [situation, ...variants.map((variant) => cell(row.get(variant), of))]),
    ]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n');
  console.log(`${name}: ${describeShape(SHAPES[name])}, ${rounds} rounds\n`);
  console.log(`CPU seconds\n\n${table(({ cpuSeconds }) => cpuSeconds)}\n`);
  console.log(`Seconds\n\n${table(({ seconds }) => seconds)}\n`);
}

/** The median, with the least and the most. */
function cell(costs: readonly ProcessCost[] | undefined, of: (cost: ProcessCost) => number): string {
  if (costs === undefined) return '';
  const { median, min, max } = spreadOf(costs.map(of));
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}

const [name = 'S', rounds = '3', ...checkouts] = process.argv.slice(2);
if (!(name in SHAPES)) throw new Error(`there is no shape ${name}: use one of ${Object.keys(SHAPES).join(', ')}`);
const wanted = checkouts.length === 0 ? [ROOT] : checkouts.map((checkout) => resolve(checkout));
main(name as ShapeName, Number(rounds), wanted).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
