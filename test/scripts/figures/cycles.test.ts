import { cycleFigures } from '../../../scripts/figures/cycles';
import { Figure, formatFigure } from '../../../scripts/figures/figure';
import { importGraphs } from '../../../scripts/figures/imports';
import { parseSource } from '../../../scripts/figures/source-file';

const places = (items: ReadonlyArray<{ at: string }>) => items.map(({ at }) => at);
const figuresOf = (between: 'files' | 'folders', files: Readonly<Record<string, string>>) =>
  cycleFigures(between, importGraphs(Object.entries(files).map(([path, text]) => parseSource(path, text))));
const lines = (figures: readonly Figure[]) => figures.map(formatFigure);

test('a cycle of values', () => {
  const [values, types] = figuresOf('files', {
    'src/a.ts': `import { b } from './b'; export const a = () => b;`,
    'src/b.ts': `import { c } from './deep'; export const b = () => c;`,
    'src/deep/index.ts': `export * from '../a'; export const c = 1;`,
    'src/d.ts': `import { a } from './a.js'; import data from './data.json'; import 'node:fs'; a(data);`,
  });
  expect(formatFigure(values!)).toBe('value-import cycles between files: 1 (src/a.ts ↔ src/b.ts ↔ src/deep/index.ts)');
  expect(places(values!.items!)).toEqual([
    'src/a.ts imports src/b.ts',
    'src/b.ts imports src/deep/index.ts',
    'src/deep/index.ts imports src/a.ts',
  ]);
  expect(types!.value).toBe(0);
});

test.each([
  ['a type import', `import type { B } from './b'; export type A = B;`],
  ['a name marked as a type', `import { type B } from './b'; export type A = B;`],
  ['a name used as a type', `import { B } from './b'; export const a = (b: B) => b;`],
  ['an exported type', `export type { B } from './b';`],
  ['a type written as an import', `export type A = import('./b').B;`],
])('%s makes a cycle of types only', (_, text) => {
  const b = `import { A } from './a'; export class B { a?: typeof A }; export const use = [A];`;
  expect(lines(figuresOf('files', { 'src/a.ts': text, 'src/b.ts': b }))).toEqual([
    'value-import cycles between files: 0',
    'type-import cycles between files: 1 (src/a.ts ↔ src/b.ts)',
  ]);
});

test.each([
  ['an import for its effects', `import './b';`],
  ['a dynamic import', `export const a = () => import('./b');`],
  ['a call of require', `export const a = () => require('./b');`],
  ['an assigned require', `import b = require('./b'); export const a = b;`],
  ['an exported value', `export { b } from './b';`],
])('%s is an import of a value', (_, text) => {
  const b = `import { a } from './a'; export const b = a;`;
  expect(figuresOf('files', { 'src/a.ts': text, 'src/b.ts': b }).map(({ value }) => value)).toEqual([1, 0]);
});

test('a type import that makes a cycle of values longer is a cycle of its own', () => {
  const [values, types] = figuresOf('files', {
    'src/a.ts': `import { b } from './b'; export const a = () => b;`,
    'src/b.ts': `import { a } from './a'; import type { C } from './c'; export const b = (c: C) => [a, c];`,
    'src/c.ts': `import { a } from './a'; export type C = string; export const c = a;`,
  });
  expect([values!.at, types!.at]).toEqual(['src/a.ts ↔ src/b.ts', 'src/a.ts ↔ src/b.ts ↔ src/c.ts']);
});

test('folders whose files import each other are a cycle even where the files are none', () => {
  const files = {
    'src/x/a.ts': `import { b } from '../y/b'; export const a = b;`,
    'src/x/c.ts': `export const c = 1;`,
    'src/y/b.ts': `import { d } from './d'; export const b = d;`,
    'src/y/d.ts': `import { c } from '../x/c'; export const d = c;`,
  };
  expect(figuresOf('files', files).map(({ value }) => value)).toEqual([0, 0]);
  const [values, types] = figuresOf('folders', files);
  expect(formatFigure(values!)).toBe('value-import cycles between folders: 1 (src/x ↔ src/y)');
  expect(places(values!.items!)).toEqual(['src/x/a.ts imports src/y/b.ts', 'src/y/d.ts imports src/x/c.ts']);
  expect(types!.value).toBe(0);
});

test('an import that leads nowhere is an error', () => {
  expect(() => figuresOf('files', { 'src/a.ts': `import './gone';` })).toThrow(
    'src/a.ts imports "./gone", which is no source file',
  );
});
