import { readFileSync } from 'node:fs';
import Module, { builtinModules } from 'node:module';
import * as path from 'node:path';
import { compileFunction } from 'node:vm';
import { above, fileHash, HookSettings, namesHash, writeKept } from './kept-program';

/** Files that only the runner can load. */
const TYPESCRIPT = /\.[cm]?tsx?$/;

/** Modules that start others, which inherit the runner. */
const STARTS = /^(?:node:)?(?:child_process|cluster|worker_threads)$/;

/** A file of an installed package. */
const PACKAGE = /[\\/]node_modules[\\/]/;

/** The internal interface of Node.js's loader that runners replace parts of as well. */
export interface Loader {
  _extensions: Record<string, (module: NodeModule, file: string) => void>;
  _resolveFilename: (request: string, parent: NodeModule | null | undefined, ...rest: unknown[]) => string;
  readonly prototype: {
    _compile: (this: NodeModule, code: string, file: string, ...rest: unknown[]) => unknown;
    require: (this: NodeModule, request: string) => unknown;
  };
}

/**
 * Records what the runner makes of the program's files, and keeps it when the program has ended well. Keeps nothing of a
 * program that could behave otherwise without the runner: with an ECMAScript module, a dynamic import, processes of its
 * own, or a configuration that lies in a package.
 */
export function record(settings: HookSettings): void {
  const loader = Module as unknown as Loader;
  const { _compile: compile, require: load } = loader.prototype;
  const code: Record<string, string> = {};
  const resolved: Record<string, Record<string, string>> = {};
  const inputs: Record<string, string | null> = {};
  const modules = new Set<string>();
  let isKept = true;

  loader.prototype._compile = function (text, file, ...rest) {
    if (TYPESCRIPT.test(file)) {
      if (/\bimport\b\s*[.(]/.test(text) || file.includes('?')) isKept = false;
      code[file] = text;
      inputs[file] = fileHash(file);
    } else if (isKept && !isCommonJs(file, text)) {
      // What packages load of each other does not depend on the runner.
      if (PACKAGE.test(file)) modules.add(file);
      else isKept = false;
    }
    return compile.call(this, text, file, ...rest);
  };
  loader.prototype.require = function (request) {
    const loaded = load.call(this, request);
    if (this.filename in code) {
      const file = loader._resolveFilename(request, this);
      (resolved[this.filename] ??= {})[request] = file;
      if (file.endsWith('.json')) inputs[file] = fileHash(file);
      else if (!isKnown(file) || modules.has(file) || STARTS.test(file)) isKept = false;
    }
    return loaded;
  };
  process.once('exit', (status) => {
    if (!isKept || status !== 0 || !(settings.program in code)) return;
    const places = new Set([process.cwd(), ...Object.keys(code).map((file) => path.dirname(file))]);
    const folders: Record<string, string | null> = {};
    for (const folder of places) {
      folders[folder] = namesHash(folder);
      for (const modules of above(folder, 'node_modules')) folders[modules] ??= namesHash(modules);
      for (const file of above(folder, 'package.json')) inputs[file] ??= fileHash(file);
      for (const file of above(folder, 'tsconfig.json')) addConfiguration(file);
    }
    const own = process.env.TSX_TSCONFIG_PATH;
    if (own !== undefined) addConfiguration(path.resolve(own));
    // Folders that requests led into have files of their own; those beside them, such as a folder of data, count too.
    for (const file of Object.values(resolved).flatMap((requests) => Object.values(requests)))
      if (path.isAbsolute(file) && !PACKAGE.test(file)) folders[path.dirname(file)] ??= namesHash(path.dirname(file));
    if (isKept) writeKept(settings, { key: settings.key, inputs, folders, code, resolved });
  });

  /** Adds a configuration of TypeScript, with those that it extends. */
  function addConfiguration(file: string): void {
    if (file in inputs) return;
    inputs[file] = fileHash(file);
    if (inputs[file] === null) return;
    const text = readFileSync(file, 'utf8');
    if (!/["']extends["']/.test(text)) return;
    const base = /["']extends["']\s*:\s*["'](\.[^"']*\.json)["']/.exec(text)?.[1];
    if (base === undefined) isKept = false;
    else addConfiguration(path.resolve(path.dirname(file), base));
  }
}

function isKnown(file: string): boolean {
  return file.startsWith('node:') || builtinModules.includes(file) || /\.(?:[cm]?tsx?|c?js)$/.test(file);
}

/** Whether a file is a CommonJS module, which Node.js loads as the runner does. */
function isCommonJs(file: string, text: string): boolean {
  try {
    const source = readFileSync(file, 'utf8');
    if (source === text) return true;
    compileFunction(source.replace(/^#!.*/, ''), ['exports', 'require', 'module', '__filename', '__dirname']);
    return true;
  } catch {
    return false;
  }
}
