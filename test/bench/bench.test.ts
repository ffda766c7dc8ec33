import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bench } from '../../bench/bench';
import { Shape } from '../../bench/fleet-data';
import { Options } from '../../bench/options';
import { Results, writeResults } from '../../bench/report/results';
import { report } from '../../bench/report/tables';
import { runProcess } from '../../bench/run/process';
import { Workspace } from '../../bench/run/workspace';
import { System } from '../../bench/systems/system';
import { Fake, fakeSystem } from './fake-system';

/*
 * The benchmark itself, with systems that are made up: whatever a peer does, the run goes on and tells of it.
 */

const common = { environments: 1, depth: 1, perCluster: true };
const shapes: Record<string, Shape> = {
  S: { ...common, name: 'S', clusters: 4, tenants: 1, apps: 1 },
  // Large enough that systems are brought to it step by step: 1, 4 and 40 clusters.
  M: { ...common, name: 'M', clusters: 40, tenants: 200, apps: 1 },
  'L-own': { ...common, name: 'L-own', clusters: 3, tenants: 1, apps: 1 },
};

const options: Options = {
  quick: false,
  shapes: ['S', 'M'],
  rounds: 2,
  runs: false,
  limit: 600,
  minutes: 60,
  growth: false,
  disk: false,
};

/** Runs the benchmark with this library and some peers made up; gives the text after every step as well. */
async function run(
  peers: Record<string, Fake>,
  more: Partial<Options> = {},
  own: Fake = {},
  runOne: typeof runProcess = runProcess,
) {
  const systems: System[] = [
    fakeSystem('ours', own),
    ...Object.entries(peers).map(([id, fake]) => fakeSystem(id, fake)),
  ];
  const saved: Results[] = [];
  const workspace = Workspace.memory();
  const save = (found: Results) => saved.push({ ...found, shapes: structuredClone(found.shapes.map(plain)) as never });
  const around = { workspace, say: () => undefined, save, shapes, run: runOne };
  const results = await bench(systems, { ...options, ...more }, around);
  workspace.remove();
  return { results, saved, text: report(results) };
}

function plain({ name, rows }: Results['shapes'][number]) {
  return { name, rows: rows.map(({ measured }) => measured.system.id) };
}

function rowOf({ shapes: all }: Results, name: string, id: string) {
  const { measured, climb } = all.find((one) => one.name === name)!.rows.find((row) => row.measured.system.id === id)!;
  const parts = measured.runs.map(({ part }) => part);
  return { clusters: measured.clusters, parts, failure: climb ? climb.failure : measured.failure, climb };
}

/** The line of a table that begins with a title. */
function lineOf(text: string, section: string, title: string): string {
  return text
    .slice(text.indexOf(`### ${section}`))
    .split('\n')
    .find((line) => line.startsWith(`| ${title} `))!;
}

const refusing = (most: number) => `if [ $CLUSTERS -gt ${most} ]; then echo "too | much" >&2; exit 3; fi`;

test('a peer that fails on a large fleet is shown at the largest part that it made, and those after it are measured', async () => {
  const { results, text } = await run({ cdk8s: { script: refusing(10) }, kosko: {} });
  // 4 were made and 40 were not: between them lie 13, which fail as well, and 7.
  expect(rowOf(results, 'M', 'cdk8s')).toMatchObject({
    clusters: 7,
    parts: [1],
    failure: 'ended with 3: too | much at 13 clusters',
  });
  expect(rowOf(results, 'M', 'cdk8s').climb!.steps.map(({ clusters }) => clusters)).toEqual([1, 4, 7]);
  expect(rowOf(results, 'M', 'kosko')).toMatchObject({ clusters: 40, parts: [1, 1], failure: undefined });
  expect(results.failures).toEqual([]);
  const line = lineOf(text, 'M', 'the cdk8s');
  expect(line).toContain('| 7 of 40 ');
  expect(line).toMatch(
    /1 round; ended with 3: too \/ much at 13 clusters; grows from 1 clusters: time \S+, memory \S+ \|$/,
  );
  expect(lineOf(text, 'M', 'the kosko')).toContain('2 rounds; grows');
  expect(lineOf(text, 'Goals', 'M, part of cdk8s')).toMatch(/below \S+ from 7 clusters, \S+ by its growth/);
});

test('a peer that fails on a small fleet is tried with a part of it', async () => {
  const { results, text } = await run(
    { cdk8s: { script: refusing(3) }, helm: { script: 'exit 1' } },
    { shapes: ['S'] },
  );
  expect(rowOf(results, 'S', 'cdk8s')).toMatchObject({
    clusters: 3,
    failure: 'ended with 3: too | much at 4 clusters',
  });
  // It failed already where objects are compared.
  expect(results.leftOut).toEqual({
    helm: 'fails on the fleet that objects are compared on: ended with 1: ',
  });
  expect(text).toContain('### Left out\n\n- helm fails on the fleet that objects are compared on');
});

test('a peer that makes nothing of a fleet has a row that says so', async () => {
  // The fleet that objects are compared on has three clusters.
  const { results, text } = await run({ cdk8s: { script: '[ $CLUSTERS = 3 ] || exit 7' } });
  expect(rowOf(results, 'M', 'cdk8s')).toMatchObject({ parts: [], failure: 'ended with 7:  at 1 clusters' });
  expect(lineOf(text, 'M', 'the cdk8s')).toMatch(/\| 0 of 40 +\| - +\|.*\| ended with 7: at 1 clusters +\|$/);
  expect(lineOf(text, 'Goals', 'M, part of cdk8s')).toContain('not measured');
});

