import * as fs from 'node:fs';
import * as path from 'node:path';
import { transformSync } from '@babel/core';
import * as library from '../../src';
import * as flux from '../../src/flux-entry';

/** What the packages of the library are to programs that run here, by name. */
type Packages = Readonly<Record<string, unknown>>;

/**
 * Loads a program, and what it imports of its own modules, in the realm of the tests and with their library. Unlike by
 * `require`, it runs each time.
 *
 * @param file its path; positions in messages name it
 * @param names what takes the place of names of the library
 * @returns what the program exports
 */
export function loadProgram(file: string, names: object = {}): unknown {
  const packages = { 'cdk8s-flux-fleet': { ...library, ...names }, 'cdk8s-flux-fleet/flux': flux };
  return load(path.resolve(file), packages, new Map());
}

/**
 * Loads a program that another file imports: its own `fleet.synth()` writes nothing, and a later one does.
 *
 * @param file its path
 * @returns the fleet that it exports
 */
export function importFleet(file: string): library.Fleet {
  let isLoaded = false;
  class Imported extends library.Fleet {
    public override synth(options?: library.SynthOptions): void {
      if (isLoaded) super.synth(options);
    }
  }
  const { fleet } = loadProgram(file, { Fleet: Imported }) as { fleet: library.Fleet };
  isLoaded = true;
  return fleet;
}

/** Loads a module as CommonJS, unless `loaded` has it. */
function load(file: string, packages: Packages, loaded: Map<string, unknown>): unknown {
  if (loaded.has(file)) return loaded.get(file);
  const exported = {};
  loaded.set(file, exported);
  const code = compile(file);
  const required = (name: string): unknown => {
    if (name in packages) return packages[name];
    if (!name.startsWith('.')) {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      return require(name) as unknown;
    }
    const base = path.resolve(path.dirname(file), name).replace(/\.js$/, '');
    const found = [`${base}.ts`, path.join(base, 'index.ts'), base].find((one) => fs.existsSync(one));
    return load(found ?? base, packages, loaded);
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
