/** A file of an archive. */
export interface ArchiveFile {
  /** Path in the archive, with `/` between folders. */
  readonly path: string;
  readonly content: Buffer;
}

const BLOCK = 512;
const LONGEST_NAME = 100;
const LONGEST_PREFIX = 155;
const MODE = '0000644';
const ZEROS = '0000000';
const MAGIC = 'ustar\u000000';

/** The end of an archive. */
const END = Buffer.alloc(2 * BLOCK);

/** Padding to whole blocks is a part of this. */
const PADDING = Buffer.alloc(BLOCK);

/**
 * The blocks of a tar archive, whose bytes depend on paths and contents alone: files are sorted by the bytes of their
 * paths, all have mode 644, and none has a time or an owner. There are no entries for folders: Flux makes them.
 *
 * @param files each path once
 */
export function* tarBlocks(files: readonly ArchiveFile[]): Generator<Buffer> {
  const sorted = files.map((file) => ({ file, key: Buffer.from(file.path) }));
  sorted.sort((a, b) => Buffer.compare(a.key, b.key));
  for (const { file, key } of sorted) {
    yield* headers(file.path, key, file.content.length);
    yield file.content;
    const rest = file.content.length % BLOCK;
    if (rest > 0) yield PADDING.subarray(rest);
  }
  yield END;
}

function* headers(path: string, bytes: Buffer, size: number): Generator<Buffer> {
  const split = splitPath(path, bytes.length);
  if (split !== undefined) {
    yield header(split.prefix, split.name, size, '0');
    return;
  }
  // Longer than the format has room for: a record before the file has its path.
  const record = Buffer.from(paxRecord('path', path));
  yield header('', 'path', record.length, 'x');
  yield record;
  if (record.length % BLOCK > 0) yield PADDING.subarray(record.length % BLOCK);
  yield header('', 'long-path', size, '0');
}

function splitPath(path: string, length: number): { readonly prefix: string; readonly name: string } | undefined {
  if (length <= LONGEST_NAME) return { prefix: '', name: path };
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(prefix) <= LONGEST_PREFIX && Buffer.byteLength(name) <= LONGEST_NAME) return { prefix, name };
  }
  return undefined;
}

function header(prefix: string, name: string, size: number, type: '0' | 'x'): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(MODE, 100, 'latin1');
  // Owner and group.
  block.write(ZEROS, 108, 'latin1');
  block.write(ZEROS, 116, 'latin1');
  block.write(size.toString(8).padStart(11, '0'), 124, 'latin1');
  block.write('00000000000', 136, 'latin1');
  block.write(type, 156, 'latin1');
  block.write(MAGIC, 257, 'latin1');
  block.write(prefix, 345);
  // The sum counts its own field as eight spaces.
  let sum = 8 * 0x20;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

// A record begins with its own length, the digits of that number included.
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  length = bytes + String(length).length;
  return `${length}${rest}`;
}
