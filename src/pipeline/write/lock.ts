import { FleetError } from '../../core/problem';
import { codeOf, FileSystem, removeAll, tolerating } from './file-system';
import { WORK } from './paths';
import { nameOf, Processes, Run, runNamed } from './processes';

const RETRY_INTERVAL_MS = 25;

/** Number of retries for a work folder without a lock: listing can miss a lock that is changing hands. */
const LISTING_RETRIES = 8;

/**
 * The exclusive right to change an output directory: the work folder, with an empty file whose name identifies the
 * owner. A folder with that file is created elsewhere and renamed into place, which succeeds only if no lock exists.
 * The lock of a dead run is taken over by renaming its file, which only one run can do. So the owner is never
 * ambiguous.
 */
export class Lock {
  /** The work folder. */
  public readonly folder: string;

  private hasMet = false;

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
   * @throws FleetError when another run, which the message names, still has it then
   */
  public static take(files: FileSystem, processes: Processes, outdir: string, wait: number): Lock {
    const run = processes.begin();
    const lock = new Lock(files, outdir, nameOf(run));
    const aside = `${lock.folder}.${lock.name}`;
    files.makeFolder(aside);
    let taken = false;
    try {
      // If the folder is left behind, it must not be committed.
      files.create(`${aside}/.gitignore`, '*\n');
      files.create(`${aside}/${lock.name}`, '');
      lock.await(processes, aside, processes.now() + wait);
      taken = true;
    } finally {
      if (!taken) quietly(() => removeAll(files, aside));
    }
    return lock;
  }

  /** Whether another run had the lock when this one arrived. */
  public get hasMetOther(): boolean {
    return this.hasMet;
  }

  /** The file in the work folder that names the owner. */
  public get file(): string {
    return `${this.folder}/${this.name}`;
  }

  /** Removes files that dead runs left beside the work folder. */
  public removeLeftovers(processes: Processes): void {
    for (const { name, kind } of this.files.list(this.outdir)) {
      const run = name.startsWith(`${WORK}.`) ? runNamed(name.slice(WORK.length + 1)) : undefined;
      if (run !== undefined && !processes.isAlive(run)) removeAll(this.files, `${this.outdir}/${name}`, kind);
    }
  }

  /** Removes everything in the work folder except the lock. */
  public clear(): void {
    const entries = this.files.list(this.folder).filter(({ name }) => name !== this.name);
    // Files before folders: a journal must never outlive the files that it names.
    entries.sort((a, b) => Number(a.kind === 'folder') - Number(b.kind === 'folder'));
    for (const { name, kind } of entries) removeAll(this.files, `${this.folder}/${name}`, kind);
  }

  /** Releases the lock. */
  public release(): void {
    this.clear();
    this.files.removeFile(this.file);
    // From here on the folder may belong to the next run.
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
      } else if (++looks > LISTING_RETRIES) throw this.blocked('is there without a run that has it');
      processes.sleep(RETRY_INTERVAL_MS);
    }
  }

  /** Takes the lock if it is free. @returns the owner, or undefined if the lock is taken now */
  private tryTake(processes: Processes, aside: string): Run | 'nobody' | undefined {
    const kind = this.files.kindOf(this.folder);
    if (kind !== undefined && kind !== 'folder') throw this.blocked('is no folder');
    if (kind !== undefined) this.hasMet = true;
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

/** Runs a cleanup whose failure would hide a more important one. */
export function quietly(what: () => void): void {
  try {
    what();
  } catch {
    // The error that caused the cleanup is thrown.
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
