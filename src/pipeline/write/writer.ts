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

/** How a tree is written. */
export interface WriteOptions {
  /**
   * What to do with generated files that were changed by hand:
   *
   * - `refuse`: nothing is written, and the error names them
   * - `discard`: they are written again, or removed when the program does not make them any more
   * - `adopt`: they stay as they are from now on, also when the program makes them; a line in the place of the header
   *   says so, and deleting the file ends it. A `kustomization.yaml` cannot be adopted, as it says what Flux applies,
   *   nor can a file that is written byte for byte, as it has no room for that line
   *
   * @default refuse
   */
  readonly onEdited?: OnEdited;

  /**
   * How long to wait for another run that writes the same directory.
   *
   * @default - 10 seconds
   */
  readonly wait?: Duration;

  /**
   * Which entries of `clusters/` are written. The others are left alone, and the tree must have nothing there.
   *
   * @default - all
   */
  readonly scope?: Scope;

  /**
   * What is known of the directory from earlier runs, so that not all of it need be read.
   *
   * @default - nothing
   * @internal
   */
  readonly memory?: FolderMemory;
}

/** What writing a tree did. */
export interface WriteResult {
  /** Files that were made or changed. */
  readonly written: readonly string[];
  /** Generated files that the program no longer makes. */
  readonly removed: readonly string[];
  /** Generated files that were changed by hand and stay as they are, since this run or an earlier one. */
  readonly kept: readonly string[];
  /** How many files were as they should be. */
  readonly unchanged: number;
}

/** How a directory differs from a tree. */
export interface CheckResult {
  /** Whether the directory is what the program makes: there are no differences, and no run is unfinished. */
  readonly clean: boolean;
  /** What differs, sorted by path. */
  readonly differences: readonly Difference[];
  /** Files that were changed by hand and adopted: the program makes others. They are no differences. */
  readonly kept: readonly string[];
  /** Whether a run is under way or was killed: the next one finishes it. */
  readonly unfinished: boolean;
  /** How many files are as they should be. */
  readonly unchanged: number;
}

const WAIT = 10_000;

/**
 * Makes a directory hold a tree, and a `.gitattributes` that makes hosts fold its diffs unless somebody else's is
 * there: writes what changed, then removes generated files that are no longer made and folders that this empties.
 * Other files stay, and files that are as they should be are not touched.
 *
 * Afterwards the directory holds the old tree or the new one. A run that fails takes back what it did; one that is
 * killed is finished by the next. For this a folder `.flux-fleet` is in the directory while a run is under way: names
 * that begin like this are the writer's own. It is also the lock that keeps other runs out. The lock of a dead process
 * is taken over at once, that of one on another host an hour after its start.
 *
 * @param outdir directory, made when it is missing; what is above it may be reached through links, nothing below it is
 * @throws FleetError with everything that stands in the way: paths that some file system cannot hold or takes for the
 * same, files of others where generated ones belong, files changed by hand, another run, or a failure of the file
 * system. Nothing was written
 * @throws UnfinishedWriteError when a failure could not be taken back either
 * @throws LeftoversError when all was written and the folder `.flux-fleet` could not be removed
 */
export function writeTree(tree: Tree, outdir: string, options: WriteOptions = {}): WriteResult {
  const { written, removed, kept, unchanged } = writeOn(
    { files: nodeFileSystem, processes: machineProcesses },
    tree,
    directory(outdir),
    {
      onEdited: options.onEdited ?? 'refuse',
      wait: options.wait?.toMilliseconds() ?? WAIT,
      ...defined({ scope: options.scope, memory: options.memory }),
    },
  );
  return { written, removed, kept, unchanged };
}

/**
 * Compares a directory with a tree and writes nothing, not even a lock.
 *
 * @param scope which entries of `clusters/` are compared; all if left out
 * @throws FleetError when the tree cannot be written anywhere, or the directory cannot be read
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

/** The directory without a slash at its end, which would lead through a link, and with `/` between folders. */
function directory(outdir: string): string {
  return path
    .normalize(outdir)
    .replaceAll(path.sep, '/')
    .replace(/(?<=.)\/+$/, '');
}
