/** @jest-environment node */
import childProcess, { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FleetData, fleetData, Shape } from '../../bench/fleet-data';
import { PROGRAMS } from '../../bench/systems/system';
import { transpiled } from '../../bench/tools/transpiled';
import * as library from '../../src';
import * as leaksScan from '../../src/leaks/scan';
import { Checker } from '../../src/pipeline/check/checker';
import { nodeFileSystem } from '../../src/pipeline/write/file-system';
import { machineProcesses } from '../../src/pipeline/write/processes';
import { writeOn } from '../../src/pipeline/write/run';
import { ObjectDiffer } from '../../src/plan/objects/object-diff';
import * as walks from '../../src/plan/predict/walk';
import * as parser from '../../src/plan/tree/parse-manifests';
import * as celEngine from '../../src/schema/cel-engine';
import { StructureCompiler } from '../../src/schema/structure';
import { Validator } from '../../src/schema/validator';
import * as unit from '../../src/units/unit';
import { Report } from '../../src/validation/checks/report';
import * as expressionProblems from '../../src/validation/relations/expression-problems';

/*
 * What keeps the library fast, in counts that are the same on every machine: how much is rendered, hashed, checked and
 * written for fleets of the benchmark, and how these grow. Seconds are the benchmark's matter.
 */

const S: Shape = { name: 'S', clusters: 9, tenants: 10, apps: 3, environments: 3, perCluster: true, depth: 1 };

/** What plans take, where they have a cache and where they have none. */
const PLANS = {
  desk: {
    same: {
      placed: 0,
      rendered: 0,
      validated: 0,
      searched: 0,
      parsed: 127,
      followed: 9,
      compared: 0,
      git: 13,
      hashed: 253,
      listed: 2,
      contents: 241,
      changed: 0,
      kustomizations: 477,
    },
    again: {
      placed: 0,
      rendered: 0,
      validated: 0,
      searched: 0,
      parsed: 15,
      followed: 1,
      compared: 0,
      git: 13,
      hashed: 253,
      listed: 2,
      contents: 61,
      changed: 0,
      kustomizations: 477,
    },
    cluster: {
      placed: 23,
      rendered: 10,
      validated: 40,
      searched: 160,
      parsed: 99,
      followed: 3,
      compared: 40,
      git: 13,
      hashed: 354,
      listed: 80,
      contents: 121,
      changed: 30,
      kustomizations: 477,
    },
    all: {
      placed: 207,
      rendered: 90,
      validated: 360,
      searched: 720,
      parsed: 505,
      followed: 18,
      compared: 360,
      git: 12,
      hashed: 1154,
      listed: 704,
      contents: 240,
      changed: 90,
      kustomizations: 477,
    },
  },
  pipeline: {
    same: {
      placed: 207,
      rendered: 141,
      validated: 1008,
      searched: 1008,
      parsed: 127,
      followed: 9,
      compared: 0,
      git: 12,
      hashed: 1655,
      listed: 2,
      contents: 1,
      changed: 0,
      kustomizations: 477,
    },
    again: {
      placed: 207,
      rendered: 141,
      validated: 1008,
      searched: 1008,
      parsed: 127,
      followed: 9,
      compared: 0,
      git: 12,
      hashed: 1655,
      listed: 2,
      contents: 1,
      changed: 0,
      kustomizations: 477,
    },
    cluster: {
      placed: 207,
      rendered: 141,
      validated: 1008,
      searched: 1128,
      parsed: 197,
      followed: 10,
      compared: 40,
      git: 12,
      hashed: 1695,
      listed: 80,
      contents: 11,
      changed: 30,
      kustomizations: 477,
    },
    all: {
      placed: 207,
      rendered: 141,
      validated: 1008,
      searched: 1368,
      parsed: 505,
      followed: 18,
      compared: 360,
      git: 12,
      hashed: 2015,
      listed: 704,
      contents: 91,
      changed: 90,
      kustomizations: 477,
    },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'counts-'));
