import * as fs from 'node:fs';
import { join } from 'node:path';
import { UnfinishedWriteError } from '../../../src/pipeline/write/errors';
import { nodeFileSystem } from '../../../src/pipeline/write/file-system';
import { machineProcesses, nameOf } from '../../../src/pipeline/write/processes';
import { recoverOn, writeOn } from '../../../src/pipeline/write/run';
import { writeTree } from '../../../src/pipeline/write/writer';
import { withHeader } from '../../../src/units/header';
import { Folder } from '../../support/folder';
import { FaultyFiles } from './faulty-files';
import { isWorkName, Snapshot, snapshot, treeOf } from './snapshot';

let around: Folder;
let outdir: string;
beforeEach(() => {
  around = new Folder();
  outdir = around.at('dist');
  around.write('precious', 'precious\n');
  around.write('dist/mine', 'mine\n');
});
afterEach(() => around.delete());

const machine = { files: nodeFileSystem, processes: machineProcesses };
const tree = treeOf({ 'a.yaml': 'a\n' });

/** A work folder as left by a killed run, or as committed by mistake. */
function workFolder(journal: string): void {
  around.write(`dist/.flux-fleet/${nameOf({ ...machineProcesses.begin(), pid: 2 ** 22 + 1 })}`, '');
  around.write('dist/.flux-fleet/journal.json', journal);
  around.write('dist/.flux-fleet/new/0', 'evil\n');
  fs.mkdirSync(join(outdir, '.flux-fleet/old'));
}

const steps = (...list: ReadonlyArray<readonly [string, unknown]>) => JSON.stringify({ version: 1, steps: list });

test.each([
  ['empty', ''],
  ['cut', steps(['put', 'x']).slice(0, -3)],
  ['null', 'null'],
  ['of another version', JSON.stringify({ version: 2, steps: [] })],
  ['without steps', JSON.stringify({ version: 1 })],
  ['with another kind of step', steps(['run', 'x'])],
  ['with a step that is no path', steps(['put', 1])],
  ['with half a step', JSON.stringify({ version: 1, steps: [['put']] })],
  ['with a step that is none', JSON.stringify({ version: 1, steps: ['put'] })],
  ['out of the output directory', steps(['put', '../x'])],
  ['out of it deep down', steps(['put', 'a/../../x'])],
  ['to an absolute path', steps(['put', '/tmp/x'])],
  ['taking away what is outside', steps(['aside', '../precious'])],
  ['into Git\u2019s folder', steps(['put', '.git/hooks/pre-commit'])],
  ['into the work folder', steps(['put', '.flux-fleet/x'])],
])('a journal %s is not executed', (_, journal) => {
  workFolder(journal);
  const before = snapshot(around.path, (name) => name === 'dist');
  const output = snapshot(outdir, isWorkName);
  expect(() => writeTree(tree, outdir)).toThrow(UnfinishedWriteError);
  expect(() => writeTree(tree, outdir)).toThrow(
    /^\[.+\] could not be written to the end, because its journal cannot be read: .+ bring .+ back from Git and remove .+\.flux-fleet$/,
  );
  expect(snapshot(around.path, (name) => name === 'dist')).toEqual(before);
  expect(snapshot(outdir, isWorkName)).toEqual(output);

  fs.rmSync(join(outdir, '.flux-fleet'), { recursive: true });
  writeTree(tree, outdir);
});

test.each(['new', 'old', 'journal.json'])('a work folder whose %s is a link is rejected', (name) => {
  workFolder(steps(['aside', 'mine'], ['put', 'x']));
  around.write('outside/0', 'outside\n');
  fs.rmSync(join(outdir, '.flux-fleet', name), { recursive: true });
  fs.symlinkSync(around.at(name === 'journal.json' ? 'outside/0' : 'outside'), join(outdir, '.flux-fleet', name));
  expect(() => writeTree(tree, outdir)).toThrow(UnfinishedWriteError);
  expect(around.files).toMatchObject({ 'outside/0': 'outside\n', 'dist/mine': 'mine\n' });
});

test('no step follows a link, forward or back', () => {
  fs.mkdirSync(around.at('outside/empty'), { recursive: true });
  around.write('outside/target', 'outside\n');
  fs.symlinkSync(around.at('outside'), join(outdir, 'link'));
  const outside = snapshot(around.at('outside'));
  for (const list of [
    [['put', 'link/x']],
    [['aside', 'link/target']],
    [['leave', 'link/empty']],
    [
      ['put', 'y'],
      ['leave', 'link/empty'],
      ['put', 'link/x'],
    ],
  ] as const) {
    workFolder(steps(...list));
    try {
      recoverOn(machine, outdir, 0);
    } catch (error) {
      expect(error).toBeInstanceOf(UnfinishedWriteError);
    }
    expect(snapshot(around.at('outside'))).toEqual(outside);
    fs.rmSync(join(outdir, '.flux-fleet'), { recursive: true, force: true });
    fs.rmSync(join(outdir, 'y'), { force: true });
  }
});

