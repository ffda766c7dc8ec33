import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { Cluster, ClusterGroup, Environment, Fleet, FleetError, formatExplanation, Preset, unset } from '../../../src';
import { Statement } from '../../../src/core/source-location';
import { MergedConfig } from '../../../src/features/config/merge';
import { ConfigReader } from '../../../src/features/config/reader';
import { resolvedConfig, resolvedSettings } from '../../../src/features/config/resolved';
import { explainConfig } from '../../../src/features/explain/explain';
import { runsOf } from '../../support/deep';
import { git, Loose } from '../../support/fleets';
import { Folder } from '../../support/folder';

const HERE = 'test/features/explain/explain.test.ts';

/** The line of this file that contains a text. */
function lineOf(text: string): number {
  return (
    fs
      .readFileSync(__filename, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}

function exampleFleet(): Fleet<Loose> {
  const config = { host: 'db', map: { a: 1, b: 2 }, gone: 1 };
  const fleet = new Fleet<Loose>({ name: 'acme', source: git, config }); // the fleet
  const edge = new Preset(fleet, 'edge', { config: { host: 'db.edge', map: 'none' } }); // the preset
  const group = new ClusterGroup(fleet, 'stores', { presets: [edge], config: { map: { c: 3 } } }); // the group
  const one = new Cluster(fleet, 'one', { groups: [group], config: clusterConfig }); // the cluster
  new Environment(fleet, 'dev', { clusters: [one], config: { host: 'db.dev' } }); // the environment
  return fleet;
}

const clusterConfig = {
  host: (below: Loose) => `${below.host}.one`,
  gone: unset,
  lost: (_: Loose, config: Loose) => config.nothing as string,
};

const at = (text: string) => ({ file: HERE, line: lineOf(`// ${text}`) });

test('names the statement and line that set a value, and what it overrides', () => {
  const fleet = exampleFleet();
  expect(fleet.explain({ cluster: 'one', environment: 'dev' }, 'host')).toEqual({
    at: 'dev/one',
    key: 'host',
    layers: ['fleet', 'environment dev', 'preset edge of group stores', 'group stores', 'cluster one'],
    values: [
      {
        key: 'host',
        value: 'db.edge.one',
        setBy: {
          layer: 'cluster one',
          key: 'host',
          kind: 'function',
          value: 'db.edge.one',
          location: at('the cluster'),
        },
        overrode: [
          { layer: 'preset edge of group stores', key: 'host', value: 'db.edge', location: at('the preset') },
          { layer: 'environment dev', key: 'host', value: 'db.dev', location: at('the environment') },
          { layer: 'fleet', key: 'host', value: 'db', location: at('the fleet') },
        ],
      },
    ],
  });
});

test('as text', () => {
  const fleet = exampleFleet();
  const text = (key: string) => formatExplanation(fleet.explain({ cluster: 'one' }, key)).replaceAll(`${HERE}:`, '');
  const line = (what: string) => lineOf(`// ${what}`);
  expect(text('host').split('\n')).toEqual([
    `[one] config "host" is "db.edge.one", made by a function of cluster one (${line('the cluster')})`,
    `  over "db.edge" of preset edge of group stores (${line('the preset')})`,
    `  over "db" of fleet (${line('the fleet')})`,
  ]);
  expect(text('map')).toBe(
    [
      `[one] config "map.c" is 3, set by group stores (${line('the group')})`,
      `  over "none" for "map" of preset edge of group stores (${line('the preset')})`,
    ].join('\n'),
  );
  expect(text('gone')).toBe(
    `[one] config "gone" is taken out by cluster one (${line('the cluster')})\n  over 1 of fleet (${line('the fleet')})`,
  );
  expect(text('lost')).toBe(
    `[one] config "lost" cannot be made here by the function of cluster one (${line('the cluster')}): it reads a key that is missing`,
  );
  expect(text('nothing')).toBe(
    '[one] config "nothing" is set nowhere (looked in fleet, preset edge of group stores, group stores, cluster one)',
  );
});

test('accepts a target or constructs', () => {
  const fleet = exampleFleet();
  const cluster = fleet.node.findChild('cluster:one') as Cluster<Loose>;
  const environment = fleet.node.findChild('environment:dev') as Environment<Loose>;
  const byName = fleet.explain({ cluster: 'one', environment: 'dev' }, 'host');
  expect(fleet.explain({ cluster, environment }, 'host')).toEqual(byName);
});

test('a target that does not exist is an error', () => {
  const messageOf = (place: { cluster: string; environment?: string }) => {
    try {
      exampleFleet().explain(place, 'host');
    } catch (error) {
      return error instanceof FleetError ? error.problems[0]!.message : error;
    }
    return undefined;
  };
  expect(messageOf({ cluster: 'two' })).toBe('cluster "two" does not exist: use one of one');
  expect(messageOf({ cluster: 'one', environment: 'qa' })).toBe(
    'environment "qa" is not on cluster "one": use one of dev',
  );
});

test('the resolved fleet explains as much as the fleet, from plain data', () => {
  const fleet = exampleFleet();
  const plan = JSON.parse(JSON.stringify(fleet.synthesize().resolved)) as ReturnType<
    typeof fleet.synthesize
  >['resolved'];
  const [environment] = plan.clusters[0]!.environments;
  for (const key of ['host', 'map', 'gone', 'lost']) {
    const explained = explainConfig('dev/one', plan.layers, environment!.config, key);
    expect(explained).toEqual(fleet.explain({ cluster: 'one', environment: 'dev' }, key));
  }
});

const scalars = fc.constantFrom<unknown>(1, 'x', null, true, ['l'], unset);
const keys = fc.constantFrom('a', 'b', 'c');
const { map: maps } = fc.letrec<{ map: Loose; value: unknown }>((tie) => ({
  map: fc.dictionary(keys, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    tie('map'),
    fc.constantFrom<unknown>(
      () => 'made',
      () => ({ a: 'made', b: { c: 'made' } }),
      () => ({}),
      (below: Loose) => ('a' in below ? JSON.stringify(below.a) : 'no a'),
      (below: Loose) => below.b as unknown,
    ),
  ),
}));

/** The values of a map by key, without unreadable ones. */
function readable(read: () => unknown, key = ''): Array<[string, unknown]> {
  let value: unknown;
  try {
    value = read();
  } catch {
    return [];
  }
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap) return [[key, value]];
  const map = value as Loose;
  const names = Object.keys(map);
  if (names.length === 0) return key === '' ? [] : [[key, {}]];
  return names.flatMap((name) => readable(() => map[name], key === '' ? name : `${key}.${name}`));
}

test('the explained value is the value read', () => {
  fc.assert(
    fc.property(fc.array(maps, { minLength: 1, maxLength: 5 }), (values) => {
      const layers = values.map((one, index) => ({ name: `layer ${index}`, values: one }));
      const merged = layers.reduce((below, layer) => below.with(layer), MergedConfig.empty());
      const reader = new ConfigReader(merged);
      reader.settle();
      const plan = resolvedConfig(merged, reader);
      const explained = ['a', 'b', 'c'].flatMap(
        (key) => explainConfig('here', resolvedSettings(layers), plan, key).values,
      );
      const found = explained.filter((one) => one.value !== undefined).map(({ key, value }) => [key, value]);
      // A map whose keys were all removed is still a map, but no statement set it to an empty map.
      const isLeftOver = ([, value]: readonly [string, unknown]) => JSON.stringify(value) === '{}';
      const sort = (some: ReadonlyArray<readonly [string, unknown]>) =>
        some.filter((one) => !isLeftOver(one)).sort(([a], [b]) => (a < b ? -1 : 1));
      expect(sort(found as Array<[string, unknown]>)).toEqual(sort(readable(() => reader.view())));
    }),
    { numRuns: runsOf(100, 50_000) },
  );
});

describe('the location of a statement', () => {
  test('is the one in a separate program, and the output does not depend on it', () => {
    const program = (blank: number) => `${'\n'.repeat(blank)}
import { Cluster, ClusterGroup, Component, Fleet, HelmChart, Source } from '${path.resolve('src/index')}';
const fleet = new Fleet<{ a?: number }>({ name: 'acme', source: Source.git({ url: 'https://git.example.com/x', branch: 'main' }) });
function make(name: string) {
  return new Cluster(fleet, name, { config: { a: 1 } });
}
class Store extends Cluster<{ a?: number }> {
  constructor(name: string) {
    super(fleet, name, { config: { a: 2 } });
  }
}
make('one');
new Store('two');
new Component(fleet, 'nginx', { chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '1.2.3' }) });
fleet.synth();
const lineOf = (cluster: string) => fleet.explain({ cluster }, 'a').values[0]!.setBy.location;
console.log(JSON.stringify([lineOf('one'), lineOf('two')]));
`;
    const outputs = [0, 5].map((blank) => {
      const folder = new Folder();
      fs.symlinkSync(path.resolve('node_modules'), folder.at('node_modules'));
      folder.write('my fleet.ts', program(blank));
      const tsx = path.resolve('node_modules/tsx/dist/cli.mjs');
      const said = execFileSync(process.execPath, [tsx, 'my fleet.ts'], { cwd: folder.path, encoding: 'utf8' });
      fs.unlinkSync(folder.at('node_modules'));
      const { files } = new Folder(path.join(folder.path, 'dist'));
      folder.delete();
      return { lines: JSON.parse(said) as unknown, files };
    });
    const lines = (blank: number) => [
      { file: 'my fleet.ts', line: blank + 5 },
      { file: 'my fleet.ts', line: blank + 13 },
    ];
    expect(outputs.map((output) => output.lines)).toEqual([lines(0), lines(5)]);
    expect(outputs[1]!.files).toEqual(outputs[0]!.files);
    expect(JSON.stringify(outputs[0]!.files)).not.toContain('my fleet');
  });

  test('is read from one stack of one frame, and only when somebody asks', () => {
    class Store {
      public readonly statement = new Statement(Store);
    }
    // V8 calls this when it writes down a stack.
    const stacks: number[] = [];
    Error.prepareStackTrace = (_, frames) => {
      stacks.push(frames.length);
      return frames.map((frame) => `    at ${frame.getFileName()}:${frame.getLineNumber()}:1`).join('\n');
    };
    const stores = Array.from({ length: 100 }, () => new Store());
    const before = stacks.length;
    const locations = new Set([...stores, ...stores].map(({ statement }) => statement.location?.file));
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    expect(before).toBe(0);
    expect(stacks).toEqual(stores.map(() => 1));
    expect([...locations]).toEqual([HERE]);
  });
});
