import { Cluster, ClusterGroup, Component, Environment, Fleet, HelmChart, Source, unset } from '../../../src';
import { Loose, newFleet, problemsOf } from '../../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '1.2.3' });

/** A fleet of one cluster in a group, with these layers and a component that reads them. */
function fleetWith(
  base: Loose,
  group: Loose,
  cluster: Loose,
  read: (config: Loose) => Loose = (config) => ({ ...config }),
) {
  const fleet = newFleet({ config: base });
  const stores = new ClusterGroup(fleet, 'stores', { config: group });
  new Cluster(fleet, 'one', { groups: [stores], config: cluster });
  new Component(fleet, 'reader', {
    chart,
    values: ({ config }) => JSON.parse(JSON.stringify(read(config))) as Loose,
  });
  return fleet;
}

function valuesOf(fleet: Fleet<Loose>) {
  return fleet.synthesize().resolved.clusters[0]!.components[0]!.release!.values;
}

test('a function computes a value from the layers below it and from the final values', () => {
  const fleet = fleetWith(
    { region: 'nowhere', host: (_: Loose, config: Loose) => `db.${config.region}`, replicas: 2, name: 'base' },
    { replicas: (below: Loose) => below.replicas * 2, name: (below: Loose) => `${below.name}-stores` },
    { region: 'eu', replicas: (below: Loose) => below.replicas + 1 },
  );
  expect(valuesOf(fleet)).toEqual({ region: 'eu', host: 'db.eu', replicas: 5, name: 'base-stores' });
});

test('a function reads keys that other functions compute', () => {
  const fleet = fleetWith(
    {
      a: (_: Loose, config: Loose) => config.b + 1,
      b: (_: Loose, config: Loose) => config.c.d * 10,
      c: { d: () => 2 },
    },
    { e: (below: Loose) => below.a },
    {},
  );
  expect(valuesOf(fleet)).toEqual({ a: 21, b: 20, c: { d: 2 }, e: 21 });
});

test('a map from a function merges with the layers below and above it', () => {
  const fleet = fleetWith(
    { map: { a: 1, b: { c: () => 1, d: 1 } }, plain: 'text' },
    { map: (below: Loose) => ({ a: below.map.a + 1, b: { e: 2 } }), plain: () => ({ x: 1 }) },
    { map: { a: (below: Loose) => below.map.a * 10, b: { d: unset, f: 3 } }, plain: { y: 2 } },
  );
  expect(valuesOf(fleet)).toEqual({ map: { a: 20, b: { c: 1, e: 2, f: 3 } }, plain: { x: 1, y: 2 } });
});

test('lists and maps from functions are immutable and not shared', () => {
  const list = ['a'];
  const fleet = fleetWith({ list: () => list, map: () => ({ inner: list }) }, {}, {}, (config) => {
    config.list.push('b');
    return {};
  });
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(/^\[one\/reader\] .*not extensible/)]);
  expect(list).toEqual(['a']);
});

test('an overridden function is not called', () => {
  const make = jest.fn(() => 1);
  expect(valuesOf(fleetWith({ a: make, map: { b: make } }, { a: 2, map: unset }, {}))).toEqual({ a: 2 });
  expect(make).not.toHaveBeenCalled();
});

test('a function is called once per target, however many read its value', () => {
  const make = jest.fn(() => 1);
  const fleet = fleetWith({ a: make, b: (_: Loose, { a }: Loose) => a }, {}, {}, ({ a, b }) => ({ a, b, again: a }));
  expect(valuesOf(fleet)).toEqual({ a: 1, b: 1, again: 1 });
  expect(make).toHaveBeenCalledTimes(1);
});

test('a key that a function cannot read is an error of its readers only', () => {
  const base = { host: (_: Loose, config: Loose) => `db.${config.region}`, early: (below: Loose) => below.region };
  const looked = 'looked in fleet, group stores, cluster one';
  expect(valuesOf(fleetWith(base, {}, {}, () => ({})))).toEqual({});
  expect(problemsOf(fleetWith(base, {}, {}, ({ host }) => ({ host })))).toEqual([
    `[one/reader] config "region" is read for config "host" but set nowhere (${looked}): set it in one of these, or test with "in"`,
  ]);
  expect(problemsOf(fleetWith({}, base, { region: 'eu' }, ({ host, early }) => ({ host, early })))).toEqual([
    '[one/reader] config "region" is read for config "early" but set nowhere (looked in fleet): set it in one of these, or test with "in"',
  ]);
});

test('a removed key is missing, and the error lists the searched layers', () => {
  const fleet = fleetWith({ a: 1, map: { b: 1 } }, { a: unset, map: { b: unset } }, {}, (config) => {
    expect(['a' in config, 'b' in config.map]).toEqual([false, false]);
    return { b: config.map.b };
  });
  expect(problemsOf(fleet)).toEqual([
    '[one/reader] config "map.b" is read but set nowhere (looked in fleet, group stores, cluster one): set it in one of these, or test with "in"',
  ]);
});

