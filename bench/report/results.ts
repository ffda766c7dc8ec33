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

/** One fleet, with the measurements of each system. */
export interface ShapeResult {
  readonly name: string;
  readonly description: string;
  readonly rows: Row[];
  own?: OwnFigures;
}

/** All results of a run, so far. */
export interface Results {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  /** Versions by system. */
  readonly versions: Record<string, string>;
  /** Whether each system's objects equal those of this library. */
  readonly same: Record<string, boolean>;
  /** Reason for each system that is not measured. */
  readonly leftOut: Record<string, string>;
  /** Failures of this library, which fail the run. */
  readonly failures: string[];
  readonly shapes: ShapeResult[];
  growth?: readonly Growth[];
}

/** Properties of the machine that determine its speed, without anything that identifies it. */
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
 * Writes the results to a folder, as JSON and as text; returns the path of the JSON.
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
          // Across different numbers of clusters if the peer did not finish all of them.
          ...(ours.runs.length === 0 ? {} : { timesOurs: ratioOf(measured, ours) }),
          peakMb: peakOf(measured),
          ...volume,
        }),
    lines,
    ...(climb === undefined ? {} : { growth: climb.growth, points: climb.steps }),
    ...(failure === undefined ? {} : { failure }),
  };
}
