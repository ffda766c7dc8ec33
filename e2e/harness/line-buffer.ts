import type { Readable } from 'node:stream';

const LONGEST_LINE = 2_000;

/** The last lines that a process wrote; bounded, so that an engine logging for hours costs no memory. */
export class LineBuffer {
  private readonly lines: string[] = [];
  private written = 0;

  /** @param capacity number of lines kept. */
  constructor(private readonly capacity = 500) {}

  /** Keeps the lines of a stream from now on. */
  follow(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach((line) => this.push(line));
    });
    stream.on('end', () => {
      if (rest !== '') this.push(rest);
      rest = '';
    });
  }

  /** Number of lines so far, those no longer kept included. */
  get count(): number {
    return this.written;
  }

  /** The last lines, oldest first. */
  last(count = this.capacity): string[] {
    return this.lines.slice(-count);
  }

  private push(line: string): void {
    this.written += 1;
    this.lines.push(line.slice(0, LONGEST_LINE));
    if (this.lines.length > this.capacity) this.lines.shift();
  }
}
