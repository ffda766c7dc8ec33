import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { nodeFileSystem } from '../../../src/pipeline/write/file-system';
import { ownershipOf } from '../../../src/pipeline/write/ownership';
import { machineProcesses } from '../../../src/pipeline/write/processes';
import { writeOn } from '../../../src/pipeline/write/run';
import { Tree } from '../../../src/pipeline/write/tree';
import { checkTree, writeTree } from '../../../src/pipeline/write/writer';
import { Folder } from '../../support/folder';
import { FaultyFiles } from './faulty-files';
import { snapshot, treeOf } from './snapshot';

let folder: Folder;
let outdir: string;
beforeEach(() => {
  folder = new Folder();
  outdir = folder.at('dist');
});
afterEach(() => folder.delete());

const bodies = { 'a/1.yaml': 'one\n', 'a/b/2.yaml': 'two\n', 'c/3.yaml': 'three\n' };

/** Evidence of modification: inode and time of last change of every file and folder. */
function touched(): Record<string, string> {
  const names = fs.readdirSync(outdir, { recursive: true }) as string[];
  return Object.fromEntries(
    ['', ...names].map((name) => {
      const { ino, mtimeNs, ctimeNs } = fs.lstatSync(join(outdir, name), { bigint: true });
      return [name, `${ino} ${mtimeNs} ${ctimeNs}`];
    }),
  );
}

describe('check', () => {
  test('lists differences without modifying anything', () => {
    writeTree(treeOf({ ...bodies, 'd/4.yaml': 'four\n', 'e.yaml': 'five\n' }), outdir);
    fs.appendFileSync(join(outdir, 'd/4.yaml'), 'by hand\n');
    fs.writeFileSync(join(outdir, 'f.yaml'), 'mine\n');
    fs.writeFileSync(join(outdir, 'notes.md'), 'mine\n');
    fs.mkdirSync(join(outdir, 'g'));
    fs.writeFileSync(join(outdir, 'g/notes.md'), 'mine\n');
    fs.rmSync(join(outdir, '.gitattributes'));
    const before = touched();
    const tree = treeOf({
      'a/1.yaml': 'one\n',
      'a/b/2.yaml': 'changed\n',
      'e.yaml/x': 'x\n',
      'f.yaml': 'f\n',
      g: 'g\n',
      'h/i/j': 'j\n',
    });
    expect(checkTree(tree, outdir)).toEqual({
      clean: false,
      differences: [
        { path: '.gitattributes', kind: 'missing' },
        { path: 'a/b/2.yaml', kind: 'changed' },
        { path: 'c/3.yaml', kind: 'surplus' },
        { path: 'd/4.yaml', kind: 'edited' },
        { path: 'e.yaml', kind: 'surplus' },
        { path: 'e.yaml/x', kind: 'missing' },
        { path: 'f.yaml', kind: 'foreign' },
        { path: 'g', kind: 'foreign' },
        { path: 'h/i/j', kind: 'missing' },
      ],
      kept: [],
      unfinished: false,
      unchanged: 1,
    });
    expect(touched()).toEqual(before);
  });

  test('is clean after a run, and for an empty tree except .gitattributes', () => {
    writeTree(treeOf(bodies), outdir);
    expect(checkTree(treeOf(bodies), outdir)).toEqual({
      clean: true,
      differences: [],
      kept: [],
      unfinished: false,
      unchanged: 4,
    });
    expect(checkTree(new Tree(), folder.at('none')).differences).toEqual([{ path: '.gitattributes', kind: 'missing' }]);
    expect(folder.has('none')).toBe(false);
  });

  test('reports an interrupted run', () => {
    expect(() =>
      writeOn({ files: new FaultyFiles('kill', 20).files, processes: machineProcesses }, treeOf(bodies), outdir, {
        onEdited: 'refuse',
        wait: 0,
      }),
    ).toThrow();
    const before = touched();
    expect(checkTree(treeOf(bodies), outdir)).toMatchObject({ clean: false, unfinished: true });
    expect(touched()).toEqual(before);
  });

  test('reports a problem for unreadable files', () => {
    jest.spyOn(nodeFileSystem, 'list').mockImplementationOnce(() => {
      throw Object.assign(new Error('no'), { code: 'EACCES', syscall: 'scandir', path: `${outdir}/a` });
    });
    fs.mkdirSync(outdir);
    expect(() => checkTree(treeOf(bodies), outdir)).toThrow(
      /^1 problem, .+\n {2}\[a\] scandir failed with EACCES: get the right/,
    );
  });
});

