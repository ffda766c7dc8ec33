import { defined } from '../../core/defined';
import { codeOf, FileSystem, tolerating } from './file-system';
import { sha256 } from './ownership';
import { checkPath, foldersOf } from './paths';

/** A reversible step: a file moves aside, a folder is removed, or a staged file or folder moves into place. */
export interface Step {
  readonly kind: 'aside' | 'leave' | 'put';
  /** Path relative to the output directory. */
  readonly path: string;
  /** SHA-256 of the file that moves; undefined for folders. */
  readonly hash?: string;
}

/** Folders of the work folder: staged entries, and entries that moved aside, each named by the number of its step. */
export const NEW = 'new';
export const OLD = 'old';

const JOURNAL = 'journal.json';
const VERSION = 1;

/** Since the directory was read, something appeared where a step has to move an entry. */
export class InTheWayError extends Error {
  constructor(public readonly path: string) {
    super(`${path} is in the way`);
    this.name = 'InTheWayError';
  }
}

/** A journal that no run can have written, or whose content was lost in a power failure. */
export class UnreadableJournalError extends Error {
  constructor() {
    super('its journal cannot be read');
    this.name = 'UnreadableJournalError';
  }
}

/**
 * The steps from the old tree to the new one, recorded before the first of them. From then on both trees exist
 * completely, in pieces that are only moved: wherever a run stops, the next can finish or revert it, because the moved
 * pieces tell which steps were done.
 */
export class Journal {
  /** Paths that are known to be real folders, not links. */
  private readonly solid = new Set<string>();

  constructor(
    private readonly files: FileSystem,
    private readonly outdir: string,
    private readonly work: string,
    private readonly steps: readonly Step[],
    private readonly wasFound = false,
  ) {}

  /**
   * The journal that a run left behind; undefined if there is none.
   *
   * @throws UnreadableJournalError when it cannot have been written here
   */
  public static read(files: FileSystem, outdir: string, work: string): Journal | undefined {
    const file = `${work}/${JOURNAL}`;
    const kind = files.kindOf(file);
    if (kind === undefined) return undefined;
    const whole = kind === 'file' && [NEW, OLD].every((name) => files.kindOf(`${work}/${name}`) === 'folder');
    const steps = whole ? stepsOf(files.read(file).toString()) : undefined;
    if (steps === undefined) throw new UnreadableJournalError();
    return new Journal(files, outdir, work, steps, true);
  }

  /** Path of the journal. */
  public get file(): string {
    return `${this.work}/${JOURNAL}`;
  }

  /** Writes the journal. Before this returns, nothing is changed; afterwards, anything can be. */
  public write(): void {
    const draft = `${this.file}.draft`;
    this.files.create(
      draft,
      JSON.stringify({ version: VERSION, steps: this.steps.map(({ kind, path, hash }) => [kind, path, hash]) }),
    );
    this.files.rename(draft, this.file);
  }

  /** Removes the journal after the steps were finished or reverted. */
  public close(): void {
    tolerating(['ENOENT'], () => this.files.removeFile(this.file));
  }

  /**
   * Performs all steps that are not done yet.
   *
   * @throws InTheWayError
   */
  public forward(): void {
    const staged = this.numbers(NEW);
    const aside = this.numbers(OLD);
    this.steps.forEach((step, number) => {
      const { kind, path } = step;
      const target = `${this.outdir}/${path}`;
      switch (kind) {
        case 'aside':
          if (aside.has(number)) break;
          this.checkFolders(path);
          if (this.isNewer(step)) throw new InTheWayError(path);
          tolerating(['ENOENT'], () => this.files.rename(target, `${this.work}/${OLD}/${number}`));
          break;
        case 'leave':
          // Somebody may have put something into the folder, which keeps it, or a file into its place.
          if (this.obstacleOn(path) !== undefined) break;
          tolerating(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'], () => this.files.removeFolder(target));
          this.solid.delete(path);
          break;
        case 'put':
          if (!staged.has(number)) break;
          this.checkFolders(path);
          if (this.files.kindOf(target) !== undefined) throw new InTheWayError(path);
          this.moveTo(`${this.work}/${NEW}/${number}`, path);
          break;
      }
    });
  }

  /** Reverts all steps that were done. */
  public back(): void {
    const staged = this.numbers(NEW);
    const aside = this.numbers(OLD);
    this.solid.clear();
    for (let number = this.steps.length - 1; number >= 0; number--) {
      const step = this.steps[number]!;
      const { kind, path } = step;
      const target = `${this.outdir}/${path}`;
      switch (kind) {
        case 'aside':
          if (!aside.has(number)) break;
          this.checkFolders(path);
          // Whatever appeared there in the meantime is newer, such as old files that Git restored.
          if (this.files.kindOf(target) === undefined) this.moveTo(`${this.work}/${OLD}/${number}`, path);
          break;
        case 'leave':
          if (this.obstacleOn(path) !== undefined) break;
          tolerating(['EEXIST', 'ENOENT'], () => this.files.makeFolder(target));
          break;
        case 'put':
          if (staged.has(number)) break;
          this.checkFolders(path);
          if (this.isNewer(step)) break;
          tolerating(['ENOENT'], () => this.files.rename(target, `${this.work}/${NEW}/${number}`));
          break;
      }
    }
  }

  /** Whether somebody wrote a file after the run that left this journal; then it is not moved. */
  private isNewer({ path, hash }: Step): boolean {
    if (!this.wasFound || hash === undefined) return false;
    const target = `${this.outdir}/${path}`;
    const kind = this.files.kindOf(target);
    return kind !== undefined && (kind !== 'file' || sha256(this.files.read(target)) !== hash);
  }

  private moveTo(from: string, path: string): void {
    const target = `${this.outdir}/${path}`;
    try {
      this.files.rename(from, target);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      // Somebody removed the target folder after the run that staged this.
      this.files.makeFolders(target.slice(0, target.lastIndexOf('/')));
      this.files.rename(from, target);
    }
  }

  private numbers(folder: string): Set<number> {
    return new Set(this.files.list(`${this.work}/${folder}`).map(({ name }) => Number(name)));
  }

  private checkFolders(path: string): void {
    const obstacle = this.obstacleOn(path);
    if (obstacle !== undefined) throw new InTheWayError(obstacle);
  }

  /** The first parent of a path that is not a folder: nothing is moved through a link, whoever created it and when. */
  private obstacleOn(path: string): string | undefined {
    for (const folder of foldersOf(path)) {
      if (this.solid.has(folder)) continue;
      const kind = this.files.kindOf(`${this.outdir}/${folder}`);
      if (kind === undefined) return undefined;
      if (kind !== 'folder') return folder;
      this.solid.add(folder);
    }
    return undefined;
  }
}

/** The steps of a journal; undefined if it is invalid or leads out of the output directory. */
function stepsOf(text: string): Step[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version, steps } = (data ?? {}) as { readonly version?: unknown; readonly steps?: unknown };
  if (version !== VERSION || !Array.isArray(steps)) return undefined;
  const read = steps.map(stepOf);
  return read.every((step) => step !== undefined) ? read : undefined;
}

function stepOf(data: unknown): Step | undefined {
  if (!Array.isArray(data)) return undefined;
  const [kind, path, hash] = data as readonly unknown[];
  if (kind !== 'aside' && kind !== 'leave' && kind !== 'put') return undefined;
  // Anybody can commit a file: a journal from the repository must not reach beyond the output directory.
  if (typeof path !== 'string' || checkPath(path) !== undefined) return undefined;
  return { kind, path, ...defined({ hash: typeof hash === 'string' ? hash : undefined }) };
}
