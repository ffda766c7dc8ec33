import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FSWatcher, watch } from 'chokidar';
import { HEADER } from '../../units/header';
import { ATTRIBUTES_PATH } from '../../pipeline/write/attributes';

/** Time without a further change after which what was saved is complete. */
const QUIET_MS = 30;

/** Folders that no program reads. */
const IGNORED = new Set(['node_modules', '.git']);

/** What tells in Git's folder that another commit is checked out; the second is not there before the first commit. */
const HEAD = new Set(['', 'HEAD', 'logs', path.join('logs', 'HEAD')]);

/** What stands for the content of a file that is not there. */
const GONE = 'gone';

/** Tells which files below a folder change, apart from installed packages and generated folders. */
export class FileChanges {
  /** The last content that was seen of each file that has changed. */
  private readonly digests = new Map<string, string>();
  /** What changed since the last answer, with the content before it as far as that is known. */
  private readonly changed = new Map<string, string | undefined>();
  private readonly generated = new Set<string>();
  private readonly own = ownOutput();
  private timer: NodeJS.Timeout | undefined;
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
   */
  public static async of(folder: string, git?: string): Promise<FileChanges> {
    const watcher = watch([], {
      ignoreInitial: true,
      atomic: false,
      ignored: (name, stats) => changes.isIgnored(name, stats),
    });
    const changes = new FileChanges(watcher, git);
    const ready = new Promise<void>((resolve, reject) => {
      watcher.once('ready', resolve);
      watcher.once('error', reject);
    });
    watcher.on('all', (event, name) => changes.take(event, name));
    watcher.add(git === undefined ? folder : [folder, git]);
    await ready;
    return changes;
  }

  /** Names a folder that the program writes: its changes are no longer told. */
  public ignore(generated: string): void {
    if (this.generated.has(generated)) return;
    this.generated.add(generated);
    this.watcher.unwatch(generated);
    for (const name of this.changed.keys()) if (this.isGenerated(name)) this.changed.delete(name);
  }

  /**
   * Waits for changes, and for a short time in which there is none.
   *
   * @returns the files that changed since the last call, by absolute paths; undefined once it is closed
   */
  public async next(): Promise<readonly string[] | undefined> {
    for (;;) {
      if (this.watcher.closed) return undefined;
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
    return stats?.isDirectory() === true && isOutput(name);
  }

  private isGenerated(name: string): boolean {
    return [...this.generated].some((folder) => isWithin(folder, name));
  }

  private take(event: string, name: string): void {
    if (this.isGenerated(name)) return;
    const digest = this.digestOf(name);
    // Saved again as it was: nothing that a program reads is different.
    const before = this.digests.get(name) ?? (event === 'add' ? GONE : undefined);
    if (digest === undefined || before === digest) return;
    this.digests.set(name, digest);
    if (!this.changed.has(name)) this.changed.set(name, before);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.deliver?.();
    }, QUIET_MS);
  }

  /** What changed, but for files that are as they were before, such as those that an editor made for a moment. */
  private taken(): string[] {
    const changed = [...this.changed].filter(([name, before]) => this.digests.get(name) !== before);
    this.changed.clear();
    return changed.map(([name]) => name).sort();
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

/** The files that the standard streams of this process go to. */
function ownOutput(): ReadonlySet<string> {
  const streams = [1, 2].map((descriptor) => fs.fstatSync(descriptor));
  return new Set(streams.filter((stats) => stats.isFile()).map(identity));
}

/** What tells a file from all others, whatever its name. */
function identity({ dev, ino }: fs.Stats): string {
  return `${dev}:${ino}`;
}
