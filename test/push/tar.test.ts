import { createHash } from 'node:crypto';
import { ArchiveFile, tarBlocks } from '../../src/push/tar';

const file = (path: string, content: string): ArchiveFile => ({ path, content: Buffer.from(content) });
const archive = (...files: ArchiveFile[]) => Buffer.concat([...tarBlocks(files)]);

const FILES = [
  file('b.yaml', 'kind: B\n'),
  file('a/short.yaml', 'kind: Short\n'),
  file(`${'b/'.repeat(60)}split-between-prefix-and-name.yaml`, 'kind: Split\n'),
  file(`c/${'long-'.repeat(30)}name.yaml`, 'kind: Long\n'),
  file('d/exactly-one-block', 'x'.repeat(512)),
  file('e/naïve-ünïcode.yaml', 'kind: Ünïcode\n'),
  file('empty', ''),
];

/** Paths, modes and contents, as the format has them. */
function read(bytes: Buffer) {
  const found: Array<{ path: string; mode: string; time: string; content: string }> = [];
  let long: string | undefined;
  for (let at = 0; bytes[at] !== 0;) {
    const text = (offset: number, length: number) =>
      bytes
        .subarray(at + offset, at + offset + length)
        .toString()
        .replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12), 8);
    const content = bytes.subarray(at + 512, at + 512 + size).toString();
    const header = Buffer.from(bytes.subarray(at, at + 512)).fill(' ', 148, 156);
    expect(Number.parseInt(text(148, 6), 8)).toBe(header.reduce((sum, byte) => sum + byte, 0));
    expect(text(257, 6)).toBe('ustar');
    if (text(156, 1) === 'x') long = /^\d+ path=(.*)\n$/s.exec(content)![1];
    else {
      const path = long ?? [text(345, 155), text(0, 100)].filter((part) => part !== '').join('/');
      found.push({ path, mode: text(100, 8), time: text(136, 12), content });
      long = undefined;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

test('holds every file once, sorted by bytes, with one mode and no time', () => {
  const found = read(archive(...FILES));
  const paths = FILES.map(({ path }) => path).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(found.map(({ path }) => path)).toEqual(paths);
  for (const { path, content } of FILES) {
    expect(found.find((one) => one.path === path)?.content).toBe(content.toString());
  }
  expect(new Set(found.map(({ mode, time }) => `${mode} ${time}`))).toEqual(new Set(['0000644 00000000000']));
});

test('equal files make equal bytes in any order, on any machine', () => {
  const digest = createHash('sha256')
    .update(archive(...FILES))
    .digest('hex');
  expect(
    createHash('sha256')
      .update(archive(...[...FILES].reverse()))
      .digest('hex'),
  ).toBe(digest);
  expect(digest).toBe('ee8f360a8bdda7199c9a8c8dd45185793e9a713c0364a66e6537e40e2d9091d1');
});

test('ends with two empty blocks', () => {
  expect(archive().equals(Buffer.alloc(1024))).toBe(true);
});
