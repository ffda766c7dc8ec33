import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { FleetError, formatProblem } from '../../../src/core/problem';
import { checkPath, fold } from '../../../src/pipeline/write/paths';
import { Tree } from '../../../src/pipeline/write/tree';
import { checkTree, writeTree } from '../../../src/pipeline/write/writer';
import { withHeader } from '../../../src/units/header';
import { Folder } from '../../support/folder';
import { HOSTILE_NAMES, hostilePaths } from './hostile-paths';
import { isWorkName, Snapshot, snapshot, treeOf } from './snapshot';

/** The surroundings of the output directory, which must not change. */
let around: Folder;
let outdir: string;
let before: Snapshot;

beforeEach(() => {
  around = new Folder();
  outdir = around.at('work/dist');
  around.write('work/fleet.ts', 'program\n');
  around.write('outside/target.yaml', withHeader('outside\n'));
  around.write('outside/deep/target.yaml', withHeader('deep\n'));
  around.write('precious.yaml', withHeader('precious\n'));
});
afterEach(() => around.delete());

const outside = () =>
  Object.fromEntries(Object.entries(snapshot(around.path)).filter(([path]) => !path.startsWith('work/dist')));

function problemsOf(what: () => unknown): string[] {
  try {
    what();
    return [];
  } catch (error) {
    if (error instanceof FleetError) return error.problems.map(formatProblem);
    throw error;
  }
}

describe('hostile paths', () => {
  const paths = hostilePaths();

  test('number more than 200', () => {
    expect(paths.length).toBeGreaterThan(200);
    expect(paths.filter((path) => checkPath(path) === undefined)).toEqual([]);
  });

  test('are rejected by name with a remedy, and nothing is written', () => {
    before = snapshot(around.path);
    for (const path of paths) {
      const tree = treeOf({ 'good.yaml': 'good\n', [path]: 'bad\n' });
      const problems = problemsOf(() => writeTree(tree, outdir));
      expect({ path, problems: problems.length > 0 }).toEqual({ path, problems: true });
      // No message may hide or break a line.
      for (const problem of problems) expect(problem).toMatch(/^\[[\P{C}]*\] [\P{C}]+: [\P{C}]+$/u);
      expect(snapshot(around.path)).toEqual({ ...before, 'work/dist': 'folder' });
    }
  });

  test('are all reported together', () => {
    const tree = treeOf(Object.fromEntries(['good.yaml', ...paths].map((path) => [path, 'x\n'])));
    expect(problemsOf(() => writeTree(tree, outdir)).length).toBeGreaterThan(HOSTILE_NAMES.length);
    expect(problemsOf(() => checkTree(tree, outdir)).length).toBeGreaterThan(HOSTILE_NAMES.length);
    expect(fs.readdirSync(outdir)).toEqual([]);
  });

  test.each([
    [
      'a.yaml',
      'a',
      'x/y-z_1.yaml',
      'con-fig.yaml',
      'console',
      'aux1',
      'com',
      'com10',
      'nullable.yaml',
      '.gitattributes',
    ],
    [
      '.gitignore',
      '.github/x',
      'git',
      'a b',
      'é.yaml',
      '名前/x.yaml',
      'x'.repeat(255),
      'a~1',
      '-',
      '_',
      '..a',
      'A.yaml',
    ],
  ])('exclude harmless paths', (...paths) => {
    expect(paths.filter((path) => checkPath(path) !== undefined)).toEqual([]);
    writeTree(treeOf(Object.fromEntries(paths.map((path) => [path.replace(/^a$/, 'b'), 'x\n']))), outdir);
    expect(fs.readdirSync(outdir)).toHaveLength(paths.length + (paths.includes('.gitattributes') ? 0 : 1));
  });
});

