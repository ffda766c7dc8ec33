import { ApiObject, Chart } from 'cdk8s';
import {
  App,
  Cluster,
  Component,
  ComponentGroup,
  Environment,
  Fleet,
  HelmChart,
  Placement,
  Source,
  Tenant,
} from '../../../src';
import { git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });
const artifact = Source.oci({ url: 'oci://registry.example.com/ops', tag: '1.0' });

function setUp() {
  const fleet = newFleet();
  const manager = new Cluster(fleet, 'eu-1');
  const remote = new Cluster(fleet, 'store-1', { managedBy: manager });
  const dev = new Environment(fleet, 'dev', { clusters: [manager, remote] });
  return { fleet, manager, remote, dev };
}

/** The objects of a file, by kind and name. */
function named(fleet: Fleet<Loose>, path: string): Record<string, Parsed> {
  return Object.fromEntries(
    objectsIn(fleet, path).map((object) => {
      const { name, namespace } = object.metadata as { name: string; namespace?: string };
      return [`${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`, object];
    }),
  );
}

const deployment = (image: string) => (made: Chart) => {
  new ApiObject(made, 'web', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
    },
  });
};

describe('a component', () => {
  test('may be a folder of an artifact, with all Kustomize options', () => {
    const { fleet, manager } = setUp();
    new Component(manager, 'ops', {
      ...{ path: './base', source: artifact, namespace: 'operations' },
      substitutions: { REGION: 'eu' },
      images: { 'ghcr.io/acme/ops': { tag: '2.0' }, 'ghcr.io/acme/base': { name: 'mirror.example.com/base' } },
      patches: [{ patch: [{ op: 'replace', path: '/spec/replicas', value: 2 }], target: { kind: 'Deployment' } }],
      healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'ops', namespace: 'operations' }],
      healthCheckExprs: [{ apiVersion: 'acme.io/v1', kind: 'Thing', current: 'status.ok == true' }],
    });
    const objects = named(fleet, 'clusters/eu-1/infrastructure/ops/ops.yaml');
    expect(Object.keys(objects)).toEqual([
      'Namespace operations',
      'OCIRepository flux-system/ops',
      'Kustomization flux-system/infrastructure-ops.folder',
    ]);
    expect(objects['Kustomization flux-system/infrastructure-ops.folder'].spec).toEqual({
      ...{ interval: '1h', retryInterval: '2m', timeout: '5m', prune: true, wait: false },
      ...{ path: './base', sourceRef: { kind: 'OCIRepository', name: 'ops' } },
      ...{ serviceAccountName: 'kustomize-controller', targetNamespace: 'operations' },
      postBuild: { substitute: { REGION: 'eu' } },
      images: [
        { name: 'ghcr.io/acme/base', newName: 'mirror.example.com/base' },
        { name: 'ghcr.io/acme/ops', newTag: '2.0' },
      ],
      patches: [{ patch: '- op: replace\n  path: /spec/replicas\n  value: 2\n', target: { kind: 'Deployment' } }],
      healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'ops', namespace: 'operations' }],
      healthCheckExprs: [{ apiVersion: 'acme.io/v1', kind: 'Thing', current: 'status.ok == true' }],
    });
  });

  test('checks the health of objects in its own namespace', () => {
    const { fleet, manager } = setUp();
    const healthChecks = [
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'ops' },
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other', namespace: 'other' },
      { apiVersion: 'v1', kind: 'Namespace', name: 'ops' },
      { apiVersion: 'acme.io/v1', kind: 'Thing', name: 'ops' },
    ];
    new Component(manager, 'ops', { path: './base', source: artifact, namespace: 'operations', healthChecks });
    const { spec } = named(fleet, 'clusters/eu-1/infrastructure/ops/ops.yaml')[
      'Kustomization flux-system/infrastructure-ops.folder'
    ];
    expect(spec.healthChecks).toEqual([{ ...healthChecks[0], namespace: 'operations' }, ...healthChecks.slice(1)]);
  });

  test("that is a folder of the fleet's repository keeps the namespaces in its manifests", () => {
    const { fleet, dev } = setUp();
    new Component(dev, 'ops', { path: './overlays/dev' });
    const objects = named(fleet, 'clusters/eu-1/dev/infrastructure/ops/ops.yaml');
    expect(Object.keys(objects)).toEqual([
      'GitRepository dev-flux-system/ops',
      'Kustomization dev-flux-system/infrastructure-ops.folder',
    ]);
    expect(objects['GitRepository dev-flux-system/ops'].spec.url).toBe(git.spec.url);
    expect(objects['Kustomization dev-flux-system/infrastructure-ops.folder'].spec.targetNamespace).toBeUndefined();
  });

  test('on a remote cluster is reconciled on the manager, its namespace applied remotely', () => {
    const { fleet, remote } = setUp();
    new Component(remote, 'ops', { path: './base', source: artifact, namespace: 'operations' });
    const root = 'clusters/eu-1/remotes/store-1';
    expect(Object.keys(named(fleet, `${root}/infrastructure/ops/ops.yaml`))).toEqual(['Namespace operations']);
    const kept = named(fleet, `${root}/releases/ops/ops.yaml`);
    expect(kept['Kustomization store-1/infrastructure-ops.folder'].spec).toMatchObject({
      kubeConfig: { secretRef: { name: 'store-1-kubeconfig' } },
      serviceAccountName: 'kustomize-controller',
    });
  });

  test('that is a chart has images and patches as post-renderers, and images in its values', () => {
    const { fleet, manager } = setUp();
    new Component(manager, 'web', {
      ...{ chart, crds: 'Skip', values: { web: { pull: 'Always' } } },
      images: { 'acme/web': { tag: '2', valuesPath: 'web.image' }, 'acme/sidecar': { tag: '3' } },
      patches: [
        {
          patch: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 2 } },
          target: { kind: 'Deployment', name: 'web' },
        },
      ],
    });
    const { spec } = named(fleet, 'clusters/eu-1/infrastructure/web/web.yaml')['HelmRelease flux-system/web'];
    expect(spec.values).toEqual({ web: { pull: 'Always', image: { repository: 'acme/web', tag: '2' } } });
    expect([spec.install.crds, spec.upgrade.crds]).toEqual(['Skip', 'Skip']);
    expect(spec.postRenderers).toEqual([
      {
        kustomize: {
          images: [{ name: 'acme/sidecar', newTag: '3' }],
          patches: [
            {
              patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n',
              target: { kind: 'Deployment', name: 'web' },
            },
          ],
        },
      },
    ]);
  });

  test('in code may select the objects to health-check', () => {
    const { fleet, manager } = setUp();
    const healthCheckExprs = [{ apiVersion: 'acme.io/v1', kind: 'Thing', current: 'status.ok == true' }];
    new Component(manager, 'web', { manifests: deployment('acme/web:1'), healthCheckExprs });
    const objects = named(fleet, 'clusters/eu-1/infrastructure.yaml');
    expect(objects['Kustomization flux-system/infrastructure-web'].spec.healthCheckExprs).toEqual(healthCheckExprs);
  });
});

