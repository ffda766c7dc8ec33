import { hash } from 'node:crypto';
import { HEADER } from './header';

/** What a folder of a unit holds, without the texts. */
export interface FolderRecord {
  /** Path within the unit's directory; empty for the directory itself. */
  readonly path: string;
  /** Names of its files. */
  readonly names: readonly string[];
  /** What the files hold, as `contentsDigest` says it. */
  readonly digest: string;
  /** Git's object ids of the files, in the order of the names, as soon as somebody has asked for them. */
  ids?: readonly string[];
}

/** What is known of a unit without rendering it. */
export interface UnitRecord {
  /** The folders with files of the unit. */
  readonly folders: readonly FolderRecord[];
  /** The identities of its objects, in the order of the files. */
  readonly identities: readonly string[];
}

/** What a run knows of the units of runs before it. */
export interface UnitMemory {
  /** What is known of a unit that was made of the same; undefined if there was none, or something was found in it. */
  recall(key: string): UnitRecord | undefined;

  /** Takes a unit in which nothing was found. */
  keep(key: string, record: UnitRecord): void;
}

const HASH = /^[0-9a-f]{64}$/;

/** What tells the files of a folder from others: a hash over their names and contents. */
export function contentsDigest(files: Iterable<readonly [name: string, content: string | Buffer]>): string {
  const lines = Array.from(files, ([name, content]) => `${name}\0${contentHash(content)}\n`);
  return hash('sha256', lines.sort().join(''), 'base64');
}

/** What tells a content from others, in hexadecimal digits: a generated text says in its header what is behind that. */
export function contentHash(content: string | Buffer): string {
  if (typeof content === 'string' && content.startsWith(HEADER)) {
    const end = HEADER.length + 64;
    const stated = content.slice(HEADER.length, end);
    if (content[end] === '\n' && HASH.test(stated)) return stated;
  }
  return hash('sha256', content);
}
