import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { Growth } from '../growth';
import { OwnFigures } from '../own-figures';
import { Climb } from '../run/climb';
import { cpuOf, Measured, partOf, peakOf, ratioOf, secondsOf } from '../run/measure';
import { ROOT } from '../run/workspace';

const RESULTS = join(ROOT, 'bench', 'results');

/** One system on one fleet. */
export interface Row {
  readonly measured: Measured;
  readonly climb?: Climb;
}

/** One fleet: what each system took for it. */
export interface ShapeResult {
  readonly name: string;
  readonly description: string;
  readonly rows: Row[];
  own?: OwnFigures;
}

/** Everything that a run found, until now while it goes on. */
export interface Results {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  /** Versions by system. */
  readonly versions: Record<string, string>;
  /** Whether each system's objects are those of this library. */
  readonly same: Record<string, boolean>;
  /** Why a system is not measured at all. */
  readonly leftOut: Record<string, string>;
  /** What this library failed at, which fails the run. */
  readonly failures: string[];
  readonly shapes: ShapeResult[];
  growth?: readonly Growth[];
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

/**
 * Writes the results, as JSON and as the text that people read, into a folder; gives the path of the JSON.
 *
 * @param folder @default - bench/results
 */
export function writeResults(results: Results, text: string, name: string, folder = RESULTS): string {
  const path = join(folder, `${results.date}-${name}`);
  mkdirSync(folder, { recursive: true });
  const shapes = results.shapes.map(({ rows, ...shape }) => ({
    ...shape,
    systems: rows.map(({ measured, climb }) => plainRow(measured, rows[0]!.measured, climb)),
  }));
  writeFileSync(`${path}.json`, `${JSON.stringify({ ...results, shapes }, null, 2)}\n`);
  writeFileSync(`${path}.md`, `${text}\n`);
  return `${path}.json`;
}

function plainRow(measured: Measured, ours: Measured, climb: Climb | undefined) {
  const { system, clusters, runs, volume, lines } = measured;
  const failure = climb ? climb.failure : measured.failure;
  return {
    system: system.id,
    clusters,
    ...(runs.length === 0
      ? { part: 0 }
      : {
          part: partOf(measured),
          runs: runs.map(({ seconds }) => seconds),
          seconds: secondsOf(measured),
          cpuSeconds: cpuOf(measured),
          // Of different numbers of clusters, where the peer did not make all of them.
          ...(ours.runs.length === 0 ? {} : { timesOurs: ratioOf(measured, ours) }),
          peakMb: peakOf(measured),
          ...volume,
        }),
    lines,
    ...(climb === undefined ? {} : { growth: climb.growth, points: climb.steps }),
    ...(failure === undefined ? {} : { failure }),
  };
}
