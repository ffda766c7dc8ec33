import ts from 'typescript';
import { formatFigure } from '../../../scripts/figures/figure';
import { entriesOf, exportedNames, surfaceFigures } from '../../../scripts/figures/surface';
import { Folder } from '../../support/folder';

const textOf = (...lines: readonly string[]) => `${lines.join('\n')}\n`;

test('entries are those of "exports" that are code, or "main" alone', () => {
  expect(entriesOf({ main: 'lib/index.js' })).toEqual([{ subpath: '.', file: 'src/index.ts' }]);
  expect(entriesOf({ main: 'lib/index.js', exports: './lib/other.js' })).toEqual([
    { subpath: '.', file: 'src/other.ts' },
  ]);
  const exports = {
    '.': { types: './lib/index.d.ts', default: './lib/index.js' },
    './flux': './lib/flux/index.js',
    './plan': { node: { require: './lib/plan/index.js' } },
    './package.json': './package.json',
    './internal/*': null,
  };
  expect(entriesOf({ exports })).toEqual([
    { subpath: '.', file: 'src/index.ts' },
    { subpath: './flux', file: 'src/flux/index.ts' },
    { subpath: './plan', file: 'src/plan/index.ts' },
  ]);
  expect(entriesOf({ exports: { require: './lib/index.js' } })).toEqual([{ subpath: '.', file: 'src/index.ts' }]);
});

const folder = new Folder();
afterAll(() => folder.delete());

test('names are values or types, documented or not; internal ones are none', () => {
  folder.write(
    'thing.ts',
    textOf(
      '/** A class. */ export class Thing {}',
      'export class Bare {}',
      '/** A type. */ export interface Shape {}',
      '/** @internal */ export const hidden = 1;',
      '/** @deprecated */ export const tagged = 1;',
    ),
  );
  folder.write('inner.ts', textOf('/** A function. */ export function run() {}', 'export type Alias = string;'));
  folder.write(
    'index.ts',
    textOf(
      `export * from './inner';`,
      `export { Bare, hidden, tagged, type Shape, Thing as Renamed } from './thing';`,
      `export type { Thing as OnlyType } from './thing';`,
      `export * as inner from './inner';`,
    ),
  );
  const program = ts.createProgram([folder.at('index.ts')], { noLib: true, types: [] });
  const names = exportedNames(program, folder.at('index.ts'));
  const named = (test: (name: (typeof names)[number]) => boolean) =>
    names
      .filter(test)
      .map(({ name }) => name)
      .sort();
  expect(named(({ isValue }) => isValue)).toEqual(['Bare', 'Renamed', 'inner', 'run', 'tagged']);
  expect(named(({ isValue }) => !isValue)).toEqual(['Alias', 'OnlyType', 'Shape']);
  expect(named(({ isDocumented }) => !isDocumented)).toEqual(['Alias', 'Bare', 'inner', 'tagged']);
  expect(() => exportedNames(program, 'gone.ts')).toThrow('the entry gone.ts is no source file');
});

test('only all names are 100 %', () => {
  const names = Array.from({ length: 3000 }, (_, index) => ({
    name: `n${index}`,
    isValue: index === 0,
    isDocumented: index > 0,
  }));
  expect(surfaceFigures({ subpath: './x', file: '' }, names).map(formatFigure)).toEqual([
    'names at ./x: 3000',
    'values at ./x: 1',
    'types at ./x: 2999',
    'documented names at ./x: 99.9 %',
  ]);
  const [all] = surfaceFigures({ subpath: '.', file: '' }, names.slice(1)).slice(-1);
  expect(formatFigure(all!)).toBe('documented names at the root: 100 %');
});