describe('changes after a killed run', () => {
  const old = treeOf({ 'a/1.yaml': 'one\n', 'a/2.yaml': 'two\n', 'b/3.yaml': 'three\n' });
  const next = treeOf({ 'a/1.yaml': 'changed\n', 'c/4.yaml': 'four\n' });
  let before: Snapshot;
  let calls: number;

  function begin(): void {
    fs.rmSync(outdir, { recursive: true });
    writeTree(old, outdir);
    before = snapshot(outdir);
  }

  beforeAll(() => {
    const folder = new Folder();
    writeTree(old, folder.path);
    const counting = new FaultyFiles();
    writeOn({ ...machine, files: counting.files }, next, folder.path, { onEdited: 'refuse', wait: 0 });
    calls = counting.calls;
    folder.delete();
  });

  /** Kills a run at each of its calls, applies a change, and lets the next run recover. */
  function everyCall(happen: () => void, check: () => void): void {
    for (let at = 1; at <= calls; at++) {
      begin();
      const { files } = new FaultyFiles('kill', at);
      expect(() => writeOn({ ...machine, files }, next, outdir, { onEdited: 'refuse', wait: 0 })).toThrow();
      happen();
      check();
      expect(fs.readdirSync(outdir).filter(isWorkName)).toEqual([]);
    }
  }

  test('restoring the old files, as Git does', () => {
    everyCall(
      () => {
        for (const [path, content] of Object.entries(before)) {
          if (content === 'folder') fs.mkdirSync(join(outdir, path), { recursive: true });
          else fs.writeFileSync(join(outdir, path), content.slice('file '.length));
        }
        fs.rmSync(join(outdir, 'c'), { recursive: true, force: true });
      },
      () => {
        writeTree(next, outdir);
        expect(Object.keys(snapshot(outdir)).sort()).toEqual(['.gitattributes', 'a', 'a/1.yaml', 'c', 'c/4.yaml']);
        expect(around.read('dist/a/1.yaml')).toBe(withHeader('changed\n'));
      },
    );
  });

  test('editing removed and new files: no edit is lost', () => {
    const files = ['a/1.yaml', 'a/2.yaml', 'b/3.yaml'];
    everyCall(
      () => {
        for (const path of files) around.write(`dist/${path}`, `${withHeader('x\n')}by hand\n`);
      },
      () => {
        expect(() => writeTree(next, outdir)).toThrow(
          /^3 problems, [^]+\[a\/1\.yaml\] was changed by hand[^]+\[a\/2[^]+\[b\/3/,
        );
        for (const path of files) expect(around.read(`dist/${path}`)).toMatch(/by hand\n$/);
      },
    );
  });

  test('removing everything but the work folder', () => {
    everyCall(
      () => ['a', 'b', 'c'].forEach((name) => fs.rmSync(join(outdir, name), { recursive: true, force: true })),
      () => {
        writeTree(next, outdir);
        expect(around.read('dist/a/1.yaml')).toBe(withHeader('changed\n'));
        expect(around.read('dist/c/4.yaml')).toBe(withHeader('four\n'));
      },
    );
  });

  test('creating a foreign file at the path of a new one', () => {
    everyCall(
      () => {
        fs.rmSync(join(outdir, 'c'), { recursive: true, force: true });
        fs.writeFileSync(join(outdir, 'c'), 'mine\n');
      },
      () => {
        expect(() => writeTree(next, outdir)).toThrow(/\[c\] stands where a generated folder belongs: move it away/);
        expect(around.read('dist/c')).toBe('mine\n');
        fs.rmSync(join(outdir, 'c'));
        writeTree(next, outdir);
      },
    );
  });
});

test('a foreign file that appears during a run is not replaced', () => {
  const files = { ...nodeFileSystem };
  files.rename = (from, to) => {
    nodeFileSystem.rename(from, to);
    if (to.endsWith('journal.json')) around.write('dist/a.yaml', 'mine\n');
  };
  const write = () =>
    writeOn({ ...machine, files }, treeOf({ 'a.yaml': 'a\n', 'b.yaml': 'b\n' }), outdir, {
      onEdited: 'refuse',
      wait: 0,
    });
  expect(write).toThrow(
    /\[a\.yaml\] came to stand where a generated file belongs while it was being written: move it away$/,
  );
  expect(snapshot(outdir)).toEqual({ mine: 'file mine\n', 'a.yaml': 'file mine\n' });
});
