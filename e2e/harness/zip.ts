import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const DIRECTORY_ENTRY_SIZE = 46;
const LOCAL_HEADER_SIZE = 30;
const DEFLATED = 8;

/**
 * The files of a zip archive, by name. Reads what the Go module proxy serves: no encryption, less than 4 GiB.
 * @throws when the bytes are no zip archive.
 */
export function readZip(archive: Buffer): Map<string, Buffer> {
  const end = findEndOfDirectory(archive);
  const count = archive.readUInt16LE(end + 10);
  const files = new Map<string, Buffer>();
  let entry = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const nameLength = archive.readUInt16LE(entry + 28);
    const name = archive.toString('utf8', entry + DIRECTORY_ENTRY_SIZE, entry + DIRECTORY_ENTRY_SIZE + nameLength);
    files.set(name, readEntry(archive, entry));
    const extraLength = archive.readUInt16LE(entry + 30);
    const commentLength = archive.readUInt16LE(entry + 32);
    entry += DIRECTORY_ENTRY_SIZE + nameLength + extraLength + commentLength;
  }
  return files;
}

function readEntry(archive: Buffer, entry: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const size = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  // The local header repeats the name and has an extra field of its own length.
  const start = header + LOCAL_HEADER_SIZE + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const stored = archive.subarray(start, start + size);
  return method === DEFLATED ? inflateRawSync(stored) : stored;
}

function findEndOfDirectory(archive: Buffer): number {
  const last = archive.length - END_OF_DIRECTORY_SIZE;
  for (let offset = last; offset >= Math.max(0, last - LONGEST_COMMENT); offset -= 1) {
    if (archive.readUInt32LE(offset) === END_OF_DIRECTORY) return offset;
  }
  throw new Error('not a zip archive');
}
