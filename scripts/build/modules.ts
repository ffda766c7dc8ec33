import { posix } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import ts from 'typescript';

/*
 * The package has no source maps, which would weigh more than its code. What a stack needs stays as it is written: files,
 * the names of functions, classes and methods; lines end where statements end. Docstrings are in the declarations.
 */

// The package's types are those of an ECMAScript module.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { minify } = require('terser') as {
  minify: (text: string, options: object) => Promise<{ code: string }>;
};

/** The modules that entries load, also those that they load late. Those of types alone are not among them. */
export function reachableModules(scripts: ReadonlyMap<string, string>, entries: readonly string[]): string[] {
  const reached = new Set(entries.map((entry) => `${entry}.js`));
  for (const file of reached) {
    for (const [, target] of scripts.get(file)!.matchAll(/\brequire\(["'](\.[^"']*)["']\)/g)) {
      const path = posix.join(posix.dirname(file), target!);
      const found = [`${path}.js`, `${path}/index.js`].find((one) => scripts.has(one));
      if (found === undefined) throw new Error(`${file} requires ${target}, which is not there`);
      reached.add(found);
    }
  }
  return [...reached].sort();
}

/**
 * A module without comments, indentation and long names of variables, its declarations joined.
 *
 * @param isEntry whether others than the package's own modules load it: these know it by a mark from an ECMAScript module
 */
export async function compactModule(text: string, isEntry = false): Promise<string> {
  const { code } = await minify(withoutInterop(isEntry ? text : text.replace(MODULE_MARK, '')), {
    compress: { defaults: false, join_vars: true },
    mangle: { toplevel: true, keep_fnames: true, keep_classnames: true, reserved: functionNames(text) },
    format: { semicolons: false, shebang: true },
  });
  return `${code.trimEnd()}\n`;
}

/** The line by which the compiler marks what was an ECMAScript module. */
const MODULE_MARK = 'Object.defineProperty(exports, "__esModule", { value: true });\n';

/** The functions of the compiler that give modules of Node.js the form of ECMAScript modules. */
const IMPORT_STAR =
  /^var __createBinding = [^]*?^\}\)\);\nvar __setModuleDefault = [^]*?^\}\);\nvar __importStar = [^]*?^\}\)\(\);\n/m;

/** A module without what it needs only where `this` and a default export matter, which no module of `src` uses. */
function withoutInterop(text: string): string {
  const direct = text
    .replace(/\(0, (\w+_\d+\.\w+)\)\(/g, '$1(')
    .replace(/\b__importStar\((require\("node:[\w/]+"\))\)/g, '$1');
  return /\b__importStar\(/.test(direct) ? direct : direct.replace(IMPORT_STAR, '');
}

/**
 * The names of all functions and classes, also of those that a constant holds: the engine names them after it. And those of
 * the compiler's helpers, by which Node.js finds the names that a module exports to ECMAScript modules.
 */
function functionNames(text: string): string[] {
  const names = new Set<string>();
  const visit = (node: ts.Node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      const { text: name } = node.name;
      if (name.startsWith('__') || isNamed(node.initializer)) names.add(name);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.js', text, ts.ScriptTarget.Latest, true));
  return [...names];
}

function isNamed(value: ts.Expression): boolean {
  return ts.isArrowFunction(value) || ts.isFunctionExpression(value) || ts.isClassExpression(value);
}

/** A module of schemas with its texts compressed; undefined for any other module. */
export function compressedData(file: string, text: string): string | undefined {
  if (!file.startsWith('schema/data/')) return undefined;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const exported: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isTaggedTemplateExpression(node) && ts.isBinaryExpression(node.parent)) {
      if (!ts.isNoSubstitutionTemplateLiteral(node.template)) throw new Error(`${file}: a text with expressions`);
      // The texts are raw.
      const packed = brotliCompressSync(node.template.rawText ?? '').toString('base64');
      exported.push(`${node.parent.left.getText()} = unpacked("${packed}");`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (exported.length === 0) throw new Error(`${file} has no text`);
  return `"use strict";
const { brotliDecompressSync } = require("node:zlib");
const unpacked = (text) => brotliDecompressSync(Buffer.from(text, "base64")).toString();
${exported.join('\n')}
`;
}