describe('up-to-date files', () => {
  test('are not modified, nor are folders that contain only those', () => {
    writeTree(treeOf(bodies), outdir);
    const before = touched();
    writeTree(treeOf({ ...bodies, 'c/3.yaml': 'changed\n' }), outdir);
    const after = touched();
    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(changed.sort()).toEqual(['', 'c', 'c/3.yaml']);
  });

  test('text with U+FFFD differs from invalid bytes that decode to it', () => {
    const tree = treeOf({ 'a.yaml': 'a: \ufffd\n' });
    writeTree(tree, outdir);
    expect(writeTree(tree, outdir).written).toEqual([]);
    const file = join(outdir, 'a.yaml');
    fs.writeFileSync(
      file,
      Buffer.from(fs.readFileSync(file).toString('latin1').replace('\xef\xbf\xbd', '\xff'), 'latin1'),
    );
    expect(fs.readFileSync(file, 'utf8')).toBe(tree.get('a.yaml'));
    expect(checkTree(tree, outdir).differences).toEqual([{ path: 'a.yaml', kind: 'edited' }]);
  });

  test('differ from longer and shorter ones', () => {
    const tree = treeOf({ 'a.yaml': 'a: 1\n' });
    tree.add('kustomization.yaml', tree.get('a.yaml')!);
    tree.addVerbatim('b', Buffer.from('12'));
    writeTree(tree, outdir);
    for (const content of ['1', '123', '', '13']) {
      fs.writeFileSync(join(outdir, 'b'), content);
      expect(checkTree(tree, outdir).differences).toEqual([{ path: 'b', kind: 'edited' }]);
    }
  });
});

test('files and folders get permissions according to the umask', () => {
  const old = process.umask(0o022);
  try {
    writeTree(treeOf(bodies), outdir);
    const mode = (name: string) => (fs.statSync(join(outdir, name)).mode & 0o777).toString(8);
    expect(['', 'a', 'a/b', 'a/1.yaml', 'a/b/2.yaml', '.gitattributes'].map(mode)).toEqual([
      '755',
      '755',
      '755',
      '644',
      '644',
      '644',
    ]);
  } finally {
    process.umask(old);
  }
});

test('empty foreign folders stay, except within removed folders', () => {
  writeTree(treeOf(bodies), outdir);
  for (const name of ['mine/empty', 'a/b/empty', 'c/empty/deep']) fs.mkdirSync(join(outdir, name), { recursive: true });
  writeTree(treeOf({ 'a/1.yaml': 'one\n' }), outdir);
  expect(Object.keys(snapshot(outdir)).sort()).toEqual(['.gitattributes', 'a', 'a/1.yaml', 'mine', 'mine/empty']);
});

describe('.gitattributes', () => {
  const file = () => join(outdir, '.gitattributes');

  test('is generated, and Git parses it', () => {
    writeTree(treeOf(bodies), outdir);
    expect(ownershipOf(fs.readFileSync(file()))).toBe('intact');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder.path, encoding: 'utf8' });
    git('init', '-q');
    fs.writeFileSync(folder.at('.gitattributes'), '* text=auto eol=crlf\n');
    const attributes = git(
      'check-attr',
      'linguist-generated',
      'gitlab-generated',
      'text',
      'diff',
      '--',
      'dist/a/1.yaml',
    );
    expect(
      attributes
        .trim()
        .split('\n')
        .map((line) => line.split(': ').slice(1)),
    ).toEqual([
      ['linguist-generated', 'set'],
      ['gitlab-generated', 'set'],
      ['text', 'unset'],
      // Set or unset, it would hide the diff from a reviewer.
      ['diff', 'unspecified'],
    ]);
  });

  test('of a foreign owner stays, and one in the tree takes precedence', () => {
    fs.mkdirSync(outdir);
    fs.writeFileSync(file(), '* -diff\n');
    writeTree(treeOf(bodies), outdir);
    expect(fs.readFileSync(file(), 'utf8')).toBe('* -diff\n');
    expect(checkTree(treeOf(bodies), outdir).clean).toBe(true);
    fs.rmSync(file());
    const own = treeOf({ '.gitattributes': '*.yaml text\n' });
    writeTree(own, outdir);
    expect(fs.readFileSync(file(), 'utf8')).toBe(own.get('.gitattributes'));
  });
});
