import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import ts from 'typescript';
import { cycleFigures } from './cycles';
import { count, Figure, largest, median, SizedItem } from './figure';
import { functionsOf } from './functions';
import { importGraphs } from './imports';
import { spreadsOf, whatComments } from './patterns';
import { isGenerated, lineCount, readSources, SourceFile } from './source-file';
import { entriesOf, exportedNames, PackageEntries, surfaceFigures } from './surface';

/** All figures of the repository below a folder. */
export function measure(root: string): Figure[] {
  const sources = readSources(root, 'src');
  const written = sources.filter((source) => !isGenerated(source));
  return [...surface(root), ...sizes(written), ...cycles(sources), ...docs(root), ...tracked(root), ...style(written)];
}

function surface(root: string): Figure[] {
  const entries = entriesOf(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageEntries);
  const { config } = ts.readConfigFile(join(root, 'tsconfig.build.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  // Names and docstrings do not depend on the standard library's types.
  const files = entries.map(({ file }) => join(root, file));
  const program = ts.createProgram(files, { ...options, noLib: true, types: [] });
  return entries.flatMap((entry) => surfaceFigures(entry, exportedNames(program, join(root, entry.file))));
}

function sizes(sources: readonly SourceFile[]): Figure[] {
  const files = sources.map(({ path, text }) => ({ at: path, value: lineCount(text) }));
  const functions = sources.flatMap(functionsOf);
  return [
    count('source files', files),
    median('median file', 'lines', files),
    largest('longest file', 'lines', files),
    count('functions', functions),
    median('median function', 'lines', functions),
    largest('longest function', 'lines', functions),
  ];
}

function cycles(sources: readonly SourceFile[]): Figure[] {
  const files = importGraphs(sources);
  return [...cycleFigures('files', files), ...cycleFigures('folders', files)];
}

/** The pages below docs, and the single-page reference if there is one. */
function docs(root: string): Figure[] {
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join('docs', name.split(sep).join('/')));
  const pages: SizedItem[] = [...below, 'API.md']
    .filter((at) => existsSync(join(root, at)))
    .sort()
    .map((at) => ({ at, value: Math.ceil(statSync(join(root, at)).size / 100) / 10 }));
  return [
    count('docs pages', pages),
    ...pages.map(({ at, value }): Figure => ({ name: `docs page ${at}`, value, unit: 'kB' })),
    largest('largest docs page', 'kB', pages),
  ];
}

function tracked(root: string): Figure[] {
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  const files = names.split('\0').filter((name) => name !== '');
  return [
    count(
      'tracked files',
      files.map((at) => ({ at })),
    ),
  ];
}

function style(sources: readonly SourceFile[]): Figure[] {
  return [
    count('comments that open with "What"', sources.flatMap(whatComments)),
    count(
      'conditional spreads',
      sources.flatMap((source) => spreadsOf(source, 'conditional')),
    ),
    count(
      'conditional spreads in lists',
      sources.flatMap((source) => spreadsOf(source, 'conditional in a list')),
    ),
    count(
      'formatting-trick spreads',
      sources.flatMap((source) => spreadsOf(source, 'formatting trick')),
    ),
  ];
}
