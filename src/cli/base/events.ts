import * as fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const POLL_INTERVAL_MS = 100;

/** Forwards whole lines that are appended to a file, until it is closed. */
export class FileFollower {
  private readonly timer: NodeJS.Timeout;
  private readonly decoder = new StringDecoder();
  private at = 0;
  private rest = '';

  constructor(
    private readonly file: string,
    private readonly take: (line: string) => void,
  ) {
    fs.writeFileSync(file, '');
    this.timer = setInterval(() => this.read(), POLL_INTERVAL_MS);
  }

  /** Forwards the remaining lines and stops. */
  public close(): void {
    clearInterval(this.timer);
    this.read();
  }

  private read(): void {
    const descriptor = fs.openSync(this.file, 'r');
    try {
      const buffer = Buffer.alloc(fs.fstatSync(descriptor).size - this.at);
      const length = fs.readSync(descriptor, buffer, 0, buffer.length, this.at);
      this.at += length;
      const lines = (this.rest + this.decoder.write(buffer.subarray(0, length))).split('\n');
      this.rest = lines.pop()!;
      for (const line of lines) this.take(line);
    } finally {
      fs.closeSync(descriptor);
    }
  }
}
