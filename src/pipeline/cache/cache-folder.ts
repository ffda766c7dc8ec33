import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { quietly } from '../write/lock';

/** Where tools keep what they can do without, by common use: package managers leave it, and Git ignores it. */
const CACHES = join('node_modules', '.cache', 'cdk8s-flux-fleet');

/**
 * The folder for what runs know of an output directory: below the nearest `node_modules` above it.
 *
 * @returns undefined when there is none
 */
export function defaultCacheFolder(outdir: string): string | undefined {
  for (let folder = resolve(outdir); folder !== dirname(folder); folder = dirname(folder)) {
    const above = dirname(folder);
    if (existsSync(join(above, 'node_modules'))) return join(above, CACHES);
  }
  return undefined;
}

/**
 * The files of a cache about one output directory. What is wrong with them is never an error: then nothing is known.
 * Each piece that is written has a line before it that says how long it is, and its checksum: what disks, copies and
 * runs at the same time make of a file must not be taken for what a run has left.
 */
export class CacheFolder {
  private readonly folder: string;

  /** @param caches folder of all caches */
  constructor(caches: string, outdir: string) {
    this.folder = join(caches, hash('sha256', resolve(outdir)).slice(0, 16));
  }

  /** Path of a file. */
  public file(name: string): string {
    return join(this.folder, name);
  }

  /** A file's content; undefined when it cannot be read, or is not as it was written. */
  public read(name: string): Buffer | undefined {
    try {
      return unsealed(readFileSync(this.file(name)));
    } catch {
      return undefined;
    }
  }

  /**
   * Puts a file in the place of an earlier one, or adds to it.
   *
   * @returns whether that was possible
   */
  public write(name: string, content: string, how: 'replace' | 'append' = 'replace'): boolean {
    const draft = `${this.file(name)}.${process.pid}`;
    const bytes = sealed(content);
    try {
      mkdirSync(this.folder, { recursive: true });
      if (how === 'append') {
        writeFileSync(this.file(name), bytes, { flag: 'a' });
        return true;
      }
      writeFileSync(draft, bytes);
      renameSync(draft, this.file(name));
      return true;
    } catch {
      quietly(() => rmSync(draft, { force: true }));
      return false;
    }
  }
}

const SEAL = /^sealed (\d+) (\d+)$/;

/** Longer than any seal. */
const SEAL_LENGTH = 40;

function sealed(content: string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`sealed ${bytes.length} ${crc32(bytes)}\n`), bytes]);
}

/** What pieces hold together; undefined when one of them is not as it was written. */
function unsealed(bytes: Buffer): Buffer | undefined {
  const pieces: Buffer[] = [];
  let start = 0;
  do {
    const seal = bytes.toString('latin1', start, start + SEAL_LENGTH).split('\n', 1)[0]!;
    const [, length, checksum] = SEAL.exec(seal) ?? [];
    const from = start + seal.length + 1;
    const piece = bytes.subarray(from, from + Number(length));
    if (piece.length !== Number(length) || crc32(piece) !== Number(checksum)) return undefined;
    pieces.push(piece);
    start = from + piece.length;
  } while (start < bytes.length);
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
}
