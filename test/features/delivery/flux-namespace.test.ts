import { ApiObject } from 'cdk8s';
import {
  App,
  Channel,
  Cluster,
  Component,
  ComponentProps,
  Environment,
  Fleet,
  HelmChart,
  Placement,
  Removal,
  Source,
  Tenant,
  TenantProps,
} from '../../../src';
import { generatedTree } from '../../../src/pipeline/guard/generated-tree';
import { guardSynthesis } from '../../../src/pipeline/guard/guard-synthesis';
import { formatFinding } from '../../../src/plan/guard/finding';
import { configMap, git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });

function setUp(props: Parameters<typeof newFleet>[0] = {}) {
  const fleet = newFleet(props);
  const eu = new Cluster(fleet, 'eu-1');
  const store = new Cluster(fleet, 'store-1', { managedBy: eu });
  const dev = new Environment(fleet, 'dev', { clusters: [eu, store] });
  return { fleet, eu, store, dev, placement: Placement.cluster('eu-1') };
}

type AnyFleet = Parameters<typeof objectsIn>[0];

/** The objects of a file, as `Kind namespace/name`. */
function names(fleet: AnyFleet, path: string): string[] {
  return objectsIn(fleet, path).map(({ kind, metadata }: Parsed) =>
    [kind, [metadata.namespace, metadata.name].filter((one) => one !== undefined).join('/')].join(' '),
  );
}

function find(fleet: AnyFleet, path: string, kind: string, name?: string): Parsed {
  return objectsIn(fleet, path).find((one) => one.kind === kind && (name === undefined || one.metadata.name === name))!;
}

const eu = 'clusters/eu-1';

