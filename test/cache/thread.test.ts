import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync, transformSync } from 'esbuild';
import type * as Checker from '../../src/pipeline/cache/folder-checker';
import { FolderLine, formatFolders } from '../../src/pipeline/cache/folder-lines';
import type * as Print from '../../src/pipeline/cache/rendering-print';
import { scratch } from '../dist/snapshot';
import { Folder } from '../support/folder';

const SOURCES = join(__dirname, '../../src');

let folder: Folder;
beforeEach(() => (folder = scratch()));
afterEach(() => folder.delete());

/** Puts a compiled part of the library into the folder, as a package has it. */
function compile(...files: readonly string[]): void {
  for (const file of files) {
    const source = fs.readFileSync(join(SOURCES, `${file}.ts`), 'utf8');
    const { code } = transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20' });
    // Nobody should have to wait that long for a thread that never gets on.
    folder.write(`lib/${file}.js`, code.replace('SHOW_AFTER_MS = 2e3', 'SHOW_AFTER_MS = 500'));
  }
}

describe('folders are looked at in a thread', () => {
  const WORKER = 'lib/cache/folder-check-worker.js';

  /** Thousands of folders, some of which are there, and some of these as they are said to be. */
  function folders(): FolderLine[] {
    const since = Date.now() + 60_000;
    return Array.from({ length: 3_000 }, (_, number): FolderLine => {
      const path = `clusters/cluster-with-a-long-name-${number}/infrastructure`;
      const line = {
        path,
        node: number,
        since,
        digest: `digest-${number}`,
        files: ['a.yaml'],
        hashes: ['x'],
        folders: [],
      };
      if (number % 10 !== 0) return line;
      folder.write(`dist/${path}/a.yaml`, 'a\n');
      const { ino: node } = fs.statSync(folder.at(`dist/${path}`));
      switch (number % 7) {
        case 0:
          return { ...line, node, since: 1 };
        case 1:
          return { ...line, node, files: ['a.yaml', 'b.yaml'] };
        case 2:
          fs.rmSync(folder.at(dirname(`dist/${path}`)), { recursive: true });
          folder.write(dirname(`dist/${path}`), 'a file\n');
          return { ...line, node };
        default:
          return { ...line, node };
      }
    });
  }

  let lines: FolderLine[];
  let expected: string[];
  let checker: Checker.FolderChecker;

  beforeEach(() => {
    compile('cache/folder-check', 'cache/folder-checker', 'cache/folder-check-worker');
    compile('cache/folder-lines', 'cache/numbered');
    lines = folders();
    expected = lines
      .filter(({ since, files, path }, number) => {
        return number % 10 === 0 && since > 1 && files.length === 1 && fs.existsSync(folder.at(`dist/${path}`));
      })
      .map(({ path }) => path);
  });

  /** Begins to look at the folders. */
  function begin(count = lines.length): void {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- made just now
    const { FolderChecker } = require(folder.at('lib/cache/folder-checker.js')) as typeof Checker;
    const { dev } = fs.statSync(folder.at('dist'));
    checker = new FolderChecker(folder.at('dist'), dev, Buffer.from(formatFolders(lines)), count);
  }

  const paths = () => checker.result().unchanged.map(({ path }) => path);

  function sleep(milliseconds: number): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  }

  /** Waits until the thread is at work, or for so long that it will never be. */
  function awaitThread(): void {
    for (let turn = 0; turn < 500 && Atomics.load(checker['thread']!.state, 1) === 0; turn++) sleep(20);
  }

  /** What a thread does in the place of the library's own. */
  function worker(program: string): void {
    folder.write(
      WORKER,
      `const { workerData } = require('node:worker_threads');
      const cells = new Int32Array(workerData.state);
      const flags = new Uint8Array(workerData.unchanged);
      const sleep = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
      ${program}`,
    );
  }

  test('which finds what is found without', () => {
    begin();
    awaitThread();
    expect(paths()).toEqual(expected);
    expect(checker.result().count).toBe(lines.length);
    expect(Atomics.load(checker['thread']!.state, 0)).toBe(1);

    fs.rmSync(folder.at(WORKER));
    begin();
    expect(checker['thread']).toBeUndefined();
    expect(paths()).toEqual(expected);
    expect(expected.length).toBeGreaterThan(100);
  });

  test('where there are many', () => {
    lines = lines.slice(0, 100);
    begin();
    expect(checker['thread']).toBeUndefined();
    expect(paths()).toEqual(expected.slice(0, paths().length));
  });

  test('which is waited for as long as it gets on', () => {
    worker(`for (let step = 0; step < 5; step++) { Atomics.add(cells, 1, 1); sleep(100); }
      flags[10] = flags[20] = 1; Atomics.store(cells, 0, 1); Atomics.notify(cells, 0);`);
    begin();
    awaitThread();
    expect(paths()).toEqual([lines[10]!.path, lines[20]!.path]);
  });

  test.each([
    ['cannot be read', ']'],
    ['throws', 'throw new Error("no")'],
    ['ends at once', 'process.exit(3)'],
    ['needs what is not there', 'require("./not-there")'],
    ['says that it failed', 'flags.fill(1); Atomics.add(cells, 1, 1); Atomics.store(cells, 0, 2)'],
    ['throws on its way', 'flags.fill(1); Atomics.add(cells, 1, 1); throw new Error("no")'],
    ['never begins', 'flags.fill(1); for (;;) sleep(1000)'],
    ['never ends', 'flags.fill(1); Atomics.add(cells, 1, 1); for (;;) sleep(1000)'],
  ])('unless it %s', (_, program) => {
    worker(program);
    begin();
    sleep(300);
    const waits = jest.spyOn(Atomics, 'wait');
    expect(paths()).toEqual(expected);
    // Once for what may still come, and once more after a step.
    expect(waits.mock.calls.length).toBeLessThanOrEqual(2);
    waits.mockRestore();
  });

  test('also when the count is wrong, or none', () => {
    for (const count of [10, 0, -1, 1e18, NaN, undefined as unknown as number]) {
      begin(count);
      if (checker['thread']) awaitThread();
      const found = paths();
      expect(expected).toEqual(expect.arrayContaining(found));
    }
  });
});