describe('a component group', () => {
  test('is placed and depended on as a unit', () => {
    const { fleet, manager } = setUp();
    const base = new Component(fleet, 'base', { manifests: deployment('acme/base:1') });
    const group = new ComponentGroup(fleet, 'web', { placement: Placement.cluster(manager), dependsOn: [base] });
    const first = new Component(group, 'first', { manifests: deployment('acme/first:1') });
    new Component(group, 'second', { manifests: deployment('acme/second:1'), dependsOn: [first] });
    new Component(manager, 'last', { manifests: deployment('acme/last:1'), dependsOn: [group] });
    const waits = (path: string) =>
      Object.fromEntries(
        objectsIn(fleet, path)
          .filter(({ metadata }) => metadata.name.startsWith('infrastructure-'))
          .map(({ metadata, spec }) => [
            metadata.name,
            (spec.dependsOn ?? []).map(({ name }: { name: string }) => name),
          ]),
      );
    expect(waits('clusters/eu-1/infrastructure.yaml')).toEqual({
      'infrastructure-base': [],
      'infrastructure-first': ['infrastructure-base'],
      'infrastructure-second': ['infrastructure-base', 'infrastructure-first'],
      'infrastructure-last': ['infrastructure-first', 'infrastructure-second'],
    });
    expect(waits('clusters/eu-1/remotes/store-1.yaml')).toEqual({ 'infrastructure-base': ['access'] });
  });

  test('cannot be part of a dependency cycle', () => {
    const { fleet } = setUp();
    const dependsOn: Component<Loose>[] = [];
    const group = new ComponentGroup(fleet, 'web', { dependsOn });
    dependsOn.push(new Component(group, 'inner', { manifests: deployment('acme/web:1') }));
    expect(problemsOf(fleet)).toEqual([
      '[web/inner] dependsOn goes in a circle, web/inner -> web/inner: leave one out',
    ]);
  });
});

