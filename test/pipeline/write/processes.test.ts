import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { nodeFileSystem } from '../../../src/pipeline/write/file-system';
import { machineProcesses } from '../../../src/pipeline/write/processes';
import { recoverOn } from '../../../src/pipeline/write/run';
import { writeTree } from '../../../src/pipeline/write/writer';
import { runsOf } from '../../support/deep';
import { Folder } from '../../support/folder';
import { Child, compileChild } from './children';
import { numberedTree } from './numbered-tree';
import { isWorkName, Snapshot, snapshot } from './snapshot';

const machine = { files: nodeFileSystem, processes: machineProcesses };

let folder: Folder;
let program: string;
let children: Child[];

beforeAll(() => {
  folder = new Folder();
  program = compileChild(join(__dirname, 'child-process.ts'), folder.at('program'));
});
afterAll(() => folder.delete());
beforeEach(() => (children = []));
afterEach(() => Promise.all(children.map((child) => child.kill())));

async function start(outdir: string, size: number): Promise<Child> {
  const child = new Child(program, outdir, String(size));
  children.push(child);
  expect(await child.hear()).toBe('ready');
  return child;
}

/** The content of a directory with only the tree of a number. */
function expected(number: number, size: number): Snapshot {
  const clean = folder.at('clean');
  fs.rmSync(clean, { recursive: true, force: true });
  writeTree(numberedTree(number, size), clean);
  return snapshot(clean);
}

test('twenty concurrent runs leave one valid tree, and each writes or reports the writer', async () => {
  const outdir = folder.at('concurrent');
  const size = 40;
  const count = 20;
  const started = await Promise.all(Array.from({ length: count }, () => start(outdir, size)));
  const trees = started.map((_, number) => expected(number, size));

  const all = async (wait: number) => {
    started.forEach((child, number) => child.say(`${number} ${wait}`));
    return Promise.all(started.map((child) => child.hear()));
  };
  // Every process waits for the others.
  expect(await all(600_000)).toEqual(Array(count).fill('written'));
  expect(trees).toContainEqual(snapshot(outdir));

  // No process waits.
  const answers = await all(0);
  expect(answers).toContain('written');
  for (const answer of answers) {
    expect(answer).toMatch(
      /^written$|^1 problem, nothing was written: {3}\[.+\] is being written by process \d+ on \S+ since /,
    );
  }
  expect(trees).toContainEqual(snapshot(outdir));
});

test('a process killed at any moment leaves the old tree or the new one', async () => {
  const outdir = folder.at('killed');
  const size = 100;
  const trees = [{}, expected(0, size), expected(1, size)];
  let unfinished = 0;
  // A seeded sequence: random moments, the same in every run.
  let seed = 5;
  // Most moments are within a run; on a machine that is busy, a process may not have got there in time.
  for (let round = 0; round < runsOf(10, 300) || unfinished <= 2; round++) {
    const child = await start(outdir, size);
    child.say('forever');
    expect(await child.hear()).toBe('begun');
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    await setTimeout(seed % 40);
    await child.kill();
    children.pop();

    if (fs.existsSync(join(outdir, '.flux-fleet'))) unfinished++;
    recoverOn(machine, outdir, 0);
    const left = snapshot(outdir);
    expect(trees).toContainEqual(left);
    expect(fs.readdirSync(outdir).filter(isWorkName)).toEqual([]);
    writeTree(numberedTree(1, size), outdir);
    expect(snapshot(outdir)).toEqual(trees[2]);
  }
});
