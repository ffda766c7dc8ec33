import { App, Cluster, Component, Environment, Fleet, HelmChart, Source, Tenant, TenantTrack } from '../../../src';
import { Loose, newFleet, objectsIn, Parsed } from '../../support/fleets';

const charts = 'https://charts.example.com';
const chart = (name: string, more: object = {}) =>
  HelmChart.repository({ url: charts, chart: name, version: '1.2.3', ...more });
const folders = Source.git({ url: 'https://git.example.com/acme/folders.git', branch: 'main' });

const SOURCES = ['GitRepository', 'HelmRepository', 'OCIRepository'];

/** Kind, namespace and name of the source objects in each file of a fleet, and what refers to them. */
function sourcesOf(fleet: Fleet<Loose>): { made: Record<string, string[]>; read: Record<string, string> } {
  const { tree } = fleet.synthesize();
  const made: Record<string, string[]> = {};
  const read: Record<string, string> = {};
  for (const path of tree.paths.filter((one) => one.endsWith('.yaml') && !one.includes('gotk-sync'))) {
    for (const { kind, metadata, spec } of objectsIn(tree, path)) {
      if (SOURCES.includes(kind)) (made[path] ??= []).push(`${kind} ${metadata.namespace}/${metadata.name}`);
      const ref = spec?.chart?.spec.sourceRef ?? spec?.chartRef ?? spec?.sourceRef;
      if (ref && !['fleet', 'flux-system'].includes(ref.name)) read[metadata.name] = ref.name;
    }
  }
  return { made, read };
}

function cluster(fleet: Fleet<Loose>): Cluster<Loose> {
  return new Cluster(fleet, 'eu-1');
}

describe('components of one level', () => {
  test('charts of one repository read one HelmRepository, beside the Kustomizations', () => {
    const fleet = newFleet();
    cluster(fleet);
    for (const name of ['a', 'b', 'c']) new Component(fleet, name, { chart: chart(name) });
    new Component(fleet, 'd', { chart: chart('d', { secretName: 'login' }) });
    const shared = 'infrastructure.charts-example-com-dc2f97fc';
    expect(sourcesOf(fleet)).toEqual({
      made: {
        'clusters/eu-1/infrastructure.yaml': [`HelmRepository flux-system/${shared}`],
        'clusters/eu-1/infrastructure/d/d.yaml': ['HelmRepository flux-system/d'],
      },
      read: { a: shared, b: shared, c: shared, d: 'd' },
    });
    const [first] = objectsIn(fleet, 'clusters/eu-1/infrastructure.yaml');
    expect(first.spec).toEqual({ interval: '30m', url: charts });
  });

  test('versions and signatures of charts are not the source’s, everything else is', () => {
    const fleet = newFleet();
    cluster(fleet);
    const url = 'oci://charts.example.com';
    new Component(fleet, 'a', { chart: chart('a', { url, version: '2.0.0' }) });
    new Component(fleet, 'b', { chart: chart('b', { url, verify: { secretName: 'keys' } }) });
    new Component(fleet, 'c', { chart: chart('c', { url, insecure: true }) });
    const { read } = sourcesOf(fleet);
    expect(read.a).toBe(read.b);
    expect(read.c).toBe('c');
  });

  test('a folder and a chart of one repository read one GitRepository, however the options are ordered', () => {
    const fleet = newFleet();
    cluster(fleet);
    const url = 'https://git.example.com/acme/folders.git';
    new Component(fleet, 'a', { path: './a', source: folders });
    new Component(fleet, 'b', { chart: HelmChart.git({ path: './b', branch: 'main', url }) });
    new Component(fleet, 'c', { path: './c', source: Source.git({ url, branch: 'next' }) });
    const { made, read } = sourcesOf(fleet);
    const shared = read.b!;
    expect(shared).toMatch(/^infrastructure\.git-example-com-acme-folders-[0-9a-f]{8}$/);
    expect(read['infrastructure-a.folder']).toBe(shared);
    expect(read['infrastructure-c.folder']).toBe('c');
    expect(made['clusters/eu-1/infrastructure.yaml']).toEqual([`GitRepository flux-system/${shared}`]);
  });

  test('charts of a registry are as many sources as there are charts and versions', () => {
    const fleet = newFleet();
    cluster(fleet);
    const oci = (version: string) => HelmChart.oci({ url: 'oci://charts.example.com/web', version });
    new Component(fleet, 'a', { chart: oci('1.0.0') });
    new Component(fleet, 'b', { chart: oci('1.0.0') });
    new Component(fleet, 'c', { chart: oci('2.0.0') });
    const { read } = sourcesOf(fleet);
    expect(read.a).toMatch(/^infrastructure\.charts-example-com-web-[0-9a-f]{8}$/);
    expect([read.b, read.c]).toEqual([read.a, 'c']);
  });

  test('each level has its own, also on a remote cluster, where they are in one namespace', () => {
    const fleet = newFleet();
    const manager = cluster(fleet);
    const remote = new Cluster(fleet, 'store-1', { managedBy: manager, kubeConfig: { name: 'login' } });
    const dev = new Environment(fleet, 'dev', { clusters: [remote] });
    for (const name of ['a', 'b']) new Component(remote, name, { chart: chart(name) });
    for (const name of ['c', 'd']) new Component(dev, name, { chart: chart(name) });
    const { made } = sourcesOf(fleet);
    expect(made['clusters/eu-1/remotes/store-1.yaml']).toEqual([
      'GitRepository store-1/fleet',
      'HelmRepository store-1/infrastructure.charts-example-com-dc2f97fc',
      'GitRepository store-1/fleet-dev',
    ]);
    expect(made['clusters/eu-1/remotes/store-1/dev/infrastructure.yaml']).toEqual([
      'HelmRepository store-1/dev-infrastructure.charts-example-com-dc2f97fc',
    ]);
  });

  test('one reader less or more changes nothing of the others, as long as two remain', () => {
    const files = (names: readonly string[]) => {
      const fleet = newFleet();
      cluster(fleet);
      for (const name of names) new Component(fleet, name, { chart: chart(name) });
      const { tree } = fleet.synthesize();
      return ['a', 'b'].map((name) => tree.get(`clusters/eu-1/infrastructure/${name}/${name}.yaml`));
    };
    expect(files(['a', 'b'])).toEqual(files(['0', 'a', 'b', 'c']));
  });
});

