import { posix } from 'node:path';
import ts from 'typescript';
import { parseSource, SourceFile, visitNodes } from './source-file';

/** The edges of each node. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The imports between files. */
export interface ImportGraphs {
  /** Imports that remain in the compiled code: those of values. */
  readonly values: Graph;
  /** All imports, including those of types. */
  readonly all: Graph;
}

/** The imports between source files, without packages and data. */
export function importGraphs(sources: readonly SourceFile[]): ImportGraphs {
  const paths = new Set(sources.map(({ path }) => path));
  const edges = (from: string, tree: ts.SourceFile) =>
    new Set(relativeImports(tree).map((specifier) => resolveImport(from, specifier, paths)));
  return {
    values: new Map(sources.map((source) => [source.path, edges(source.path, compiled(source))])),
    all: new Map(sources.map((source) => [source.path, edges(source.path, source.tree)])),
  };
}

/** The graph of folders: one folder leads to another if one of its files does. */
export function folderGraph(files: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [from, targets] of files) {
    const folder = posix.dirname(from);
    const below = folders.get(folder) ?? new Set();
    for (const target of targets) if (posix.dirname(target) !== folder) below.add(posix.dirname(target));
    folders.set(folder, below);
  }
  return folders;
}

/** The compiled code, whose imports are those needed at run time: the compiler drops names used as types. */
function compiled({ path, text }: SourceFile): ts.SourceFile {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    isolatedModules: true,
    removeComments: true,
  };
  return parseSource(path, ts.transpileModule(text, { fileName: path, compilerOptions }).outputText).tree;
}

function relativeImports(tree: ts.SourceFile): string[] {
  const found: string[] = [];
  visitNodes(tree, (node) => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier) && /^\.\.?(\/|$)/.test(specifier.text))
      found.push(specifier.text);
  });
  return found.filter((specifier) => !specifier.endsWith('.json'));
}

/** The module that a node imports: a statement, `import x = require()`, a type written as `import('x').T`, a call. */
function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const imports = expression.kind === ts.SyntaxKind.ImportKeyword;
  return imports || (ts.isIdentifier(expression) && expression.text === 'require') ? node.arguments[0] : undefined;
}

function resolveImport(from: string, specifier: string, paths: ReadonlySet<string>): string {
  const path = posix.join(posix.dirname(from), specifier.replace(/\.js$/, ''));
  const target = [`${path}.ts`, `${path}/index.ts`].find((one) => paths.has(one));
  if (target === undefined) throw new Error(`${from} imports "${specifier}", which is no source file`);
  return target;
}