test('a process for each cluster: what was made before one failed is the largest part', async () => {
  const script = '[ $CLUSTER != cluster-31 ] || exit 5';
  const { results, text } = await run({ helm: { processPerCluster: true, script } }, { shapes: ['M'] });
  expect(rowOf(results, 'M', 'helm')).toMatchObject({ parts: [30 / 40], failure: 'ended with 5:  at 40 clusters' });
  expect(lineOf(text, 'M', 'the helm')).toContain('| 30 of 40 ');
});

test('a peer is ended at the limit, and shown at what it made in that time', async () => {
  const script = 'if [ $CLUSTERS = 4 ]; then sleep 900; fi';
  // Only what would last for longer than the test has a limit that it can reach.
  const limited: typeof runProcess = (command, limits) => {
    const isLate = command.cwd.endsWith('slow') && command.env?.CLUSTERS === '4';
    return runProcess(command, isLate ? { ...limits, seconds: 1 } : limits);
  };
  const { results, text } = await run({ slow: { script }, quick: {} }, { shapes: ['S'] }, {}, limited);
  const { clusters, parts, failure } = rowOf(results, 'S', 'slow');
  expect([clusters < 4, parts, failure]).toEqual([true, [1], 'ended after 1 s at 4 clusters']);
  expect(rowOf(results, 'S', 'quick').parts).toEqual([1, 1]);
  expect(lineOf(text, 'S', 'the slow')).toContain('1 round; ended after 1 s');
});

test('what cannot be installed is left out, what makes other objects is marked', async () => {
  const install = () => Promise.reject(new Error('no network'));
  const { results, text } = await run({ kcl: { install }, cue: { object: 'two' } }, { shapes: ['S'] });
  expect(results.leftOut).toEqual({ kcl: 'cannot be installed: no network' });
  expect(results.same).toEqual({ ours: true, cue: false });
  expect(results.failures).toEqual([]);
  expect(lineOf(text, 'S', 'the cue')).toMatch(/\| NO +\| 2 rounds +\|$/);
});

test('a failure of this library is told of, and the peers are measured still', async () => {
  const { results, text } = await run(
    { kosko: {} },
    { shapes: ['S', 'L-own'], growth: false },
    { script: refusing(3) },
  );
  expect(results.failures).toEqual(['S: the ours ended with 3: too | much']);
  expect(rowOf(results, 'S', 'kosko').parts).toEqual([1, 1]);
  expect(rowOf(results, 'L-own', 'ours').parts).toEqual([1, 1]);
  expect(text).toContain('### What this library failed at\n\n- S: the ours ended with 3');
  expect(lineOf(text, 'S', 'the ours')).toContain('| 0 of 4 ');
});

test('the own figures: against the floor, and what a second run writes for nothing', async () => {
  const { results, text } = await run({}, { shapes: ['L-own'], rounds: 1, disk: true });
  // The made-up library writes every file each time, whatever was there.
  expect(results.shapes[0]!.own!.written).toEqual({ files: 3, needless: 3 });
  const seconds = expect.any(Number) as number;
  expect(results.shapes[0]!.own!.disk).toEqual({ first: seconds, floor: seconds, changed: seconds });
  expect(results.shapes[0]!.own!.git).toEqual({
    ...{ first: seconds, unchanged: seconds, cluster: seconds, changed: seconds },
  });
  expect(lineOf(text, 'Goals', 'L-own, files that it wrote with the content they had')).toMatch(
    /at most 0 +\| 3 +.* NO +\|$/,
  );
  expect(lineOf(text, 'Goals', 'L-own, second run, a line of one cluster changed, part of the first')).toMatch(
    /\| under 0.400 +\| [\d.]+ /,
  );
  expect(lineOf(text, 'Goals', 'L-own, times the floor')).toMatch(/\| at most 10 +\| [\d.]+ /);
});

test('results are kept after every step, as JSON and as text', async () => {
  const { saved, results, text } = await run({ cdk8s: {}, kosko: {} });
  expect(saved.map(({ shapes: all }) => all)).toEqual([
    [{ name: 'S', rows: ['ours', 'cdk8s', 'kosko'] }],
    [
      { name: 'S', rows: ['ours', 'cdk8s', 'kosko'] },
      { name: 'M', rows: ['ours'] },
    ],
    [
      { name: 'S', rows: ['ours', 'cdk8s', 'kosko'] },
      { name: 'M', rows: ['ours', 'cdk8s'] },
    ],
    [
      { name: 'S', rows: ['ours', 'cdk8s', 'kosko'] },
      { name: 'M', rows: ['ours', 'cdk8s', 'kosko'] },
    ],
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  const file = writeResults(results, text, 'name', folder);
  expect(readdirSync(folder)).toEqual([`${results.date}-name.json`, `${results.date}-name.md`]);
  const written = JSON.parse(readFileSync(file, 'utf8'));
  expect(written.shapes[1].systems.map((row: { system: string }) => row.system)).toEqual(['ours', 'cdk8s', 'kosko']);
  const sizes = written.shapes[1].systems[1].points.map(({ clusters }: { clusters: number }) => clusters);
  expect([sizes[0], sizes[1], sizes[sizes.length - 1]]).toEqual([1, 4, 40]);
  rmSync(folder, { recursive: true });
});
