import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The hand-written parts of an example. */
export interface Measure {
  /** Lines of `fleet.ts` and its local imports, without blank lines and comments. */
  readonly programLines: number;
  /** Data files of the program. */
  readonly dataFiles: number;
  /** Lines of the data files. */
  readonly dataLines: number;
}

/** Measures an example's folder. */
export function measure(folder: string): Measure {
  const program = programFiles(path.join(folder, 'fleet.ts')).flatMap((file) =>
    linesOf(file).filter((line) => !/^\s*(\/\/|\/\*|\*|$)/.test(line)),
  );
  const data = dataFiles(folder);
  return {
    programLines: program.length,
    dataFiles: data.length,
    dataLines: data.flatMap(linesOf).length,
  };
}

/** The sentence about it in the example's README. */
export function sentence({ programLines, dataFiles, dataLines }: Measure, files: number): string {
  const number = (value: number) => value.toLocaleString('en');
  const one = dataFiles === 1;
  const data =
    dataFiles === 0
      ? ''
      : ` and ${number(dataLines)} lines of data in ${one ? 'one file' : `${number(dataFiles)} files`}`;
  return `${number(programLines)} lines of TypeScript${data} stand for ${number(files)} files`;
}

/** The generated files of a program. */
export interface Files {
  /** Paths, with `/` between folders. */
  readonly paths: readonly string[];
  /** Content of a file. */
  get(path: string): string | undefined;
}

/**
 * One hash over all files of an example: the SHA-256 of the output of `sha256sum` for them, sorted by path. For a
 * folder: `find clusters -type f | LC_ALL=C sort | xargs sha256sum | sha256sum`.
 */
export function hashOf(files: Files): string {
  const lines = [...files.paths].sort().map((file) => `${sha256(files.get(file)!)}  ${file}\n`);
  return sha256(lines.join(''));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function programFiles(file: string): string[] {
  const imports = fs.readFileSync(file, 'utf8').matchAll(/ from '(\.\/[^']+)'/g);
  return [file, ...[...imports].flatMap(([, name]) => programFiles(path.join(path.dirname(file), `${name}.ts`)))];
}

/** The data files: not generated, no chart, and not the settings of the cdk8s command. */
function dataFiles(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return isForeign(name) ? [] : dataFiles(name);
    return /\.(csv|json|ya?ml)$/.test(name) && entry.name !== 'cdk8s.yaml' ? [name] : [];
  });
}

function isForeign(folder: string): boolean {
  return path.basename(folder) === 'dist' || fs.existsSync(path.join(folder, 'Chart.yaml'));
}

function linesOf(file: string): string[] {
  return fs.readFileSync(file, 'utf8').trimEnd().split('\n');
}
