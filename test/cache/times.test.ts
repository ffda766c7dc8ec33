import * as fs from 'node:fs';
import { CacheFolder } from '../../src/pipeline/cache/cache-folder';
import { checkFolders } from '../../src/pipeline/cache/folder-check';
import { FolderFile } from '../../src/pipeline/cache/folder-file';
import { FileSystem, nodeFileSystem } from '../../src/pipeline/write/file-system';
import { machineProcesses, nameOf, Processes } from '../../src/pipeline/write/processes';
import { Machine, writeOn } from '../../src/pipeline/write/run';
import { writeTree } from '../../src/pipeline/write/writer';
import { withHeader } from '../../src/units/header';
import { scratch, treeOf } from '../dist/snapshot';
import { Folder } from '../support/folder';

let folder: Folder;
beforeEach(() => (folder = scratch()));
afterEach(() => folder.delete());

const tree = treeOf({ 'clusters/a/1.yaml': 'one\n', 'clusters/b/2.yaml': 'two\n' });

const read = () => FolderFile.read(new CacheFolder(folder.at('cache'), folder.at('dist')), folder.at('dist'));

function write(memory: FolderFile, machine: Partial<Machine> = {}) {
  const all = { files: nodeFileSystem, processes: machineProcesses, ...machine };
  const { written } = writeOn(all, tree, folder.at('dist'), { onEdited: 'refuse', wait: 10_000, memory });
  memory.save();
  return written;
}

/** A run that knows all folders. */
function settled(): FolderFile {
  for (let run = 0; run < 2; run++) {
    write(read());
    machineProcesses.sleep(20);
  }
  const memory = read();
  expect(memory.recall('clusters/a')).toBeDefined();
  return memory;
}

test('what another run does after folders were looked at is seen, where this one had to wait for it', () => {
  const memory = settled();
  // Of a process that is there, and never ends by itself.
  const lock = `dist/.flux-fleet/${nameOf({ ...machineProcesses.begin(), pid: process.ppid, started: '' })}`;
  const files: FileSystem = {
    ...nodeFileSystem,
    makeFolder(path) {
      if (!folder.has(lock)) folder.write(lock, '');
      nodeFileSystem.makeFolder(path);
    },
  };
  const processes: Processes = {
    ...machineProcesses,
    sleep() {
      folder.write('dist/clusters/a/1.yaml', withHeader('of the other run\n'));
      fs.rmSync(folder.at('dist/.flux-fleet'), { recursive: true });
      files.makeFolder = (path) => nodeFileSystem.makeFolder(path);
    },
  };
  expect(write(memory, { files, processes })).toEqual(['clusters/a/1.yaml']);
  expect(folder.read('dist/clusters/a/1.yaml')).toBe(withHeader('one\n'));
  expect(write(read())).toEqual([]);
});

test('what another run does after folders were looked at is seen, also where it is done by then', () => {
  const memory = settled();
  writeTree(treeOf({ 'clusters/a/1.yaml': 'other\n', 'clusters/b/2.yaml': 'two\n' }), folder.at('dist'));
  expect(write(memory)).toEqual(['clusters/a/1.yaml']);
  expect(write(read())).toEqual([]);
});

test('a folder of the very time that it was seen at may have been changed after that', () => {
  settled();
  const path = 'clusters/a';
  const { ino: node, dev, ctimeMs } = fs.statSync(folder.at(`dist/${path}`));
  const file = fs.statSync(folder.at(`dist/${path}/1.yaml`)).ctimeMs;
  const isUnchanged = (since: number, files: readonly string[]) => {
    const taken: number[] = [];
    checkFolders(
      folder.at('dist'),
      dev,
      [{ path, node, since, files, hashes: [], folders: [], digest: '' }],
      (number) => {
        taken.push(number);
      },
    );
    return taken.length === 1;
  };
  const latest = Math.max(file, ctimeMs);
  expect([-1, 0, 1].map((more) => isUnchanged(ctimeMs + more, []))).toEqual([false, false, true]);
  expect([-1, 0, 1].map((more) => isUnchanged(latest + more, ['1.yaml']))).toEqual([false, false, true]);
  fs.chmodSync(folder.at(`dist/${path}/1.yaml`), 0o600);
  const changed = fs.statSync(folder.at(`dist/${path}/1.yaml`)).ctimeMs;
  expect(changed).toBeGreaterThan(ctimeMs);
  expect([-1, 0, 1].map((more) => isUnchanged(changed + more, ['1.yaml']))).toEqual([false, false, true]);
});

test('what a run has seen while another was unfinished does not count', () => {
  settled();
  folder.write(`dist/.flux-fleet/${nameOf({ ...machineProcesses.begin(), pid: 2 ** 22 + 1 })}`, '');
  const memory = read();
  expect(memory.recall('clusters/a')).toBeUndefined();
  folder.write('dist/clusters/a/1.yaml', withHeader('of the other run\n'));
  expect(write(memory)).toEqual(['clusters/a/1.yaml']);
});
