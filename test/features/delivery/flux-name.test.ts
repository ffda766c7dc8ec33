import { App, Channel, Cluster, Component, Environment, HelmChart, Placement, Source, Tenant } from '../../../src';
import { configMap, git, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });

function setUp(props: Parameters<typeof newFleet>[0] = {}) {
  const fleet = newFleet(props);
  const eu = new Cluster(fleet, 'eu-1');
  const store = new Cluster(fleet, 'store-1', { managedBy: eu });
  const dev = new Environment(fleet, 'dev', { clusters: [eu, store] });
  const shop = new Tenant(fleet, 'shop', { source: git });
  return { fleet, eu, store, dev, shop };
}

type Fleet = Parameters<typeof objectsIn>[0];

/** The objects of a kind in a file, as `namespace/name`. */
function names(fleet: Fleet, path: string, kind: string): string[] {
  return objectsIn(fleet, path)
    .filter((one: Parsed) => one.kind === kind)
    .map(({ metadata }: Parsed) => `${metadata.namespace}/${metadata.name}`);
}

function waits(fleet: Fleet, path: string, name: string): unknown {
  return objectsIn(fleet, path).find(({ kind, metadata }: Parsed) => kind === 'Kustomization' && metadata.name === name)
    ?.spec.dependsOn;
}

const eu = 'clusters/eu-1';
const remote = `${eu}/remotes/store-1`;

