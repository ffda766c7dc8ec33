import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

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

/** The files of a cache about one output directory. What is wrong with them is never an error: then nothing is known. */
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

  /** A file's content; undefined when it cannot be read. */
  public read(name: string): Buffer | undefined {
    try {
      return readFileSync(this.file(name));
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
    try {
      mkdirSync(this.folder, { recursive: true });
      if (how === 'append') {
        writeFileSync(this.file(name), content, { flag: 'a' });
        return true;
      }
      const draft = `${this.file(name)}.${process.pid}`;
      writeFileSync(draft, content);
      renameSync(draft, this.file(name));
      return true;
    } catch {
      return false;
    }
  }
}
