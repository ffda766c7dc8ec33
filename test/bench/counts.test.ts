import childProcess, { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetData, Shape } from '../../bench/fleet-data';
import { PROGRAMS } from '../../bench/systems/system';
import { transpiled } from '../../bench/tools/transpiled';
import * as library from '../../src';
import * as leaksScan from '../../src/leaks/scan';
import { nodeFileSystem } from '../../src/pipeline/write/file-system';
import { machineProcesses } from '../../src/pipeline/write/processes';
import { writeOn } from '../../src/pipeline/write/run';
import { ObjectDiffer } from '../../src/plan/objects/object-diff';
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

const folder = mkdtempSync(join(tmpdir(), 'counts-'));
process.env.CDK8S_OUTDIR = join(folder, 'out');
const code = transpiled(join(PROGRAMS, 'ours', 'fleet.ts'));

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => jest.restoreAllMocks());

/** The fleet that the benchmark's program makes; it is not synthesized. */
function fleetOf(shape: Shape): library.Fleet {
  const data = join(folder, 'fleet.json');
  writeFileSync(data, JSON.stringify(fleetData(shape)));
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
function countsOf(shape: Shape, cache?: string) {
  const fleet = fleetOf(shape);
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
  "bytes": 1406619,
  "clusters": 9,
  "compiled": 0,
  "distinctObjects": 1008,
  "distinctUnits": 141,
  "expressions": 0,
  "files": 702,
  "hashed": 1013,
  "judged": 2351,
  "keys": 391,
  "objects": 1800,
  "recalledUnits": 0,
  "rules": 0,
  "searched": 1008,
  "texts": 240,
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
    const { distinctUnits, recalledUnits, hashed, validated, searched } = countsOf(S, cache);
    // What is hashed is the path of the folder, for the name of its cache.
    expect({ recalledUnits, hashed, validated, searched }).toEqual({
      recalledUnits: distinctUnits,
      hashed: 1,
      validated: 0,
      searched: 0,
    });
  });

  test('renders, hashes and checks only what has changed', () => {
    const { distinctUnits, recalledUnits, validated } = countsOf({ ...S, depth: 2 }, cache);
    // The apps of each tenant on each cluster, one of which waits for another now: three apps and their source.
    expect(distinctUnits - recalledUnits).toBe(S.clusters * S.tenants);
    expect(validated).toBe(S.clusters * S.tenants * 4);
  });
});

describe('a plan at the desk, after a run whose files are committed', () => {
  const outdir = process.env.CDK8S_OUTDIR!;
  const place = join(folder, 'desk');
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', place, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args]);
  beforeAll(() => {
    mkdirSync(join(place, 'node_modules'), { recursive: true });
    process.env.CDK8S_OUTDIR = join(place, 'dist');
    library.Fleet.prototype.synth.call(fleetOf(S), {});
    git('init', '--quiet');
    git('add', 'dist');
    git('commit', '--quiet', '--message', 'all files');
  });
  afterAll(() => (process.env.CDK8S_OUTDIR = outdir));

  const plan = (shape: Shape) => {
    const fleet = fleetOf(shape);
    const spies = {
      rendered: jest.spyOn(unit, 'renderUnit'),
      validated: jest.spyOn(Validator.prototype, 'validate'),
      searched: jest.spyOn(leaksScan, 'findLeaks'),
      parsed: jest.spyOn(parser, 'parseObjects'),
      compared: jest.spyOn(ObjectDiffer.prototype, 'diff'),
      git: jest.spyOn(childProcess, 'spawnSync'),
    };
    const { report } = fleet.plan({ base: 'HEAD' });
    const calls = Object.entries(spies).map(([name, spy]) => [name, spy.mock.calls.length] as const);
    jest.restoreAllMocks();
    return { ...Object.fromEntries(calls), changed: report.summary.objects.changed };
  };

  test('renders, checks and compares nothing when nothing has changed', () =>
    expect(plan(S)).toMatchInlineSnapshot(`
{
  "changed": 0,
  "compared": 0,
  "git": 10,
  "parsed": 126,
  "rendered": 0,
  "searched": 0,
  "validated": 0,
}
`));

  test('renders, checks and compares only what has changed', () =>
    expect(plan({ ...S, depth: 2 })).toMatchInlineSnapshot(`
{
  "changed": 90,
  "compared": 360,
  "git": 10,
  "parsed": 505,
  "rendered": 90,
  "searched": 720,
  "validated": 360,
}
`));
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