describe('fluxName of a component', () => {
  it('is that of the HelmRelease, while its source and the Kustomization around it keep theirs', () => {
    const { fleet } = setUp();
    new Component(fleet, 'db', { chart, fluxName: 'postgres-operator' });
    for (const [file, list, namespace] of [
      [`${eu}/infrastructure/db/db.yaml`, `${eu}/infrastructure.yaml`, 'flux-system'],
      [`${remote}/releases/db/db.yaml`, `${eu}/remotes/store-1.yaml`, 'store-1'],
    ] as const) {
      expect(names(fleet, file, 'HelmRelease')).toEqual([`${namespace}/postgres-operator`]);
      expect(names(fleet, file, 'HelmRepository')).toEqual([`${namespace}/db`]);
      expect(names(fleet, list, 'Kustomization')).toContain(`${namespace}/infrastructure-db`);
    }
    const release = objectsIn(fleet, `${eu}/infrastructure/db/db.yaml`).find(({ kind }) => kind === 'HelmRelease');
    expect(release!.spec).toMatchObject({
      releaseName: 'db',
      chart: { spec: { sourceRef: { kind: 'HelmRepository', name: 'db' } } },
    });
  });

  it('is that of the Kustomization of a folder', () => {
    const { fleet } = setUp();
    new Component(fleet, 'agent', { path: './agent', source: git, fluxName: 'infra' });
    expect(names(fleet, `${eu}/infrastructure/agent/agent.yaml`, 'Kustomization')).toEqual(['flux-system/infra']);
    expect(names(fleet, `${eu}/infrastructure/agent/agent.yaml`, 'GitRepository')).toEqual(['flux-system/agent']);
  });

  it('is that of the Kustomization of objects in code, and what waits for it follows', () => {
    const { fleet, dev, shop } = setUp();
    const base = new Component(fleet, 'base', { manifests: configMap, fluxName: 'apps.base' });
    new Component(fleet, 'top', { manifests: configMap, dependsOn: [base] });
    const own = new Component(dev, 'own', { manifests: configMap, dependsOn: [base], fluxName: 'dev-config' });
    new Component(dev, 'late', { manifests: configMap, dependsOn: [own] });
    new App(shop, 'web', { path: './web', dependsOn: [own, base] });
    expect(names(fleet, `${eu}/infrastructure.yaml`, 'Kustomization')).toEqual([
      'flux-system/apps.base',
      'flux-system/infrastructure-top',
    ]);
    expect(waits(fleet, `${eu}/infrastructure.yaml`, 'infrastructure-top')).toEqual([{ name: 'apps.base' }]);
    const ofCluster = { name: 'apps.base', namespace: 'flux-system' };
    expect(waits(fleet, `${eu}/dev/infrastructure.yaml`, 'dev-config')).toEqual([ofCluster]);
    expect(waits(fleet, `${eu}/dev/infrastructure.yaml`, 'infrastructure-late')).toEqual([{ name: 'dev-config' }]);
    expect(waits(fleet, `${eu}/dev/tenants/shop/apps/apps.yaml`, 'web')).toEqual([
      { name: 'dev-config', namespace: 'dev-flux-system' },
      ofCluster,
    ]);
    // In the namespace of a remote cluster the name has no prefix either.
    expect(names(fleet, `${eu}/remotes/store-1.yaml`, 'Kustomization')).toContain('store-1/apps.base');
    expect(waits(fleet, `${remote}/dev/infrastructure.yaml`, 'dev-config')).toEqual([
      { name: 'access' },
      { name: 'apps.base' },
    ]);
    expect(waits(fleet, `${remote}/dev/infrastructure.yaml`, 'dev-infrastructure-late')).toEqual([
      { name: 'access' },
      { name: 'dev-config' },
    ]);
  });

  it('may differ by target and be overridden, and explain says by what', () => {
    const { fleet } = setUp();
    const db = new Component(fleet, 'db', { chart, fluxName: ({ cluster }) => `db-${cluster.name}` });
    db.override(Placement.cluster('store-1'), { fluxName: 'old-db' });
    expect(names(fleet, `${eu}/infrastructure/db/db.yaml`, 'HelmRelease')).toEqual(['flux-system/db-eu-1']);
    expect(names(fleet, `${remote}/releases/db/db.yaml`, 'HelmRelease')).toEqual(['store-1/old-db']);
    expect(fleet.explain({ cluster: 'store-1', of: 'db' }, 'fluxName')).toMatchObject({
      values: [{ value: 'old-db', setBy: { layer: 'override' } }],
    });
  });

  it('of a chart with custom resources beside it is that of the chart alone', () => {
    const { fleet } = setUp();
    new Component(fleet, 'db', { chart, manifests: configMap, fluxName: 'old-db' });
    expect(names(fleet, `${eu}/infrastructure/db/db.yaml`, 'HelmRelease')).toEqual(['flux-system/old-db']);
    expect(names(fleet, `${eu}/infrastructure.yaml`, 'Kustomization')).toEqual(['flux-system/infrastructure-db']);
  });

  it('names the artifact of a unit that is one of its own', () => {
    const split = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main', per: 'unit' });
    const { fleet } = setUp({ source: split, flux: '2.7', extraControllers: ['source-watcher'], bootstrap: 'gotk' });
    new Component(fleet, 'base', { manifests: configMap, fluxName: 'apps.base' });
    const [kustomization] = objectsIn(fleet, `${eu}/infrastructure.yaml`);
    const generators = [`${eu}/sources.yaml`].flatMap((path) => objectsIn(fleet, path));
    const made = generators.flatMap(({ spec }) => (spec.artifacts as Parsed[]).map(({ name }) => name as string));
    // Artifacts may have no dots in their names.
    expect(kustomization.spec.sourceRef).toEqual({ kind: 'ExternalArtifact', name: 'flux-system-apps--base' });
    expect(made).toContain(kustomization.spec.sourceRef.name);
  });
});