describe('an app', () => {
  test("in code is a unit of dist, applied with a tenant account next to the fleet's source", () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', { source: git });
    new App(web, 'shop', { manifests: deployment('acme/shop:1') });
    const root = 'clusters/eu-1/dev';
    const objects = named(fleet, `${root}/tenants/web/workloads/web/shop/shop.yaml`);
    expect(Object.keys(objects)).toEqual(['Deployment dev-web/web']);
    const kustomization = named(fleet, `${root}/tenants.yaml`)['Kustomization dev-flux-system/dev-web.shop'];
    expect(kustomization.spec).toEqual({
      ...{ interval: '1h', retryInterval: '2m', timeout: '5m', prune: true, wait: true },
      path: './dist/clusters/eu-1/dev/tenants/web/workloads/web/shop',
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      serviceAccountName: 'dev-web',
      dependsOn: [{ name: 'web-access' }],
    });
    const access = named(fleet, `${root}/tenants/web/access/access.yaml`);
    expect(access['ServiceAccount dev-flux-system/dev-web'].automountServiceAccountToken).toBe(false);
    expect(access['RoleBinding dev-web/deployer'].subjects).toEqual([
      { kind: 'ServiceAccount', name: 'web', namespace: 'dev-web' },
      { kind: 'ServiceAccount', name: 'dev-web', namespace: 'dev-flux-system' },
    ]);
  });

  test('in code may contain only objects that the tenant is permitted to write', () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', { source: git, deploys: ['ConfigMap'] });
    new App(web, 'shop', { manifests: deployment('acme/shop:1') });
    const outside = (made: Chart) =>
      void new ApiObject(made, 'x', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'kube-system' } });
    new App(web, 'stranger', { manifests: outside, placement: Placement.cluster('eu-1') });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[dev\/eu-1\/web\/shop\] Deployment "dev-web\/web" cannot be applied by the account of its/,
      ),
      expect.stringMatching(
        /^\[dev\/eu-1\/web\/stranger\] ConfigMap "kube-system\/x" cannot be applied by the account/,
      ),
      expect.stringMatching(
        /^\[dev\/store-1\/web\/shop\] Deployment "dev-web\/web" cannot be applied by the account of /,
      ),
    ]);
  });

  test('that is a chart is installed with the only account that may access Secrets', () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', { source: git });
    new App(web, 'shop', { chart, values: { replicas: 2 } });
    for (const [root, control, file] of [
      ['clusters/eu-1/dev', 'dev-flux-system', 'tenants.yaml'],
      ['clusters/eu-1/remotes/store-1/dev', 'store-1', 'tenants.yaml'],
    ] as const) {
      const unit = named(fleet, `${root}/tenants/web/workloads/web/shop/shop.yaml`);
      expect(Object.keys(unit)).toEqual([
        `HelmRepository ${control}/dev-web.shop`,
        `HelmRelease ${control}/dev-web.shop`,
      ]);
      expect(unit[`HelmRelease ${control}/dev-web.shop`].spec).toMatchObject({
        ...{ releaseName: 'shop', targetNamespace: 'dev-web', storageNamespace: 'dev-web' },
        ...{ serviceAccountName: 'dev-web.helm', values: { replicas: 2 } },
      });
      const kustomization = named(fleet, `${root}/${file}`)[`Kustomization ${control}/dev-web.shop`];
      expect(kustomization.spec.serviceAccountName).toBe('kustomize-controller');
      expect(kustomization.spec.kubeConfig).toBeUndefined();
      const access = named(fleet, `${root}/tenants/web/access/access.yaml`);
      const secrets = (name: string) =>
        access[name].rules.some(({ resources }: { resources: string[] }) => resources.includes('secrets'));
      expect([secrets('Role dev-web/helm'), secrets('Role dev-web/deployer')]).toEqual([true, false]);
      expect(access['RoleBinding dev-web/helm'].subjects).toEqual([
        { kind: 'ServiceAccount', name: 'dev-web.helm', namespace: control },
      ]);
    }
  });

  test('that is disabled everywhere keeps the account that prunes its objects', () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', { source: git });
    new App(web, 'shop', { chart, enabled: false });
    expect(named(fleet, 'clusters/eu-1/dev/tenants/web/access/access.yaml')).toHaveProperty(['Role dev-web/helm']);
    expect(fleet.synthesize().tree.paths.filter((path) => path.includes('workloads'))).toEqual([]);
  });

  test('may have its own source', () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', {});
    new App(web, 'shop', { path: './shop', source: artifact });
    const objects = named(fleet, 'clusters/eu-1/dev/tenants/web/apps/apps.yaml');
    expect(Object.keys(objects)).toEqual(['OCIRepository dev-web/shop-source', 'Kustomization dev-web/shop']);
    expect(objects['Kustomization dev-web/shop'].spec.sourceRef).toEqual({
      kind: 'OCIRepository',
      name: 'shop-source',
    });
    new App(web, 'other', { path: './other', placement: Placement.cluster('eu-1') });
    expect(problemsOf(fleet)).toEqual([
      '[dev/eu-1/web/other] a path is given, but neither the app nor its tenant has a source: give one of them a source',
    ]);
  });

  test('from a source that the tenant may not use is rejected, as are charts', () => {
    const { fleet } = setUp();
    const allowedSources = ['https://git.example.com/'];
    const web = new Tenant(fleet, 'web', { allowedSources, placement: Placement.cluster('eu-1') });
    new App(web, 'shop', { path: './shop', source: artifact });
    new App(web, 'store', { chart });
    expect(problemsOf(fleet)).toEqual([
      '[dev/eu-1/web] source "https://charts.example.com" is not among allowedSources: add it there, or use another',
      '[dev/eu-1/web] source "oci://registry.example.com/ops" is not among allowedSources: add it there, or use another',
    ]);
  });

  test('that is a chart must be allowed, and cannot be where signatures are required', () => {
    const { fleet } = setUp();
    const placement = Placement.cluster('eu-1');
    new App(new Tenant(fleet, 'web', { allowedCharts: ['db', './charts/web'], placement }), 'shop', { chart });
    const folder = HelmChart.git({ url: 'https://git.example.com/acme/web', path: './charts/web', tag: 'v1' });
    new App(new Tenant(fleet, 'good', { allowedCharts: ['./charts/web'], placement }), 'shop', { chart: folder });
    new App(new Tenant(fleet, 'signed', { verify: { secretName: 'keys' }, placement }), 'shop', { chart: folder });
    expect(problemsOf(fleet)).toEqual([
      '[dev/eu-1/signed/shop] a chart is given, but its signature is not checked and the tenant has "verify": give verify to the chart, use a path, or leave verify out',
      '[dev/eu-1/web/shop] chart "web" is not among allowedCharts: add it there, or use another',
    ]);
  });

  test('may depend on apps of every kind, in every namespace', () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', { source: git, namespaces: ['jobs'] });
    const database = new App(web, 'database', { chart });
    const queue = new App(web, 'queue', { manifests: deployment('acme/queue:1'), dependsOn: [database] });
    const shop = new App(web, 'shop', { path: './shop', dependsOn: [database, queue] });
    new App(web, 'report', { path: './report', namespace: 'jobs', dependsOn: [shop] });
    const apps = named(fleet, 'clusters/eu-1/dev/tenants/web/apps/apps.yaml');
    const tenants = named(fleet, 'clusters/eu-1/dev/tenants.yaml');
    expect(tenants['Kustomization dev-flux-system/dev-web.queue'].spec.dependsOn).toEqual([
      { name: 'web-access' },
      { name: 'dev-web.database' },
    ]);
    expect(apps['Kustomization dev-web/shop'].spec.dependsOn).toEqual([
      { name: 'dev-web.database', namespace: 'dev-flux-system' },
      { name: 'dev-web.queue', namespace: 'dev-flux-system' },
    ]);
    expect(apps['Kustomization dev-web-jobs/report'].spec.dependsOn).toEqual([{ name: 'shop', namespace: 'dev-web' }]);
    const remote = named(fleet, 'clusters/eu-1/remotes/store-1/dev/tenants/web/apps/apps.yaml');
    expect(remote['Kustomization store-1/dev-web-jobs.report'].spec.dependsOn).toEqual([{ name: 'dev-web.shop' }]);
  });

  test('of another tenant is a dependency where it is offered and placed', () => {
    const { fleet } = setUp();
    const shared = new Tenant(fleet, 'shared', { source: git });
    const web = new Tenant(fleet, 'web', { source: git });
    const queue = new App(shared, 'queue', { path: './queue', offeredTo: [web] });
    const cache = new App(shared, 'cache', { path: './cache', offeredTo: 'all', placement: Placement.cluster('eu-1') });
    const hidden = new App(shared, 'hidden', { path: './hidden' });
    new App(web, 'shop', { path: './shop', dependsOn: [queue] });
    const apps = named(fleet, 'clusters/eu-1/dev/tenants/web/apps/apps.yaml');
    expect(apps['Kustomization dev-web/shop'].spec.dependsOn).toEqual([{ name: 'queue', namespace: 'dev-shared' }]);
    new App(web, 'fast', { path: './fast', dependsOn: [cache] });
    new App(web, 'thief', { path: './thief', dependsOn: [hidden] });
    expect(problemsOf(fleet)).toEqual([
      '[dev/store-1/web/fast] dependsOn "cache" of tenant "shared" is not here: place it here too, or leave it out',
      '[web/thief] dependsOn "hidden" of tenant "shared" is not offered to "web": add it to the app\'s offeredTo',
    ]);
  });

  test('brings its configuration to every target', () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', { source: git, namespaces: ['jobs'] });
    new App(web, 'shop', {
      path: './shop',
      configMaps: ({ cluster }) => ({ settings: { CLUSTER: cluster.name, REPLICAS: 2 } }),
      enabled: ({ cluster }) => cluster.name === 'eu-1',
    });
    new App(web, 'report', { path: './report', namespace: 'jobs', configMaps: { plan: { DAILY: true } } });
    const root = 'clusters/eu-1/dev/tenants/web';
    expect(objectsIn(fleet, `${root}/config/settings.yaml`)).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace: 'dev-web', labels: { 'toolkit.fluxcd.io/tenant': 'web' } },
        data: { CLUSTER: 'eu-1', REPLICAS: '2' },
      },
    ]);
    const { paths } = fleet.synthesize().tree;
    expect(
      paths.filter((path) => /\/config[^/]*\/[^/]*\.yaml$/.test(path) && !path.endsWith('kustomization.yaml')),
    ).toEqual([
      `${root}/config-web-jobs/plan.yaml`,
      `${root}/config/settings.yaml`,
      'clusters/eu-1/remotes/store-1/dev/tenants/web/config-web-jobs/plan.yaml',
    ]);
    new App(web, 'other', { path: './other', configMaps: { settings: { CLUSTER: 'x' }, 'a b': {} } });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(/^\[dev\/eu-1\/web\/other\] configMap "a b" is not a valid name/),
      expect.stringMatching(
        /^\[dev\/eu-1\/web\/(other|shop)\] configMap "settings" is given twice and differs: rename one$/,
      ),
      expect.stringMatching(/^\[dev\/store-1\/web\/other\] configMap "a b" is not a valid name/),
    ]);
  });

  test('has other configuration where an override says so', () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', { source: git });
    const shop = new App(web, 'shop', {
      path: './shop',
      configMaps: ({ cluster }) => ({ settings: { CLUSTER: cluster.name, LOG: 'info' } }),
    });
    shop.override(Placement.cluster('store-1'), {
      configMaps: ({ cluster }) => ({ settings: { LOG: `debug of ${cluster.name}` }, extra: { A: 1 } }),
    });
    const dataOf = (file: string) => objectsIn(fleet, `clusters/eu-1/${file}.yaml`).map(({ data }) => data);
    expect(dataOf('dev/tenants/web/config/settings')).toEqual([{ CLUSTER: 'eu-1', LOG: 'info' }]);
    expect(dataOf('remotes/store-1/dev/tenants/web/config/settings')).toEqual([
      { CLUSTER: 'store-1', LOG: 'debug of store-1' },
    ]);
    expect(dataOf('remotes/store-1/dev/tenants/web/config/extra')).toEqual([{ A: '1' }]);
    const told = fleet.explain({ cluster: 'store-1', environment: 'dev', of: shop }, 'configMaps.settings.LOG');
    expect(told.values).toMatchObject([
      { value: 'debug of store-1', setBy: { layer: 'override' }, overrode: [{ layer: 'app web/shop', value: 'info' }] },
    ]);

    shop.override(Placement.everywhere(), { configMaps: { settings: { LOG: 'warn' } } });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[dev\/store-1\/web\/shop\] two overrides give configMaps "settings\.LOG" different values here \(test\/features\/delivery\/render\.test\.ts:\d+, .+\): narrow one of their placements, or rank them$/,
      ),
    ]);
  });
});

