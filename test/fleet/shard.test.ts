import * as fs from 'node:fs';
import * as fc from 'fast-check';
import {
  Cluster,
  ClusterGroup,
  Component,
  Environment,
  Fleet,
  FleetError,
  formatProblem,
  Removal,
  Tenant,
} from '../../src';
import { SynthProgress } from '../../src/pipeline/protocol/progress';
import { writeTree } from '../../src/pipeline/write/writer';
import { snapshot } from '../pipeline/write/snapshot';
import { buildFleet } from '../support/build-fleet';
import { runsOf } from '../support/deep';
import { configMap, git, Loose } from '../support/fleets';
import { Folder } from '../support/folder';
import { filesOf } from '../support/paths';
import { fleetDescriptions } from '../support/random-fleet';
import { Repository } from '../support/repository';

const runs = runsOf(5, 500);

const pad = (number: number) => String(number).padStart(2, '0');

interface Described {
  readonly clusters?: number;
  readonly outdir?: string;
  readonly build?: (fleet: Fleet<Loose>) => void;
}

/** Clusters c-01 and on; every fifth is remote, managed by its predecessor. Odd ones are in a group and in prod. */
function fleetOf({ clusters: count = 40, outdir = 'dist', build }: Described = {}): Fleet<Loose> {
  const fleet = new Fleet<Loose>({ name: 'acme', source: git, outdir });
  const odd = new ClusterGroup<Loose>(fleet, 'odd');
  const clusters: Array<Cluster<Loose>> = [];
  for (let number = 1; number <= count; number++) {
    clusters.push(
      new Cluster(fleet, `c-${pad(number)}`, {
        groups: number % 2 === 1 ? [odd] : [],
        ...(number % 5 === 0 ? { managedBy: clusters[number - 2]! } : {}),
      }),
    );
  }
  new Environment(fleet, 'prod', { clusters: clusters.filter((_, index) => index % 2 === 0) });
  new Environment(fleet, 'dev', { clusters });
  new Tenant(fleet, 'shop', { source: git });
  new Component(fleet, 'dns', { manifests: configMap });
  build?.(fleet);
  return fleet;
}

function shards(of: number) {
  return Array.from({ length: of }, (_, index) => ({ number: index + 1, of }));
}

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof FleetError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

let folder: Folder;

let warnings: string[];

beforeEach(() => {
  folder = new Folder();
  warnings = [];
  jest.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text));
});

afterEach(() => {
  jest.restoreAllMocks();
  folder.delete();
});

