import {
  App,
  Cluster,
  ClusterGroup,
  Component,
  ComponentGroup,
  Environment,
  Fleet,
  HelmChart,
  Placement,
  Source,
  Tenant,
  TenantTrack,
} from '../../../src';
import { configMap, Loose, newFleet, objectsIn, problemsOf } from '../../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1.2.3' });
const source = Source.git({ url: 'https://git.example.com/shop/manifests', branch: 'main' });

/** A manager, a remote cluster, and an environment on both. */
class World {
  public readonly fleet = newFleet();
  public readonly stores = new ClusterGroup(this.fleet, 'stores');
  public readonly manager = new Cluster(this.fleet, 'eu-1', { groups: [this.stores] });
  public readonly remote = new Cluster(this.fleet, 'store-1', {
    managedBy: this.manager,
    kubeConfig: { name: 'login' },
    groups: [this.stores],
  });
  public readonly dev = new Environment(this.fleet, 'dev', { clusters: [this.manager, this.remote] });
  public readonly certs = new Component(this.fleet, 'cert-manager', { manifests: configMap });
}

/** What each Kustomization of a file waits for, as `namespace/name`, or `name` in its own namespace. */
function waits(fleet: Fleet<Loose>, path: string): Record<string, string[]> {
  const found = objectsIn(fleet, `clusters/eu-1/${path}`).filter(({ kind }) => kind === 'Kustomization');
  return Object.fromEntries(
    found.map(({ metadata, spec }) => [
      metadata.name,
      (spec.dependsOn ?? []).map((one: { name: string; namespace?: string }) =>
        one.namespace === undefined ? one.name : `${one.namespace}/${one.name}`,
      ),
    ]),
  );
}

describe('a component of an environment', () => {
  test('waits for components of the fleet, a group and the cluster, and for groups of components', () => {
    const world = new World();
    const { fleet, stores, manager, dev, certs } = world;
    const crds = new Component(stores, 'crds', { manifests: configMap });
    const only = Placement.cluster('eu-1');
    const own = new Component(manager, 'own', { manifests: configMap });
    const group = new ComponentGroup(fleet, 'mesh', {});
    new Component(group, 'istio', { chart });
    new Component(group, 'ambient', { chart, placement: Placement.cluster('eu-1') });
    const base = new Component(dev, 'base', { manifests: configMap });
    new Component(dev, 'issuers', { manifests: configMap, dependsOn: [certs, base, crds, group] });
    new Component(dev, 'web', { chart, dependsOn: [own], placement: only });
    expect(waits(fleet, 'dev/infrastructure.yaml')).toEqual({
      'infrastructure-base': [],
      'infrastructure-issuers': [
        'infrastructure-base',
        ...['ambient', 'cert-manager', 'crds', 'istio'].map((name) => `flux-system/infrastructure-${name}`),
      ],
      'infrastructure-web': ['flux-system/infrastructure-own'],
    });
    expect(waits(fleet, 'remotes/store-1/dev/infrastructure.yaml')['dev-infrastructure-issuers']).toEqual([
      'access',
      'dev-infrastructure-base',
      'infrastructure-cert-manager',
      'infrastructure-crds',
      'infrastructure-istio',
    ]);
  });

  test('waits for them with its release on the manager, not with its namespace', () => {
    const { fleet, dev, certs } = new World();
    new Component(dev, 'web', { chart, dependsOn: [certs] });
    new Component(dev, 'plain', { chart, createNamespace: false, namespace: 'dev-web', dependsOn: [certs] });
    expect(waits(fleet, 'remotes/store-1/dev/infrastructure.yaml')).toEqual({
      'dev-infrastructure-plain': ['infrastructure-cert-manager'],
      'dev-infrastructure-web': ['dev-namespace-web', 'infrastructure-cert-manager'],
      'dev-namespace-web': ['access'],
    });
  });

  test('that is in a group waits for what the group waits for', () => {
    const { fleet, dev, certs } = new World();
    const group = new ComponentGroup(dev, 'issuers', { dependsOn: [certs] });
    new Component(group, 'one', { manifests: configMap });
    expect(waits(fleet, 'dev/infrastructure.yaml')).toEqual({
      'infrastructure-one': ['flux-system/infrastructure-cert-manager'],
    });
  });
});