describe('names that collide on some file systems', () => {
  test.each([
    ['a.yaml', 'A.yaml'],
    ['x/a.yaml', 'X/b.yaml'],
    ['x/y/a.yaml', 'x/Y/b.yaml'],
    ['caf\u00e9', 'cafe\u0301'],
    ['caf\u00e9/a', 'CAFE\u0301/b'],
    ['stra\u00dfe', 'STRASSE'],
    ['\u03c3', '\u03c2'],
    ['k', '\u212a'],
    ['\u00c5', '\u212b'],
    ['x/a', 'X'],
    ['\ufb01', 'fi'],
  ])('%s and %s', (one, other) => {
    expect(
      fold(one.split('/')[0]!) === fold(other.split('/')[0]!) || fold(one.slice(0, 4)) === fold(other.slice(0, 4)),
    ).toBe(true);
    for (const paths of [
      [one, other],
      [other, one],
    ]) {
      expect(
        problemsOf(() => writeTree(treeOf(Object.fromEntries(paths.map((path) => [path, 'x\n']))), outdir)),
      ).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^\[.+\] is the same as .+ where case and accents do not count: rename/),
        ]),
      );
    }
    expect(fs.readdirSync(outdir)).toEqual([]);
  });

  test('a path that is both a file and a folder', () => {
    for (const paths of [
      ['a', 'a/b'],
      ['a/b', 'a'],
      ['x/a/b/c', 'x/a'],
    ]) {
      expect(
        problemsOf(() => writeTree(treeOf(Object.fromEntries(paths.map((path) => [path, 'x\n']))), outdir)),
      ).toEqual([expect.stringMatching(/^\[(x\/)?a\] is both a file and a folder: rename one of them$/)]);
    }
  });

  test('one of them foreign', () => {
    around.write('work/dist/README.yaml', 'mine\n');
    around.write('work/dist/Sub/notes', 'mine\n');
    before = snapshot(around.path);
    expect(problemsOf(() => writeTree(treeOf({ 'readme.yaml': 'x\n', 'sub/x.yaml': 'x\n' }), outdir))).toEqual([
      '[README.yaml] is the same as the generated readme.yaml where case and accents do not count: move it away',
      '[Sub] is the same as the generated sub where case and accents do not count: move it away',
    ]);
    expect(snapshot(around.path)).toEqual(before);
  });
});

test('text without a header is rejected: the next run would treat it as foreign', () => {
  const tree = new Tree();
  tree.add('a.yaml', 'a: 1\n');
  expect(problemsOf(() => writeTree(tree, outdir))).toEqual([expect.stringMatching(/^\[a\.yaml\] has no header/)]);
});

/** Positions of a link, each with a tree that would have to follow or replace it. */
const places: ReadonlyArray<readonly [place: string, tree: Tree]> = [
  ['a.yaml', treeOf({ 'a.yaml': 'new\n' })],
  ['a', treeOf({ 'a/target.yaml': 'new\n' })],
  ['a', treeOf({ 'a/deep/target.yaml': 'new\n' })],
  ['a/deep', treeOf({ 'a/deep/target.yaml': 'new\n' })],
  ['a/deep/target.yaml', treeOf({ 'a/deep/target.yaml': 'new\n' })],
  ['a/kustomization.yaml', treeOf({ 'a/kustomization.yaml': 'new\n' })],
  ['.gitattributes', treeOf({ 'a.yaml': 'new\n' })],
  ['.flux-fleet', treeOf({ 'a.yaml': 'new\n' })],
  ['A.yaml', treeOf({ 'a.yaml': 'new\n' })],
];

/** Targets of links, relative to their position. */
const targets: Readonly<Record<string, (from: string) => string>> = {
  'a file outside': () => around.at('outside/target.yaml'),
  'a folder outside': () => around.at('outside'),
  'a file outside, relatively': (from) => `${'../'.repeat(from.split('/').length + 1)}outside/target.yaml`,
  'a folder outside, relatively': (from) => `${'../'.repeat(from.split('/').length + 1)}outside`,
  'nothing yet': () => around.at('outside/new.yaml'),
  'nothing yet in no folder': () => around.at('nowhere/new.yaml'),
  itself: (from) => from.split('/').at(-1)!,
  'the output directory': () => outdir,
  'a file beside it': () => 'beside.yaml',
  'a folder beside it': () => 'beside',
  'the root': () => '/',
};

