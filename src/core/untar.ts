/** A file of an archive. */
export interface UnpackedFile {
  /** Path in the archive, with `/` between folders. */
  readonly path: string;
  readonly content: Buffer;
}

const BLOCK = 512;

/**
 * The files of a tar archive, in its order. Folders, links and what else is no file are passed over.
 *
 * @throws Error when it is no whole tar archive
 */
export function untar(archive: Buffer): UnpackedFile[] {
  const files: UnpackedFile[] = [];
  let longPath: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    // Zeros end the archive.
    if (header[0] === 0 && header.every((byte) => byte === 0)) return files;
    const size = parseInt(textAt(header, 124, 12), 8);
    if (!isWhole(header) || !(size >= 0) || at + BLOCK + size > archive.length) throw new Error('it is no tar archive');
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    const type = textAt(header, 156, 1);
    if (type === 'x') longPath = paxPath(content) ?? longPath;
    else if (type === 'L') longPath = textAt(content, 0, content.length);
    else if (type !== 'g' && type !== 'K') {
      const [prefix, name] = [textAt(header, 345, 155), textAt(header, 0, 100)];
      if (type === '0' || type === '')
        files.push({ path: longPath ?? (prefix === '' ? name : `${prefix}/${name}`), content });
      longPath = undefined;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  if (files.length === 0) throw new Error('it is no tar archive');
  return files;
}

/** Whether the checksum of a header is right. It counts its own field as spaces. */
function isWhole(header: Buffer): boolean {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return parseInt(textAt(header, 148, 8), 8) === sum;
}

function textAt(block: Buffer, from: number, length: number): string {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end).trim();
}

/** The path in the records of a pax header: `LENGTH KEY=VALUE` and a line break each. */
function paxPath(content: Buffer): string | undefined {
  let path: string | undefined;
  for (let at = 0; at < content.length;) {
    const length = parseInt(content.toString('latin1', at, at + 20), 10);
    if (!(length > 0)) break;
    const record = content.toString('utf8', at, at + length - 1).replace(/^\d+ /, '');
    if (record.startsWith('path=')) path = record.slice('path='.length);
    at += length;
  }
  return path;
}
