import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;

interface Entry {
  readonly offset: number;
  readonly size: number;
  readonly method: number;
}

/** A zip file, read entry by entry. Large archives (zip64) and encrypted ones are rejected. */
export class Zip {
  private readonly entries = new Map<string, Entry>();
  private readonly file: number;

  /** @throws Error when the file is not a supported zip file */
  constructor(private readonly path: string) {
    this.file = openSync(path, 'r');
    const size = fstatSync(this.file).size;
    const tail = this.bytes(Math.max(0, size - 65_557), Math.min(size, 65_557));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || tail.readUInt32LE(end) !== END) throw new Error(`${path} is not a zip file`);
    const directory = this.bytes(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    for (let at = 0; at < directory.length && directory.readUInt32LE(at) === ENTRY;) {
      const nameLength = directory.readUInt16LE(at + 28);
      const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
      this.entries.set(name, {
        method: directory.readUInt16LE(at + 10),
        size: directory.readUInt32LE(at + 20),
        offset: directory.readUInt32LE(at + 42),
      });
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    }
  }

  /** The names of all files, sorted. */
  names(): string[] {
    return [...this.entries.keys()].sort();
  }

  /** @throws Error when there is no such file */
  text(name: string): string {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`${this.path} has no file ${name}`);
    const header = this.bytes(entry.offset, 30);
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const data = this.bytes(start, entry.size);
    return (entry.method === 0 ? data : inflateRawSync(data)).toString('utf8');
  }

  close(): void {
    closeSync(this.file);
  }

  private bytes(offset: number, length: number): Buffer {
    const buffer = Buffer.alloc(length);
    readSync(this.file, buffer, 0, length, offset);
    return buffer;
  }
}
