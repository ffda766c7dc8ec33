import { FleetError } from '../model/problem';
import { codeOf, FileSystem, removeAll, tolerating } from './file-system';
import { WORK } from './paths';
import { nameOf, Processes, Run, runNamed } from './processes';

const PAUSE = 25;

/** How often a work folder without a lock is looked at again: listing it can miss a lock that just changes hands. */
const SECOND_LOOKS = 8;

/**
 * The exclusive right to change an output directory: the work folder, with an empty file in it whose name says who
 * works there. A folder with that file is made aside and renamed into place, which succeeds only where there is none,
 * and that of a dead run is taken over by renaming its file, which only one can: at no moment is it unclear whose it is.
 */
export class Lock {
  /** The work folder. */
  public readonly folder: string;

  private constructor(
    private readonly files: FileSystem,
    private readonly outdir: string,
    private readonly name: string,
  ) {
    this.folder = `${outdir}/${WORK}`;
  }

  /**
   * Takes the lock.
   *
   * @param wait milliseconds to wait for another run
   * @throws FleetError when another run still has it then; it says who
   */
  public static take(files: FileSystem, processes: Processes, outdir: string, wait: number): Lock {
    const run = processes.begin();
    const lock = new Lock(files, outdir, nameOf(run));
    const aside = `${lock.folder}.${lock.name}`;
    files.makeFolder(aside);
    let taken = false;
    try {
      // Should the folder stay behind, it must not be committed.
      files.create(`${aside}/.gitignore`, '*\n');
      files.create(`${aside}/${lock.name}`, '');
      lock.await(processes, aside, processes.now() + wait);
      taken = true;
    } finally {
      if (!taken) quietly(() => removeAll(files, aside));
    }
    return lock;
  }

  /** The file in the work folder that says who works there. */
  public get file(): string {
    return `${this.folder}/${this.name}`;
  }

  /** Removes what dead runs left beside the work folder. */
  public removeLeftovers(processes: Processes): void {
    for (const { name, kind } of this.files.list(this.outdir)) {
      const run = name.startsWith(`${WORK}.`) ? runNamed(name.slice(WORK.length + 1)) : undefined;
      if (run !== undefined && !processes.isAlive(run)) removeAll(this.files, `${this.outdir}/${name}`, kind);
    }
  }

  /** Removes all that is in the work folder, but the lock itself. */
  public clear(): void {
    const entries = this.files.list(this.folder).filter(({ name }) => name !== this.name);
    // Files before folders: a journal must never outlive what it speaks of.
    entries.sort((a, b) => Number(a.kind === 'folder') - Number(b.kind === 'folder'));
    for (const { name, kind } of entries) removeAll(this.files, `${this.folder}/${name}`, kind);
  }

  /** Gives the lock back. */
  public release(): void {
    this.clear();
    this.files.removeFile(this.file);
    // From here on the folder may be the next run's already.
    tolerating(['ENOENT', 'ENOTEMPTY', 'EEXIST'], () => this.files.removeFolder(this.folder));
  }

  private await(processes: Processes, aside: string, deadline: number): void {
    let looks = 0;
    for (;;) {
      const holder = this.tryTake(processes, aside);
      if (holder === undefined) return;
      if (holder !== 'nobody') {
        if (processes.now() >= deadline) throw this.busy(holder);
        looks = 0;
      } else if (++looks > SECOND_LOOKS) throw this.blocked('is there without a run that has it');
      processes.sleep(PAUSE);
    }
  }

  /** Takes the lock if it is free. @returns who has it, or undefined when it is taken now */
  private tryTake(processes: Processes, aside: string): Run | 'nobody' | undefined {
    const kind = this.files.kindOf(this.folder);
    if (kind !== undefined && kind !== 'folder') throw this.blocked('is no folder');
    const names = kind === undefined ? [] : listOr(this.files, this.folder);
    const runs = names.map(runNamed).filter((run) => run !== undefined);
    const alive = runs.find((run) => processes.isAlive(run));
    if (alive !== undefined) return alive;
    const dead = runs[0];
    if (dead === undefined) {
      if (names.length > 0) return 'nobody';
      return this.renamed(aside, this.folder) ? undefined : 'nobody';
    }
    if (!this.renamed(`${this.folder}/${nameOf(dead)}`, this.file)) return 'nobody';
    removeAll(this.files, aside);
    return undefined;
  }

  /** Renames, unless another run was faster. */
  private renamed(from: string, to: string): boolean {
    try {
      this.files.rename(from, to);
      return true;
    } catch (error) {
      if (['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) return false;
      throw error;
    }
  }

  private busy({ pid, host, since }: Run): FleetError {
    const message = `is being written by process ${pid} on ${host} since ${new Date(since).toISOString()}`;
    return new FleetError([{ id: 'busy', at: this.outdir, message: `${message}: run again when that is done` }]);
  }

  private blocked(what: string): FleetError {
    return new FleetError([
      { id: 'busy', at: this.outdir, message: `${WORK}, where the writer works, ${what}: remove it` },
    ]);
  }
}

/** Does something that is worth trying and whose failure would hide a failure that matters more. */
export function quietly(what: () => void): void {
  try {
    what();
  } catch {
    // The error that led here is thrown.
  }
}

function listOr(files: FileSystem, folder: string): string[] {
  try {
    return files.list(folder).map(({ name }) => name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
