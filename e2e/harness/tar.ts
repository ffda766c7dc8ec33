import { gzipSync } from 'node:zlib';

const BLOCK = 512;
const LONGEST_NAME = 100;
const LONGEST_PREFIX = 155;
const GZIP_OS_FIELD = 9;
const UNKNOWN_OS = 255;

/** Files by path, relative and with `/`; a path that ends with `/` is an empty directory. */
export type FileMap = Readonly<Record<string, string | Buffer>>;

/** A gzipped tar archive of files. Equal files make equal bytes: sorted, without times, owners or platform. */
export function tarGz(files: FileMap): Buffer {
  const blocks = Object.keys(files)
    .sort()
    .flatMap((path) => entry(path, Buffer.from(files[path] as string | Buffer)));
  const archive = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
  archive[GZIP_OS_FIELD] = UNKNOWN_OS;
  return archive;
}

function entry(path: string, content: Buffer): Buffer[] {
  const directory = path.endsWith('/');
  const type = directory ? '5' : '0';
  const split = splitPath(path);
  if (split) return [header(split, content.length, type), ...padded(content)];
  // Longer than ustar can say: a preceding extended header says it.
  const record = Buffer.from(paxRecord('path', path));
  return [
    header({ prefix: '', name: 'extended-header' }, record.length, 'x'),
    ...padded(record),
    header({ prefix: '', name: 'long-path' }, content.length, type),
    ...padded(content),
  ];
}

interface SplitPath {
  readonly prefix: string;
  readonly name: string;
}

function splitPath(path: string): SplitPath | undefined {
  if (Buffer.byteLength(path) <= LONGEST_NAME) return { prefix: '', name: path };
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    const fits = Buffer.byteLength(prefix) <= LONGEST_PREFIX && Buffer.byteLength(name) <= LONGEST_NAME;
    if (fits && name !== '') return { prefix, name };
  }
  return undefined;
}

function header({ prefix, name }: SplitPath, size: number, type: '0' | '5' | 'x'): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, length: number): number =>
    block.write(value.toString(8).padStart(length - 1, '0'), offset);
  block.write(name, 0);
  octal(type === '5' ? 0o755 : 0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.fill(' ', 148, 156);
  block.write(type, 156);
  block.write('ustar\u000000', 257);
  block.write(prefix, 345);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function padded(content: Buffer): Buffer[] {
  return content.length % BLOCK === 0 ? [content] : [content, Buffer.alloc(BLOCK - (content.length % BLOCK))];
}

// A record begins with its own length, that number's digits included.
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  length = bytes + String(length).length;
  return `${length}${rest}`;
}