process.env.CDK8S_OUTDIR = join(folder, 'out');
const code = transpiled(join(PROGRAMS, 'ours', 'fleet.ts'));

afterAll(() => {
  rmSync(folder, { recursive: true });
  delete process.env.CDK8S_OUTDIR;
});
afterEach(() => jest.restoreAllMocks());

/** The fleet that the benchmark's program makes; it is not synthesized. */
function fleetOf(what: FleetData | Shape): library.Fleet {
  const data = join(folder, 'fleet.json');
  writeFileSync(data, JSON.stringify('repository' in what ? what : fleetData(what)));
  const made: library.Fleet[] = [];
  class Captured extends library.Fleet {
    public override synth(): void {
      made.push(this);
    }
  }
  const load = (name: string) => (name === 'node:fs' ? { readFileSync } : { ...library, Fleet: Captured });
  // oxlint-disable-next-line typescript/no-implied-eval -- the program as the benchmark runs it, but in here
  new Function('require', 'exports', 'process', code)(load, {}, { argv: ['node', 'fleet.js', data] });
  return made[0]!;
}

/** What a synthesis did; with a cache it is written, too. */
function countsOf(what: FleetData | Shape, cache?: string) {
  const fleet = fleetOf(what);
  const hashes = jest.spyOn(crypto, 'hash');
  const spies = {
    validated: jest.spyOn(Validator.prototype, 'validate'),
    searched: jest.spyOn(leaksScan, 'findLeaks'),
    // A private method, by its name: what ajv compiles takes longer than all checks of an S together.
    compiled: jest.spyOn(StructureCompiler.prototype as unknown as { compile: () => never }, 'compile'),
    rules: jest.spyOn(celEngine, 'celEngine'),
    expressions: jest.spyOn(expressionProblems, 'problemOf'),
    // The fields that the API server's own rules look at: those of constants once.
    judged: jest.spyOn(Report.prototype, 'enter'),
    // Units at their places: none of clusters that an earlier run has made of the same.
    placed: jest.spyOn(Checker.prototype, 'place'),
  };
  if (cache !== undefined) library.Fleet.prototype.synth.call(fleet, { cache });
  const { tree, counts } = fleet.result ?? fleet.synthesize();
  const calls = Object.fromEntries(Object.entries(spies).map(([name, spy]) => [name, spy.mock.calls.length]));
  // Keys of data, fingerprints of policies, and what is left for a next run, are short, and in base64.
  calls['keys'] = hashes.mock.calls.filter(([, , encoding]) => encoding === 'base64').length;
  calls['hashed'] = hashes.mock.calls.length - calls['keys'];
  jest.restoreAllMocks();
  const texts = new Set(tree.paths.map((path) => tree.get(path)));
  const bytes = tree.paths.reduce((sum, path) => sum + tree.get(path)!.length, 0);
  return { ...counts, ...calls, files: tree.size, texts: texts.size, bytes } as Record<Counted, number>;
}

type Counted =
  | keyof library.Synthesis['counts']
  | 'hashed'
  | 'keys'
  | 'validated'
  | 'searched'
  | 'compiled'
  | 'rules'
  | 'expressions'
  | 'judged'
  | 'placed'
  | 'files'
  | 'texts'
  | 'bytes';

/** How many times as much each count of a larger fleet is. */
function growth(from: Record<Counted, number>, to: Record<Counted, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(to).map(([name, value]) => [name, value / from[name as Counted]]));
}

test('an S: each distinct unit is rendered, hashed and checked once', () => {
  expect(countsOf(S)).toMatchInlineSnapshot(`
{
  "bytes": 1514943,
  "clusters": 9,
  "compiled": 0,
  "distinctObjects": 1008,
  "distinctUnits": 141,
  "expressions": 0,
  "files": 703,
  "hashed": 1014,
  "judged": 3056,
  "keys": 391,
  "objects": 1800,
  "placed": 207,
  "recalledUnits": 0,
  "rules": 0,
  "searched": 1008,
  "texts": 241,
  "units": 207,
  "validated": 1008,
}
`);
});

