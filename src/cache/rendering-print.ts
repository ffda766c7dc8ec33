import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

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
export function renderingPrint({ schemas, strict, acknowledgedLeaks }: RenderingRules): string {
  library ??= libraryPrint();
  const rules = JSON.stringify([schemas, strict, acknowledgedLeaks]);
  return createHash('sha256').update(`${library}\n${process.version}\n${rules}`).digest('base64');
}

/** The library by its files' sizes and times: its version alone would not tell what is built from a checkout. */
function libraryPrint(): string {
  const root = join(__dirname, '..');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  const prints = files.map((file) => {
    const { size, mtimeMs } = statSync(join(root, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return [...prints, ...CHECKERS.map(versionOf)].join('\n');
}

function versionOf(name: string): string {
  // Not every package lets its package.json be required.
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { version: string };
      return `${name} ${version}`;
    } catch {
      continue;
    }
  }
  return `${name} of no known version`;
}