describe.each(places)('a link at %s', (place, tree) => {
  test.each(Object.keys(targets))('to %s is a reported error or left alone', (target) => {
    const link = join(outdir, place);
    fs.mkdirSync(dirname(link), { recursive: true });
    fs.writeFileSync(join(dirname(link), 'beside.yaml'), 'mine\n');
    fs.mkdirSync(join(dirname(link), 'beside'));
    fs.symlinkSync(targets[target]!(place), link);
    before = snapshot(around.path);

    const named =
      place === '.flux-fleet'
        ? /\.flux-fleet, where the writer works, is no folder: remove it$/
        : /^\[.+\] is a link and stands where|^\[A\.yaml\] is the same as/;
    expect(problemsOf(() => writeTree(tree, outdir))).toEqual([expect.stringMatching(named)]);
    expect(snapshot(around.path)).toEqual(before);
    if (place === '.flux-fleet') return;
    expect(checkTree(tree, outdir).differences).toContainEqual({ path: place, kind: 'foreign' });

    // A link that is not in the way of the tree is foreign, and stays.
    if (place === '.gitattributes') return;
    writeTree(treeOf({ 'other/x.yaml': 'x\n' }), outdir);
    expect(snapshot(around.path)).toMatchObject(before);
    expect(outside()).toEqual(
      Object.fromEntries(Object.entries(before).filter(([path]) => !path.startsWith('work/dist'))),
    );
  });
});

test('an output directory must not be a link, but its parents may be', () => {
  fs.symlinkSync(around.at('outside'), outdir);
  before = snapshot(around.path);
  const tree = treeOf({ 'a.yaml': 'a\n' });
  for (const name of [outdir, `${outdir}/`]) {
    expect(problemsOf(() => writeTree(tree, name))).toEqual([
      expect.stringMatching(/^\[.+\] is a link, which is not followed: give/),
    ]);
    expect(problemsOf(() => checkTree(tree, name))).toEqual([expect.stringMatching(/^\[.+\] is a link/)]);
  }
  expect(snapshot(around.path)).toEqual(before);
  writeTree(tree, `${outdir}/inside`);
  expect(around.read('outside/inside/a.yaml')).toBe(withHeader('a\n'));
});

test('an output directory that is a file is an error', () => {
  fs.writeFileSync(outdir, 'mine\n');
  expect(problemsOf(() => writeTree(new Tree(), outdir))).toEqual([
    expect.stringMatching(/^\[.+\] is no folder: move it away/),
  ]);
});

test('a hard link at a target is replaced, and the file it shares is not modified', () => {
  fs.mkdirSync(outdir);
  fs.linkSync(around.at('outside/target.yaml'), join(outdir, 'a.yaml'));
  writeTree(treeOf({ 'a.yaml': 'new\n' }), outdir);
  expect(around.read('outside/target.yaml')).toBe(withHeader('outside\n'));
  expect(fs.readFileSync(join(outdir, 'a.yaml'), 'utf8')).toBe(withHeader('new\n'));
});

test('generated files behind a link are not removed', () => {
  fs.mkdirSync(outdir);
  fs.symlinkSync(around.at('outside'), join(outdir, 'linked'));
  before = outside();
  expect(writeTree(treeOf({ 'a.yaml': 'a\n' }), outdir).removed).toEqual([]);
  expect(outside()).toEqual(before);
});

test('a pipe is neither read nor replaced', () => {
  fs.mkdirSync(outdir);
  execFileSync('mkfifo', [join(outdir, 'a.yaml'), join(outdir, 'b.yaml')]);
  expect(problemsOf(() => writeTree(treeOf({ 'a.yaml': 'a\n' }), outdir))).toEqual([
    expect.stringMatching(/^\[a\.yaml\] stands where a generated file belongs/),
  ]);
  writeTree(treeOf({ 'c.yaml': 'c\n' }), outdir);
  expect(
    fs
      .readdirSync(outdir)
      .filter((name) => !isWorkName(name))
      .sort(),
  ).toEqual(['.gitattributes', 'a.yaml', 'b.yaml', 'c.yaml']);
});

test("foreign names that are not UTF-8, or Git's own, are ignored", () => {
  fs.mkdirSync(join(outdir, '.git/hooks'), { recursive: true });
  fs.writeFileSync(join(outdir, '.git/hooks/x.yaml'), withHeader('x\n'));
  fs.writeFileSync(Buffer.concat([Buffer.from(`${outdir}/`), Buffer.from([0x61, 0xff])]), withHeader('x\n'));
  expect(writeTree(treeOf({ 'a.yaml': 'a\n' }), outdir)).toMatchObject({
    removed: [],
    written: ['.gitattributes', 'a.yaml'],
  });
  expect(fs.readdirSync(outdir)).toHaveLength(4);
});