describe('fluxNamespace of a component', () => {
  it('has the HelmRelease with its source, and an account of the platform for both, which the release waits for', () => {
    const { fleet, placement } = setUp();
    const base = new Component(fleet, 'base', { manifests: configMap });
    new Component(fleet, 'db', {
      ...{ chart, namespace: 'data', fluxNamespace: 'data', fluxName: 'postgres', dependsOn: [base], placement },
      manifests: (into) =>
        void new ApiObject(into, 'cm', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'beside' } }),
    });
    // One with the same source shares it in the control namespace alone.
    new Component(fleet, 'web', { chart, placement });
    expect(names(fleet, `${eu}/infrastructure/db.access/db.access.yaml`)).toEqual([
      'Namespace data',
      'ServiceAccount data/infrastructure-db',
      'ClusterRoleBinding data-infrastructure-db',
    ]);
    expect(names(fleet, `${eu}/infrastructure/db/db.yaml`)).toEqual([
      'ConfigMap data/beside',
      'HelmRepository data/db',
      'HelmRelease data/postgres',
    ]);
    expect(names(fleet, `${eu}/infrastructure/web/web.yaml`)).toEqual([
      'Namespace web',
      'HelmRepository flux-system/web',
      'HelmRelease flux-system/web',
    ]);
    const { spec } = find(fleet, `${eu}/infrastructure/db/db.yaml`, 'HelmRelease');
    expect(spec).toMatchObject({
      releaseName: 'db',
      targetNamespace: 'data',
      storageNamespace: 'data',
      serviceAccountName: 'infrastructure-db',
      chart: { spec: { sourceRef: { kind: 'HelmRepository', name: 'db' } } },
    });
    expect(spec.chart.spec.sourceRef.namespace).toBeUndefined();
    const list = `${eu}/infrastructure.yaml`;
    expect(find(fleet, list, 'Kustomization', 'infrastructure-db').spec).toMatchObject({
      serviceAccountName: 'kustomize-controller',
      dependsOn: [{ name: 'infrastructure-base' }, { name: 'infrastructure-db.access' }],
    });
    // The account outlives the release, which needs it to be uninstalled.
    expect(find(fleet, list, 'Kustomization', 'infrastructure-db.access').spec).toMatchObject({
      deletionPolicy: 'Orphan',
    });
    const access = objectsIn(fleet, `${eu}/infrastructure/db.access/db.access.yaml`);
    expect(access.map(({ metadata }) => metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'])).toEqual(
      access.map(() => 'disabled'),
    );
    expect(access[2]!.roleRef.name).toBe('cluster-admin');
  });

  it('has the Kustomization of a folder with its source', () => {
    const { fleet, placement } = setUp();
    new Component(fleet, 'agent', {
      path: './agent',
      source: git,
      namespace: 'agent',
      fluxNamespace: 'agent',
      placement,
    });
    expect(names(fleet, `${eu}/infrastructure/agent/agent.yaml`)).toEqual([
      'GitRepository agent/agent',
      'Kustomization agent/infrastructure-agent.folder',
    ]);
    expect(find(fleet, `${eu}/infrastructure/agent/agent.yaml`, 'Kustomization').spec).toMatchObject({
      serviceAccountName: 'infrastructure-agent',
      sourceRef: { kind: 'GitRepository', name: 'agent' },
    });
  });

  it('has the account of deploys as well as the control namespace, from which what is beside the chart is applied', () => {
    const { fleet, dev, placement } = setUp();
    new Component(dev, 'db', {
      ...{ chart, deploys: ['ConfigMap', 'apps/Deployment'], fluxNamespace: 'dev-db', placement },
      manifests: configMap,
    });
    expect(names(fleet, `${eu}/dev/infrastructure/db.access/db.access.yaml`)).toEqual([
      'Namespace dev-db',
      'ServiceAccount dev-flux-system/infrastructure-db',
      'ServiceAccount dev-db/infrastructure-db',
      'Role dev-db/infrastructure-db',
      'RoleBinding dev-db/infrastructure-db',
    ]);
    expect(find(fleet, `${eu}/dev/infrastructure/db.access/db.access.yaml`, 'RoleBinding').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'infrastructure-db', namespace: 'dev-flux-system' },
      { kind: 'ServiceAccount', name: 'infrastructure-db', namespace: 'dev-db' },
    ]);
    expect(find(fleet, `${eu}/dev/infrastructure/db/db.yaml`, 'HelmRelease')).toMatchObject({
      metadata: { namespace: 'dev-db', name: 'db' },
      spec: { serviceAccountName: 'infrastructure-db' },
    });
  });

  it('waits with its account for the component that makes the namespace', () => {
    const { fleet, placement } = setUp();
    const data = new Component(fleet, 'data', { chart, placement });
    new Component(fleet, 'db', { chart, namespace: data, fluxNamespace: 'data', placement });
    expect(
      find(fleet, `${eu}/infrastructure.yaml`, 'Kustomization', 'infrastructure-db.access').spec.dependsOn,
    ).toEqual([{ name: 'infrastructure-data' }]);
  });

  it('may be the control namespace, may differ by target, and is explained', () => {
    const { fleet } = setUp();
    const db = new Component(fleet, 'db', {
      chart,
      fluxNamespace: ({ cluster }) => (cluster.name === 'store-1' ? 'store-1' : 'flux-system'),
    });
    expect(names(fleet, `${eu}/infrastructure/db/db.yaml`)).toContain('HelmRelease flux-system/db');
    db.override(Placement.cluster('eu-1'), { fluxNamespace: 'db' });
    expect(names(fleet, `${eu}/infrastructure/db/db.yaml`)).toEqual(['HelmRepository db/db', 'HelmRelease db/db']);
    expect(names(fleet, `${eu}/remotes/store-1/releases/db/db.yaml`)).toContain('HelmRelease store-1/db');
    expect(fleet.explain({ cluster: 'eu-1', of: 'db' }, 'fluxNamespace').values).toMatchObject([{ value: 'db' }]);
  });

  it('has the notifications of the platform too', () => {
    const { fleet, placement } = setUp();
    new Component(fleet, 'db', { chart, fluxNamespace: 'db', placement });
    fleet.notify('ops', { channel: Channel.slack({ channel: 'ops', secret: 's' }) });
    expect(names(fleet, `${eu}/notifications.db/db.yaml`)).toEqual(['Provider db/fleet.ops', 'Alert db/fleet.ops']);
    // One whose namespace is not there holds up no others.
    const list = objectsIn(fleet, `${eu}/notifications.yaml`).map(({ metadata, spec }: Parsed) => [
      metadata.name,
      spec.dependsOn,
    ]);
    expect(list).toEqual([
      ['notifications', undefined],
      ['notifications.db', [{ name: 'infrastructure-db.access' }]],
    ]);
  });

  it('may be the same for a component of the cluster and of an environment, with notifications', () => {
    const { fleet, dev, placement } = setUp();
    const db = new Component(fleet, 'db', { chart, fluxNamespace: 'db', placement });
    const options = { chart, namespace: 'db', createNamespace: false, fluxNamespace: 'db', placement };
    new Component(dev, 'cache', { ...options, dependsOn: [db] });
    fleet.notify('ops', { channel: Channel.slack({ channel: 'ops', secret: 's' }) });
    expect(names(fleet, `${eu}/dev/notifications.db/db.yaml`)).toEqual([
      'Provider db/fleet.dev.ops',
      'Alert db/fleet.dev.ops',
    ]);
    expect(problemsOf(fleet)).toEqual([]);
  });
});

