import { posix } from 'node:path';
import ts from 'typescript';
import { Figure, Item } from './figure';

/** An entry point of the package and its source file. */
export interface Entry {
  /** The part after the package's name: `.`, `./flux`. */
  readonly subpath: string;
  readonly file: string;
}

/** One exported name. */
export interface ExportedName {
  readonly name: string;
  readonly isValue: boolean;
  readonly isDocumented: boolean;
}

/** The fields of package.json about entry points. */
export interface PackageEntries {
  readonly main?: string;
  readonly exports?: unknown;
}

/** The entry points with code: `exports`, or `main` alone. */
export function entriesOf({ main, exports }: PackageEntries): Entry[] {
  if (exports === undefined || exports === null)
    return main === undefined ? [] : [{ subpath: '.', file: sourceOf(main) }];
  const isMap = typeof exports === 'object' && Object.keys(exports).every((key) => key.startsWith('.'));
  return Object.entries(isMap ? exports : { '.': exports }).flatMap(([subpath, target]) => {
    const file = targetOf(target);
    return file === undefined ? [] : [{ subpath, file: sourceOf(file) }];
  });
}

/** The compiled file of a target in `exports`, under any condition. */
function targetOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target.endsWith('.js') ? target : undefined;
  if (typeof target !== 'object' || target === null) return undefined;
  return Object.values(target)
    .map(targetOf)
    .find((one) => one !== undefined);
}

/** `src/x/index.ts` for `./lib/x/index.js`. */
function sourceOf(compiled: string): string {
  return posix
    .normalize(compiled)
    .replace(/^lib\//, 'src/')
    .replace(/\.js$/, '.ts');
}

/** The names that a module exports, without `@internal` ones. */
export function exportedNames(program: ts.Program, file: string): ExportedName[] {
  const checker = program.getTypeChecker();
  const tree = program.getSourceFile(file);
  if (!tree) throw new Error(`the entry ${file} is no source file`);
  const module = checker.getSymbolAtLocation(tree);
  if (!module) throw new Error(`the entry ${file} exports nothing`);
  // A module's properties are the exports that exist at run time, without type-only exports.
  const values = new Set(
    checker
      .getTypeOfSymbol(module)
      .getProperties()
      .map(({ name }) => name),
  );
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ({ symbol, target: targetSymbol(symbol, checker) }))
    .filter(({ target }) => !target.getJsDocTags(checker).some(({ name }) => name === 'internal'))
    .map(({ symbol, target }) => ({
      name: symbol.name,
      isValue: values.has(symbol.name),
      isDocumented: [symbol, target].some((one) => one.getDocumentationComment(checker).length > 0),
    }));
}

function targetSymbol(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The figures of one entry. */
export function surfaceFigures({ subpath }: Entry, names: readonly ExportedName[]): Figure[] {
  const at = subpath === '.' ? 'at the root' : `at ${subpath}`;
  const items = (some: readonly ExportedName[]): Item[] => some.map(({ name }) => ({ at: name }));
  const figure = (name: string, some: readonly ExportedName[]) => ({ name, value: some.length, items: items(some) });
  const undocumented = names.filter(({ isDocumented }) => !isDocumented);
  // Rounded down, so that 100 % means all of them.
  const share =
    names.length === 0 ? 100 : Math.floor((1000 * (names.length - undocumented.length)) / names.length) / 10;
  return [
    figure(`names ${at}`, names),
    figure(
      `values ${at}`,
      names.filter(({ isValue }) => isValue),
    ),
    figure(
      `types ${at}`,
      names.filter(({ isValue }) => !isValue),
    ),
    { name: `documented names ${at}`, value: share, unit: '%', items: items(undocumented) },
  ];
}