describe("a tenant's own chart", () => {
  test('enables or disables each of its parts per target', () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', { chart, values: ({ cluster }) => ({ site: cluster.name }) });
    new App(web, 'shop', { values: { replicas: 2 } });
    const admin = new App(web, 'admin', { placement: Placement.cluster('eu-1'), configMaps: { admin: { A: 1 } } });
    admin.override(Placement.everywhere(), { values: { replicas: 1 } });
    new App(web, 'beta', { enabled: false });
    const values = (root: string) => {
      const objects = objectsIn(fleet, `${root}/tenants/web/workloads/web/web/web.yaml`);
      return objects.find(({ kind }) => kind === 'HelmRelease').spec.values;
    };
    expect(values('clusters/eu-1/dev')).toEqual({
      site: 'eu-1',
      apps: { shop: { enabled: true, replicas: 2 }, admin: { enabled: true, replicas: 1 }, beta: { enabled: false } },
    });
    expect(values('clusters/eu-1/remotes/store-1/dev').apps.admin).toEqual({ enabled: false, replicas: 1 });
    const { paths } = fleet.synthesize().tree;
    expect(paths.filter((path) => path.endsWith('config/admin.yaml'))).toEqual([
      'clusters/eu-1/dev/tenants/web/config/admin.yaml',
    ]);
  });

  test('changes one file of a cluster when an app is toggled', () => {
    const files = (enabled: boolean) => {
      const { fleet } = setUp();
      const web = new Tenant(fleet, 'web', { chart });
      new App(web, 'shop', { enabled: ({ cluster }) => enabled || cluster.name !== 'eu-1' });
      const { tree } = fleet.synthesize();
      return new Map(tree.paths.map((path) => [path, tree.get(path)]));
    };
    const [on, off] = [files(true), files(false)];
    expect([...on].filter(([path, text]) => off.get(path) !== text).map(([path]) => path)).toEqual([
      'clusters/eu-1/dev/tenants/web/workloads/web/web/web.yaml',
    ]);
  });

  test('rejects all other options on its parts', () => {
    const { fleet } = setUp();
    const web = new Tenant(fleet, 'web', { chart });
    const shop = new App(web, 'shop', { dependsOn: [], substitutions: { A: '1' } });
    new App(web, 'other', { path: './x', source: git, dependsOn: [shop] });
    expect(problemsOf(fleet)).toEqual([
      '[web/other] dependsOn "shop" of tenant "web" is a part of its tenant\'s chart, which is Ready as a whole: leave it out',
      "[web/shop] dependsOn is given for a part of the tenant's chart: leave it out, or give a path or a chart",
      "[web/shop] substitutions is given for a part of the tenant's chart: leave it out, or give a path or a chart",
    ]);
  });
});