describe('fluxNamespace of an app', () => {
  function shopOf(given: ReturnType<typeof setUp>, deploys: TenantProps<Loose>['deploys'] = ['ConfigMap', 'Secret']) {
    return new Tenant(given.fleet, 'shop', { source: git, deploys, placement: given.placement });
  }

  it("has the HelmRelease with its source, as the tenant's account, and the events of both", () => {
    const given = setUp();
    const shop = shopOf(given);
    const cache = new App(shop, 'cache', { chart, fluxNamespace: 'dev-shop' });
    new App(shop, 'named', { chart, fluxNamespace: 'dev-shop', fluxName: 'old' });
    new App(shop, 'late', { manifests: configMap, dependsOn: [cache] });
    cache.notify('mine', { channel: Channel.slack({ channel: 'a', secret: 's' }) });
    const { fleet } = given;
    const workloads = `${eu}/dev/tenants/shop/workloads/shop`;
    expect(names(fleet, `${workloads}/cache/cache.yaml`)).toEqual([
      'HelmRepository dev-shop/cache-source',
      'HelmRelease dev-shop/cache',
    ]);
    expect(names(fleet, `${workloads}/named/named.yaml`)).toEqual([
      'HelmRepository dev-shop/named-source',
      'HelmRelease dev-shop/old',
    ]);
    expect(find(fleet, `${workloads}/cache/cache.yaml`, 'HelmRelease').spec).toMatchObject({
      serviceAccountName: 'shop',
      chart: { spec: { sourceRef: { name: 'cache-source' } } },
    });
    expect(find(fleet, `${eu}/dev/tenants.yaml`, 'Kustomization', 'dev-shop.late').spec.dependsOn).toEqual([
      { name: 'shop-access' },
      { name: 'dev-shop.cache' },
    ]);
    const [control, own] = ['dev-flux-system', 'dev-shop'].map((namespace) =>
      find(fleet, `${eu}/dev/tenants/shop/notifications/${namespace}.yaml`, 'Alert').spec.eventSources.map(
        ({ kind, name }: Parsed) => `${kind}/${name}`,
      ),
    );
    expect([control, own]).toEqual([['Kustomization/dev-shop.cache'], ['HelmRelease/cache']]);
    expect(problemsOf(fleet)).toEqual([]);
  });

  it("is that of the HelmRelease of a tenant's own chart", () => {
    const { fleet, placement } = setUp();
    const pos = new Tenant(fleet, 'pos', { chart, deploys: ['Secret'], fluxNamespace: 'dev-pos', placement });
    new App(pos, 'web', {});
    expect(names(fleet, `${eu}/dev/tenants/pos/workloads/pos/pos/pos.yaml`)).toEqual([
      'HelmRepository dev-pos/pos-source',
      'HelmRelease dev-pos/pos',
    ]);
  });

  it('is its own for a folder', () => {
    const given = setUp();
    const shop = shopOf(given);
    new App(shop, 'web', { path: './web', fluxNamespace: 'dev-shop' });
    expect(names(given.fleet, `${eu}/dev/tenants/shop/apps/apps.yaml`)).toContain('Kustomization dev-shop/web');
  });

  it('is held to the policies of the namespace', () => {
    const given = setUp();
    const shop = shopOf(given);
    const private_ = HelmChart.oci({ url: 'oci://ecr.example.com/web', version: '1.0.0', provider: 'aws' });
    new App(shop, 'web', { chart: private_, fluxNamespace: 'dev-shop' });
    expect(problemsOf(given.fleet).join()).toMatch(/spec\.provider would use the controller's own identity/);
  });

  it('needs rights to Secrets, and no other namespace', () => {
    const given = setUp();
    const shop = shopOf(given, ['apps/Deployment']);
    new App(shop, 'cache', { chart, fluxNamespace: 'dev-shop' });
    new App(shop, 'other', { chart, fluxNamespace: 'shop' });
    new App(shop, 'web', { path: './web', fluxNamespace: 'dev-flux-system' });
    const pos = new Tenant(given.fleet, 'pos', { source: git, fluxNamespace: 'dev-pos' });
    new App(pos, 'web', { path: './web' });
    expect(problemsOf(given.fleet)).toEqual([
      `[dev/eu-1/shop/cache] fluxNamespace is "dev-shop", where the tenant's account installs the chart, and Helm keeps its releases in Secrets, which that may not write: add 'Secret' to the tenant's deploys, or leave it out`,
      '[dev/eu-1/shop/other] fluxNamespace is "shop", where neither an account nor the source is: give "dev-shop" or "dev-flux-system"',
      `[dev/eu-1/shop/web] fluxNamespace is "dev-flux-system", and a tenant's folder is applied from "dev-shop", where the tenant's account is: leave it out`,
      "[pos] fluxNamespace is for the tenant's own chart, and none is given: give it to an app, or leave it out",
    ]);
  });
});

describe('a fluxNamespace that is refused', () => {
  it('no name, another type, and what a function does not give', () => {
    const { fleet, placement } = setUp();
    new Component(fleet, 'a', { chart, fluxNamespace: 'My_App', placement });
    new Component(fleet, 'b', { chart, fluxNamespace: 3 as never, placement });
    new Component(fleet, 'c', { chart, fluxNamespace: () => undefined as never, placement });
    new Component(fleet, 'd', { manifests: configMap, fluxNamespace: 'd', placement });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(/^\[b\] .*fluxNamespace/),
      '[d] fluxNamespace is for chart and path, but manifests is given: leave it out',
      expect.stringMatching(/^\[eu-1\/a\] fluxNamespace "My_App" /),
      expect.stringMatching(/^\[eu-1\/c\] .*fluxNamespace.*undefined/),
    ]);
  });

  it('one of others, one for a folder without a namespace, and one on a remote cluster', () => {
    const { fleet, placement } = setUp();
    new Component(fleet, 'a', { chart, fluxNamespace: 'other', placement });
    new Component(fleet, 'b', { path: './b', source: git, fluxNamespace: 'b', placement });
    new Component(fleet, 'c', { chart, fluxNamespace: 'c' });
    new Tenant(fleet, 'shop', {
      source: Source.git({ url: 'https://git.example.com/shop/web', branch: 'main' }),
      placement,
    });
    new Component(fleet, 'd', {
      chart,
      namespace: 'dev-shop',
      createNamespace: false,
      fluxNamespace: 'dev-shop',
      placement,
    });
    expect(problemsOf(fleet)).toEqual([
      '[eu-1/a] fluxNamespace is "other", where neither an account nor the source is: give "a" or "flux-system"',
      '[eu-1/b] fluxNamespace is "b", and the folder may hold several namespaces: give namespace as well, to which Flux moves all of its objects, or leave it out',
      '[eu-1/d] fluxNamespace "dev-shop" is that of tenant dev/eu-1/shop too, and the account that the component has there may do everything on the cluster: leave it out',
      '[store-1/c] fluxNamespace is "c", and the Flux objects of remote cluster "store-1" are beside its kubeconfig on "eu-1": give "store-1" there, or leave it out',
    ]);
  });

  it('one in which another component has a HelmRelease of the name', () => {
    const { fleet, placement } = setUp();
    const data = new Component(fleet, 'data', { chart, fluxNamespace: 'data', placement });
    new Component(fleet, 'db', { chart, namespace: data, fluxNamespace: 'data', fluxName: 'data', placement });
    expect(problemsOf(fleet)).toEqual([
      '[eu-1/db] fluxName "data": eu-1/data has HelmRelease data/data already: choose another',
    ]);
  });
});