describe('cycles', () => {
  const way = 'make one of these of other keys, or of what is below it';
  const reads = (key: string) => (_: Loose, config: Loose) => config[key] as unknown;

  test.each<[string, Loose, Loose, string]>([
    ['of itself', { a: reads('a') }, {}, 'a (fleet) -> a (fleet)'],
    ['of two', { b: reads('a') }, { a: reads('b') }, 'a (group stores) -> b (fleet) -> a (group stores)'],
    [
      'of three, whichever comes first',
      { z: reads('x'), y: reads('z'), x: reads('y'), other: reads('x') },
      {},
      'x (fleet) -> y (fleet) -> z (fleet) -> x (fleet)',
    ],
    [
      'through a map',
      { map: (_: Loose, { map }: Loose) => ({ b: map.b }) },
      { map: { c: 1 } },
      'map (fleet) -> map (fleet)',
    ],
  ])('%s are reported once per target, whoever reads them', (_, base, group, circle) => {
    const read = (config: Loose) => ({ ...config });
    expect(problemsOf(fleetWith(base, group, {}, read))).toEqual([`[one] config goes in a circle, ${circle}: ${way}`]);
    expect(problemsOf(fleetWith(base, group, {}, () => ({})))).toEqual([
      `[one] config goes in a circle, ${circle}: ${way}`,
    ]);
  });

  test('do not include a key that reads its own lower layers', () => {
    const fleet = fleetWith({ a: 1, b: 2 }, { a: ({ b }: Loose) => b, b: ({ a }: Loose) => a }, {});
    expect(valuesOf(fleet)).toEqual({ a: 2, b: 1 });
  });

  test('are found in every environment', () => {
    const fleet = fleetWith({ a: reads('b'), b: 1 }, {}, {}, () => ({}));
    const one = fleet.node.findChild('cluster:one') as Cluster<Loose>;
    new Environment(fleet, 'dev', { clusters: [one], config: { b: reads('a') } });
    expect(problemsOf(fleet)).toEqual([
      `[dev/one] config goes in a circle, a (fleet) -> b (environment dev) -> a (fleet): ${way}`,
    ]);
  });
});

describe('an invalid function', () => {
  test.each<[string, unknown, string]>([
    ['fails', () => JSON.parse('{') as unknown, 'cannot be made, its function fails with "'],
    ['gives nothing', () => undefined, 'cannot be used, its value is undefined: leave the key out, or give a value'],
    ['gives a function', () => () => 1, 'cannot be used, its value is a function: use maps, '],
    ['takes a key out', () => unset, 'cannot be used, its value is unset: use it for a key of a layer'],
    ['gives a promise', async () => Promise.resolve(1), 'cannot be used, its value is a Promise: use maps, '],
    [
      'gives something odd deep within',
      () => ({ x: [NaN] }),
      'cannot be used, its value.x[0] is NaN: give a finite number',
    ],
    [
      'writes',
      (below: Loose) => (below.b = 1),
      'cannot be made, its function fails with "config \\"b\\" cannot be written',
    ],
  ])('that %s is an error of the target', (_, make, message) => {
    const [problem, ...others] = problemsOf(fleetWith({ b: 1 }, { a: make }, {}, ({ a }) => ({ a })));
    expect(others).toEqual([]);
    expect(problem!.startsWith(`[one] config "a" of group stores ${message}`)).toBe(true);
  });

  test('within a list is rejected in the constructor', () => {
    expect(problemsOf(fleetWith({ list: [() => 1] }, { list: [unset] }, {}, () => ({})))).toEqual([
      '[acme] config.list[0] is a function: use maps, lists, strings, numbers and booleans',
      "[stores] config.list[0] is unset: use it for a key of a layer's map, or leave the value out",
    ]);
  });
});

test('a layer that contains itself or is not a map is rejected', () => {
  const loop: Loose = {};
  loop.map = { loop };
  const fleet = fleetWith(loop, {}, [], () => ({}));
  expect(problemsOf(fleet)).toEqual([
    '[acme] config.map.loop contains itself: give plain data',
    '[one] config is a list: give a map',
  ]);
});

test('functions are typed', () => {
  interface Site {
    region: 'eu' | 'us';
    replicas: number;
    db: { host: string; port?: number };
    zones: readonly string[];
  }
  const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });
  const fleet = new Fleet<Site>({
    name: 'acme',
    source,
    config: {
      replicas: 2,
      zones: (_, { region }) => [`${region}-a`],
      db: { host: (_, { region }) => `db.${region}`, port: unset },
    },
  });
  const one = new Cluster(fleet, 'one', {
    config: { region: 'eu', replicas: (below) => below.replicas + 1, db: ({ db }) => ({ host: `${db.host}.one` }) },
  });
  new Cluster(fleet, 'two', {
    // @ts-expect-error -- a number
    config: { region: 'us', replicas: (below) => `${below.replicas}` },
  });
  // @ts-expect-error -- no such key
  new Cluster(fleet, 'three', { config: { region: 'us', replicas: (_, config) => config.nothing } });
  new Component(one, 'reader', {
    chart,
    values: ({ config: { zones, db, replicas } }) => ({ zones, db: { ...db }, replicas }),
  });
  expect(fleet.synthesize().resolved.clusters[0]!.components[0]!.release!.values).toEqual({
    zones: ['eu-a'],
    db: { host: 'db.eu.one' },
    replicas: 3,
  });
});