describe('apps of a tenant', () => {
  const own = Source.git({ url: 'https://git.example.com/shop/manifests', branch: 'main' });

  function shop(remote: boolean): { fleet: Fleet<Loose>; tenant: Tenant<Loose>; other: Tenant<Loose> } {
    const fleet = newFleet();
    const manager = cluster(fleet);
    const login = { managedBy: manager, kubeConfig: { name: 'login' } };
    const place = remote ? new Cluster(fleet, 'store-1', login) : manager;
    new Environment(fleet, 'dev', { clusters: [place] });
    const tenant = new Tenant(fleet, 'shop', { source: own, owners: ['shop'], namespaces: ['db'] });
    const other = new Tenant(fleet, 'bank', { owners: ['bank'] });
    return { fleet, tenant, other };
  }

  test('charts of one repository read one HelmRepository, each tenant its own', () => {
    const { fleet, tenant, other } = shop(false);
    for (const name of ['a', 'b']) new App(tenant, name, { chart: chart(name) });
    for (const name of ['c', 'd']) new App(other, name, { chart: chart(name) });
    expect(sourcesOf(fleet).made['clusters/eu-1/dev/tenants.yaml']).toEqual([
      'HelmRepository dev-flux-system/bank.charts-example-com-dc2f97fc',
      'HelmRepository dev-flux-system/shop.charts-example-com-dc2f97fc',
    ]);
  });

  test('a folder whose source is that of the tenant reads the tenant’s', () => {
    const { fleet, tenant } = shop(false);
    new App(tenant, 'a', { path: './a' });
    new App(tenant, 'b', { path: './b', source: Source.git({ branch: 'main', url: own.spec.url }) });
    new App(tenant, 'c', { path: './c', source: folders });
    new App(tenant, 'd', { path: './d', source: folders });
    new App(tenant, 'e', { path: './e', source: folders, namespace: 'db' });
    const { made, read } = sourcesOf(fleet);
    const [, shared] = Object.values(read).filter((name) => name.startsWith('shop.'));
    expect(read).toEqual({ a: 'shop', b: 'shop', c: shared, d: shared, e: 'e-source' });
    expect(made['clusters/eu-1/dev/tenants/shop/apps/apps.yaml']).toEqual([
      'GitRepository dev-shop/shop',
      `GitRepository dev-shop/${shared}`,
      'GitRepository dev-shop-db/e-source',
    ]);
  });

  test('two apps with the same source of their own share it although the tenant’s is another', () => {
    const { fleet, tenant } = shop(false);
    new App(tenant, 'c', { path: './c', source: folders });
    new App(tenant, 'd', { path: './d', source: folders });
    const { made } = sourcesOf(fleet);
    expect(made['clusters/eu-1/dev/tenants/shop/apps/apps.yaml']).toEqual([
      expect.stringMatching(/^GitRepository dev-shop\/shop\.git-example-com-acme-folders-[0-9a-f]{8}$/),
    ]);
  });

  test('for a remote cluster, the namespaces of a tenant share one in the cluster’s namespace', () => {
    const { fleet, tenant } = shop(true);
    new App(tenant, 'a', { path: './a' });
    new App(tenant, 'b', { path: './b', namespace: 'db' });
    new TenantTrack(tenant, 'next', { source: folders });
    const { made, read } = sourcesOf(fleet);
    const path = 'clusters/eu-1/remotes/store-1/dev/tenants/shop/apps/apps.yaml';
    expect(made[path]).toEqual([
      expect.stringMatching(/^GitRepository store-1\/dev-shop-apps\.git-example-com-shop-manifests-[0-9a-f]{8}$/),
    ]);
    expect(read['dev-shop.a']).toBe(read['dev-shop-db.b']);
    const accounts = objectsIn(fleet, path).map((one: Parsed) => one.spec.serviceAccountName);
    expect(accounts).toEqual([undefined, 'dev-shop', 'dev-shop-db']);
  });
});
