import { contentHash, contentsDigest } from '../../units/unit-record';
import { EntryState } from './file-system';
import { KnownFiles } from './known-files';
import { Content } from './wanted';

/** What is known of a folder without reading it. */
export interface KnownFolder {
  /** What its files hold, as `digestOf` says it. */
  readonly digest: string;
  /** Names of its files. */
  readonly files: readonly string[];
  /** What each of them holds, as `hashesOf` says it. */
  readonly hashes: readonly string[];
  /** Names of the folders in it. */
  readonly folders: readonly string[];
}

/** A folder as it was at a time. */
export interface FolderFacts {
  readonly files: ReadonlyMap<string, Content>;
  /** Names of the folders in it. */
  readonly folders: readonly string[];
  /** Its number on the device. */
  readonly node: number;
  /** A time, by the clock of the file system, at or after which all this was seen to be so. */
  readonly since: number;
}

/**
 * What runs know of an output directory. What it says is never only likely: a folder that may have been changed in any
 * way since it was known is not known.
 */
export interface FolderMemory {
  /** Begins a run: what is known counts only if the directory itself is as the last run left it. */
  begin(outdir: EntryState | undefined): void;

  /** What is known of a folder; undefined when that is nothing, or it is not certain any more. */
  recall(path: string): KnownFolder | undefined;

  /** Takes a folder with nothing in it but files that hold what they should, and folders. */
  keep(path: string, facts: FolderFacts): void;
}

const digests = new WeakMap<ReadonlyMap<string, Content>, string>();

/** What tells the files of a folder from others. */
export function digestOf(files: ReadonlyMap<string, Content>): string {
  if (files instanceof KnownFiles) return files.digest;
  let digest = digests.get(files);
  if (digest === undefined) digests.set(files, (digest = contentsDigest(files)));
  return digest;
}

const hashes = new WeakMap<ReadonlyMap<string, Content>, readonly string[]>();

/** How many digits of a hash are enough that no two contents share them. */
const DIGITS = 32;

/** What tells the contents of files from others, in the order of the files. */
export function hashesOf(files: ReadonlyMap<string, Content>): readonly string[] {
  let known = hashes.get(files);
  if (known === undefined) hashes.set(files, (known = Array.from(files.values(), hashOf)));
  return known;
}

/** What tells a content from others. */
export function hashOf(content: Content): string {
  return contentHash(content).slice(0, DIGITS);
}
