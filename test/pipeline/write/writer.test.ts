import * as fs from 'node:fs';
import { FleetError, formatProblem } from '../../../src/core/problem';
import { Tree } from '../../../src/pipeline/write/tree';
import { writeTree } from '../../../src/pipeline/write/writer';
import { withHeader } from '../../../src/units/header';
import { Folder } from '../../support/folder';

let folder: Folder;
beforeEach(() => (folder = new Folder()));
afterEach(() => folder.delete());

function treeOf(files: Record<string, string>): Tree {
  const tree = new Tree();
  for (const [path, body] of Object.entries(files)) tree.add(path, withHeader(body));
  return tree;
}

function write(files: Record<string, string>) {
  return writeTree(treeOf(files), folder.path);
}

/** Obstacles to writing. Nothing was written in that case. */
function problems(files: Record<string, string>): string[] {
  const before = folder.files;
  try {
    write(files);
  } catch (error) {
    expect(folder.files).toEqual(before);
    if (error instanceof FleetError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

test('writes new and changed files, removes obsolete ones, and reports both', () => {
  write({ 'a/1.yaml': 'one\n', 'a/b/2.yaml': 'two\n', 'c/d/3.yaml': 'three\n' });
  expect(write({ 'a/1.yaml': 'one\n', 'a/b/2.yaml': 'changed\n', 'e/4.yaml': 'four\n' })).toMatchObject({
    written: ['a/b/2.yaml', 'e/4.yaml'],
    removed: ['c/d/3.yaml'],
  });
  expect(folder.files).toEqual({
    'a/1.yaml': withHeader('one\n'),
    'a/b/2.yaml': withHeader('changed\n'),
    'e/4.yaml': withHeader('four\n'),
  });
  expect(folder.has('c')).toBe(false);
});

test('a second run changes nothing', () => {
  write({ 'a/1.yaml': 'one\n', '2.yaml': 'two\n' });
  expect(write({ 'a/1.yaml': 'one\n', '2.yaml': 'two\n' })).toMatchObject({ written: [], removed: [] });
});

test('keeps foreign files and their folders', () => {
  write({ 'a/1.yaml': 'one\n', 'b/2.yaml': 'two\n' });
  folder.write('a/notes.md', 'mine\n');
  folder.write('README.md', 'mine\n');
  expect(write({ '3.yaml': 'three\n' }).removed).toEqual(['a/1.yaml', 'b/2.yaml']);
  expect(folder.files).toEqual({
    '3.yaml': withHeader('three\n'),
    'README.md': 'mine\n',
    'a/notes.md': 'mine\n',
  });
  expect(folder.has('b')).toBe(false);
});

test('reports every hand-edited file, generated or obsolete', () => {
  write({ 'a/1.yaml': 'one\n', 'b/2.yaml': 'two\n', '3.yaml': 'three\n' });
  for (const name of ['a/1.yaml', 'b/2.yaml']) fs.appendFileSync(folder.at(name), 'more: 1\n');
  expect(problems({ 'a/1.yaml': 'new\n' })).toEqual([
    expect.stringMatching(/^\[a\/1\.yaml\] was changed by hand.*: .+$/),
    expect.stringMatching(/^\[b\/2\.yaml\] was changed by hand.*: .+$/),
  ]);
});

test('a file edited to its new content is accepted', () => {
  write({ 'a.yaml': 'one\n' });
  folder.write('a.yaml', withHeader('two\n'));
  expect(problems({ 'a.yaml': 'two\n' })).toEqual([]);
});

test('obstacles are reported and never overwritten or followed', () => {
  const elsewhere = new Folder();
  try {
    folder.write('a.yaml', 'mine\n');
    folder.write('b.yaml/notes.md', 'mine\n');
    folder.write('c', 'mine\n');
    elsewhere.write('target.yaml', 'precious\n');
    fs.symlinkSync(elsewhere.at('target.yaml'), folder.at('d.yaml'));
    fs.symlinkSync(elsewhere.path, folder.at('e'));
    fs.symlinkSync(elsewhere.path, folder.at('harmless'));
    const files = { 'a.yaml': '1\n', 'b.yaml': '2\n', 'c/1.yaml': '3\n', 'd.yaml': '4\n', 'e/f/1.yaml': '5\n' };
    expect(problems(files).map((problem) => problem.split(']')[0])).toEqual([
      '[a.yaml',
      '[b.yaml',
      '[c',
      '[d.yaml',
      '[e',
    ]);
    expect(elsewhere.files).toEqual({ 'target.yaml': 'precious\n' });
    expect(problems({ 'x.yaml': '1\n' })).toEqual([]);
  } finally {
    elsewhere.delete();
  }
});

test('a missing directory is created', () => {
  const missing = new Folder();
  missing.delete();
  writeTree(treeOf({ 'a.yaml': '1\n' }), missing.path);
  expect(missing.files).toEqual({ 'a.yaml': withHeader('1\n') });
  missing.delete();
});
