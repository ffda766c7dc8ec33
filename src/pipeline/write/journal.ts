import { defined } from '../../core/defined';
import { codeOf, FileSystem, tolerating } from './file-system';
import { sha256 } from './ownership';
import { checkPath, foldersOf } from './paths';

/** A step that can be gone and taken back: a file goes aside, a folder is left, a staged file or folder is put. */
export interface Step {
  readonly kind: 'aside' | 'leave' | 'put';
  /** Path relative to the output directory. */
  readonly path: string;
  /** The SHA-256 of the file that goes or comes; undefined for folders. */
  readonly hash?: string;
}

/** Folders of the work folder: what is to be put and what went aside, each by its step's number. */
export const NEW = 'new';
export const OLD = 'old';

const JOURNAL = 'journal.json';
const VERSION = 1;

/** Something else came to stand, since the directory was read, where a step has to put something. */
export class InTheWayError extends Error {
  constructor(public readonly path: string) {
    super(`${path} is in the way`);
    this.name = 'InTheWayError';
  }
}

/** A journal that no run can have written, or that lost its content with the machine's power. */
export class UnreadableJournalError extends Error {
  constructor() {
    super('its journal cannot be read');
    this.name = 'UnreadableJournalError';
  }
}

/**
 * The way from the old tree to the new one, written down before its first step. From there on both trees are whole,
 * in pieces that are only moved: wherever a run stops, the next can go the rest of the way, or all the way back, since
 * what was moved tells which steps were gone.
 */
export class Journal {
  /** Folders that are known to be folders, and not links to others. */
  private readonly solid = new Set<string>();

  constructor(
    private readonly files: FileSystem,
    private readonly outdir: string,
    private readonly work: string,
    private readonly steps: readonly Step[],
    private readonly wasFound = false,
  ) {}

  /**
   * The journal that a run left behind; undefined when there is none.
   *
   * @throws UnreadableJournalError when it is not one that could have been written here
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

  /** Where it is written. */
  public get file(): string {
    return `${this.work}/${JOURNAL}`;
  }

  /** Writes the journal. Until this returns nothing was changed, from then on everything can be. */
  public write(): void {
    const draft = `${this.file}.draft`;
    this.files.create(
      draft,
      JSON.stringify({ version: VERSION, steps: this.steps.map(({ kind, path, hash }) => [kind, path, hash]) }),
    );
    this.files.rename(draft, this.file);
  }

  /** Declares that the way was gone, or gone back. */
  public close(): void {
    tolerating(['ENOENT'], () => this.files.removeFile(this.file));
  }

  /**
   * Goes all steps that were not gone yet.
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
          // What somebody put into it in the meantime keeps it, and a file may be in its place by now.
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

  /** Takes back all steps that were gone. */
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
          // What came to stand there in the meantime, as when Git brought the old files back, is newer.
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

  /** Whether somebody wrote a file since the run that left this journal: then it is not moved away. */
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
      // Somebody removed the folder since the run that was to put this into it.
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

  /** The first of a path's folders that is none: nothing is moved through a link, whoever put it there and whenever. */
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

/** The steps that a journal says; undefined when it does not, or says some that lead out of the output directory. */
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
  // A file in a repository is anybody's: a journal that came with it must not reach beyond the output directory.
  if (typeof path !== 'string' || checkPath(path) !== undefined) return undefined;
  return { kind, path, ...defined({ hash: typeof hash === 'string' ? hash : undefined }) };
}