describe('shards one after the other', () => {
  test('turn the output of any fleet into that of any other, as a full run does', () => {
    fc.assert(
      fc.property(fleetDescriptions, fleetDescriptions, fc.integer({ min: 1, max: 8 }), (old, next, of) => {
        const place = new Folder();
        try {
          const [whole, parts] = [place.at('whole'), place.at('parts')];
          for (const outdir of [whole, parts]) writeTree(buildFleet(old).fleet.synthesize().tree, outdir);
          writeTree(buildFleet(next).fleet.synthesize().tree, whole);
          const { fleet } = buildFleet(next, 0, parts);
          for (const shard of shards(of)) fleet.synth({ shard, guard: false });
          expect(snapshot(parts)).toEqual(snapshot(whole));
          fleet.check();
        } finally {
          place.delete();
        }
      }),
      { numRuns: runs },
    );
  });

  test('divide clusters and units evenly, each into exactly one shard', () => {
    const whole = fleetOf().synthesize();
    const all = shards(8).map((shard) => fleetOf().synthesize({ shard }));
    const files = all.flatMap(({ tree }) => [...filesOf(tree)]);
    expect(files).toHaveLength(whole.tree.size);
    expect(new Map(files)).toEqual(filesOf(whole.tree));
    for (const count of ['clusters', 'units', 'objects'] as const) {
      expect([count, all.reduce((sum, { counts }) => sum + counts[count], 0)]).toEqual([count, whole.counts[count]]);
    }
    for (const { counts } of all) {
      expect(counts.units).toBeGreaterThan(whole.counts.units / 8 / 1.2);
      expect(counts.units).toBeLessThan((whole.counts.units / 8) * 1.2);
      // A unit shared by many clusters is rendered by every shard with one of them.
      expect(counts.distinctUnits).toBeLessThan(whole.counts.distinctUnits / 5);
      expect(counts.clusters).toBeGreaterThanOrEqual(4);
      expect(counts.clusters).toBeLessThanOrEqual(6);
    }
    for (const { resolved } of all) expect(resolved).toEqual(whole.resolved);
  });

  test('are unlimited in number', () => {
    const all = shards(12).map((shard) => fleetOf({ clusters: 4, outdir: folder.at('dist') }).synthesize({ shard }));
    expect(all.map(({ counts }) => counts.clusters).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
    fleetOf({ clusters: 4, outdir: folder.at('dist') }).synth({ shard: { number: 12, of: 12 }, guard: false });
    expect(Object.keys(snapshot(folder.at('dist')))).toEqual(['.gitattributes']);
  });
});

describe('unselected output', () => {
  const outdir = () => folder.at('dist');
  /** The folder of the first cluster of each shard, by the shard's number. */
  const firstOf = (number: number) =>
    fleetOf()
      .synthesize({ shard: { number, of: 8 } })
      .tree.paths[0]!.split('/')[1]!;

  test('stays unchanged, even if it is invalid', () => {
    fleetOf({ outdir: outdir() }).synth();
    const [mine, other] = [firstOf(1), firstOf(2)];
    const edited = (name: string) => `dist/clusters/${name}/kustomization.yaml`;
    const intact = folder.read(edited(mine));
    for (const name of [mine, other]) folder.write(edited(name), `${folder.read(edited(name))}# by hand\n`);
    fs.rmSync(folder.at(`dist/clusters/${other}/flux-system`), { recursive: true });
    folder.write(`dist/clusters/${other}/note.txt`, 'mine\n');
    const before = snapshot(outdir());

    const shard = { number: 1, of: 8 };
    const message = `[clusters/${mine}/kustomization.yaml] was changed by hand since it was generated: restore it, or choose --discard to make it again or --adopt to leave it`;
    expect(problemsOf(() => fleetOf({ outdir: outdir() }).synth({ shard }))).toEqual([message]);
    expect(problemsOf(() => fleetOf({ outdir: outdir() }).check({ shard }))).toEqual([
      `[clusters/${mine}/kustomization.yaml] is changed by hand: restore it, or run flux-fleet synth --discard, and commit what comes out`,
    ]);
    expect(snapshot(outdir())).toEqual(before);

    const fleet = fleetOf({ outdir: outdir() });
    fleet.synth({ shard, onEdited: 'discard' });
    expect(fleet.result).toMatchObject({ written: [`clusters/${mine}/kustomization.yaml`], removed: [], kept: [] });
    expect(snapshot(outdir())).toEqual({ ...before, [edited(mine).slice('dist/'.length)]: `file ${intact}` });
    fleet.check({ shard });
    expect(problemsOf(() => fleet.check({ shard: { number: 2, of: 8 } }))).toHaveLength(2);
    fleet.check({ shard: { number: 3, of: 8 } });
  });

  test('may contain links and foreign files, which are not inspected', () => {
    folder.write('elsewhere/file.txt', 'mine\n');
    folder.write(`dist/clusters/${firstOf(2)}`, 'a file\n');
    fs.symlinkSync('../../elsewhere', folder.at(`dist/clusters/${firstOf(3)}`));
    fleetOf({ outdir: outdir() }).synth({ shard: { number: 1, of: 8 } });
    expect(problemsOf(() => fleetOf({ outdir: outdir() }).synth({ shard: { number: 2, of: 8 } }))).toEqual([
      `[clusters/${firstOf(2)}] stands where a generated folder belongs: move it away`,
    ]);
    expect(problemsOf(() => fleetOf({ outdir: outdir() }).synth({ shard: { number: 3, of: 8 } }))).toEqual([
      `[clusters/${firstOf(3)}] is a link and stands where a generated folder belongs: move it away`,
    ]);
  });

  test('is kept if its folder differs from a generated one only in spelling', () => {
    fleetOf({ outdir: outdir() }).synth();
    fs.renameSync(folder.at('dist/clusters'), folder.at('dist/Clusters'));
    const before = snapshot(outdir());
    const [first] = problemsOf(() => fleetOf({ outdir: outdir() }).synth({ shard: { number: 1, of: 8 } }));
    expect(first).toBe(
      '[Clusters] is the same as the generated clusters where case and accents do not count: move it away',
    );
    expect(snapshot(outdir())).toEqual(before);
  });
});

test("a removed cluster's folder is deleted by the shard of its name, and never with `only`", () => {
  const outdir = folder.at('dist');
  fleetOf({ outdir, clusters: 13 }).synth();
  const present = () => fs.readdirSync(folder.at('dist/clusters'));
  const gone = ['c-06', 'c-07', 'c-08', 'c-09', 'c-11', 'c-12', 'c-13'];
  fleetOf({ outdir, clusters: 4 }).synth({ only: ['odd', 'dev'], guard: false });
  expect(present()).toEqual(['c-01', 'c-02', 'c-03', 'c-04', ...gone]);
  // Foreign files in it stay, as in a full run.
  folder.write('dist/clusters/c-07/note.txt', 'mine\n');
  const removedBy = shards(4).map((shard) => {
    const before = present();
    fleetOf({ outdir, clusters: 4 }).synth({ shard, guard: false });
    const after = present();
    return before.filter((name) => !after.includes(name));
  });
  expect(removedBy.flat().sort()).toEqual(gone.filter((name) => name !== 'c-07'));
  // By the hashes of their names, whatever else exists.
  expect(removedBy).toEqual([['c-09'], ['c-08', 'c-12', 'c-13'], ['c-06'], ['c-11']]);
  expect(fs.readdirSync(folder.at('dist/clusters/c-07'))).toEqual(['note.txt']);
});

describe('only', () => {
  const rendered = (...only: readonly string[]) => {
    const { tree, counts } = fleetOf({ clusters: 6 }).synthesize({ only });
    return [[...new Set(tree.paths.map((path) => path.split('/')[1]))], counts.clusters];
  };

  test('accepts clusters, groups and environments, and a remote cluster with its manager', () => {
    expect(rendered('c-02')).toEqual([['c-02'], 1]);
    expect(rendered('c-05')).toEqual([['c-04'], 2]);
    expect(rendered('c-04', 'c-04', 'c-01')).toEqual([['c-01', 'c-04'], 3]);
    expect(rendered('odd')).toEqual([['c-01', 'c-03', 'c-04'], 4]);
    expect(rendered('prod', 'c-06')).toEqual([['c-01', 'c-03', 'c-04', 'c-06'], 5]);
    expect(rendered('dev')).toEqual([['c-01', 'c-02', 'c-03', 'c-04', 'c-06'], 6]);
    expect(rendered()).toEqual([[], 0]);
  });

  test('gives the same bytes as a full run', () => {
    const whole = filesOf(fleetOf().synthesize().tree);
    const { tree } = fleetOf().synthesize({ only: ['c-04', 'c-07'] });
    expect(filesOf(tree)).toEqual(new Map([...whole].filter(([path]) => /^clusters\/c-0[47]\//.test(path))));
  });

  test('is divided by shards', () => {
    const all = shards(2).map(
      (shard) => fleetOf({ clusters: 6 }).synthesize({ only: ['prod'], shard }).counts.clusters,
    );
    expect(all).toEqual([2, 2]);
  });

  test('lists the known names for an unknown one', () => {
    expect(problemsOf(() => fleetOf({ clusters: 3 }).synthesize({ only: ['c-01', 'prdo', 'x'] }))).toEqual([
      '[acme] "prdo", "x" is no cluster, group or environment: use clusters c-01, c-02, c-03; groups odd; environments dev, prod',
    ]);
    const [long] = problemsOf(() => fleetOf().synthesize({ only: ['x'] }));
    expect(long).toMatch(/use clusters c-01, [^;]*, c-20 and 20 more; groups odd; /);
    expect(problemsOf(() => new Fleet({ name: 'acme', source: git }).synthesize({ only: ['x'] }))).toEqual([
      '[acme] "x" is no cluster, group or environment: use clusters (none); groups (none); environments (none)',
    ]);
  });

  test.each([
    [0, 8],
    [9, 8],
    [1.5, 8],
    [1, NaN],
  ])('shard %d of %d is rejected', (number, of) => {
    expect(problemsOf(() => fleetOf({ clusters: 1 }).synthesize({ shard: { number, of } }))).toEqual([
      `[acme] shard ${number}/${of} cannot be: give two whole numbers, the first from 1 to the second`,
    ]);
  });
});

describe('checks', () => {
  test('of values cover the whole fleet in every shard, those of objects its clusters', () => {
    const twice = (fleet: Fleet<Loose>) => {
      for (const name of ['c-03', 'c-05']) {
        const cluster = fleet.node.children.find((child) => child instanceof Cluster && child.name === name);
        for (const one of ['a', 'b']) {
          new Component(cluster as Cluster<Loose>, `${name}-${one}`, {
            namespace: `${name}-same`,
            manifests: configMap,
          });
        }
      }
    };
    const whole = problemsOf(() => fleetOf({ clusters: 8, build: twice }).synthesize());
    const each = shards(4).map((shard) =>
      problemsOf(() => fleetOf({ clusters: 8, build: twice }).synthesize({ shard })),
    );
    expect(whole).toHaveLength(4);
    expect(each.flat().sort()).toEqual([...whole].sort());
    expect(each.map(({ length }) => length).sort()).toEqual([0, 0, 2, 2]);

    const wrong = (fleet: Fleet<Loose>) =>
      void new Component(fleet, 'bad', {
        manifests: () => {
          throw new Error('no data');
        },
      });
    const all = problemsOf(() => fleetOf({ clusters: 3, build: wrong }).synthesize());
    expect(all).toHaveLength(3);
    for (const shard of shards(3)) {
      expect(problemsOf(() => fleetOf({ clusters: 3, build: wrong }).synthesize({ shard }))).toEqual(all);
    }
  });

  test('a shard does not report an unused acknowledgement', () => {
    const build = (fleet: Fleet<Loose>) =>
      fleet.acknowledgeLeak({
        id: 'token',
        object: 'ConfigMap dns/settings',
        field: 'data.a',
        reason: 'none',
      });
    const ids = (options?: object) =>
      fleetOf({ clusters: 2, build })
        .synthesize(options)
        .warnings.map(({ id }) => id);
    expect(ids()).toContain('unused-acknowledgement');
    expect(ids({ shard: { number: 1, of: 2 } })).not.toContain('unused-acknowledgement');
  });
});

describe('the guard', () => {
  let repository: Repository;

  beforeEach(() => {
    repository = new Repository();
  });

  afterEach(() => repository.remove());

  const fleet = (clusters: number, ...removals: readonly Removal[]) =>
    fleetOf({ clusters, outdir: repository.path('dist'), build: (made) => made.declare(...removals) });

  test('compares only the clusters of the run', () => {
    fleet(4).synth();
    repository.commit();
    const refused = shards(2).map((shard) =>
      problemsOf(() => fleet(3).synth({ shard, base: 'HEAD' })).filter((text) => text.includes('c-04')),
    );
    expect(refused.filter((texts) => texts.length > 0)).toHaveLength(1);
    expect(repository.git('status', '--porcelain')).toBe('');
    fleet(3).synth({ only: ['dev'], base: 'HEAD' });
    expect(repository.git('status', '--porcelain')).toBe('');

    const declared = Removal.cluster('c-04', { reason: 'shut down' });
    for (const shard of shards(2)) fleet(3, declared).synth({ shard, base: 'HEAD' });
    expect(warnings).toEqual([]);
    expect(fs.readdirSync(repository.path('dist/clusters'))).toEqual(['c-01', 'c-02', 'c-03']);
    const only = fleet(3, declared).plan({ only: ['c-01'] });
    expect(only).toMatchObject({ passed: true, findings: [] });
    expect(
      fleet(4, declared)
        .plan()
        .findings.map(({ id }) => id),
    ).toEqual(['declaration-needless']);
  });

  test('finds nothing in a shard of new clusters', () => {
    fleet(1).synth();
    repository.commit();
    fleet(3).synth({ only: ['c-02'], base: 'HEAD' });
    fs.rmSync(repository.path('dist/.gitattributes'));
    repository.commit();
    fleet(3).synth({ only: ['c-03'], base: 'HEAD' });
    expect(warnings).toEqual([]);
    fs.rmSync(repository.path('dist'), { recursive: true });
    repository.commit();
    expect(problemsOf(() => fleet(3).synth({ only: ['c-03'], base: 'HEAD' }))).toHaveLength(1);
  });
});

test('progress counts resolved clusters, rendered clusters, then files', () => {
  const said: SynthProgress[] = [];
  const shard = { number: 1, of: 2 };
  const fleet = fleetOf({ clusters: 5, outdir: folder.at('dist') });
  fleet.synth({ shard, guard: false, onProgress: (progress) => said.push(progress) });
  const { counts, tree } = fleet.result!;
  const steps = (phase: 'resolve' | 'render') =>
    said.filter((one) => one.phase === phase).map(({ done, of }) => `${done}/${of}`);
  expect(steps('resolve')).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
  expect(steps('render').at(0)).toBe(`0/${counts.clusters}`);
  expect(steps('render').at(-1)).toBe(`${counts.clusters}/${counts.clusters}`);
  expect(said.at(-1)).toEqual({ phase: 'write', done: 0, of: tree.size });
});