test('objects that fit need neither a compiled schema nor a rule engine', () => {
  const { compiled, rules } = countsOf({ ...S, depth: 3 });
  expect({ compiled, rules }).toEqual({ compiled: 0, rules: 0 });
});

test('equal clusters share every unit that does not name its cluster', () => {
  const alike = { ...S, environments: 1, perCluster: false };
  const [nine, eighteen] = [countsOf(alike), countsOf({ ...alike, clusters: 18 })];
  // Two units name their cluster: its root, and the list of its environment.
  expect(eighteen.distinctUnits - nine.distinctUnits).toBe(2 * 9);
  expect(eighteen.units - nine.units).toBe(9 * (3 + 2 * alike.tenants));
  // Each document has a hash of its own.
  expect(eighteen.hashed - nine.hashed).toBe(eighteen.distinctObjects - nine.distinctObjects);
});

test.each([
  ['clusters', { ...S, clusters: 18 }],
  ['tenants', { ...S, tenants: 20 }],
])('twice the %s are at most twice the work', (_, larger) => {
  const base = countsOf(S);
  for (const [name, factor] of Object.entries(growth(base, countsOf(larger)))) {
    if (base[name as Counted] > 0) expect([name, factor <= 2.001]).toEqual([name, true]);
  }
});

describe('a second run', () => {
  const cache = join(folder, 'cache');
  beforeAll(() => {
    countsOf(S, cache);
    // What was written in the last moment of a run is read once more by the next.
    countsOf(S, cache);
  });

  test('renders, hashes and checks nothing when nothing has changed', () => {
    const { distinctUnits, recalledUnits, hashed, placed, validated, searched } = countsOf(S, cache);
    // What is hashed is the path of the folder, for the name of its cache, and the file that tells of branches.
    expect({ recalledUnits, hashed, placed, validated, searched }).toEqual({
      recalledUnits: distinctUnits,
      hashed: 2,
      placed: 0,
      validated: 0,
      searched: 0,
    });
  });

  test('places the units of one cluster alone when that has changed', () => {
    const [first, ...others] = fleetData(S).environments;
    const [cluster, ...rest] = first!.clusters;
    const other = { ...cluster!, config: { ...cluster!.config, replicas: '9' } };
    const { placed, units } = countsOf(
      { ...fleetData(S), environments: [{ ...first!, clusters: [other, ...rest] }, ...others] },
      cache,
    );
    expect(placed).toBe(units / S.clusters);
    countsOf(S, cache);
  });

  test('renders, hashes and checks only what has changed', () => {
    const { distinctUnits, recalledUnits, validated } = countsOf({ ...S, depth: 2 }, cache);
    // The apps of each tenant on each cluster, one of which waits for another now: three apps and their source.
    expect(distinctUnits - recalledUnits).toBe(S.clusters * S.tenants);
    expect(validated).toBe(S.clusters * S.tenants * 4);
  });
});

