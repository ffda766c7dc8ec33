import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What decides about a unit beside what its key names. */
export interface RenderingRules {
  /** CRDs of other products. */
  readonly schemas: readonly string[];
  /** Whether a kind without a schema is an error. */
  readonly strict: boolean;
  /** What the program calls no secret. */
  readonly acknowledgedLeaks: readonly object[];
}

/** What checks units beside this library. */
const CHECKERS = ['ajv', '@marcbachmann/cel-js', 'yaml'];

let library: string | undefined;

/** What tells runs apart that may make other files, or find other faults, of the same data. */
export function renderingFingerprint({ schemas, strict, acknowledgedLeaks }: RenderingRules): string {
  library ??= libraryFingerprint();
  const rules = JSON.stringify([schemas, strict, acknowledgedLeaks]);
  return hash('sha256', `${library}\n${process.version}\n${rules}`, 'base64');
}

/**
 * The library by its version and its files' sizes and times. The version would not tell what is built from a checkout,
 * nor the times what a package manager unpacks, if it gives all files the same.
 */
function libraryFingerprint(): string {
  const root = join(__dirname, '..', '..');
  // Put into one file together with a program, the library is that file: what is around it may be the whole disk.
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
  // Not every package lets its package.json be required.
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
