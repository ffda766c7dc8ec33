import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Clock } from '../../bench/clock';
import { fleetData, Shape } from '../../bench/fleet-data';
import { readOptions } from '../../bench/options';
import { cpuOf, measure, Plan, ratioOf, secondsOf } from '../../bench/run/measure';
import { ProcessFailure, runProcess } from '../../bench/run/process';
import { exponentOf } from '../../bench/run/statistics';
import { Workspace } from '../../bench/run/workspace';
import { fakeSystem } from './fake-system';

/*
 * How the benchmark measures: rounds, limits, the time that is dealt out, growth.
 */

const workspace = Workspace.memory();
afterAll(workspace.remove);

const plan: Plan = { workspace, rounds: 3, seconds: 600, share: 60 };
const shape: Shape = { name: 'x', clusters: 4, tenants: 1, apps: 1, environments: 1, depth: 1, perCluster: true };

/** Runs processes, and says of each that it took as long as its script claims, as `took=2`. */
const claimed: Plan['run'] = async (command, limits) => {
  const [, seconds] = /^took=(\d+)$/m.exec(readFileSync(command.args[1]!, 'utf8'))!;
  return { ...(await runProcess(command, limits)), seconds: Number(seconds) };
};

test('rounds that take long are fewer, of the peers only', async () => {
  const systems = [
    fakeSystem('ours', { script: 'took=2' }),
    fakeSystem('slow', { script: 'took=2' }),
    fakeSystem('fast', { script: 'took=1' }),
  ];
  const measured = await measure(systems, fleetData(shape), { ...plan, share: 3, run: claimed });
  expect(measured.map(({ runs }) => runs.length)).toEqual([3, 1, 3]);
  expect(measured.every(({ volume }) => volume.files === 4 && volume.objects === 4)).toBe(true);
});

test('of a process for each cluster that was stopped, the pace is known', async () => {
  const slow = fakeSystem('slow', { processPerCluster: true, script: 'sleep 0.2' });
  const [measured] = await measure([slow], fleetData(shape), { ...plan, budget: 0.1 });
  expect(measured!.runs.map(({ part }) => part)).toEqual([1 / 4]);
  expect(secondsOf(measured!).median).toBeCloseTo(4 * measured!.runs[0]!.seconds);
  expect(cpuOf(measured!).median).toBeCloseTo(4 * measured!.runs[0]!.cpuSeconds);
});

test('a run that fails in a later round ends the rounds, and those before it count', async () => {
  const once = `[ ! -e ${workspace.folder('marks')}/mark ] || exit 9; touch ${workspace.folder('marks')}/mark`;
  const [measured] = await measure([fakeSystem('peer', { script: once })], fleetData(shape), plan);
  expect([measured!.runs.length, measured!.failure]).toEqual([1, 'ended with 9: ']);
});

test('a system whose program cannot be laid out fails alone', async () => {
  const broken = {
    ...fakeSystem('broken'),
    prepare: () => {
      throw new Error('no such file');
    },
  };
  const [first, second] = await measure([broken, fakeSystem('peer')], fleetData(shape), { ...plan, rounds: 1 });
  expect([first!.runs, first!.failure]).toEqual([[], 'no such file']);
  expect([second!.runs.length, second!.failure]).toEqual([1, undefined]);
});

test('runs are compared within their round where rounds were shared, else with the median', () => {
  const system = fakeSystem('any');
  const one = { system, clusters: 4, volume: { files: 0, bytes: 0, objects: 0 }, lines: 0, sideBySide: true };
  const runs = (...seconds: number[]) =>
    seconds.map((value) => ({ seconds: value, cpuSeconds: 0, peakMb: 0, part: 1 }));
  const ours = { ...one, runs: runs(1, 2, 4) };
  const peer = { ...one, runs: runs(3, 8, 4) };
  expect(ratioOf(peer, ours)).toEqual({ median: 3, min: 1, max: 4 });
  expect(ratioOf({ ...peer, sideBySide: false }, ours)).toEqual({ median: 2, min: 1.5, max: 4 });
});

describe('a process', () => {
  const cwd = workspace.folder('process');
  const failureOf = async (script: string, limits: { seconds: number; megabytes?: number }) => {
    const failure: unknown = await runProcess({ args: ['sh', '-c', script], cwd }, limits).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ProcessFailure);
    return failure as ProcessFailure;
  };

  /** Whether a process works in the folder that the processes of these tests are started in. */
  const isInUse = () =>
    readdirSync('/proc').some((name) => {
      try {
        return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === cwd;
      } catch {
        return false; // It has ended meanwhile.
      }
    });

  // A process that is not ended lasts longer than a test may.
  test('is ended with all that it started when its time is over', async () => {
    const { message } = await failureOf('sleep 900 & sleep 900', { seconds: 1 });
    expect(message).toBe('ended after 1 s');
    while (isInUse()) await setTimeout(10);
  });

  test('is ended when it has more memory than it may', async () => {
    const hold = `${process.execPath} -e "const b = Buffer.alloc(3e8, 1); setTimeout(() => b, 900000)"`;
    const { message, cost } = await failureOf(hold, { seconds: 600, megabytes: 150 });
    expect(message).toMatch(/^ended at \d+ MB$/);
    expect(cost.peakMb).toBeGreaterThan(150);
  });

  test('that fails says how, on one line', async () => {
    const { message } = await failureOf('echo "no such\n\nchart" >&2; exit 4', { seconds: 600 });
    expect(message).toBe('ended with 4: no such chart');
  });

  test('that does not exist fails', async () => {
    const failure = runProcess({ args: ['/no/such/program'], cwd }, { seconds: 600 });
    await expect(failure).rejects.toThrow(/ENOENT/);
  });
});

test('time is dealt out by weight, and what is left over goes to those after', () => {
  let now = 100;
  const clock = new Clock(1000, () => now);
  expect(clock.share([3, 1, 1])).toBe(600);
  now += 200;
  expect(clock.share([1, 1])).toBe(400);
  now += 700;
  expect(clock.share([1])).toBe(100);
  now += 500;
  // What is late is given a little still.
  expect(clock.share([1])).toBe(20);
});

test('an exponent is that of the curve through the points', () => {
  const points = (cost: (size: number) => number) => [1, 2, 5, 10].map((size) => ({ size, cost: cost(size) }));
  expect(exponentOf(points((size) => 3 * size ** 2))).toBeCloseTo(2);
  expect(exponentOf(points((size) => 7 * size ** 0.5))).toBeCloseTo(0.5);
  expect(exponentOf(points((size) => size - 2))).toBeNaN();
});

test('options: what is left out, and what is asked for', () => {
  expect(readOptions([])).toMatchObject({
    shapes: ['S', 'M', 'L-equal', 'L-own'],
    rounds: 5,
    runs: false,
    growth: true,
    disk: true,
  });
  expect(readOptions(['--quick'])).toMatchObject({ shapes: ['S', 'm'], rounds: 3, growth: false, disk: false });
  expect(readOptions(['--shape', 'M', '--minutes', '90'])).toMatchObject({ shapes: ['M'], minutes: 90, growth: false });
  expect(() => readOptions(['--shape', 'XL'])).toThrow('there is no shape XL');
  expect(() => readOptions(['--minutes', 'many'])).toThrow('many is not a number above zero');
});