describe.each(['desk', 'pipeline'] as const)('a plan at the %s, after a run whose files are committed', (where) => {
  const outdir = process.env.CDK8S_OUTDIR!;
  const place = join(folder, where);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', place, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args]);
  beforeAll(() => {
    mkdirSync(join(place, 'node_modules'), { recursive: true });
    process.env.CDK8S_OUTDIR = join(place, 'dist');
    library.Fleet.prototype.synth.call(fleetOf(S), {});
    git('init', '--quiet');
    git('add', 'dist');
    git('commit', '--quiet', '--message', 'all files');
    if (where === 'pipeline') rmSync(join(place, 'node_modules'), { recursive: true });
  });
  afterAll(() => (process.env.CDK8S_OUTDIR = outdir));

  const plan = (data: FleetData | Shape) => {
    const fleet = fleetOf(data);
    const hashes = jest.spyOn(crypto, 'hash');
    const spies = {
      placed: jest.spyOn(Checker.prototype, 'place'),
      rendered: jest.spyOn(unit, 'renderUnit'),
      validated: jest.spyOn(Validator.prototype, 'validate'),
      searched: jest.spyOn(leaksScan, 'findLeaks'),
      parsed: jest.spyOn(parser, 'parseObjects'),
      followed: jest.spyOn(walks, 'walk'),
      compared: jest.spyOn(ObjectDiffer.prototype, 'diff'),
      git: jest.spyOn(childProcess, 'spawnSync'),
    };
    const { report } = fleet.plan({ base: 'HEAD' });
    const calls = Object.entries(spies).map(([name, spy]) => [name, spy.mock.calls.length] as const);
    const hashed = hashes.mock.calls.filter(([, , encoding]) => encoding !== 'base64').length;
    const read = jest.mocked(spies.git).mock;
    const asked = read.calls.map(([, args = [], options]) => ({ args, input: options?.input }));
    // Files that Git lists, and contents that it gives.
    const listed = asked.flatMap(({ args }, at) =>
      args.includes('-r') ? [String(read.results[at]!.value.stdout).split('\0').length - 1] : [],
    );
    const contents = asked.flatMap(({ args, input }) =>
      args.includes('cat-file') ? [(input as string).split('\n').length - 1] : [],
    );
    jest.restoreAllMocks();
    const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
    const known = { changed: report.summary.objects.changed, kustomizations: report.known.kustomizations };
    return { ...Object.fromEntries(calls), hashed, listed: sum(listed), contents: sum(contents), ...known };
  };

  test('lists, renders, checks and compares nothing that it need not when nothing has changed', () =>
    expect(plan(S)).toEqual(PLANS[where].same));

  test('reads and follows one cluster alone where an earlier plan has followed all', () =>
    expect(plan(S)).toEqual(PLANS[where].again));

  test('lists and compares only the clusters that have changed', () => {
    const [first, ...others] = fleetData(S).environments;
    const [cluster, ...rest] = first!.clusters;
    const other = { ...cluster!, config: { ...cluster!.config, replicas: '9' } };
    const environments = [{ ...first!, clusters: [other, ...rest] }, ...others];
    expect(plan({ ...fleetData(S), environments })).toEqual(PLANS[where].cluster);
  });

  test('renders, checks and compares only what has changed', () =>
    expect(plan({ ...S, depth: 2 })).toEqual(PLANS[where].all));
});

test('chains of dependencies cost their lines and nothing else', () => {
  const apps = { ...S, apps: 12 };
  const [none, deep] = [countsOf(apps), countsOf({ ...apps, depth: 12 })];
  const { bytes: before, ...others } = none;
  const { bytes: after, ...same } = deep;
  expect(same).toEqual(others);
  const line = '  dependsOn:\n  - name: app-01\n'.length;
  expect(after - before).toBe(11 * line * S.clusters * S.tenants);
});

test('a first run creates each file once, a second reads each once and writes what changed', () => {
  const outdir = join(folder, 'dist');
  const write = (shape: Shape) => {
    const { tree } = fleetOf(shape).synthesize();
    const calls: Record<string, number> = {};
    const counting = Object.fromEntries(
      Object.entries(nodeFileSystem).map(([name, call]) => [
        name,
        (...args: unknown[]) => {
          calls[name] = (calls[name] ?? 0) + 1;
          return (call as (...all: unknown[]) => unknown)(...args);
        },
      ]),
    ) as unknown as typeof nodeFileSystem;
    const machine = { files: counting, processes: machineProcesses };
    const { written } = writeOn(machine, tree, outdir, { onEdited: 'refuse', wait: 0 });
    return { calls, written: written.length, files: tree.size };
  };
  const { calls: first, written, files } = write(S);
  // Beside the files: .gitattributes; two for the lock; the journal.
  expect([written, first.create]).toEqual([files + 1, files + 1 + 2 + 1]);
  const again = write(S);
  expect([again.written, again.calls.readText, again.calls.create]).toEqual([0, files + 1, 2]);
  const changed = write({ ...S, depth: 2 });
  // One app of each tenant on each cluster waits for another now.
  expect(changed.written).toBe(S.clusters * S.tenants);
});
