import { existsSync } from 'node:fs';
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

/** Number of obsolete lines that the file may always have before it is rewritten. */
const MOST_OBSOLETE = 2000;

/** The state after the last run. The recorded folders are valid as long as it is unchanged. */
interface LastRun {
  readonly version: number;
  /** The output directory itself. */
  readonly outdir: EntryState;
  /** Boot time of the machine, in milliseconds since 1970: a crash may lose writes that were not on disk yet. */
  readonly started: number;
}

/**
 * Largest difference, in milliseconds, between two readings of the same boot time. A larger one means that the machine
 * was restarted, or its clock was set; after a clock is set back, later changes may have earlier times.
 */
const SAME_START = 1000;

/** How far, in milliseconds, the clock of a file system may be ahead of this machine's. */
const CLOCK_SKEW = 1000;

/** The recorded folders of an output directory, in a file. */
export class FolderFile implements FolderMemory {
  /** The folders of the file, except those that turned out to be changed. */
  private readonly known = new Map<string, FolderLine>();
  /** Number of them that turned out to be unchanged. */
  private unchanged = 0;
  private readonly added = new Map<string, FolderLine>();
  /** Number of valid lines in the file; 0 when it has to be rewritten. */
  private lines = 0;
  private place?: { readonly path: string; readonly device: number };

  constructor(
    private readonly cache: CacheFolder,
    private readonly outdir: string,
  ) {}

  /** Whether an earlier run has left something. */
  public get isThere(): boolean {
    return existsSync(this.cache.file(STATE));
  }

  /** Reads the file, unless another run, or an interrupted one, has changed the output directory itself. */
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
   * To be called after the run has released its lock, as that changes the output directory.
   *
   * @param isWhole true for a run on the whole directory, which makes lines that it did not request obsolete
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

  /** Includes folders that this run did not request, unless they are gone. */
  private stillUnchanged(): FolderLine[] {
    return [...this.known.values()].filter((folder) => this.isUnchanged(folder));
  }
}

/** A directory by its shortest path, as each path segment costs time for every file. */
function shortPath(outdir: string): string {
  const short = relative(process.cwd(), outdir);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? outdir : short;
}

function lastRun(cache: CacheFolder): LastRun | undefined {
  try {
    const last = JSON.parse(cache.read(STATE)?.toString() ?? 'null') as LastRun | null;
    if (last?.version !== VERSION || Math.abs(last.started - started()) > SAME_START) return undefined;
    // After a clock is set back, later changes may have earlier times.
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
