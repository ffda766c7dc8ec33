import * as path from 'node:path';
import type { Duration } from 'cdk8s';
import { defined } from '../../core/defined';
import { FleetError, ProblemCollector } from '../../core/problem';
import { compare } from './compare';
import { Difference, OnEdited } from './comparison';
import { asFleetError } from './errors';
import { nodeFileSystem } from './file-system';
import { FolderMemory } from './folder-memory';
import { WORK } from './paths';
import { machineProcesses } from './processes';
import { writeOn } from './run';
import { Scope } from './scope';
import { Tree } from './tree';
import { Wanted } from './wanted';

export type { Difference, DifferenceKind, OnEdited } from './comparison';
export type { Scope } from './scope';
export { LeftoversError, UnfinishedWriteError } from './errors';

/** Options of writing a tree. */
export interface WriteOptions {
  /**
   * Treatment of generated files that were changed by hand:
   *
   * - `refuse`: nothing is written, and the error names them
   * - `discard`: they are written again, or removed if the program no longer makes them
   * - `adopt`: they stay unchanged from now on, even while the program makes them. A line in place of the header
   *   records this; deleting the file ends it. A `kustomization.yaml` cannot be adopted, because it decides what Flux
   *   applies, nor can a file that is copied byte for byte, because it has no room for that line
   * - `resolve`: as `refuse`, but files in which a merge left conflict markers are written again
   *
   * @default refuse
   */
  readonly onEdited?: OnEdited;

  /**
   * Maximum time to wait for another run that writes the same directory.
   *
   * @default - 10 seconds
   */
  readonly wait?: Duration;

  /**
   * The entries of `clusters/` to write. The others are left alone, and the tree must not contain any of them.
   *
   * @default - all
   */
  readonly scope?: Scope;

  /**
   * Knowledge of earlier runs, so that not everything need be read.
   *
   * @default - nothing
   * @internal
   */
  readonly memory?: FolderMemory;
}

/** Result of writing a tree. */
export interface WriteResult {
  /** Files that were created or changed. */
  readonly written: readonly string[];
  /** Generated files that the program no longer makes. */
  readonly removed: readonly string[];
  /** Generated files that were changed by hand and stay unchanged, since this run or an earlier one. */
  readonly kept: readonly string[];
  /** Number of files that were up to date. */
  readonly unchanged: number;
}

/** Differences between a directory and a tree. */
export interface CheckResult {
  /** Whether there are no differences and no unfinished run. */
  readonly clean: boolean;
  /** The differences, sorted by path. */
  readonly differences: readonly Difference[];
  /** Adopted files that differ from the program's output. They are not differences. */
  readonly kept: readonly string[];
  /** Whether a run is active or was killed; the next run finishes it. */
  readonly unfinished: boolean;
  /** Number of files that are up to date. */
  readonly unchanged: number;
}

const DEFAULT_WAIT_MS = 10_000;

/**
 * Brings a directory up to date with a tree: writes changed files, then removes generated files that are no longer
 * made, and folders that this empties. It adds a `.gitattributes` that makes hosts fold the diffs, unless a foreign one
 * exists. Files of others and files that are up to date are not touched.
 *
 * Afterwards the directory contains the old tree or the new one. A run that fails reverts its changes; the next run
 * finishes one that was killed. For this, the directory contains a folder `.flux-fleet` during a run: names that begin
 * like this are reserved. The folder is also the lock against other runs. The lock of a dead process is taken over at
 * once, that of a process on another host after an hour.
 *
 * @param outdir directory, created if missing; its parents may be links, nothing below it may
 * @throws FleetError with all obstacles: paths that some file system cannot store or confuses with each other, foreign
 * files in place of generated ones, files changed by hand, another run, or a failure of the file system. Nothing was
 * written
 * @throws UnfinishedWriteError when a failure could not be reverted either
 * @throws LeftoversError when everything was written but the folder `.flux-fleet` could not be removed
 */
export function writeTree(tree: Tree, outdir: string, options: WriteOptions = {}): WriteResult {
  const { written, removed, kept, unchanged } = writeOn(
    { files: nodeFileSystem, processes: machineProcesses },
    tree,
    directory(outdir),
    {
      onEdited: options.onEdited ?? 'refuse',
      wait: options.wait?.toMilliseconds() ?? DEFAULT_WAIT_MS,
      ...defined({ scope: options.scope, memory: options.memory }),
    },
  );
  return { written, removed, kept, unchanged };
}

/**
 * Compares a directory with a tree and writes nothing, not even a lock.
 *
 * @param scope the entries of `clusters/` to compare; all by default
 * @throws FleetError when the tree cannot be written on any system, or the directory cannot be read
 */
export function checkTree(tree: Tree, outdir: string, scope?: Scope): CheckResult {
  const problems = new ProblemCollector();
  const wanted = new Wanted(tree, problems);
  if (problems.problems.length > 0) throw new FleetError(problems.problems);
  try {
    const ignored = new ProblemCollector();
    const comparison = compare(nodeFileSystem, directory(outdir), wanted, 'refuse', ignored, scope);
    const unfinished = nodeFileSystem.kindOf(`${directory(outdir)}/${WORK}`) !== undefined;
    const differences = comparison.differences();
    const { kept, unchanged } = comparison;
    return { clean: differences.length === 0 && !unfinished, differences, kept, unfinished, unchanged };
  } catch (error) {
    throw asFleetError(directory(outdir), error);
  }
}

/** The directory with `/` as separator and no slash at its end, which would follow a link. */
function directory(outdir: string): string {
  return path
    .normalize(outdir)
    .replaceAll(path.sep, '/')
    .replace(/(?<=.)\/+$/, '');
}
