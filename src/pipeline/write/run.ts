import { FleetError, ProblemCollector } from '../../core/problem';
import { compare, Comparison, directoryExists, OnEdited } from './compare';
import { asFleetError, LeftoversError, UnfinishedWriteError } from './errors';
import { codeOf, FileSystem } from './file-system';
import { FolderMemory } from './folder-memory';
import { Journal } from './journal';
import { Lock, quietly } from './lock';
import { Processes } from './processes';
import { KnownPlace } from './scan';
import { Scope } from './scope';
import { stage, StagedFolder } from './stage';
import { Tree } from './tree';
import { Wanted } from './wanted';

/** The writer's view of the machine; tests replace it. */
export interface Machine {
  readonly files: FileSystem;
  readonly processes: Processes;
}

/** Settings of a write. */
export interface WriteSettings {
  readonly onEdited: OnEdited;
  /** Milliseconds to wait for another run. */
  readonly wait: number;
  /** The part to compare and write; everything by default. */
  readonly scope?: Scope;
  /** Knowledge of earlier runs. @default - nothing */
  readonly memory?: FolderMemory;
}

/** Brings an output directory up to date. `writeTree` does this on the real machine. */
export function writeOn(machine: Machine, tree: Tree, outdir: string, settings: WriteSettings): Comparison {
  const { files } = machine;
  const { memory, onEdited, scope } = settings;
  memory?.begin(files.stateOf(outdir));
  return locked(machine, outdir, settings.wait, (lock) => {
    const problems = new ProblemCollector();
    const wanted = new Wanted(tree, problems);
    const known = memory && knownPlace(files, memory, lock);
    const comparison = compare(files, outdir, wanted, onEdited, problems, scope, known);
    if (problems.problems.length > 0) throw new FleetError(problems.problems);
    if (comparison.changes.length > 0) {
      const staged: StagedFolder[] = [];
      const journal = stage(
        files,
        outdir,
        lock.folder,
        comparison.changes,
        memory && ((folder) => staged.push(folder)),
      );
      journal.write();
      const since = memory && files.stateOf(journal.file)?.changed;
      perform(journal, outdir);
      if (since !== undefined) for (const { path, ...facts } of staged) memory?.keep(path, { ...facts, since });
    }
    return comparison;
  });
}

/** The time is that of the lock's own file, which is created before anything is read. */
function knownPlace(files: FileSystem, memory: FolderMemory, lock: Lock): KnownPlace | undefined {
  // Folders may have been verified before the other run changed them.
  if (lock.hasMetOther) return undefined;
  const now = files.stateOf(lock.file)?.changed;
  return now === undefined ? undefined : { memory, now };
}

/** Only finishes or reverts a run that was killed. */
export function recoverOn(machine: Machine, outdir: string, wait: number): void {
  locked(machine, outdir, wait, () => {});
}

/** Runs something under the lock, in a directory without an unfinished run. */
function locked<T>({ files, processes }: Machine, outdir: string, wait: number, what: (lock: Lock) => T): T {
  let lock: Lock;
  try {
    if (!directoryExists(files, outdir)) files.makeFolders(outdir);
    lock = Lock.take(files, processes, outdir, wait);
  } catch (error) {
    throw asFleetError(outdir, error);
  }
  try {
    finishUnfinished(files, outdir, lock);
  } catch (error) {
    // An unfinished directory stays locked: this run is over, so the next one takes over lock and journal.
    throw asFleetError(outdir, error);
  }
  let result: T;
  try {
    lock.removeLeftovers(processes);
    result = what(lock);
  } catch (error) {
    if (error instanceof UnfinishedWriteError || error instanceof LeftoversError) throw error;
    quietly(() => lock.release());
    throw asFleetError(outdir, error);
  }
  try {
    lock.release();
  } catch (error) {
    throw codeOf(error) === undefined ? error : new LeftoversError(outdir, error);
  }
  return result;
}

/** Performs the steps of a journal, or reverts them if that fails. */
function perform(journal: Journal, outdir: string): void {
  try {
    journal.forward();
  } catch (error) {
    try {
      journal.back();
      journal.close();
    } catch {
      throw new UnfinishedWriteError(outdir, error);
    }
    throw error;
  }
  try {
    journal.close();
  } catch (error) {
    throw new LeftoversError(outdir, error);
  }
}

/** Finishes a run that was killed, or reverts it if something is in the way by now. */
function finishUnfinished(files: FileSystem, outdir: string, lock: Lock): void {
  const journal = Journal.read(files, outdir, lock.folder);
  if (journal !== undefined) {
    try {
      performOrRevert(journal);
      journal.close();
    } catch (error) {
      throw new UnfinishedWriteError(outdir, error);
    }
  }
  lock.clear();
}

function performOrRevert(journal: Journal): void {
  try {
    journal.forward();
  } catch {
    journal.back();
  }
}
