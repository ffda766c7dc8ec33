import { App, Cluster, Component, Environment, Fleet, HelmChart, Source, Tenant } from '../../../src';
import { shardedObject } from '../../../src/pipeline/render/sharded';
import { configMap, git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';
import { documentsOf } from '../../support/world';

const SHARD = 'sharding.fluxcd.io/key';

type Shards = readonly string[] | Readonly<Record<string, number>>;

/** A cluster with charts, folders and objects of the platform and of a tenant, and some more components. */
function build(shards: Shards | undefined, components = 0): Fleet<Loose> {
  const fleet = newFleet({ bootstrap: 'operator' });
  const fluxInstance = shards ? { fluxInstance: { sharding: { shards } } } : {};
  const cluster = new Cluster(fleet, 'eu-1', fluxInstance);
  const prod = new Environment(fleet, 'prod', { clusters: [cluster] });
  const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });
  new Component(fleet, 'ingress', { chart });
  new Component(prod, 'cache', { chart });
  new Component(prod, 'queue', { chart });
  new Component(prod, 'folder', { source: git, path: './queue' });
  const tenant = new Tenant(fleet, 'shop', {
    owners: ['shop-leads'],
    source: Source.git({ url: 'https://git.example.com/shop', branch: 'main' }),
  });
  new App(tenant, 'web', { chart });
  new App(tenant, 'api', { path: './api' });
  for (let index = 0; index < components; index++) new Component(fleet, `c-${index}`, { manifests: configMap });
  return fleet;
}

/** All Flux objects of a fleet, and the shard of each. */
function fluxObjects(fleet: Fleet<Loose>): Parsed[] {
  const { tree } = fleet.synthesize();
  return tree.paths
    .filter((path) => /\.yaml$/.test(path))
    .flatMap((path) => documentsOf(tree.get(path)!) as Parsed[])
    .filter(({ apiVersion }) => /toolkit\.fluxcd\.io|extensions\.fluxcd\.io/.test(apiVersion));
}

const addressOf = ({ kind, metadata }: Parsed) => `${kind} ${metadata.namespace}/${metadata.name}`;

const shardsOf = (fleet: Fleet<Loose>): Map<string, string | undefined> =>
  new Map(fluxObjects(fleet).map((one) => [addressOf(one), one.metadata.labels?.[SHARD]]));

test('each Kustomization and HelmRelease has a shard', () => {
  const readers = [...shardsOf(build(['a', 'b', 'c'], 20))].filter(([address]) =>
    /^(Kustomization|HelmRelease) /.test(address),
  );
  expect(readers.length).toBeGreaterThan(30);
  expect(readers.filter(([, shard]) => shard === undefined)).toEqual([]);
  expect(new Set(readers.map(([, shard]) => shard))).toEqual(new Set(['a', 'b', 'c']));
});

test('what fetches in a namespace has one shard, HelmCharts included', () => {
  const objects = fluxObjects(build(['a', 'b', 'c', 'd', 'e']));
  for (const namespace of ['prod-flux-system', 'flux-system']) {
    const here = objects.filter(({ metadata }) => metadata.namespace === namespace);
    const sources = here.filter(({ kind }) => /Repository$/.test(kind));
    const releases = here.filter(({ kind }) => kind === 'HelmRelease');
    expect(sources.length).toBeGreaterThan(0);
    expect(releases.length).toBeGreaterThan(0);
    const shards = [
      ...sources.map(({ metadata }) => metadata.labels?.[SHARD]),
      ...releases.map(({ spec }) => spec.chart.metadata?.labels[SHARD]),
    ];
    // Flux's own namespace has the source that the operator makes, without a label.
    expect([...new Set(shards)]).toEqual([namespace === 'flux-system' ? undefined : expect.stringMatching(/^[a-e]$/)]);
  }
});

test('the operator makes the shards', () => {
  const [instance] = objectsIn(build({ b: 2, a: 1 }), 'clusters/eu-1/flux-system/flux-instance.yaml');
  expect(instance.spec.sharding).toEqual({ shards: ['a', 'b'] });
});

test('one more unit beside 300 moves no other one', () => {
  const before = shardsOf(build({ a: 1, b: 2, c: 1 }, 300));
  const after = shardsOf(build({ a: 1, b: 2, c: 1 }, 301));
  expect([...new Set(before.values())]).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  expect([...after.keys()].filter((address) => !before.has(address))).toEqual([
    'Kustomization flux-system/infrastructure-c-300',
  ]);
  expect([...before].filter(([address, shard]) => after.get(address) !== shard)).toEqual([]);
});

test('a new shard only takes objects to itself', () => {
  const before = shardsOf(build(['a', 'b', 'c'], 300));
  const after = shardsOf(build(['a', 'b', 'c', 'd'], 300));
  const moved = [...before].filter(([address, shard]) => after.get(address) !== shard);
  expect(new Set(moved.map(([address]) => after.get(address)))).toEqual(new Set(['d']));
  // A quarter, give or take a few.
  expect(moved.length / before.size).toBeGreaterThan(0.15);
  expect(moved.length / before.size).toBeLessThan(0.35);
});

test('without shards nothing has a label, and shards change nothing else', () => {
  const plain = fluxObjects(build(undefined));
  expect(plain.filter(({ metadata }) => metadata.labels?.[SHARD] !== undefined)).toEqual([]);
  const withoutLabels = fluxObjects(build(['a', 'b'])).map(({ metadata: { labels, ...metadata }, spec, ...one }) => {
    const { [SHARD]: _, ...others } = labels ?? {};
    const { metadata: __, ...chart } = spec.chart ?? {};
    return {
      ...one,
      metadata: Object.keys(others).length > 0 ? { ...metadata, labels: others } : metadata,
      spec: spec.chart ? { ...spec, chart } : spec,
    };
  });
  expect(withoutLabels).toEqual(plain);
});

test('an object with a shard of its own keeps it', () => {
  const metadata = { name: 'one', namespace: 'apps', labels: { [SHARD]: 'mine', team: 'web' } };
  const object = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata };
  expect(shardedObject(object, { a: 1 })).toEqual(object);
});

test.each<[string, Shards, string]>([
  ['none', [], 'fluxInstance.sharding.shards is empty: name at least one shard, or leave sharding out'],
  ['one twice', ['a', 'a'], 'fluxInstance.sharding.shards has "a" twice: name each shard once'],
  ['a weight of 0', { a: 1, b: 0 }, 'fluxInstance.sharding.shards["b"] is 0: give it a weight above 0'],
  [
    'a long name',
    ['a'.repeat(36)],
    `fluxInstance.sharding.shards "${'a'.repeat(36)}" has 36 characters: shorten it to at most 35`,
  ],
  ['no name of Kubernetes', ['Blue'], 'fluxInstance.sharding.shards "Blue"'],
])('shards are refused: %s', (_, shards, problem) => {
  expect(problemsOf(build(shards))).toEqual([expect.stringContaining(problem)]);
});

test('volumes of shards need storage', () => {
  const fleet = newFleet({ bootstrap: 'operator' });
  new Cluster(fleet, 'eu-1', { fluxInstance: { sharding: { shards: ['a'], storage: 'persistent' } } });
  expect(problemsOf(fleet)).toEqual([expect.stringContaining('storage')]);
});
