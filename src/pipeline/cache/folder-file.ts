import { uptime } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import { EntryState, nodeFileSystem } from '../write/file-system';
import { digestOf, FolderFacts, FolderMemory, hashesOf, KnownFolder } from '../write/folder-memory';
import { CacheFolder } from './cache-folder';
import { FolderChecker } from './folder-checker';
import { FolderLine, formatFolders } from './folder-lines';

const FILE = 'folders';
const STATE = 'folders.json';
const VERSION = 2;

/** How many folders that are not as they were any more are kept along, at least. */
const MOST_CHANGED = 2000;

/** What the last run left: as long as this is so, what it wrote down of the folders counts. */
interface LastRun {
  readonly version: number;
  /** The output directory itself. */
  readonly outdir: EntryState;
  /** How many folders the file has. */
  readonly count: number;
  /** When the machine was started, in milliseconds since 1970: what was not on disk yet when it stopped may be lost. */
  readonly started: number;
}

/**
 * Two readings of when the machine was started that are no further apart, in milliseconds, are of the same start. Where
 * they are, the machine was started again, or its clock was set: back, and later changes may have earlier times.
 */
const SAME_START = 1000;

/** How far, in milliseconds, the clock of a file system may be before this machine's. */
const CLOCK_SKEW = 1000;

/** What is known of the folders of an output directory, in a file. */
export class FolderFile implements FolderMemory {
  private readonly added = new Map<string, FolderLine>();
  private known?: { readonly folders: ReadonlyMap<string, FolderLine>; readonly count: number };

  private constructor(
    private readonly cache: CacheFolder,
    private readonly outdir: string,
    private last: LastRun | undefined,
    private readonly checker: FolderChecker | undefined,
  ) {}

  /** Reads the file, and begins to find out what of it still holds. */
  public static read(cache: CacheFolder, outdir: string): FolderFile {
    const last = lastRun(cache);
    const lines = isSame(last?.outdir, nodeFileSystem.stateOf(outdir)) ? cache.read(FILE) : undefined;
    if (last === undefined || lines === undefined) return new FolderFile(cache, outdir, undefined, undefined);
    const checker = new FolderChecker(shortPath(outdir), last.outdir.device, lines, last.count);
    return new FolderFile(cache, outdir, last, checker);
  }

  /** Another run, or one that did not come to its end, left its traces in the directory itself. */
  public begin(outdir: EntryState | undefined): void {
    if (isSame(this.last?.outdir, outdir)) return;
    this.last = undefined;
    this.known = undefined;
  }

  public recall(path: string): KnownFolder | undefined {
    return this.folders.get(path);
  }

  public keep(path: string, { files, folders, node, since }: FolderFacts): void {
    const held = { digest: digestOf(files), files: [...files.keys()], hashes: hashesOf(files) };
    this.added.set(path, { path, node, since, ...held, folders });
  }

  /** To be called when the run has given back its lock, with which it changes the output directory. */
  public save(): void {
    const outdir = nodeFileSystem.stateOf(this.outdir);
    if (outdir === undefined) return;
    const { folders, count } = this.known ?? { folders: new Map<string, FolderLine>(), count: 0 };
    const isThere = this.last !== undefined && this.known !== undefined;
    const changed = count - folders.size;
    let total = count + this.added.size;
    let isSaved = true;
    if (isThere && changed <= Math.max(MOST_CHANGED, folders.size)) {
      if (this.added.size > 0) isSaved = this.cache.write(FILE, formatFolders(this.added.values()), 'append');
    } else {
      const all = new Map([...folders, ...this.added]);
      total = all.size;
      isSaved = this.cache.write(FILE, formatFolders(all.values()));
    }
    const last: LastRun = { version: VERSION, outdir, count: total, started: started() };
    if (isSaved) this.cache.write(STATE, JSON.stringify(last));
  }

  private get folders(): ReadonlyMap<string, FolderLine> {
    if (this.known === undefined) {
      const { unchanged, count } = (this.last && this.checker?.result()) ?? { unchanged: [], count: 0 };
      this.known = { folders: new Map(unchanged.map((folder) => [folder.path, folder])), count };
    }
    return this.known.folders;
  }
}

/** A directory by the path with the fewest folders, as each of them costs time at every file. */
function shortPath(outdir: string): string {
  const short = relative(process.cwd(), outdir);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? outdir : short;
}

function lastRun(cache: CacheFolder): LastRun | undefined {
  try {
    const last = JSON.parse(cache.read(STATE)?.toString() ?? 'null') as LastRun | null;
    if (last?.version !== VERSION || Math.abs(last.started - started()) > SAME_START) return undefined;
    // Where the clock was set back, later changes may have earlier times.
    return last.outdir.changed > Date.now() + CLOCK_SKEW ? undefined : last;
  } catch {
    return undefined;
  }
}

function started(): number {
  return Date.now() - uptime() * 1000;
}

function isSame(one: EntryState | undefined, other: EntryState | undefined): boolean {
  return one?.node === other?.node && one?.device === other?.device && one?.changed === other?.changed;
}
