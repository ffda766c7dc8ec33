import * as path from 'node:path';

/** A place in a file of the program, or in a data file that it loads. */
export interface SourceLocation {
  /** The file, from the working directory, with `/` between its parts. */
  readonly file: string;
  /** The line, beginning with 1. */
  readonly line: number;
  /** The column, beginning with 1; undefined for statements of the program. */
  readonly column?: number;
}

/** A location as it is shown: `fleet.ts:12`, `teams/web.yaml:3:5`. */
export function formatLocation({ file, line, column }: SourceLocation): string {
  return `${file}:${line}${column === undefined ? '' : `:${column}`}`;
}

/** A class, or a function. */
type Callable = { readonly prototype: object } | ((...args: never[]) => unknown);

/** This library's own code, as it is compiled or as it is tested. */
const LIBRARY = path.dirname(__dirname);

/** Frames that are looked through where the first one is not the program's. */
const DEEPEST = 12;

/**
 * The statement of the program that something was made by. V8 writes a stack down only when it is asked for it, which
 * costs far more than to take it: so this does not ask before somebody wants to know.
 */
export class Statement {
  // The frame that is nearly always the right one is kept by itself, because each frame costs as much as the first.
  readonly #nearest: { readonly stack?: string };
  readonly #all: { readonly stack?: string };
  #location?: SourceLocation | null;

  /**
   * @param called the class that the program makes an object of, or the method that it calls
   */
  constructor(called: Callable) {
    this.#nearest = stackAbove(called, 1);
    this.#all = stackAbove(called, DEEPEST);
  }

  /** Where it is; undefined when no frame belongs to the program. */
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

/** The first frame outside of this library, of other packages and of Node.js. */
function locate(stack = ''): SourceLocation | undefined {
  for (const line of stack.split('\n')) {
    const found = /^\s+at (?:.*\()?(.+):(\d+):\d+\)?$/.exec(line);
    if (!found) continue;
    const file = found[1]!.replace(/^file:\/\//, '');
    const isForeign = file.startsWith(LIBRARY + path.sep) || /(^node:)|[\\/]node_modules[\\/]/.test(file);
    if (isForeign || !path.isAbsolute(file)) continue;
    return { file: path.relative(process.cwd(), file).split(path.sep).join('/'), line: Number(found[2]) };
  }
  return undefined;
}
