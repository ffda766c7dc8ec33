import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './harness/artifacts';
import { removeTemporaryDirectory, temporaryDirectory } from './harness/reaper';
import { tarGz, type FileMap } from './harness/tar';

const FILES: FileMap = {
  'a/short.yaml': 'kind: Short\n',
  [`${'b/'.repeat(60)}split-between-prefix-and-name.yaml`]: 'kind: Split\n',
  [`c/${'long-'.repeat(30)}name.yaml`]: 'kind: Long\n',
  'd/exactly-one-block': 'x'.repeat(512),
  'e/naïve-ünïcode.yaml': 'kind: Ünïcode\n',
};

let directory: string;

beforeAll(async () => {
  directory = await temporaryDirectory('tar');
});

afterAll(() => removeTemporaryDirectory(directory));

it('writes archives that others read', async () => {
  execFileSync('tar', ['-xzf', '-', '-C', directory], { input: tarGz({ ...FILES, 'empty/': '' }) });
  const expected = Object.entries(FILES).map(([path, content]) => [path, content.toString()]);
  const read = Object.entries(await filesOf(directory)).map(([path, content]) => [path, content.toString()]);
  expect(Object.fromEntries(read)).toEqual(Object.fromEntries(expected));
  expect(existsSync(join(directory, 'empty'))).toBe(true);
});

it('writes the same bytes for the same files in any order', () => {
  const reversed = Object.fromEntries(Object.entries(FILES).reverse());
  expect(tarGz(reversed).equals(tarGz(FILES))).toBe(true);
});