describe('fluxName of an app and a tenant', () => {
  it('is that of the Kustomization or HelmRelease, and dependsOn and notifications follow', () => {
    const { fleet, shop } = setUp();
    const web = new App(shop, 'web', { path: './web', fluxName: 'storefront' });
    const code = new App(shop, 'code', { manifests: configMap, dependsOn: [web], fluxName: 'shop-code' });
    const cache = new App(shop, 'cache', { chart, dependsOn: [code], fluxName: 'redis' });
    for (const app of [web, code, cache]) app.notify('all', { channel: Channel.slack({ channel: 'a', secret: 's' }) });
    const apps = `${eu}/dev/tenants/shop/apps/apps.yaml`;
    expect(names(fleet, apps, 'Kustomization')).toEqual(['dev-shop/storefront']);
    expect(names(fleet, apps, 'GitRepository')).toEqual(['dev-shop/shop']);
    const list = `${eu}/dev/tenants.yaml`;
    expect(names(fleet, list, 'Kustomization')).toEqual(
      expect.arrayContaining(['dev-flux-system/shop-code', 'dev-flux-system/dev-shop.cache']),
    );
    expect(waits(fleet, list, 'shop-code')).toEqual([
      { name: 'shop-access' },
      { name: 'storefront', namespace: 'dev-shop' },
    ]);
    expect(waits(fleet, list, 'dev-shop.cache')).toEqual([{ name: 'shop-access' }, { name: 'shop-code' }]);
    expect(names(fleet, `${eu}/dev/tenants/shop/workloads/shop/cache/cache.yaml`, 'HelmRelease')).toEqual([
      'dev-flux-system/redis',
    ]);
    const watched = fleet
      .synthesize()
      .tree.paths.filter((path) => path.startsWith(`${eu}/dev/tenants/shop/notifications/`) && !/kustom/.test(path))
      .flatMap((path) => objectsIn(fleet, path))
      .filter(({ kind }) => kind === 'Alert')
      .flatMap(({ spec }) => (spec.eventSources as Parsed[]).map(({ kind, name }) => `${kind}/${name}`));
    expect([...new Set(watched)].sort()).toEqual([
      'HelmRelease/redis',
      'HelmRepository/dev-shop.cache',
      'Kustomization/dev-shop.cache',
      'Kustomization/shop-code',
      'Kustomization/storefront',
    ]);
    expect(names(fleet, `${remote}/dev/tenants/shop/apps/apps.yaml`, 'Kustomization')).toEqual(['store-1/storefront']);
  });

  it('brings no events of what others have under the same name', () => {
    const { fleet, dev, shop } = setUp();
    const code = new App(shop, 'code', { manifests: configMap, fluxName: 'same' });
    const web = new App(shop, 'web', { path: './web', fluxName: 'other' });
    const channel = Channel.slack({ channel: 'a', secret: 's' });
    for (const app of [code, web]) app.notify('all', { channel });
    shop.notify('whole', { channel: Channel.slack({ channel: 'b', secret: 's' }) });
    // Each is of another kind, or begins as names of the tenant's sources do.
    const placement = Placement.cluster('eu-1');
    new Component(dev, 'db', { chart, fluxName: 'same' });
    new Component(dev, 'more', { manifests: configMap, fluxName: 'other', placement });
    new Component(dev, 'odd', { manifests: configMap, fluxName: 'shop.odd', placement });
    const alerts = (cluster: string, namespace: string) =>
      objectsIn(fleet, `${cluster}/dev/tenants/shop/notifications/${namespace}.yaml`)
        .filter(({ kind }) => kind === 'Alert')
        .map(({ metadata, spec }) => [
          metadata.name,
          (spec.eventSources as Parsed[]).map(({ kind, name }) => `${kind}/${name}`),
        ]);
    expect(alerts(eu, 'dev-flux-system')).toEqual([
      ['app.dev-shop.code.all', ['Kustomization/same']],
      ['tenant.dev-shop.whole', ['Kustomization/same']],
    ]);
    expect(alerts(remote, 'store-1')).toEqual([
      ['app.dev-shop.code.all', ['Kustomization/same']],
      ['app.dev-shop.web.all', ['Kustomization/other']],
      ['tenant.dev-shop.whole', ['GitRepository/dev-shop', 'Kustomization/other', 'Kustomization/same']],
    ]);
  });

  it('keeps the source of an app of its own', () => {
    const source = (fluxName?: string) => {
      const { fleet, shop } = setUp();
      const own = Source.git({ url: 'https://git.example.com/acme/web', branch: 'main' });
      new App(shop, 'web', { path: './web', source: own, ...(fluxName ? { fluxName } : {}) });
      return names(fleet, `${eu}/dev/tenants/shop/apps/apps.yaml`, 'GitRepository');
    };
    expect(source('storefront')).toEqual(source());
  });

  it('of a tenant is that of the Kustomization of its access, for which all of it waits', () => {
    const { fleet, shop } = setUp();
    new App(shop, 'web', { path: './web' });
    new App(shop, 'code', { manifests: configMap });
    const pos = new Tenant(fleet, 'pos', { source: git, fluxName: 'tenants' });
    pos.override(Placement.cluster('store-1'), { fluxName: 'stores' });
    new App(pos, 'till', { manifests: configMap });
    const list = `${eu}/dev/tenants.yaml`;
    expect(names(fleet, list, 'Kustomization')).toContain('dev-flux-system/tenants');
    expect(waits(fleet, list, 'dev-pos.till')).toEqual([{ name: 'tenants' }]);
    expect(waits(fleet, list, 'dev-shop.code')).toEqual([{ name: 'shop-access' }]);
    expect(waits(fleet, `${remote}/dev/tenants.yaml`, 'dev-pos.till')).toEqual([{ name: 'stores' }]);
    expect(fleet.explain({ cluster: 'store-1', environment: 'dev', of: 'pos' }, 'fluxName').values).toMatchObject([
      { value: 'stores' },
    ]);
  });

  it('of a tenant with a chart is that of its HelmRelease', () => {
    const { fleet } = setUp();
    const pos = new Tenant(fleet, 'pos', { chart, fluxName: 'till' });
    new App(pos, 'web', {});
    expect(names(fleet, `${eu}/dev/tenants/pos/workloads/pos/pos/pos.yaml`, 'HelmRelease')).toEqual([
      'dev-flux-system/till',
    ]);
    expect(names(fleet, `${eu}/dev/tenants.yaml`, 'Kustomization')).toEqual(
      expect.arrayContaining(['dev-flux-system/pos-access', 'dev-flux-system/dev-pos.pos']),
    );
  });
});

