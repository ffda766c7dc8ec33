import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CacheFolder } from '../../pipeline/cache/cache-folder';

/** A program as its TypeScript runner compiled it, to be run again without the runner. */
export interface KeptProgram {
  /** Everything besides files that decides what the runner makes: versions, settings, the program's path. */
  readonly key: string;
  /** Hashes of the files that decide it, by path; null for a file that must not exist. */
  readonly inputs: Readonly<Record<string, string | null>>;
  /** Hashes of what folders have, by path: a file that comes can be what a request leads to from then on. */
  readonly folders: Readonly<Record<string, string | null>>;
  /** The compiled files by path. */
  readonly code: Readonly<Record<string, string>>;
  /** The file that each request of a compiled file leads to, by the file's path. */
  readonly resolved: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What the command tells the hook in the program's process. */
export interface HookSettings {
  readonly mode: 'keep' | 'run';
  /** The cache folder, and the program whose entry it is. */
  readonly caches: string;
  readonly program: string;
  readonly key: string;
  /** The process that starts the program: processes that the program starts inherit the variable and ignore it. */
  readonly parent: number;
  /** The runner's own hook for what is not kept. */
  readonly runner: string;
}

/** The environment variable that carries {@link HookSettings}, as JSON. */
export const HOOK_VARIABLE = 'FLUX_FLEET_PROGRAM';

const FILE = 'program';

/** Hash of a file's content; null if it cannot be read. */
export function fileHash(file: string): string | null {
  try {
    return hash('sha256', readFileSync(file), 'base64');
  } catch {
    return null;
  }
}

/** Names that a request can lead to: modules, and folders. */
const REQUESTED = /^[^.]+$|\.(?:[cm]?[jt]sx?|json)$/;

/** Hash of the names in a folder that requests can lead to; null if it cannot be read. */
export function namesHash(folder: string): string | null {
  try {
    const names = readdirSync(folder).filter((name) => REQUESTED.test(name));
    return hash('sha256', names.sort().join('\n'), 'base64');
  } catch {
    return null;
  }
}

/** Reads a kept program; undefined if there is none, or if anything that decides about it is different by now. */
export function readKept({ caches, program, key }: Omit<HookSettings, 'mode'>): KeptProgram | undefined {
  try {
    const kept = JSON.parse(new CacheFolder(caches, program).read(FILE)?.toString() ?? 'null') as KeptProgram | null;
    if (kept?.key !== key || !(program in kept.code)) return undefined;
    const isSame =
      Object.entries(kept.folders).every(([folder, was]) => namesHash(folder) === was) &&
      Object.entries(kept.inputs).every(([file, was]) => fileHash(file) === was);
    return isSame ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a program. */
export function writeKept({ caches, program }: HookSettings, kept: KeptProgram): void {
  new CacheFolder(caches, program).write(FILE, JSON.stringify(kept));
}

/** The paths of a file's name in its folder and all folders above. */
export function above(folder: string, name: string): string[] {
  const files: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    files.push(path.join(at, name));
    if (path.dirname(at) === at) return files;
  }
}
