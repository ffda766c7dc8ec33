import { App, Cluster, Component, Environment, Fleet, HelmChart, Source, Tenant } from '../../../src';
import { buildKustomization } from '../../../src/kustomize/build';
import { shardedObject } from '../../../src/pipeline/render/sharded';
import { hasForeignEntry } from '../../../src/pipeline/write/list-entries';
import { memoryFiles } from '../../kustomize/memory-files';
import { configMap, git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';
import { documentsOf } from '../../support/world';

const SHARD = 'sharding.fluxcd.io/key';

type Shards = readonly string[] | Readonly<Record<string, number>>;

/** A cluster with charts, folders and objects of the platform and of a tenant, and some more components. */
function build(shards: Shards | undefined, components = 0, bootstrap: 'gotk' | 'operator' = 'operator'): Fleet<Loose> {
  const fleet = newFleet({ bootstrap });
  const cluster = new Cluster(fleet, 'eu-1', shards ? { sharding: { shards } } : {});
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

describe('of manifests that flux install writes', () => {
  const args = ['--watch-all-namespaces=true', '--log-level=info'];
  const deployment = (name: string) =>
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: flux-system, labels: {app.kubernetes.io/part-of: flux}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {serviceAccountName: ${name}, containers: [{name: manager, args: ${JSON.stringify(args)}}]}
`;
  const service = (name: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {selector: {app: ${name}}}\n`;
  const shared = ['v1 Namespace', 'v1 ServiceAccount', 'v1 ResourceQuota', 'rbac.authorization.k8s.io/v1 ClusterRole'];
  const CONTROLLERS = ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'];
  const COMPONENTS = [
    ...shared.map((type) => {
      const [apiVersion, kind] = type.split(' ');
      return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${kind === 'ServiceAccount' ? 'helm-controller' : 'flux-system'}}\n`;
    }),
    ...CONTROLLERS.map(deployment),
    ...['source-controller', 'notification-controller', 'webhook-receiver'].map(service),
  ].join('---\n');

  const fleet = build({ b: 2, a: 1 }, 0, 'gotk');
  const { tree } = fleet.synthesize();
  const files = new Map(tree.paths.map((path) => [path, tree.get(path)!]));
  files.set('clusters/eu-1/flux-system/gotk-components.yaml', COMPONENTS);
  const built = buildKustomization(memoryFiles(files), 'clusters/eu-1');
  const objects = built.objects.map(({ object }) => object as unknown as Parsed);
  const named = (kind: string) => objects.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);
  const deployed = (name: string) =>
    objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)!;
  const argsOf = (name: string): string[] => deployed(name).spec.template.spec.containers[0].args;

  test('each shard has its controllers, and all share the rest', () => {
    expect(built.error).toBeUndefined();
    const ofShard = (shard: string) => CONTROLLERS.slice(0, 3).map((name) => `${name}-${shard}`);
    expect(named('Deployment').sort()).toEqual([...CONTROLLERS, ...ofShard('a'), ...ofShard('b')].sort());
    expect(named('Service').sort()).toEqual([
      ...['notification-controller', 'source-controller', 'source-controller-a', 'source-controller-b'],
      'webhook-receiver',
    ]);
    const ofFlux = (kind: string) => named(kind).filter((name) => /^(?:flux-system|helm-controller)/.test(name));
    for (const type of shared) expect(ofFlux(type.split(' ')[1]!)).toHaveLength(1);
  });

  test('each takes its own objects, locked down and with as many workers as the others', () => {
    expect(argsOf('kustomize-controller')).toEqual([
      ...args,
      ...['--no-cross-namespace-refs=true', '--no-remote-bases=true', '--default-service-account=default'],
      ...['--concurrent=10', '--requeue-dependency=5s', '--feature-gates=CancelHealthCheckOnNewRevision=true'],
      '--watch-label-selector=!sharding.fluxcd.io/key',
    ]);
    const ofShard = (name: string, shard: string) =>
      argsOf(name)
        .map((arg) => arg.replace('!sharding.fluxcd.io/key', `sharding.fluxcd.io/key=${shard}`))
        .sort();
    expect(argsOf('kustomize-controller-b').sort()).toEqual(ofShard('kustomize-controller', 'b'));
    expect(argsOf('helm-controller-a').sort()).toEqual(ofShard('helm-controller', 'a'));
    expect(argsOf('notification-controller').join()).not.toContain('watch-label-selector');
  });

  test('its source-controller serves at an address of its own, and it acts as the account of all', () => {
    expect(argsOf('source-controller-a')).toContain('--storage-adv-addr=source-controller-a.flux-system.svc');
    const { selector, template } = deployed('source-controller-a').spec;
    expect([selector.matchLabels.app, template.metadata.labels.app]).toEqual(Array(2).fill('source-controller-a'));
    const [service] = objects.filter(
      ({ kind, metadata }) => kind === 'Service' && metadata.name === 'source-controller-a',
    );
    expect(service!.spec.selector).toEqual({ app: 'source-controller-a' });
    expect(deployed('helm-controller-b').spec.template.spec.serviceAccountName).toBe('helm-controller');
  });

  test('its objects are assigned as with the operator, and the root has no shard', () => {
    const assigned = shardsOf(fleet);
    expect(assigned.get('Kustomization flux-system/flux-system')).toBeUndefined();
    assigned.delete('Kustomization flux-system/flux-system');
    assigned.delete('GitRepository flux-system/flux-system');
    expect(assigned).toEqual(shardsOf(build({ b: 2, a: 1 })));
  });

  test('the lists of shards are generated files, which another run replaces', () => {
    const list = tree.get('clusters/eu-1/flux-shards/a/kustomization.yaml')!;
    const system = { kindOf: () => undefined } as never;
    const isForeignIn = (folder: string) => hasForeignEntry(system, folder, Buffer.from(list), new Map());
    expect(isForeignIn('clusters/eu-1/flux-shards/a')).toBe(false);
    expect(isForeignIn('clusters/eu-1/prod/infrastructure')).toBe(true);
  });
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
  ['none', [], 'sharding.shards is empty: name at least one shard, or leave sharding out'],
  ['one twice', ['a', 'a'], 'sharding.shards has "a" twice: name each shard once'],
  ['a weight of 0', { a: 1, b: 0 }, 'sharding.shards["b"] is 0: give it a weight above 0'],
  ['a long name', ['a'.repeat(36)], `sharding.shards "${'a'.repeat(36)}" has 36 characters: shorten it to at most 35`],
  ['no name of Kubernetes', ['Blue'], 'sharding.shards "Blue"'],
])('shards are refused: %s', (_, shards, problem) => {
  expect(problemsOf(build(shards))).toEqual([expect.stringContaining(problem)]);
});

test('shards need an installer of ours, and volumes the operator', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1', { bootstrap: 'external', sharding: { shards: ['a'] } });
  new Cluster(fleet, 'eu-2', { bootstrap: 'gotk', sharding: { shards: ['a'], storage: 'persistent' } });
  expect(problemsOf(fleet)).toEqual([
    "[eu-1] sharding is given, but somebody else installs Flux: say bootstrap: 'gotk' or 'operator'",
    '[eu-2] sharding.storage "persistent" is given, but bootstrap is \'gotk\': give the volumes by fluxPatches, and leave it out',
  ]);
});

test('the source-watcher of Flux 2.8 knows no shards', () => {
  const shardOf = (flux: '2.8' | '2.9') => {
    const fleet = newFleet({ bootstrap: 'gotk', flux, extraControllers: ['source-watcher'] });
    new Cluster(fleet, 'eu-1', { sharding: { shards: ['a'] } });
    const { tree } = fleet.synthesize();
    const [root] = documentsOf(tree.get('clusters/eu-1/kustomization.yaml')!) as Parsed[];
    const [list] = documentsOf(tree.get('clusters/eu-1/flux-shards/a/kustomization.yaml')!) as Parsed[];
    const isSelector = ({ patch }: Parsed) => patch.includes('--watch-label-selector');
    const names = [...root.patches, ...list.patches].filter(isSelector).map(({ target }: Parsed) => target.name);
    const gone = list.patches.find(({ target }: Parsed) => /notification-controller/.test(target.name ?? ''));
    return {
      isSelected: names.join().split('source-watcher').length - 1,
      isGone: /source-watcher/.test(gone.target.name),
    };
  };
  expect([shardOf('2.8'), shardOf('2.9')]).toEqual([
    { isSelected: 0, isGone: true },
    { isSelected: 2, isGone: false },
  ]);
});

describe('with shards', () => {
  const patch = (kind: string, name: string) => ({
    patch: `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n`,
  });

  test.each(['gotk', 'operator'] as const)('%s takes no patch or flag that is for one of several', (bootstrap) => {
    const fleet = newFleet({
      bootstrap,
      controllers: { 'kustomize-controller': { flags: { 'watch-label-selector': 'a=b' } } },
    });
    new Cluster(fleet, 'eu-1', {
      sharding: { shards: ['a'] },
      controllers: { 'source-controller': { flags: { 'storage-adv-addr': 'source', 'log-level': 'debug' } } },
      fluxPatches: [
        patch('Namespace', 'flux-system'),
        patch('Deployment', 'notification-controller'),
        patch('Deployment', 'helm-controller'),
        { target: { kind: 'Deployment', name: 'helm-controller' }, ...patch('Deployment', 'any') },
      ],
    });
    expect(problemsOf(fleet)).toEqual([
      '[acme] controllers.kustomize-controller.flags["watch-label-selector"] is given, but sharding gives each shard its own: leave it out',
      '[eu-1] controllers.source-controller.flags["storage-adv-addr"] is given, but sharding gives each shard its own: leave it out',
      "[eu-1] fluxPatches[2] is for Deployment \"helm-controller\", of which each shard has one too, and kustomize refuses that: give it target: { kind: 'Deployment', name: 'helm-controller' }, for all of them",
    ]);
  });

  test('what is refused there is fine without them', () => {
    const fleet = newFleet({ bootstrap: 'gotk' });
    new Cluster(fleet, 'eu-1', {
      controllers: { 'source-controller': { flags: { 'storage-adv-addr': 'source' } } },
      fluxPatches: [patch('Deployment', 'helm-controller')],
    });
    expect(problemsOf(fleet)).toEqual([]);
  });
});

test('volumes of shards need storage', () => {
  const fleet = newFleet({ bootstrap: 'operator' });
  new Cluster(fleet, 'eu-1', { sharding: { shards: ['a'], storage: 'persistent' } });
  expect(problemsOf(fleet)).toEqual([expect.stringContaining('storage')]);
});
