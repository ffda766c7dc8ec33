import { App, Cluster, Component, Environment, HelmChart, Removal, Source, Tenant, TenantTrack } from '../../../src';
import type { Fleet } from '../../../src';
import { newFleet, Loose } from '../../support/fleets';
import { documentsOf } from '../../support/world';

interface Found {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Record<string, string>;
  };
  readonly spec?: { readonly deletionPolicy?: string; readonly suspend?: boolean };
}

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'redis', version: '1.0.0' });

function objectsOf(fleet: Fleet<Loose>, folder = ''): Found[] {
  const { tree } = fleet.synthesize();
  return tree.paths
    .filter((path) => !path.endsWith('/kustomization.yaml') && path.startsWith(`clusters/${folder}`))
    .flatMap((path) => documentsOf(tree.get(path)!) as Found[]);
}

const nameOf = ({ metadata: { namespace, name } }: Found) => `${namespace}/${name}`;
const kustomizations = (objects: readonly Found[], deletionPolicy: string | undefined) =>
  objects
    .filter(({ kind, spec }) => kind === 'Kustomization' && spec?.deletionPolicy === deletionPolicy)
    .map(nameOf)
    .sort();
const allowed = (objects: readonly Found[]) =>
  Object.fromEntries(
    objects
      .filter(({ kind, metadata }) => kind === 'Namespace' && metadata.annotations?.['fleet.cdk8s.io/allow-deletion'])
      .map(({ metadata }) => [metadata.name, metadata.annotations!['fleet.cdk8s.io/allow-deletion']]),
  );

/** A fleet with a manager and a remote cluster, in an environment with a chart, a folder and objects in code. */
function world({ cluster = {}, environment = {} }: { readonly cluster?: object; readonly environment?: object }) {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu');
  const far = new Cluster(fleet, 'far', { managedBy: eu, ...cluster });
  const dev = new Environment(fleet, 'dev', { clusters: [eu, far], ...environment });
  new Component(dev, 'redis', { chart });
  const shop = new Tenant(fleet, 'shop', {
    source: Source.git({ url: 'https://git.example.com/shop', branch: 'main' }),
  });
  new App(shop, 'web', { path: './web' });
  new App(shop, 'cart', { chart });
  return fleet;
}

test('what is on a cluster that is handed over stays when its Flux objects go', () => {
  const objects = objectsOf(world({ cluster: { handedOver: true } }));
  // Those without a policy apply Flux objects alone.
  expect(kustomizations(objects, undefined).filter((name) => name.startsWith('far/'))).toEqual([
    'far/dev',
    'far/dev-infrastructure-redis',
  ]);
  expect(kustomizations(objects, 'Orphan').filter((name) => name.startsWith('far/'))).toEqual([
    'far/access',
    'far/dev-namespace-redis',
    'far/dev-shop-access',
    'far/dev-shop-apps',
    'far/dev-shop.cart',
    'far/dev-shop.web',
    'far/policies',
  ]);
  const releases = objects.filter(({ kind }) => kind === 'HelmRelease');
  expect(
    releases
      .filter(({ spec }) => spec?.suspend)
      .map(nameOf)
      .sort(),
  ).toEqual(['far/dev-redis', 'far/dev-shop.cart']);
  expect(releases).toHaveLength(4);
  expect(allowed(objects)).toEqual({ far: 'handed over' });
});

test('what is in an environment that is handed over stays on all its clusters', () => {
  const objects = objectsOf(world({ environment: { handedOver: true } }));
  expect(allowed(objects)).toEqual({ 'dev-flux-system': 'handed over' });
  expect(objects.filter(({ kind, spec }) => kind === 'HelmRelease' && !spec?.suspend)).toEqual([]);
  const plain = kustomizations(objects, undefined);
  expect(plain).toEqual(
    [
      'dev-flux-system/dev',
      'far/dev',
      'far/dev-infrastructure-redis',
      'flux-system/flux-system',
      'flux-system/policies',
      'far/policies',
    ].sort(),
  );
});

test('on the manager, what keeps its name is left for the environment of another name', () => {
  const objects = objectsOf(world({ environment: { handedOver: true } }), 'eu/remotes');
  const cart = objects.find((one) => one.kind === 'Kustomization' && nameOf(one) === 'far/dev-shop.cart');
  expect(cart?.metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
});

test('the control namespace of what is drained may be deleted', () => {
  expect(allowed(objectsOf(world({})))).toEqual({});
  expect(allowed(objectsOf(world({ cluster: { drained: true } })))).toEqual({ far: 'drained' });
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu');
  new Environment(fleet, 'dev', { clusters: [eu], drainedClusters: [eu] });
  expect(allowed(objectsOf(fleet))).toEqual({ 'dev-flux-system': 'drained' });
});

test('nothing is drained and handed over', () => {
  expect(() => world({ cluster: { drained: true, handedOver: true } }).synthesize()).toThrow(
    /\[far\] drained deletes what handedOver keeps: leave out drained to keep it, or handedOver to delete it/,
  );
});

describe('a namespace of a tenant whose removal is declared', () => {
  const declared = (...removals: readonly Removal[]) => {
    const fleet = newFleet();
    const clusters = ['eu', 'us'].map((name) => new Cluster(fleet, name));
    new Environment(fleet, 'dev', { clusters });
    new Environment(fleet, 'prod', { clusters });
    const source = Source.git({ url: 'https://git.example.com/shop', branch: 'main' });
    const shop = new Tenant(fleet, 'shop', { source, namespaces: ['jobs'] });
    new App(new TenantTrack(shop, '2-0', { source }), 'web', { path: './web' });
    fleet.declare(...removals);
    return fleet;
  };
  const reason = 'nobody needs it';
  const jobs = { kind: 'Namespace', name: 'dev-shop-jobs' };

  test('may be deleted, with the reason', () => {
    const marked = declared(
      Removal.object(jobs, { reason }),
      Removal.object({ kind: 'Namespace', name: 'prod-2-0-shop' }, { reason: 'too old' }),
    );
    expect(allowed(objectsOf(marked))).toEqual({ 'dev-shop-jobs': reason, 'prod-2-0-shop': 'too old' });
  });

  test('is marked where the declaration is for', () => {
    const fleet = declared(Removal.object(jobs, { reason, on: { clusters: ['us'] } }));
    expect(allowed(objectsOf(fleet, 'us/'))).toEqual({ 'dev-shop-jobs': reason });
    expect(allowed(objectsOf(fleet, 'eu/'))).toEqual({});
    const other = declared(Removal.object(jobs, { reason, on: { environments: ['prod'] } }));
    expect(allowed(objectsOf(other))).toEqual({});
  });

  test('is not marked for what goes while it stays', () => {
    expect(allowed(objectsOf(declared(Removal.object({ ...jobs, contents: true }, { reason }))))).toEqual({});
    expect(allowed(objectsOf(declared(Removal.object({ ...jobs, kind: 'ConfigMap' }, { reason }))))).toEqual({});
    expect(allowed(objectsOf(declared(Removal.tenant('shop', { reason }))))).toEqual({});
  });
});
