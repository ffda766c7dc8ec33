import { contentHash, contentsDigest } from '../../units/unit-record';
import { EntryState } from './file-system';
import { KnownFiles } from './known-files';
import { Content } from './wanted';

/** Known content of a folder that need not be read. */
export interface KnownFolder {
  /** Digest of its files, by `digestOf`. */
  readonly digest: string;
  /** Names of its files. */
  readonly files: readonly string[];
  /** Hashes of its files, by `hashesOf`. */
  readonly hashes: readonly string[];
  /** Names of its subfolders. */
  readonly folders: readonly string[];
}

/** State of a folder at a time. */
export interface FolderFacts {
  readonly files: ReadonlyMap<string, Content>;
  /** Names of its subfolders. */
  readonly folders: readonly string[];
  /** Its number on the device. */
  readonly node: number;
  /** A time on the file system's clock at or after which this state was observed. */
  readonly since: number;
}

/**
 * Knowledge about an output directory from earlier runs. It is certain, never probable: a folder that may have changed
 * in any way is unknown.
 */
export interface FolderMemory {
  /** Begins a run. Knowledge counts only if the directory itself is as the last run left it. */
  begin(outdir: EntryState | undefined): void;

  /** The known folder; undefined if it is unknown or no longer certain. */
  recall(path: string): KnownFolder | undefined;

  /** Keeps a folder that contains only folders and files with the right content. */
  keep(path: string, facts: FolderFacts): void;
}

const digests = new WeakMap<ReadonlyMap<string, Content>, string>();

/** Digest of the files of a folder. */
export function digestOf(files: ReadonlyMap<string, Content>): string {
  if (files instanceof KnownFiles) return files.digest;
  let digest = digests.get(files);
  if (digest === undefined) digests.set(files, (digest = contentsDigest(files)));
  return digest;
}

const hashes = new WeakMap<ReadonlyMap<string, Content>, readonly string[]>();

/** Number of hash digits that make collisions of contents impossible in practice. */
const DIGITS = 32;

/** Hashes of the files' contents, in the order of the files. */
export function hashesOf(files: ReadonlyMap<string, Content>): readonly string[] {
  let known = hashes.get(files);
  if (known === undefined) hashes.set(files, (known = Array.from(files.values(), hashOf)));
  return known;
}

/** Hash of a content. */
export function hashOf(content: Content): string {
  return contentHash(content).slice(0, DIGITS);
}
