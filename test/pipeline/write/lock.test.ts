import * as fs from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { FleetError } from '../../../src/core/problem';
import { nodeFileSystem } from '../../../src/pipeline/write/file-system';
import { Lock } from '../../../src/pipeline/write/lock';
import { machineProcesses, nameOf, Processes, Run, runNamed } from '../../../src/pipeline/write/processes';
import { writeTree } from '../../../src/pipeline/write/writer';
import { Folder } from '../../support/folder';
import { isWorkName, treeOf } from './snapshot';

let folder: Folder;
beforeEach(() => (folder = new Folder()));
afterEach(() => folder.delete());

const tree = treeOf({ 'a.yaml': 'a\n' });

/** Processes whose liveness the test controls, and a clock that only sleeping advances. */
class FakeProcesses implements Processes {
  public readonly alive = new Set<string>();
  public time = 1_000;
  public onSleep = () => {};
  private number = 0;

  public begin(): Run {
    const run = { ...machineProcesses.begin(), pid: ++this.number, nonce: this.number.toString(16), host: 'here' };
    this.alive.add(nameOf(run));
    return run;
  }

  public isAlive(run: Run): boolean {
    return this.alive.has(nameOf(run));
  }

  public now(): number {
    return this.time;
  }

  public sleep(milliseconds: number): void {
    this.time += milliseconds;
    this.onSleep();
  }
}

const take = (processes: Processes, wait = 0) => Lock.take(nodeFileSystem, processes, folder.path, wait);
const names = () => fs.readdirSync(folder.path).filter(isWorkName);

test('only one run holds the lock; another reports the holder and leaves nothing behind', () => {
  const processes = new FakeProcesses();
  const lock = take(processes);
  expect(() => take(processes)).toThrow(FleetError);
  expect(() => take(processes)).toThrow(
    /\[.+\] is being written by process 1 on here since 20\d\d-.+Z: run again when that is done$/,
  );
  expect(names()).toEqual(['.flux-fleet']);
  lock.release();
  expect(names()).toEqual([]);
  take(processes).release();
});

test('waits for the other run up to the given time', () => {
  const processes = new FakeProcesses();
  const lock = take(processes);
  expect(() => take(processes, 500)).toThrow(/process 1 on here/);
  expect(processes.time).toBeGreaterThanOrEqual(1_500);
  expect(processes.time).toBeLessThan(1_600);
  processes.onSleep = () => {
    processes.onSleep = () => {};
    lock.release();
  };
  take(processes, 500).release();
});

test('takes over from dead runs and removes their leftovers', () => {
  const processes = new FakeProcesses();
  take(processes);
  processes.alive.clear();
  const lock = take(processes);
  expect(fs.readdirSync(lock.folder).sort()).toEqual(['.gitignore', expect.stringMatching(/^run,2,/)]);
  expect(names()).toEqual(['.flux-fleet']);
  expect(() => take(processes)).toThrow(/process 2 on here/);
  lock.release();
  expect(names()).toEqual([]);
});

test('of several runs that find a dead one, exactly one takes over', () => {
  const processes = new FakeProcesses();
  const dead = take(processes);
  processes.alive.clear();
  // Another run takes over between inspection and takeover.
  const files = { ...nodeFileSystem };
  let faster: Lock | undefined;
  files.rename = (from, to) => {
    if (faster === undefined && from.startsWith(`${dead.folder}/`)) faster = take(processes);
    nodeFileSystem.rename(from, to);
  };
  expect(() => Lock.take(files, processes, folder.path, 0)).toThrow(/process 3 on here/);
  expect(names()).toEqual(['.flux-fleet']);
  faster!.release();
  expect(names()).toEqual([]);
});

test('a lock released during inspection is acquired', () => {
  const processes = new FakeProcesses();
  const lock = take(processes);
  const files = { ...nodeFileSystem };
  let given = false;
  files.list = (path) => {
    if (!given) {
      given = true;
      lock.release();
    }
    return nodeFileSystem.list(path);
  };
  Lock.take(files, processes, folder.path, 0).release();
  expect(names()).toEqual([]);
});

test('a folder that another run has just emptied is reused', () => {
  const processes = new FakeProcesses();
  fs.mkdirSync(folder.at('.flux-fleet'));
  const lock = take(processes);
  expect(fs.readdirSync(lock.folder)).toHaveLength(2);
  lock.release();
});

test('a work folder that no run created is not cleared', () => {
  folder.write('.flux-fleet/mine', 'mine\n');
  expect(() => writeTree(tree, folder.path)).toThrow(
    /\.flux-fleet, where the writer works, is there without a run that has it: remove it$/,
  );
  expect(folder.read('.flux-fleet/mine')).toBe('mine\n');
  expect(names()).toEqual(['.flux-fleet']);
});

test('leftovers of dead runs beside the work folder are removed, others stay', () => {
  const mine = machineProcesses.begin();
  folder.write(`.flux-fleet.${nameOf({ ...mine, nonce: 'dead' })}/x`, '');
  folder.write(`.flux-fleet.${nameOf({ ...mine, nonce: 'beef', host: 'elsewhere' })}/x`, '');
  folder.write('.flux-fleet.notes', 'mine\n');
  writeTree(tree, folder.path);
  expect(names()).toEqual(['.flux-fleet.notes', expect.stringMatching(/beef,elsewhere$/)]);
});

test('an aborted run does not block the next run of the same process', () => {
  take(machineProcesses);
  writeTree(tree, folder.path, { wait: Duration.millis(0) });
  expect(names()).toEqual([]);
});

describe('liveness of a run', () => {
  const mine = machineProcesses.begin();
  const parent = { ...mine, pid: process.ppid, started: startOf(process.ppid) };

  function startOf(pid: number): string {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
  }

  test.each<[string, Run, boolean]>([
    ['another process', parent, true],
    ['another process, where the machine does not say when it started', { ...parent, started: '' }, true],
    ['one whose number another process has by now', { ...parent, started: '1' }, false],
    ['one that is no more', { ...mine, pid: 2 ** 22 + 1 }, false],
    ['this thread', mine, false],
    ['another thread of this process', { ...mine, thread: mine.thread + 1 }, true],
    ['one before the machine started again', { ...parent, boot: 'abc' }, false],
    ['one on another host, lately', { ...mine, host: 'elsewhere', boot: 'abc', pid: 2 ** 22 + 1 }, true],
    ['one on another host, long ago', { ...parent, host: 'elsewhere', since: Date.now() - 3_700_000 }, false],
    ['one in another container, lately', { ...mine, space: '1', pid: 2 ** 22 + 1 }, true],
    ['one in another container, long ago', { ...mine, space: '1', since: Date.now() - 3_700_000 }, false],
  ])('%s', (_, run, alive) => {
    expect(machineProcesses.isAlive(run)).toBe(alive);
  });

  test('is determined by its name', () => {
    expect(runNamed(nameOf(mine))).toEqual(mine);
    expect(mine.started).toBe(startOf(process.pid));
    expect(['', 'run', 'journal.json', `${nameOf(mine)},x`, nameOf(mine).replace('run', 'walk')].map(runNamed)).toEqual(
      Array(5).fill(undefined),
    );
    expect(Buffer.byteLength(join('.flux-fleet.', nameOf({ ...mine, host: 'h'.repeat(64) })))).toBeLessThan(255);
  });
});
