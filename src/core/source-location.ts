import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/** A place in a file of the program, or in a data file that it loads. */
export interface SourceLocation {
  /** The file relative to the working directory, with `/` as separator. */
  readonly file: string;
  /** The line, starting at 1. */
  readonly line: number;
  /** The column, starting at 1; undefined for statements of the program. */
  readonly column?: number;
}

/** A location as shown to people: `fleet.ts:12`, `teams/web.yaml:3:5`. */
export function formatLocation({ file, line, column }: SourceLocation): string {
  return `${file}:${line}${column === undefined ? '' : `:${column}`}`;
}

/** A class or a function. */
type Callable = { readonly prototype: object } | ((...args: never[]) => unknown);

/** Directory of this library's own code, compiled or under test. */
const LIBRARY = path.dirname(__dirname);

/** Number of frames to search if the first one does not belong to the program. */
const MAX_FRAMES = 12;

/**
 * The statement of the program that created something. V8 formats a stack only when it is read, which costs far more
 * than recording it; so the stack is read only when somebody asks for the location.
 */
export class Statement {
  // The frame that is nearly always the right one is recorded alone, because every further frame costs as much again.
  readonly #nearest: { readonly stack?: string };
  readonly #all: { readonly stack?: string };
  #location?: SourceLocation | null;

  /**
   * @param called the class that the program instantiates, or the method that it calls
   */
  constructor(called: Callable) {
    this.#nearest = stackAbove(called, 1);
    this.#all = stackAbove(called, MAX_FRAMES);
  }

  /** Location of the statement; undefined if no frame belongs to the program. */
  public get location(): SourceLocation | undefined {
    this.#location ??= locate(this.#nearest.stack) ?? locate(this.#all.stack) ?? null;
    return this.#location ?? undefined;
  }
}

function stackAbove(called: Callable, frames: number): { readonly stack?: string } {
  const limit = Error.stackTraceLimit;
  const holder = {};
  try {
    Error.stackTraceLimit = frames;
    Error.captureStackTrace(holder, called as () => void);
  } finally {
    Error.stackTraceLimit = limit;
  }
  return holder;
}

/** Most calls of the program that are kept of an error. */
const MAX_CALLS = 5;

/** The calls in the program that led to an error, the innermost first, as `values (fleet.ts:12:5)`. */
export function programCalls(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const calls: string[] = [];
  for (const { what, file, line, column } of framesOf(error.stack)) {
    const at = `${file}:${line}:${column}`;
    calls.push(what === '' ? at : `${what} (${at})`);
    if (calls.length === MAX_CALLS) break;
  }
  return calls;
}

/** The first frame outside this library, other packages and Node.js. */
function locate(stack?: string): SourceLocation | undefined {
  for (const { file, line } of framesOf(stack)) return { file, line };
  return undefined;
}

interface Frame {
  /** The function; empty for the top level. */
  readonly what: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The frames of a stack outside this library, other packages and Node.js. */
function* framesOf(stack = ''): Generator<Frame> {
  for (const text of stack.split('\n')) {
    const found = /^\s+at (?:(.*) \()?(?:async )?(.+):(\d+):(\d+)\)?$/.exec(text);
    if (!found) continue;
    const [, what = '', url = '', line, column] = found;
    const file = url.replace(/^file:\/\//, '');
    const isForeign = file.startsWith(LIBRARY + path.sep) || /(^node:)|[\\/]node_modules[\\/]/.test(file);
    if (isForeign || !path.isAbsolute(file)) continue;
    const short = path.relative(process.cwd(), file).split(path.sep).join('/');
    yield { what, file: short, line: Number(line), column: Number(column) };
  }
}

/** Frames that call the code of a module while it is loaded: Node's own, and those of the loaders of test runners. */
const LOADS_MODULE = /^node:internal\/modules\/|[\\/](?:jest-runtime|vite-node|vitest|vite)[\\/]/;

/**
 * The file of the program that calls something while it is imported by another file, a test or a script; undefined
 * where the file that was started calls it, or a function after the modules are loaded.
 *
 * @param called the method that the program calls
 */
export function importingFile(called: Callable): string | undefined {
  const frames = callsAbove(called);
  // A module at its top level is called by what loads it.
  const evaluated = frames.find(
    (_, index) => LOADS_MODULE.test(frames[index + 1] ?? '') && !LOADS_MODULE.test(frames[index]!),
  );
  // A line of the shell, or a bundle in memory, is no file.
  if (evaluated === undefined || !isMainThread || !fs.existsSync(evaluated) || isStarted(evaluated)) return undefined;
  return evaluated;
}

/** Whether the process was started with a file. */
function isStarted(file: string): boolean {
  const [, started = ''] = process.argv;
  const real = realPath(file);
  return [require.main?.filename ?? '', started].some((one) => {
    const known = realPath(one);
    // Node and the runners of TypeScript complete names without an ending, and those of folders.
    return known === real || [known, path.join(known, 'index')].includes(real.replace(/\.[cm]?[jt]sx?$/, ''));
  });
}

function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}

/** The files of the calls above one, the innermost first, as they run: maps to sources are not followed. */
function callsAbove(called: Callable): string[] {
  const { stackTraceLimit } = Error;
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was
  const { prepareStackTrace } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName() ?? '');
    Error.captureStackTrace(holder, called as () => void);
    const { stack } = holder;
    return (stack as string[]).map((file) =>
      file.startsWith('file:') ? fileURLToPath(file.replace(/\?.*$/, '')) : file,
    );
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}
