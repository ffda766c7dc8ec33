import { hash } from 'node:crypto';
import { Fact } from '../controller-rules';

/** A folder of a unit, without the texts. */
export interface FolderRecord {
  /** Path within the unit's directory; empty for the directory itself. */
  readonly path: string;
  /** Names of its files. */
  readonly names: readonly string[];
  /** Digest of the files, by `contentsDigest`. */
  readonly digest: string;
  /** Git's object ids of the files, in the order of the names; computed when first needed. */
  ids?: readonly string[];
}

/** A unit without its texts. */
export interface UnitRecord {
  /** The folders with files of the unit. */
  readonly folders: readonly FolderRecord[];
  /** The identities of its objects, in the order of the files. */
  readonly identities: readonly string[];
  /** The facts of its objects, for rules about whole clusters. */
  readonly facts: readonly Fact[];
}

/** The units of a cluster's folder, all of which have records. */
export interface ClusterRecord {
  /** Paths of the units' directories within the cluster's folder; empty for the folder itself. */
  readonly directories: readonly string[];
  /** The keys of the units, in the same order. */
  readonly keys: readonly string[];
  /** Git's id of the folder; computed when first needed. */
  id?: string;
}

/** Units that earlier runs rendered. */
export interface UnitMemory {
  /** Record of the unit with this key; undefined if there was none, or if it had findings. */
  recall(key: string): UnitRecord | undefined;

  /**
   * Keeps a unit without findings.
   *
   * @default - nothing is kept
   */
  keep?(key: string, record: UnitRecord): void;

  /**
   * The units of a cluster with this key; undefined if there was none, or if it had findings.
   *
   * @default - no cluster is known
   */
  recallCluster?(key: string): ClusterRecord | undefined;

  /**
   * Keeps a cluster without findings.
   *
   * @default - nothing is kept
   */
  keepCluster?(key: string, record: ClusterRecord): void;
}

/** Digest of the files of a folder: a hash over their names and contents. */
export function contentsDigest(files: Iterable<readonly [name: string, content: string | Buffer]>): string {
  const lines = Array.from(files, ([name, content]) => `${name}\0${contentHash(content)}\n`);
  return hash('sha256', lines.sort().join(''), 'base64');
}

/** Hash of a content in hexadecimal. */
export function contentHash(content: string | Buffer): string {
  return hash('sha256', content);
}