describe('one that comes or goes would uninstall the release', () => {
  type Options = Pick<ComponentProps<Loose>, 'flux' | 'fluxName' | 'fluxNamespace' | 'prune'>;

  /** What the guard finds at each of several changes, one after the other. */
  function findings(
    declarations: readonly Removal[],
    make: (fleet: Fleet<Loose>, options: Options) => unknown,
    ...all: readonly Options[]
  ): string[][] {
    const trees = all.map((options) => {
      const fleet = newFleet();
      const eu = new Cluster(fleet, 'eu-1');
      new Environment(fleet, 'dev', { clusters: [eu] });
      make(fleet, options);
      return generatedTree(fleet.synthesize().tree);
    });
    return trees
      .slice(1)
      .map((files, index) =>
        guardSynthesis({ files, base: trees[index]!, declarations: index === 1 ? declarations : [] }).findings.map(
          formatFinding,
        ),
      );
  }

  it.each<[string, string, (fleet: Fleet<Loose>, options: Options) => unknown]>([
    ['component db', 'db', (fleet, options) => new Component(fleet, 'db', { chart, ...options })],
    [
      'app db of tenant shop',
      'dev-shop',
      (fleet, options) =>
        new App(new Tenant(fleet, 'shop', { source: git, deploys: ['Secret'] }), 'db', { chart, ...options }),
    ],
  ])('%s: which the guard refuses, and its steps work', (what, fluxNamespace, make) => {
    const held: Options = { flux: { suspend: true }, prune: false };
    for (const [from, to] of [
      [{}, { fluxNamespace }],
      [{ fluxNamespace }, {}],
      [{ fluxName: 'one' }, { fluxName: 'two' }],
    ] as const) {
      const [first] = findings([], make, from, to);
      expect(first).toHaveLength(1);
      expect(first![0]).toMatch(/^error element-replaced: .*Helm uninstalls it with HelmRelease /);
      expect(first![0]).toContain(`give ${what} prune: false, and suspend HelmRelease `);
      // The declarations of the steps, as they are written there.
      const named = [
        ...first![0]!.matchAll(/Removal\.object\(\{ kind: '(\w+)', namespace: '(\S+)', name: '(\S+)' \}/g),
      ];
      const declarations = named.map(([, kind, namespace, name]) =>
        Removal.object({ kind: kind!, namespace: namespace!, name: name! }, { reason: 'it moves' }),
      );
      expect(findings(declarations, make, from, { ...from, ...held }, { ...to, prune: false }, to)).toEqual([
        [],
        [],
        [],
      ]);
    }
  });
});
