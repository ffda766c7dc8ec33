import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { quietly } from '../write/lock';

/** The conventional folder for caches of tools: package managers keep it, and Git ignores it. */
const CACHES = join('node_modules', '.cache', 'cdk8s-flux-fleet');

/**
 * The cache folder of an output directory: below the nearest `node_modules` above it.
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
 * The cache files of one output directory. A defect in them is never an error: the cache then counts as empty. A line
 * with length and checksum precedes each piece, to detect files that disks, copies or concurrent runs have damaged.
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

  /** A file's content; undefined when it cannot be read, or is damaged. */
  public read(name: string): Buffer | undefined {
    try {
      return unsealed(readFileSync(this.file(name)));
    } catch {
      return undefined;
    }
  }

  /**
   * Replaces a file, or appends to it.
   *
   * @returns false when that was not possible
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

/** The joined content of the pieces; undefined when one of them is damaged. */
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