describe('apps and tenants', () => {
  test('wait in every sort of delivery, on both kinds of cluster', () => {
    const { fleet, dev, certs } = new World();
    const base = new Component(dev, 'base', { manifests: configMap });
    const tenant = new Tenant(fleet, 'shop', { source, owners: ['shop'] });
    const dependsOn = [certs, base];
    new App(tenant, 'folder', { path: './folder', dependsOn });
    new App(tenant, 'objects', { manifests: configMap, dependsOn });
    new App(tenant, 'release', { chart, dependsOn });
    const track = new TenantTrack(tenant, 'next', { source });
    const first = new App(track, 'first', { path: './first' });
    new App(track, 'second', { path: './second', dependsOn: [certs, first] });
    expect(waits(fleet, 'dev/tenants/shop/apps/apps.yaml')).toEqual({
      folder: ['dev-flux-system/infrastructure-base', 'flux-system/infrastructure-cert-manager'],
      first: [],
      second: ['first', 'flux-system/infrastructure-cert-manager'],
    });
    const both = ['shop-access', 'infrastructure-base', 'flux-system/infrastructure-cert-manager'];
    expect(waits(fleet, 'dev/tenants.yaml')).toMatchObject({ 'dev-shop.objects': both, 'dev-shop.release': both });
    expect(waits(fleet, 'remotes/store-1/dev/tenants/shop/apps/apps.yaml')['dev-shop.folder']).toEqual([
      'dev-infrastructure-base',
      'infrastructure-cert-manager',
    ]);
    expect(waits(fleet, 'remotes/store-1/dev/tenants.yaml')['dev-shop.release']).toEqual([
      'dev-shop-access',
      'dev-infrastructure-base',
      'infrastructure-cert-manager',
    ]);
  });

  test('of a tenant that waits, all apps wait, each component once', () => {
    const { fleet, certs } = new World();
    const plain = new Tenant(fleet, 'shop', { source, owners: ['shop'], dependsOn: [certs] });
    new App(plain, 'a', { path: './a', dependsOn: [certs] });
    const whole = new Tenant(fleet, 'kiosk', { chart, owners: ['kiosk'], dependsOn: [certs] });
    new App(whole, 'screen', {});
    expect(waits(fleet, 'dev/tenants/shop/apps/apps.yaml')).toEqual({ a: ['flux-system/infrastructure-cert-manager'] });
    expect(waits(fleet, 'dev/tenants.yaml')['dev-kiosk.kiosk']).toEqual([
      'kiosk-access',
      'flux-system/infrastructure-cert-manager',
    ]);
  });

  test('that wait for nothing are as they were', () => {
    const files = (dependsOn: readonly []) => {
      const { fleet } = new World();
      new App(new Tenant(fleet, 'shop', { source, owners: ['shop'], dependsOn }), 'a', { path: './a', dependsOn });
      return fleet.synthesize().tree.entries();
    };
    const plain = () => {
      const { fleet } = new World();
      new App(new Tenant(fleet, 'shop', { source, owners: ['shop'] }), 'a', { path: './a' });
      return fleet.synthesize().tree.entries();
    };
    expect([...files([])]).toEqual([...plain()]);
  });
});

describe('is refused', () => {
  const refused = (build: (world: World) => void): string => {
    const world = new World();
    build(world);
    return problemsOf(world.fleet).join('\n');
  };

  test.each<[string, (world: World) => void, RegExp]>([
    [
      'a component of the fleet that waits for one of an environment',
      ({ fleet, dev }) =>
        new Component(fleet, 'late', {
          manifests: configMap,
          dependsOn: [new Component(dev, 'base', { manifests: configMap })],
        }),
      /\[eu-1\/late\] dependsOn "base" belongs to environment "dev", which the cluster cannot wait for: make it in the fleet, a group or the cluster, or leave it out/,
    ],
    [
      'a component that waits for one of another environment',
      ({ fleet, dev, manager }) =>
        new Component(new Environment(fleet, 'prod', { clusters: [manager] }), 'late', {
          manifests: configMap,
          dependsOn: [new Component(dev, 'base', { manifests: configMap })],
        }),
      /\[prod\/eu-1\/late\] dependsOn "base" belongs to environment "dev", which environment "prod" cannot wait for: make it/,
    ],
    [
      'a component of the environment that waits for one which is not on the cluster',
      ({ fleet, dev }) =>
        new Component(dev, 'late', {
          manifests: configMap,
          dependsOn: [new Component(fleet, 'mesh', { manifests: configMap, placement: Placement.cluster('eu-1') })],
        }),
      /\[dev\/store-1\/late\] dependsOn "mesh" is not placed here: place it here too, or leave it out/,
    ],
    [
      'an app that waits for a component which is switched off',
      ({ fleet }) =>
        new App(new Tenant(fleet, 'shop', { owners: ['shop'] }), 'a', {
          manifests: configMap,
          dependsOn: [new Component(fleet, 'mesh', { chart, enabled: ({ cluster }) => cluster.name === 'eu-1' })],
        }),
      /\[dev\/store-1\/shop\/a\] dependsOn "mesh" is not placed here: place it here too, or leave it out/,
    ],
    [
      'a tenant that waits for a group of which nothing is here',
      ({ fleet }) => {
        const group = new ComponentGroup(fleet, 'mesh', { placement: Placement.cluster('eu-1') });
        new Component(group, 'istio', { chart });
        new Tenant(fleet, 'shop', { owners: ['shop'], dependsOn: [group] });
      },
      /\[dev\/store-1\/shop\] dependsOn "mesh" is not placed here: place it here too, or leave it out/,
    ],
    [
      'a circle through both levels',
      ({ fleet, dev }) => {
        const below: Component<Loose>[] = [];
        const late = new Component(fleet, 'late', { manifests: configMap, dependsOn: below });
        below.push(new Component(dev, 'base', { manifests: configMap, dependsOn: [late] }));
      },
      /\[dev\/base\] dependsOn goes in a circle, dev\/base -> late -> dev\/base: leave one out/,
    ],
    [
      'a value of another kind',
      ({ fleet }) => new Tenant(fleet, 'shop', { owners: ['shop'], dependsOn: ['cert-manager'] as never }),
      /\[shop\] dependsOn\[0\] is "cert-manager": give a component or a component group/,
    ],
    [
      'a name among an app’s',
      ({ fleet }) =>
        new App(new Tenant(fleet, 'shop', { owners: ['shop'] }), 'a', {
          manifests: configMap,
          dependsOn: ['cert-manager'] as never,
        }),
      /\[shop\/a\] dependsOn\[0\] is "cert-manager": give an app, a component or a component group/,
    ],
  ])('%s', (_, build, message) => {
    expect(refused(build)).toMatch(message);
  });
});
