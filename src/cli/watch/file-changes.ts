import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FSWatcher, watch } from 'chokidar';
import { ATTRIBUTES_PATH } from '../../pipeline/write/attributes';
import { HEADER } from '../../units/header';
import { UsageError } from '../base/usage-error';

/** Time without a further change after which what was saved is complete. */
const QUIET_MS = 30;

/** Time after which changes are told though there are more and more of them, as of a log that something writes to. */
const LONGEST_MS = 500;

/** Folders that no program reads. */
const IGNORED = new Set(['node_modules', '.git']);

/** Paths in Git's folder that tell of another commit checked out; the last is missing before the first commit. */
const HEAD = new Set(['', 'HEAD', 'logs', path.join('logs', 'HEAD')]);

/** The sign for the content of a file that is not there. */
const GONE = 'gone';

/** Tells which files below a folder change, apart from installed packages and generated folders. */
export class FileChanges {
  /** The files that are there, with the content last told; undefined for those that have not changed yet. */
  private readonly known = new Map<string, string | undefined>();
  /** Files that may have changed since the last answer. */
  private readonly touched = new Set<string>();
  private readonly generated = new Set<string>();
  private readonly own = ownOutput();
  /** When the first of them was touched. */
  private since = 0;
  private timer: NodeJS.Timeout | undefined;
  private failure: Error | undefined;
  private deliver: (() => void) | undefined;

  private constructor(
    private readonly watcher: FSWatcher,
    private readonly git: string | undefined,
  ) {}

  /**
   * Starts watching. Every change from the end of this call on is told.
   *
   * @param folder the folder with all files that a program reads
   * @param git Git's folder, of which the files HEAD and logs/HEAD are told
   * @throws UsageError when the system cannot watch so many files
   */
  public static async of(folder: string, git?: string): Promise<FileChanges> {
    const watcher = watch([], {
      atomic: false,
      ignorePermissionErrors: true,
      ignored: (name, stats) => changes.isIgnored(name, stats),
    });
    const changes = new FileChanges(watcher, git);
    const there = (name: string) => changes.known.set(name, undefined);
    watcher.on('add', there);
    watcher.on('error', (error) => changes.fail(error as NodeJS.ErrnoException));
    const ready = new Promise<void>((resolve) => {
      watcher.once('ready', resolve);
      changes.deliver = resolve;
    });
    watcher.add(git === undefined ? folder : [folder, git]);
    await ready;
    if (changes.failure) {
      await watcher.close();
      throw changes.failure;
    }
    watcher.off('add', there);
    watcher.on('all', (event, name) => changes.touch(name));
    // The watcher leaves out a change that follows another one within 50 ms. What the system tells is complete.
    watcher.on('raw', (event, name, details) => {
      const { watchedPath } = details as { readonly watchedPath: string };
      changes.touch(watchedPath);
      if (name) changes.touch(path.join(watchedPath, name));
    });
    return changes;
  }

  /** Names a file or folder that the program writes: its changes are no longer told. */
  public ignore(generated: string): void {
    if (this.generated.has(generated)) return;
    this.generated.add(generated);
    this.watcher.unwatch(generated);
    for (const name of this.touched) if (this.isGenerated(name)) this.touched.delete(name);
  }

  /**
   * Waits for changes, and for a short time in which there is none.
   *
   * @returns the files that changed since the last call, by absolute paths; undefined once it is closed
   * @throws UsageError when the system cannot watch so many files
   */
  public async next(): Promise<readonly string[] | undefined> {
    for (;;) {
      if (this.watcher.closed) return undefined;
      if (this.failure) throw this.failure;
      if (this.timer === undefined) {
        const names = this.taken();
        if (names.length > 0) return names;
      }
      await new Promise<void>((resolve) => (this.deliver = resolve));
    }
  }

  /** Stops watching. */
  public async close(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.watcher.close();
    this.deliver?.();
  }

  private isIgnored(name: string, stats: fs.Stats | undefined): boolean {
    if (this.git !== undefined && isWithin(this.git, name)) return !HEAD.has(path.relative(this.git, name));
    if (IGNORED.has(path.basename(name)) || this.isGenerated(name)) return true;
    return stats?.isDirectory() === true && (isOutput(name) || isCircle(name));
  }

  private isGenerated(name: string): boolean {
    return [...this.generated].some((folder) => isWithin(folder, name));
  }

  private touch(name: string): void {
    if (this.watcher.closed || this.isIgnored(name, undefined)) return;
    const now = Date.now();
    if (this.touched.size === 0) this.since = now;
    this.touched.add(name);
    clearTimeout(this.timer);
    const left = this.since + LONGEST_MS - now;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.deliver?.();
      },
      Math.max(0, Math.min(QUIET_MS, left)),
    );
  }

  private fail(error: NodeJS.ErrnoException): void {
    // A link that leads to itself: there is nothing to read.
    if (error.code === 'ELOOP') return;
    this.failure ??= new UsageError(
      `cannot watch the files here, ${JSON.stringify(error.message)}: raise the limit of the system (on Linux fs.inotify.max_user_watches), or run flux-fleet synth after each change`,
    );
    this.deliver?.();
  }

  /** Files with another content than before: neither those saved as they were, nor those that were there for a moment. */
  private taken(): string[] {
    const changed = [...this.touched].filter((name) => this.isChanged(name));
    this.touched.clear();
    return changed.sort();
  }

  private isChanged(name: string): boolean {
    const digest = this.digestOf(name);
    const before = this.known.has(name) ? this.known.get(name) : GONE;
    if (digest === undefined || before === digest) return false;
    if (digest === GONE) this.known.delete(name);
    else this.known.set(name, digest);
    return true;
  }

  /** A digest of a file; undefined for what is no file, and for where this process itself prints to. */
  private digestOf(name: string): string | undefined {
    try {
      const stats = fs.statSync(name);
      if (!stats.isFile() || this.own.has(identity(stats))) return undefined;
      return createHash('sha1').update(fs.readFileSync(name)).digest('base64');
    } catch {
      return GONE;
    }
  }
}

function isWithin(folder: string, name: string): boolean {
  return name === folder || name.startsWith(folder + path.sep);
}

/** Whether a folder is the output of a fleet: at its root lies what the writer leaves there. */
function isOutput(folder: string): boolean {
  try {
    return fs.readFileSync(path.join(folder, ATTRIBUTES_PATH), 'utf8').startsWith(HEADER);
  } catch {
    return false;
  }
}

/** Whether a folder is a link to one that it is itself in. */
function isCircle(folder: string): boolean {
  try {
    if (!fs.lstatSync(folder).isSymbolicLink()) return false;
    const target = fs.realpathSync(folder);
    for (let above = path.dirname(folder); above !== path.dirname(above); above = path.dirname(above)) {
      if (fs.realpathSync(above) === target) return true;
    }
    return false;
  } catch {
    return true;
  }
}

/** The files that the standard streams of this process go to. */
function ownOutput(): ReadonlySet<string> {
  const streams = [1, 2].map((descriptor) => fs.fstatSync(descriptor));
  return new Set(streams.filter((stats) => stats.isFile()).map(identity));
}

/** The identity of a file, whatever its name. */
function identity({ dev, ino }: fs.Stats): string {
  return `${dev}:${ino}`;
}
