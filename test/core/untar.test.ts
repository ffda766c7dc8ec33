import { untar } from '../../src/core/untar';
import { tarBlocks } from '../../src/push/tar';

function archive(files: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat([
    ...tarBlocks(Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }))),
  ]);
}

const textsIn = (bytes: Buffer) =>
  Object.fromEntries(untar(bytes).map(({ path, content }) => [path, content.toString()]));

/** A header like those of tarBlocks with another type, whose checksum is right. */
function entry(type: string, name: string, text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.from(archive({ [name]: text }).subarray(0, 512));
  header.write(type, 156, 'latin1');
  header.write('        ', 148, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

test('files come out as they went in', () => {
  const files = {
    'chart/Chart.yaml': 'name: chart\n',
    'chart/crds/a.yaml': 'a'.repeat(512),
    'chart/crds/empty.yaml': '',
    [`chart/${'folder/'.repeat(20)}b.yaml`]: 'prefix',
    [`chart/${'ü'.repeat(200)}.yaml`]: 'record',
  };
  expect(textsIn(archive(files))).toEqual(files);
});

test('names of GNU tar are read, and what is no file is passed over', () => {
  const long = `chart/${'n'.repeat(150)}.yaml`;
  const bytes = Buffer.concat([
    entry('g', 'pax_global_header', '13 comment=a\n'),
    entry('5', 'chart/', ''),
    entry('2', 'chart/link', ''),
    entry('L', '././@LongLink', `${long}\0`),
    entry('0', 'chart/short', 'long'),
    entry('0', 'chart/next', 'next'),
  ]);
  expect(textsIn(bytes)).toEqual({ [long]: 'long', 'chart/next': 'next' });
});

test.each([
  ['a text', Buffer.alloc(1024, 'a')],
  ['nothing', Buffer.alloc(0)],
  ['an archive that is cut off', archive({ a: 'a'.repeat(2000) }).subarray(0, 1024)],
])('%s is refused', (_what, bytes) => {
  expect(() => untar(bytes)).toThrow(/^it is no tar archive$/);
});

test('an archive with a wrong checksum is refused', () => {
  const bytes = archive({ a: 'a' });
  bytes.write('b', 0);
  expect(() => untar(bytes)).toThrow(/^it is no tar archive$/);
});