describe('the print of a library', () => {
  const rules = { schemas: [], strict: false, acknowledgedLeaks: [] };

  function printOf(file: string): string {
    jest.resetModules();
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- made just now
    return (require(folder.at(file)) as typeof Print).renderingPrint(rules);
  }

  test('that is a package tells its files and versions apart, and stays', () => {
    const file = 'lib/cache/rendering-print.js';
    compile('cache/rendering-print');
    folder.write('lib/render/unit.js', 'one\n');
    folder.write('package.json', '{"version":"1.0.0"}');
    fs.utimesSync(folder.at('lib/render/unit.js'), 1, 1);
    const prints = [printOf(file)];
    expect(printOf(file)).toBe(prints[0]);
    folder.write('lib/render/unit.js', 'two\n');
    prints.push(printOf(file));
    // Some package managers give all files the same time, and a new version may change no size.
    fs.utimesSync(folder.at('lib/render/unit.js'), 1, 1);
    expect(printOf(file)).toBe(prints[0]);
    folder.write('package.json', '{"version":"1.0.1"}');
    prints.push(printOf(file));
    folder.write('lib/render/other.js', '');
    prints.push(printOf(file));
    folder.write('node_modules/ajv/package.json', '{"version":"0.0.1"}');
    prints.push(printOf(file));
    fs.symlinkSync('nowhere', folder.at('lib/broken'));
    prints.push(printOf(file));
    expect(new Set(prints).size).toBe(prints.length);
    folder.write('dist/other', '');
    expect(printOf(file)).toBe(prints.at(-1));
  });

  test('that is one file with a program is that of the file, whatever is around it', () => {
    const entryPoints = [join(SOURCES, 'cache/rendering-print.ts')];
    const outfile = folder.at('app/build/main.js');
    buildSync({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
    const print = printOf('app/build/main.js');
    folder.write('app/build/other.js', '');
    folder.write('app/dist/a.yaml', '');
    fs.symlinkSync('nowhere', folder.at('app/broken'));
    expect(printOf('app/build/main.js')).toBe(print);
    fs.appendFileSync(outfile, '\n');
    expect(printOf('app/build/main.js')).not.toBe(print);
  });
});
