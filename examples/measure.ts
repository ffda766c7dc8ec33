import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** How much of an example is written by hand. */
export interface Measure {
  /** Lines of `fleet.ts` and what it imports of its folder, without blank ones and comments. */
  readonly programLines: number;
  /** Files that the program reads. */
  readonly dataFiles: number;
  /** Lines of these files. */
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

/** What an example's README says of it. */
export function sentence({ programLines, dataFiles, dataLines }: Measure, files: number): string {
  const number = (value: number) => value.toLocaleString('en');
  const one = dataFiles === 1;
  const data =
    dataFiles === 0
      ? ''
      : ` and ${number(dataLines)} lines of data in ${one ? 'one file' : `${number(dataFiles)} files`}`;
  return `${number(programLines)} lines of TypeScript${data} stand for ${number(files)} files`;
}

/** The files that a program makes. */
export interface Files {
  /** Paths, with `/` between folders. */
  readonly paths: readonly string[];
  /** A file's text. */
  get(path: string): string | undefined;
}

/**
 * One hash for all files of an example: the SHA-256 of the lines that `sha256sum` prints for them, sorted by path.
 * The same of a folder: `find clusters -type f | LC_ALL=C sort | xargs sha256sum | sha256sum`.
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

/** What is data: neither what is generated, nor a chart, nor the settings of the cdk8s command. */
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
