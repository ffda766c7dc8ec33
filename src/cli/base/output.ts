import { UsageError } from './usage-error';

/** The formats that every command writes. */
export const FORMATS = ['text', 'markdown', 'json'] as const;

/** A format of a command's output. */
export type Format = (typeof FORMATS)[number];

/** A command's findings, in the forms in which they can be printed. */
export interface Printable {
  /** For people, on a terminal. */
  readonly text: (output: Output) => string;
  /** For a comment or a page. @default - the text, as a block of code */
  readonly markdown?: () => string;
  /** For programs: plain data. */
  readonly data: () => unknown;
}

const STYLES = { bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Where a command writes, and how. */
export class Output {
  constructor(
    /** The format that the user wants. */
    public readonly format: Format,
    /** Whether standard output shows colors. */
    public readonly hasColor: boolean,
    /** A format that the command writes beside those of all, where the user wants it. Then `format` is text. */
    public readonly ownFormat?: string,
  ) {}

  /** Prints to standard output. */
  public print({ text, markdown, data }: Printable): void {
    if (this.format === 'json') this.write(`${JSON.stringify(data(), null, 2)}\n`);
    else if (this.format === 'text') this.write(text(this));
    else this.write(markdown?.() ?? fenced(text(new Output('text', false))));
  }

  /** Writes text as it is. */
  public write(text: string): void {
    process.stdout.write(text);
  }

  /** Text in a color, where there are any. */
  public style(style: keyof typeof STYLES, text: string): string {
    return this.hasColor ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
  }
}

/** Text as a block of code, whatever it holds. */
export function fenced(text: string, language = 'text'): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}\n`;
}

/**
 * The output that the options ask for.
 *
 * @throws UsageError for an unknown format
 */
export function outputOf({
  format,
  json = false,
  color = true,
  ownFormats = [],
}: {
  readonly format?: string | undefined;
  readonly json?: boolean;
  readonly color?: boolean;
  /** Formats of the command beside those of all. */
  readonly ownFormats?: readonly string[] | undefined;
}): Output {
  if (json && format !== undefined && format !== 'json')
    throw new UsageError(`--json is --format json, and --format is ${JSON.stringify(format)}: give one`);
  const wanted = json ? 'json' : (format ?? 'text');
  const own = ownFormats.find((one) => one === wanted);
  const known = own === undefined ? FORMATS.find((one) => one === wanted) : 'text';
  if (known === undefined) {
    const all = [...FORMATS, ...ownFormats];
    throw new UsageError(`no format ${JSON.stringify(wanted)}: give ${all.slice(0, -1).join(', ')} or ${all.at(-1)}`);
  }
  // The convention of no-color.org, which programs that a command starts follow too.
  if (!color) process.env.NO_COLOR = '1';
  return new Output(known, !process.env.NO_COLOR && process.stdout.isTTY, own);
}
