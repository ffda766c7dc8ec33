import * as fs from 'node:fs';
import { isUnchanged } from '../../../src/pipeline/cache/folder-check';
import { FolderLine } from '../../../src/pipeline/cache/folder-lines';
import { Folder } from '../../support/folder';

let folder: Folder;
let line: FolderLine;
let device: number;

beforeEach(() => {
  folder = new Folder();
  folder.write('dist/a/b/1.yaml', 'one\n');
  folder.write('dist/a/b/2.yaml', 'two\n');
  const { ino: node, dev, ctimeMs } = fs.statSync(folder.at('dist/a/b'));
  device = dev;
  const files = ['1.yaml', '2.yaml'];
  line = { path: 'a/b', node, since: ctimeMs + 60_000, digest: '', files, hashes: [], folders: [] };
});
afterEach(() => folder.delete());

const check = (change: Partial<FolderLine> = {}, on = device) =>
  isUnchanged(folder.at('dist'), on, { ...line, ...change });

test('a folder that nobody touched is unchanged', () => expect(check()).toBe(true));

test.each<[string, () => void]>([
  ['is gone', () => fs.rmSync(folder.at('dist/a/b'), { recursive: true })],
  ['is below a folder that is gone', () => fs.rmSync(folder.at('dist/a'), { recursive: true })],
  [
    'is below what is a file by now',
    () => {
      fs.rmSync(folder.at('dist/a'), { recursive: true });
      folder.write('dist/a', 'a file\n');
    },
  ],
  [
    'is a link to what it was',
    () => {
      fs.renameSync(folder.at('dist/a/b'), folder.at('dist/a/c'));
      fs.symlinkSync('c', folder.at('dist/a/b'));
    },
  ],
  ['misses a file', () => fs.rmSync(folder.at('dist/a/b/2.yaml'))],
])('one that %s is not', (_, change) => {
  change();
  expect(check()).toBe(false);
});

test('nor is one with another number, on another device, or seen too early', () => {
  expect(check({ node: line.node + 1 })).toBe(false);
  expect(check({}, device + 1)).toBe(false);
  expect(check({ since: 1 })).toBe(false);
});

test('a folder and its files must have changed before the time that they were seen at', () => {
  const { ctimeMs } = fs.statSync(folder.at('dist/a/b'));
  expect([-1, 0, 1].map((more) => check({ since: ctimeMs + more, files: [] }))).toEqual([false, false, true]);
  // The time of a file can be later than that of its folder.
  do fs.chmodSync(folder.at('dist/a/b/1.yaml'), 0o600);
  while (fs.statSync(folder.at('dist/a/b/1.yaml')).ctimeMs <= ctimeMs);
  const changed = fs.statSync(folder.at('dist/a/b/1.yaml')).ctimeMs;
  expect([-1, 0, 1].map((more) => check({ since: changed + more }))).toEqual([false, false, true]);
  expect(check({ since: changed, files: ['2.yaml'] })).toBe(true);
});
