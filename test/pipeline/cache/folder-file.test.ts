import * as fs from 'node:fs';
import { CacheFolder } from '../../../src/pipeline/cache/cache-folder';
import { FolderFile } from '../../../src/pipeline/cache/folder-file';
import { nodeFileSystem } from '../../../src/pipeline/write/file-system';
import { Folder } from '../../support/folder';

/** More than the obsolete lines that are put up with. */
const MANY = 2_500;

let folder: Folder;
let cache: CacheFolder;

beforeEach(() => {
  folder = new Folder();
  fs.mkdirSync(folder.at('dist'));
  cache = new CacheFolder(folder.at('cache'), folder.at('dist'));
});
afterEach(() => folder.delete());

function read(): FolderFile {
  const memory = new FolderFile(cache, folder.at('dist'));
  memory.begin(nodeFileSystem.stateOf(folder.at('dist')));
  return memory;
}

/** Makes folders, and a run that has seen them and nothing else. */
function seen(names: readonly string[], memory = read()): FolderFile {
  for (const name of names) {
    fs.mkdirSync(folder.at(`dist/a/${name}`), { recursive: true });
    const { ino: node, ctimeMs } = fs.statSync(folder.at(`dist/a/${name}`));
    memory.keep(`a/${name}`, { files: new Map(), folders: [], node, since: ctimeMs + 1 });
  }
  return memory;
}

/** Changes a folder after it was seen, however coarse the clock is. */
function change(name: string): void {
  const path = folder.at(`dist/a/${name}`);
  const { ctimeMs } = fs.statSync(path);
  do fs.chmodSync(path, 0o700);
  while (fs.statSync(path).ctimeMs <= ctimeMs + 1);
}

const known = (names: readonly string[], memory = read()) => names.filter((name) => memory.recall(`a/${name}`));

const size = () => fs.statSync(cache.file('folders')).size;

const named = (start: string) => Array.from({ length: MANY }, (_, number) => `${start}${number}`);

test('folders are known until they change', () => {
  seen(['one', 'two', 'three']).save(true);
  change('two');
  expect(known(['one', 'two', 'three', 'four'])).toEqual(['one', 'three']);
});

test('a run adds to what the one before it knew', () => {
  seen(['one', 'two']).save(true);
  const memory = read();
  expect(known(['one', 'two'], memory)).toEqual(['one', 'two']);
  seen(['three'], memory).save(true);
  expect(known(['one', 'two', 'three'])).toEqual(['one', 'two', 'three']);
});

test('nothing is known when the directory is not as the last run left it', () => {
  seen(['one']).save(true);
  fs.mkdirSync(folder.at('dist/b'));
  expect(known(['one'])).toEqual([]);
});

test('a change after the run began is seen', () => {
  seen(['one']).save(true);
  const memory = read();
  expect(known(['one'], memory)).toEqual(['one']);
  change('one');
  expect(known(['one'], memory)).toEqual([]);
});

test('a whole run forgets folders that are gone, once there are many', () => {
  const old = named('old');
  seen(old).save(true);
  const before = size();
  for (const name of old.slice(1)) fs.rmdirSync(folder.at(`dist/a/${name}`));
  seen(named('new')).save(true);
  expect(size()).toBeLessThan(before * 1.5);
  expect(known(old)).toEqual(['old0']);
  expect(known(named('new'))).toHaveLength(MANY);
});

test('a run of some clusters keeps what is known of the others', () => {
  const old = named('old');
  seen(old).save(true);
  seen(named('new')).save(false);
  expect(known(old)).toHaveLength(MANY);
});

test('changed folders do not add up', () => {
  const names = named('a');
  seen(names).save(true);
  const before = size();
  for (let run = 0; run < 3; run++) {
    change(names.at(-1)!);
    for (const name of names) fs.chmodSync(folder.at(`dist/a/${name}`), 0o755);
    const memory = read();
    expect(known(names, memory)).toEqual([]);
    seen(names, memory).save(false);
    expect(size()).toBeLessThan(before * 2.5);
  }
});