describe('a fluxName that is refused', () => {
  const long = 'x'.repeat(64);

  it.each<[string, string, RegExp]>([
    ['no DNS name', 'My_App', /^\[eu-1\/db\] fluxName "My_App" /],
    ['an empty one', '', /^\[eu-1\/db\] fluxName "" /],
    ['one too long for a label', long, /^\[eu-1\/db\] fluxName "x+" is 64 bytes long: use at most 63$/],
    [
      'the root',
      'flux-system',
      /^\[eu-1\/db\] fluxName "flux-system" is the name of the cluster's root: choose another$/,
    ],
  ])('%s', (_, fluxName, message) => {
    const { fleet } = setUp();
    new Component(fleet, 'db', { chart, fluxName });
    new Tenant(fleet, 'pos', { source: git, fluxName });
    const problems = problemsOf(fleet);
    expect(problems).toContainEqual(expect.stringMatching(message));
    expect(problems).toContainEqual(
      expect.stringMatching(new RegExp(message.source.replace('eu-1\\/db', 'dev\\/eu-1\\/pos'))),
    );
  });

  it('another type, and one that a function does not give', () => {
    const { fleet } = setUp();
    new Component(fleet, 'db', { chart, fluxName: 3 as never });
    new Component(fleet, 'web', { chart, fluxName: () => undefined as never });
    new Tenant(fleet, 'pos', { source: git, fluxName: () => undefined as never });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(/^\[db\] .*fluxName/),
      expect.stringMatching(/^\[dev\/eu-1\/pos\] .*fluxName.*undefined/),
      expect.stringMatching(/^\[dev\/store-1\/pos\] .*fluxName.*undefined/),
      expect.stringMatching(/^\[eu-1\/web\] .*fluxName.*undefined/),
      expect.stringMatching(/^\[store-1\/web\] .*fluxName.*undefined/),
    ]);
  });

  it("for a part of a tenant's chart", () => {
    const { fleet } = setUp();
    const pos = new Tenant(fleet, 'pos', { chart });
    new App(pos, 'web', { fluxName: 'x' });
    expect(problemsOf(fleet)).toEqual([
      "[pos/web] fluxName is given for a part of the tenant's chart: leave it out, or give a path or a chart",
    ]);
  });

  it('a name that another object of the kind has in the namespace', () => {
    const { fleet, dev, shop, store } = setUp();
    const placement = Placement.everywhere().except(Placement.cluster(store));
    new Component(fleet, 'a', { chart, fluxName: 'b', placement });
    new Component(fleet, 'b', { chart, placement });
    new Component(fleet, 'c', { manifests: configMap, fluxName: 'same', placement });
    new Component(fleet, 'd', { path: './d', source: git, fluxName: 'same', placement });
    new Component(dev, 'e', { manifests: configMap, fluxName: 'shop-access', placement });
    new Component(dev, 'f', { manifests: configMap, fluxName: 'shop-apps', placement });
    new App(shop, 'web', { path: './web', placement });
    expect(problemsOf(fleet).filter((one) => !one.includes('fleet.ts'))).toEqual([
      '[dev/eu-1/e] fluxName "shop-access": dev/eu-1/shop has Kustomization dev-flux-system/shop-access already: choose another',
      '[eu-1/a] fluxName "b": eu-1/b has HelmRelease flux-system/b already: choose another',
      '[eu-1/d] fluxName "same": eu-1/c has Kustomization flux-system/same already: choose another',
    ]);
  });

  it('also one of what the library makes beside it', () => {
    const { fleet, dev, shop } = setUp();
    new Component(dev, 'f', { manifests: configMap, fluxName: 'shop-apps' });
    new App(shop, 'web', { path: './web' });
    expect(problemsOf(fleet)).toContainEqual(
      '[dev/eu-1] Kustomization (kustomize.toolkit.fluxcd.io) "dev-flux-system/shop-apps" is rendered twice in clusters/eu-1/dev: give one of them another name, or another fluxName',
    );
  });

  it('but not one of another kind, namespace or cluster', () => {
    const { fleet, dev, shop } = setUp();
    new Component(fleet, 'a', { chart, fluxName: 'same' });
    new Component(fleet, 'b', { manifests: configMap, fluxName: 'same' });
    new Component(dev, 'c', { manifests: configMap, fluxName: 'same', placement: Placement.cluster('eu-1') });
    new App(shop, 'web', { path: './web', fluxName: 'same', placement: Placement.cluster('eu-1') });
    new App(shop, 'flux', { path: './web', fluxName: 'flux-system-2' });
    expect(problemsOf(fleet)).toEqual([]);
  });
});

