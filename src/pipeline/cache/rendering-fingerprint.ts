import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ProjectSchemas } from '../../schema/project';

/** The input of rendering a unit that its key does not cover. */
export interface RenderingRules {
  /** CRDs of other products, and projects of packages, which have a digest. */
  readonly schemas: ReadonlyArray<string | ProjectSchemas>;
  /** Makes a kind without a schema an error. */
  readonly strict: boolean;
  /** Findings that the program declares false positives. */
  readonly acknowledgedLeaks: readonly object[];
}

/** Packages that check units, in addition to this library. */
const CHECKERS = ['ajv', '@marcbachmann/cel-js', 'yaml'];

let library: string | undefined;

/** The fingerprint of everything besides the data that may change the files or problems of a run. */
export function renderingFingerprint({ schemas, strict, acknowledgedLeaks }: RenderingRules): string {
  const rules = JSON.stringify([schemas, strict, acknowledgedLeaks]);
  return hash('sha256', `${ownFiles()}\n${process.version}\n${rules}`, 'base64');
}

/** The fingerprint of this library and of what runs it. */
export function libraryFingerprint(): string {
  return hash('sha256', `${ownFiles()}\n${process.version}`, 'base64');
}

function ownFiles(): string {
  return (library ??= describedLibrary());
}

/**
 * The library by its version and its files' sizes and times. The version alone does not distinguish builds of a
 * checkout, nor do the times alone distinguish releases if a package manager gives all files the same time.
 */
function describedLibrary(): string {
  const root = join(__dirname, '..', '..');
  // Bundled with a program, the library is that single file: the folder around it may be the whole disk.
  const isFile = basename(__filename).split('.', 1)[0] !== 'rendering-fingerprint' || basename(__dirname) !== 'cache';
  const files = isFile ? [__filename] : filesIn(root);
  const prints = files.map((file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return `${file} ${stats?.size} ${stats?.mtimeMs}`;
  });
  return [...prints, `version ${versionIn(join(root, '..'))}`, ...CHECKERS.map(versionOf)].join('\n');
}

function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.sort().map((name) => join(folder, name));
}

function versionOf(name: string): string {
  // Not every package exports its package.json.
  for (const folder of require.resolve.paths(name) ?? []) {
    const version = versionIn(join(folder, name));
    if (version !== undefined) return `${name} ${version}`;
  }
  return `${name} of no known version`;
}

function versionIn(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
