import * as fs from 'node:fs';
import { CacheFolder } from '../../../src/pipeline/cache/cache-folder';
import { FolderFile } from '../../../src/pipeline/cache/folder-file';
import { FileSystem, nodeFileSystem } from '../../../src/pipeline/write/file-system';
import { machineProcesses, nameOf, Processes } from '../../../src/pipeline/write/processes';
import { Machine, writeOn } from '../../../src/pipeline/write/run';
import { writeTree } from '../../../src/pipeline/write/writer';
import { withHeader } from '../../../src/units/header';
import { Folder } from '../../support/folder';
import { treeOf } from '../write/snapshot';

let folder: Folder;
beforeEach(() => (folder = new Folder()));
afterEach(() => folder.delete());

const tree = treeOf({ 'clusters/a/1.yaml': 'one\n', 'clusters/b/2.yaml': 'two\n' });

const read = () => new FolderFile(new CacheFolder(folder.at('cache'), folder.at('dist')), folder.at('dist'));

function write(memory: FolderFile, machine: Partial<Machine> = {}) {
  const all = { files: nodeFileSystem, processes: machineProcesses, ...machine };
  const { written } = writeOn(all, tree, folder.at('dist'), { onEdited: 'refuse', wait: 10_000, memory });
  memory.save(true);
  return written;
}

/** A run that knows all folders. */
function settled(): FolderFile {
  for (let run = 0; run < 2; run++) {
    write(read());
    machineProcesses.sleep(20);
  }
  const memory = read();
  expect(knowsA(memory)).toBe(true);
  return memory;
}

/** Whether a run that begins now need not read a folder. */
function knowsA(memory: FolderFile): boolean {
  memory.begin(nodeFileSystem.stateOf(folder.at('dist')));
  return memory.recall('clusters/a') !== undefined;
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

test('what a run has seen while another was unfinished does not count', () => {
  settled();
  folder.write(`dist/.flux-fleet/${nameOf({ ...machineProcesses.begin(), pid: 2 ** 22 + 1 })}`, '');
  const memory = read();
  expect(knowsA(memory)).toBe(false);
  folder.write('dist/clusters/a/1.yaml', withHeader('of the other run\n'));
  expect(write(memory)).toEqual(['clusters/a/1.yaml']);
});
