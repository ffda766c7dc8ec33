import { uptime } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import { EntryState, nodeFileSystem } from '../write/file-system';
import { digestOf, FolderFacts, FolderMemory, hashesOf, KnownFolder } from '../write/folder-memory';
import { CacheFolder } from './cache-folder';
import { isUnchanged } from './folder-check';
import { FolderLine, formatFolders, parseFolders } from './folder-lines';

const FILE = 'folders';
const STATE = 'folders.json';
const VERSION = 3;

/** How many obsolete lines the file may have, at least, before it is written anew. */
const MOST_OBSOLETE = 2000;

/** What the last run left: as long as this is so, what it wrote down of the folders counts. */
interface LastRun {
  readonly version: number;
  /** The output directory itself. */
  readonly outdir: EntryState;
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
  /** The folders of the file, but those that turned out to be changed. */
  private readonly known = new Map<string, FolderLine>();
  /** How many of them turned out to be unchanged. */
  private unchanged = 0;
  private readonly added = new Map<string, FolderLine>();
  /** How many lines of the file count; 0 when it has to be written anew. */
  private lines = 0;
  private place?: { readonly path: string; readonly device: number };

  constructor(
    private readonly cache: CacheFolder,
    private readonly outdir: string,
  ) {}

  /** Reads the file, unless another run, or one that did not come to its end, left its traces in the directory itself. */
  public begin(outdir: EntryState | undefined): void {
    this.known.clear();
    this.unchanged = 0;
    this.lines = 0;
    const last = lastRun(this.cache);
    if (last === undefined || !isSame(last.outdir, outdir)) return;
    const folders = parseFolders(this.cache.read(FILE)?.toString() ?? '') ?? [];
    for (const folder of folders) this.known.set(folder.path, folder);
    this.lines = folders.length;
    this.place = { path: shortPath(this.outdir), device: last.outdir.device };
  }

  public recall(path: string): KnownFolder | undefined {
    const folder = this.known.get(path);
    if (folder === undefined) return undefined;
    if (this.isUnchanged(folder)) {
      this.unchanged++;
      return folder;
    }
    this.known.delete(path);
    return undefined;
  }

  public keep(path: string, { files, folders, node, since }: FolderFacts): void {
    const held = { digest: digestOf(files), files: [...files.keys()], hashes: hashesOf(files) };
    this.added.set(path, { path, node, since, ...held, folders });
  }

  /**
   * To be called when the run has given back its lock, with which it changes the output directory.
   *
   * @param isWhole whether the run was about the whole directory, so that lines it did not ask about are obsolete
   */
  public save(isWhole: boolean): void {
    const outdir = nodeFileSystem.stateOf(this.outdir);
    if (outdir === undefined) return;
    const kept = isWhole ? this.unchanged : this.known.size;
    const isSaved =
      this.lines > 0 && this.lines - kept <= Math.max(MOST_OBSOLETE, kept)
        ? this.added.size === 0 || this.cache.write(FILE, formatFolders(this.added.values()), 'append')
        : this.cache.write(FILE, formatFolders([...this.stillUnchanged(), ...this.added.values()]));
    const last: LastRun = { version: VERSION, outdir, started: started() };
    if (isSaved) this.cache.write(STATE, JSON.stringify(last));
  }

  private isUnchanged(folder: FolderLine): boolean {
    return this.place !== undefined && isUnchanged(this.place.path, this.place.device, folder);
  }

  /** Also folders that this run did not ask about, unless they are gone. */
  private stillUnchanged(): FolderLine[] {
    return [...this.known.values()].filter((folder) => this.isUnchanged(folder));
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
