import * as fs from 'node:fs';
import * as fc from 'fast-check';
import { Tenant } from '../../../src';
import { Fact } from '../../../src/controller-rules';
import { CacheFolder, defaultCacheFolder } from '../../../src/pipeline/cache/cache-folder';
import { UnitFile } from '../../../src/pipeline/cache/unit-file';
import { runsOf } from '../../support/deep';
import { git, Loose } from '../../support/fleets';
import { Folder } from '../../support/folder';
import { edited } from './edits';
import { FILE, small } from './small-fleet';
import { RunOptions, Twins } from './twins';

const CLUSTERS = ['eu-1', 'eu-2', 'us-1', 'us-2'];

const program = small({ clusters: CLUSTERS });

/** How many different units it has. */
const UNITS = 12;

const changed = small({
  clusters: [...CLUSTERS.slice(1), 'us-3'],
  build: (fleet) => void new Tenant<Loose>(fleet, 'bank', { source: git }),
});

beforeEach(() => void jest.spyOn(console, 'warn').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

describe('shards and whole runs with one cache', () => {
  let twins: Twins;
  beforeEach(() => (twins = new Twins()));
  afterEach(() => twins.delete());

  const shards = [1, 2, 3].map((number) => ({ shard: { number, of: 3 } }));
  const parts = [{ only: ['eu-1'] }, { only: ['us-1', 'us-2'] }];

  test('one after the other, each way round', () => {
    for (const one of [program, changed, program]) {
      for (const options of [...shards, {}, ...parts, {}, ...shards]) {
        twins.run(one, { ...options, guard: false });
        twins.tick();
      }
    }
  });

  test('a whole run knows what shards have left, and shards what it has', () => {
    for (const options of [...shards, ...shards]) twins.run(program, options);
    twins.tick();
    const all = Object.entries(twins.dist.files).length;
    expect(twins.run(program)).toMatchObject({ recalled: UNITS, unchanged: all + 1 });
    for (const options of shards) {
      const { counts, recalled } = twins.run(program, options);
      expect(recalled).toBe(counts!.distinctUnits);
    }
  });

  const beyond: Readonly<Record<string, (place: Folder) => void>> = {
    'a file': (place) => place.write('dist/clusters/us-1', 'mine\n'),
    'a link': (place) => fs.symlinkSync('eu-1', place.at('dist/clusters/us-1')),
    'a generated file that nobody makes': (place) => fs.copyFileSync(place.at(FILE), place.at('dist/clusters/us-1')),
    'a folder whose name is no path': (place) => fs.mkdirSync(place.at('dist/clusters/us\t1\nfolder\tclusters')),
    'an empty folder': (place) => fs.mkdirSync(place.at('dist/clusters/us-1')),
  };

  test.each(Object.entries(beyond))('%s beyond a shard is found by the run that it concerns', (_, put) => {
    const few = small({ clusters: ['eu-1', 'eu-2'] });
    twins.settle(few);
    twins.each(put);
    for (let run = 0; run < 2; run++) {
      twins.run(few, { only: ['eu-1'] });
      twins.tick();
    }
    for (const one of [few, small({ clusters: ['eu-1', 'eu-2', 'us-1'] }), few]) twins.run(one);
  });

  test('edits beyond a shard are left to the run that they concern', () => {
    twins.settle(program);
    twins.each((place) => place.write(FILE, edited(place.read(FILE))));
    for (const options of [...parts.slice(1), ...parts]) twins.run(program, options);
    expect(twins.run(program)).toMatchObject({ problems: [expect.stringContaining('changed by hand')] });
  });
});

describe('what leaves a cache as it is', () => {
  let twins: Twins;
  beforeEach(() => {
    twins = new Twins();
    twins.settle(program);
  });
  afterEach(() => twins.delete());

  test.each<RunOptions>([{ mode: 'check' }, { mode: 'plan' }, { mode: 'check', base: 'HEAD', first: true }])(
    '%j',
    (options) => {
      const before = twins.cache.files;
      twins.run(program, options);
      expect(twins.run(program, options)).toMatchObject({ recalled: 0 });
      twins.run(changed, options);
      expect(twins.cache.files).toEqual(before);
      twins.each((place) => place.write(FILE, edited(place.read(FILE))));
      twins.run(program, options);
      expect(twins.cache.files).toEqual(before);
    },
  );

  test('`synthesize`, `plan` and `synthYaml`', () => {
    const before = twins.cache.files;
    const fleet = program(twins.dist.path);
    expect(fleet.synthesize().counts.recalledUnits).toBe(0);
    fleet.plan({ first: true });
    fleet.synthYaml();
    expect(twins.cache.files).toEqual(before);
  });
});

describe('where the cache is', () => {
  let folder: Folder;
  beforeEach(() => (folder = new Folder()));
  afterEach(() => folder.delete());

  const recalled = (outdir: string, cache?: string | boolean) => {
    const fleet = program(outdir);
    fleet.synth(cache === undefined ? {} : { cache });
    return fleet.result!.counts.recalledUnits;
  };
  /** All but the output directories. */
  const rest = () => Object.keys(folder.files).filter((path) => !/^(?:[^/]*\/)*dist\//.test(path));

  test('nowhere without a node_modules', () => {
    expect([recalled(folder.at('a/dist')), recalled(folder.at('a/dist'))]).toEqual([0, 0]);
    expect(rest()).toEqual([]);
    expect(defaultCacheFolder(folder.at('a/dist'))).toBeUndefined();
  });

  test('in the nearest node_modules', () => {
    fs.mkdirSync(folder.at('node_modules'));
    fs.mkdirSync(folder.at('a/node_modules'), { recursive: true });
    expect([recalled(folder.at('a/b/dist')), recalled(folder.at('a/b/dist'))]).toEqual([0, UNITS]);
    expect(recalled(folder.at('c/dist'))).toBe(0);
    const cache = 'node_modules/.cache/cdk8s-flux-fleet';
    const places = rest().map((path) => path.replace(/\/[0-9a-f]{16}\/[^/]*$/, ''));
    expect([...new Set(places)].sort()).toEqual([`a/${cache}`, cache]);
  });

  test('not in a node_modules in the output directory, which is somebody else\u2019s', () => {
    folder.write('dist/node_modules/a.txt', 'mine\n');
    expect([recalled(folder.at('dist')), recalled(folder.at('dist'))]).toEqual([0, 0]);
    expect(fs.readdirSync(folder.at('dist/node_modules'))).toEqual(['a.txt']);
  });

  test('in a given folder, made when it is missing, each output directory apart', () => {
    const cache = folder.at('some/folder');
    expect([recalled(folder.at('a/dist'), cache), recalled(folder.at('a/dist'), cache)]).toEqual([0, UNITS]);
    expect([recalled(folder.at('b/dist'), cache), recalled(folder.at('b/dist'), cache)]).toEqual([0, UNITS]);
    expect(fs.readdirSync(cache)).toHaveLength(2);
    expect(recalled(folder.at('a/dist'))).toBe(0);
  });

  test('nowhere when it is not wanted', () => {
    fs.mkdirSync(folder.at('node_modules'));
    expect([recalled(folder.at('dist'), false), recalled(folder.at('dist'), false)]).toEqual([0, 0]);
    expect(rest()).toEqual([]);
    expect([recalled(folder.at('dist'), true), recalled(folder.at('dist'), false)]).toEqual([0, 0]);
    expect(recalled(folder.at('dist'))).toBe(UNITS);
  });

  test('in a node_modules that cannot be written, nowhere', () => {
    folder.write('node_modules', 'a file\n');
    expect([recalled(folder.at('dist')), recalled(folder.at('dist'))]).toEqual([0, 0]);
    expect(rest()).toEqual(['node_modules']);
  });
});

describe('runs at the same time', () => {
  let folder: Folder;
  beforeEach(() => (folder = new Folder()));
  afterEach(() => folder.delete());

  const unit = { folders: [{ path: '', names: ['a.yaml'], digest: 'd' }], identities: ['/ConfigMap/a/b'], facts: [] };
  const read = (print: string) => UnitFile.read(new CacheFolder(folder.path, '/dist'), print);

  test('of other rules do not take what each other leave', () => {
    const first = read('one');
    first.keep('a', unit);
    first.save(true);
    const [one, other] = [read('one'), read('two')];
    one.keep('b', unit);
    other.keep('c', unit);
    other.save(true);
    one.save(true);
    expect(['a', 'b', 'c'].filter((key) => read('two').recall(key))).not.toContain('b');
    expect(['a', 'b', 'c'].filter((key) => read('one').recall(key))).not.toContain('c');
  });

  test('of the same rules add to each other', () => {
    const first = read('one');
    first.keep('a', unit);
    first.save(true);
    const both = ['b', 'c'].map((key) => [key, read('one')] as const);
    for (const [key, file] of both) {
      file.keep(key, unit);
      file.save(true);
    }
    expect(['a', 'b', 'c'].map((key) => read('one').recall(key))).toEqual([unit, unit, unit]);
  });
});

describe('facts', () => {
  let folder: Folder;
  beforeEach(() => (folder = new Folder()));
  afterEach(() => folder.delete());

  const keys = fc.constantFrom('path', 'postBuild', 'sourceRef', 'suspend');
  const fact = fc.record({
    kind: fc.constantFrom<Fact['kind']>('Kustomization', 'GitRepository'),
    metadata: fc.record({ name: fc.string(), namespace: fc.string() }, { requiredKeys: ['name'] }),
    spec: fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.constant(undefined))),
  });
  const unitOf = (facts: readonly Fact[]) => ({
    folders: [{ path: '', names: ['a.yaml'], digest: 'd' }],
    identities: ['/ConfigMap/a/b'],
    facts,
  });
  const read = () => UnitFile.read(new CacheFolder(folder.path, '/dist'), 'print');

  test('are recalled as they were, in whatever runs', () => {
    const lists = fc.array(fc.array(fact, { maxLength: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lists, (all) => {
        fs.rmSync(folder.path, { recursive: true });
        for (const [key, facts] of all.entries()) {
          const file = read();
          file.keep(`${key}`, unitOf(facts));
          file.save(false);
        }
        const file = read();
        const wanted = all.map((facts) => JSON.stringify(facts));
        expect(all.map((_, key) => JSON.stringify(file.recall(`${key}`)?.facts))).toEqual(wanted);
      }),
      { numRuns: runsOf(40, 2_000) },
    );
  });

  test('share what they have in common, on disk and in memory', () => {
    const substitute = { region: 'eu', domain: 'shop.example.com'.repeat(20) };
    const apps = (cluster: number) =>
      [1, 2, 3].map((app): Fact => {
        const metadata = { name: `app-${app}`, namespace: 'team' };
        return { kind: 'Kustomization', metadata, spec: { path: `./${cluster}/${app}`, postBuild: { substitute } } };
      });
    const file = read();
    for (let cluster = 0; cluster < 50; cluster++) file.keep(`${cluster}`, unitOf(apps(cluster)));
    file.save(true);
    const text = fs.readFileSync(new CacheFolder(folder.path, '/dist').file('units'), 'utf8');
    expect(text.split(substitute.domain)).toHaveLength(2);
    const again = read();
    const [one, other] = ['3', '4'].map((key) => again.recall(key)!.facts);
    expect([one, other]).toEqual([apps(3), apps(4)]);
    expect(one![0]!.spec['postBuild']).toBe(other![2]!.spec['postBuild']);
  });
});
