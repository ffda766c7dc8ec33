import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { Growth } from '../growth';
import { OwnFigures } from '../ours-rows';
import { Climb } from '../run/climb';
import { cpuOf, Measured, peakOf, ratioOf, secondsOf } from '../run/measure';
import { ROOT } from '../run/workspace';

/** One system on one fleet. */
export interface Row {
  readonly measured: Measured;
  readonly climb?: Climb;
}

/** One fleet: what each system took for it. */
export interface ShapeResult {
  readonly name: string;
  readonly description: string;
  readonly rows: readonly Row[];
  readonly own?: OwnFigures;
}

/** Everything that a run found. */
export interface Results {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  /** Versions by system. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whether each system's objects are those of this library. */
  readonly same: Readonly<Record<string, boolean>>;
  readonly shapes: readonly ShapeResult[];
  readonly growth?: readonly Growth[];
}

/** What of a machine decides how fast it is; nothing that says whose it is. */
export function machine(inMemory: boolean): Record<string, string | number> {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    files: inMemory ? 'tmpfs' : 'disk',
    commit: commit(),
  };
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'src') === '' ? '' : ' with changes');
  } catch {
    return 'unknown';
  }
}

/** Writes the results as JSON; gives the file. */
export function writeResults(results: Results, name: string): string {
  const folder = join(ROOT, 'bench', 'results');
  const file = join(folder, `${results.date}-${name}.json`);
  mkdirSync(folder, { recursive: true });
  const shapes = results.shapes.map(({ rows, ...shape }) => ({
    ...shape,
    systems: rows.map(({ measured, climb }) => plainRow(measured, rows[0]!.measured, climb)),
  }));
  writeFileSync(file, `${JSON.stringify({ ...results, shapes }, null, 2)}\n`);
  return file;
}

function plainRow(measured: Measured, ours: Measured, climb: Climb | undefined) {
  const { system, clusters, runs, volume, lines } = measured;
  return {
    system: system.id,
    clusters,
    part: Math.min(...runs.map(({ part }) => part)),
    runs: runs.map(({ seconds }) => seconds),
    seconds: secondsOf(measured),
    cpuSeconds: cpuOf(measured),
    timesOurs: ratioOf(measured, ours),
    peakMb: peakOf(measured),
    ...volume,
    lines,
    ...(climb === undefined ? {} : { growth: climb.growth, points: climb.points }),
  };
}