test('a component and a tenant that make one name are told to rename one, with a fluxName and without', () => {
  const problems = (component: object, tenant: object) => {
    const { fleet, dev } = setUp();
    new Component(dev, 'foo-access', { manifests: configMap, placement: Placement.cluster('eu-1'), ...component });
    new Tenant(fleet, 'infrastructure-foo', tenant);
    return problemsOf(fleet);
  };
  const made = 'Kustomization dev-flux-system/infrastructure-foo-access';
  const named = [
    `[dev/eu-1/infrastructure-foo] dev/eu-1/foo-access makes ${made} of its name as well, and no fluxName changes that: rename one of the two`,
  ];
  expect(problems({ fluxName: 'a' }, { fluxName: 'b' })).toEqual(named);
  expect(problems({ fluxName: 'a' }, {})).toEqual(named);
  expect(problems({}, {})).toEqual([
    expect.stringMatching(/rendered twice in .*: rename one of the two, a component or a tenant; a fluxName does not/),
  ]);
  const { fleet, dev } = setUp();
  new Component(dev, 'foo-rights', { manifests: configMap });
  new Tenant(fleet, 'infrastructure-foo', {});
  expect(problemsOf(fleet)).toEqual([]);
});

test('a fluxName spares an app a name that is too long', () => {
  const long = 'a'.repeat(60);
  const problems = (fluxName?: string) => {
    const { fleet, shop } = setUp();
    new App(shop, long, { manifests: configMap, ...(fluxName ? { fluxName } : {}) });
    return problemsOf(fleet);
  };
  expect(problems()).toEqual([expect.stringMatching(/needs the Kustomization .* bytes long/)]);
  expect(problems('web')).toEqual([]);
});
