import * as fs from 'node:fs';
import * as path from 'node:path';
import { transformSync } from '@babel/core';
import * as library from '../../src';
import * as flux from '../../src/flux-entry';

/** What the package is to programs that run here. */
const PACKAGE: Readonly<Record<string, unknown>> = { 'cdk8s-flux-fleet': library, 'cdk8s-flux-fleet/flux': flux };

/**
 * Loads a program, and what it imports of its own modules, in the realm of the tests and with their library. Unlike by
 * `require`, it runs each time.
 *
 * @param file its path; positions in messages name it
 * @returns what the program exports
 */
export function loadProgram(file: string): unknown {
  return load(path.resolve(file), new Map());
}

/** Loads a module as CommonJS, unless `loaded` has it. */
function load(file: string, loaded: Map<string, unknown>): unknown {
  if (loaded.has(file)) return loaded.get(file);
  const exported = {};
  loaded.set(file, exported);
  const code = compile(file);
  const required = (name: string): unknown => {
    if (name in PACKAGE) return PACKAGE[name];
    if (!name.startsWith('.')) {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      return require(name) as unknown;
    }
    const base = path.resolve(path.dirname(file), name).replace(/\.js$/, '');
    const found = [`${base}.ts`, path.join(base, 'index.ts'), base].find((one) => fs.existsSync(one));
    return load(found ?? base, loaded);
  };
  // Indirect, so that it sees no name of this module; not by `vm`, whose other realm has other maps than the library's.
  // oxlint-disable-next-line no-eval
  const body = (0, eval)(`(function (require, exports, __dirname) {${code}\n})\n//# sourceURL=${file}`) as (
    required: (name: string) => unknown,
    exported: object,
    directory: string,
  ) => void;
  body(required, exported, path.dirname(file));
  return exported;
}

/** Programs as JavaScript, by ending and text: tests load the same ones again and again. */
const compiled = new Map<string, string>();

function compile(file: string): string {
  const text = fs.readFileSync(file, 'utf8');
  const key = `${path.extname(file)} ${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was
  const { prepareStackTrace } = Error;
  const { code } = transformSync(text, {
    ...{ filename: file, babelrc: false, configFile: false, sourceType: 'module' },
    // Statements keep their lines, which messages name.
    retainLines: true,
    presets: [[require.resolve('@babel/preset-typescript'), { allowDeclareFields: true }]],
    plugins: [require.resolve('@babel/plugin-transform-modules-commonjs')],
  })!;
  // On first use Babel replaces what follows maps to sources, for all test files that come later.
  Error.prepareStackTrace = prepareStackTrace;
  compiled.set(key, code!);
  return code!;
}
