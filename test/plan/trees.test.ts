import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { changedPaths, ManifestTree, readDirectory, readGitTree } from '../../src/plan-entry';

describe('a tree', () => {
  const tree = ManifestTree.of([
    ['./a/b.yaml', 'one'],
    ['a//c/d.yaml', Buffer.from('two')],
    ['ab.yaml', 'one'],
  ]);

  test('normalizes paths, and identifies contents as git does', () => {
    expect(tree.paths).toEqual(['a/b.yaml', 'a/c/d.yaml', 'ab.yaml']);
    expect(tree.id('a/b.yaml')).toBe('43dd47ea691c90a5fa7827892c70241913351963');
    expect([tree.id('ab.yaml'), tree.text('a/c/d.yaml'), tree.text('x')]).toEqual([
      tree.id('a/b.yaml'),
      'two',
      undefined,
    ]);
  });

  test('knows its folders', () => {
    expect(['', 'a', 'a/c', 'a/b.yaml', 'b'].map((folder) => tree.isFolder(folder))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect([tree.below('a'), tree.below(''), tree.below('b')]).toEqual([['a/b.yaml', 'a/c/d.yaml'], tree.paths, []]);
  });

  test.each(['../a', 'a/../../b', '', '.'])('rejects the path %j', (file) => {
    expect(() => ManifestTree.of([[file, '']])).toThrow(/leads out of the tree: use relative paths/);
  });

  test('looks up exact paths', () => {
    expect(['/ab.yaml', './ab.yaml', 'a//b.yaml', 'a/', ''].map((file) => tree.id(file))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  test('shares equal content with an overlaid tree', () => {
    const next = ManifestTree.of([
      ['ab.yaml', 'one'],
      ['a/b.yaml', 'other'],
      ['a/c/d.yaml', 'two'],
    ]);
    const both = tree.overlay(next, () => false);
    expect(['', 'a', 'a/c'].map((folder) => both.folders.get(folder) === tree.folders.get(folder))).toEqual([
      true,
      false,
      true,
    ]);
    expect([both.size, changedPaths(tree, both), changedPaths(both, next)]).toEqual([3, ['a/b.yaml'], []]);
  });

  test('can be overlaid on another tree', () => {
    const next = ManifestTree.of([['ab.yaml', 'three']]);
    const both = tree.overlay(next, (file) => file.startsWith('a/c'));
    expect(both.paths.map((file) => [file, both.text(file)])).toEqual([
      ['a/c/d.yaml', 'two'],
      ['ab.yaml', 'three'],
    ]);
    expect(changedPaths(tree, both)).toEqual(['a/b.yaml', 'ab.yaml']);
  });
});

describe('files', () => {
  let directory: string;
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), text);
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', directory, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      encoding: 'utf8',
    });

  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'plan-'));
    write('dist/a.yaml', 'a: 1\n');
    write('dist/sub/ü b\tc.yaml', 'b: "ä"\n');
    write('dist/same.yaml', 'a: 1\n');
    write('other.yaml', 'c: 1\n');
    fs.symlinkSync('/etc/hostname', path.join(directory, 'dist/link.yaml'));
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  test('of a directory are read without following links', () => {
    write('.git/config', 'x');
    const tree = readDirectory(directory);
    expect(tree.paths).toEqual(['dist/a.yaml', 'dist/same.yaml', 'dist/sub/ü b\tc.yaml', 'other.yaml']);
    expect([tree.text('dist/sub/ü b\tc.yaml'), tree.links]).toEqual(['b: "ä"\n', ['dist/link.yaml']]);
  });

  test('of a commit are read regardless of the working directory', () => {
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
    const first = git('rev-parse', 'HEAD').trim();
    write('dist/a.yaml', 'a: 2\n');
    git('commit', '--quiet', '--all', '--message', 'second');
    write('dist/a.yaml', 'a: 3\n');

    const before = readGitTree(directory, first, './dist/');
    const after = readGitTree(path.join(directory, 'dist'), 'HEAD', 'dist', { known: [before] });
    expect(before.paths).toEqual(['a.yaml', 'same.yaml', 'sub/ü b\tc.yaml']);
    expect([before.text('a.yaml'), after.text('a.yaml'), after.text('same.yaml')]).toEqual([
      'a: 1\n',
      'a: 2\n',
      'a: 1\n',
    ]);
    expect(before.links).toEqual(['link.yaml']);
    expect(changedPaths(before, after)).toEqual(['a.yaml']);
    expect(changedPaths(after, readDirectory(path.join(directory, 'dist')))).toEqual(['a.yaml']);
    expect(readGitTree(directory, 'HEAD').paths).toContain('other.yaml');
    expect(readGitTree(directory, 'HEAD', 'none').size).toBe(0);
  });

  test('of another repository are not read when running in a git hook', () => {
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
    process.env.GIT_DIR = path.join(directory, 'nowhere');
    try {
      expect(readGitTree(directory, 'HEAD', 'dist').size).toBe(3);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  test('of a missing commit are an error with a remedy', () => {
    git('init', '--quiet');
    expect(() => readGitTree(directory, 'main')).toThrow(
      '[git] "main" cannot be read: give a commit, branch or tag that this repository has',
    );
    expect(() => readGitTree(directory, '--help')).toThrow('"--help" cannot be read');
    expect(() => readGitTree(directory, 'HEAD', '../x')).toThrow('leads out of the repository');
    expect(() => readGitTree(path.join(directory, 'none'), 'HEAD')).toThrow('cannot be read');
  });
});
