import { ApiObject, Chart, Duration } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, HelmChart, Placement, Tenant } from '../../../src';
import { FLUX_FIELDS, OTHER_FLUX_FIELDS } from '../../../src/features/delivery/flux-fields';
import { fluxCatalog } from '../../../src/schema/catalog';
import { fieldsOf, kindsIn } from '../../schema/corpus';
import { git, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });
const config = (made: Chart) =>
  void new ApiObject(made, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });

function setUp(props: Partial<ConstructorParameters<typeof Fleet>[0]> = {}) {
  const fleet = newFleet(props);
  const eu = new Cluster(fleet, 'eu-1');
  const store = new Cluster(fleet, 'store-1', { managedBy: eu });
  const dev = new Environment(fleet, 'dev', { clusters: [eu, store] });
  return { fleet, eu, store, dev };
}

/** The spec of an object of a file. */
function spec(
  fleet: Parameters<typeof objectsIn>[0],
  path: string,
  kind: string,
  name: string,
): Record<string, unknown> {
  const found = objectsIn(fleet, path).find(
    (one: Parsed) => one.kind === kind && (one.metadata as { name: string }).name === name,
  );
  expect([path, kind, name, found === undefined]).toEqual([path, kind, name, false]);
  return found!.spec as Record<string, unknown>;
}

describe('fields of the Flux object', () => {
  it('of a chart are merged into its HelmRelease, and what waits for it waits as long', () => {
    const { fleet } = setUp();
    new Component(fleet, 'db', {
      chart,
      patches: [{ patch: { kind: 'Service', apiVersion: 'v1', metadata: { name: 'x', labels: { a: 'b' } } } }],
      flux: {
        timeout: Duration.minutes(20),
        driftDetection: { ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }] },
        upgrade: { cleanupOnFail: true },
        valuesFrom: [{ kind: 'Secret', name: 'db-values' }],
        postRenderers: [{ kustomize: { images: [{ name: 'db', newTag: '2' }] } }],
        uninstall: { keepHistory: true },
      },
    });
    for (const [path, unit] of [
      ['clusters/eu-1/infrastructure/db/db.yaml', 'clusters/eu-1/infrastructure.yaml'],
      ['clusters/eu-1/remotes/store-1/releases/db/db.yaml', 'clusters/eu-1/remotes/store-1.yaml'],
    ] as const) {
      const release = spec(fleet, path, 'HelmRelease', 'db');
      expect(release).toMatchObject({
        timeout: '20m',
        driftDetection: { mode: 'enabled', ignore: [{ paths: ['/spec/replicas'] }] },
        install: { crds: 'CreateReplace' },
        upgrade: { crds: 'CreateReplace', cleanupOnFail: true },
        valuesFrom: [{ kind: 'Secret', name: 'db-values' }],
        uninstall: { keepHistory: true },
      });
      expect(release.postRenderers).toEqual([
        { kustomize: { patches: [expect.anything()] } },
        { kustomize: { images: [{ name: 'db', newTag: '2' }] } },
      ]);
      expect(spec(fleet, unit, 'Kustomization', 'infrastructure-db')).toMatchObject({ timeout: '20m', interval: '1h' });
    }
  });

  it('of a folder and of objects in code are those of the Kustomization that applies them', () => {
    const { fleet, dev } = setUp();
    const flux = {
      wait: false,
      retryInterval: Duration.minutes(7),
      postBuild: { substituteFrom: [{ kind: 'ConfigMap' as const, name: 'vars' }] },
    };
    new Component(fleet, 'agent', { path: './agent', source: git, substitutions: { A: 'b' }, flux });
    new Component(dev, 'code', { manifests: config, flux: { suspend: true } });
    const shop = new Tenant(fleet, 'shop', { source: git });
    new App(shop, 'web', { path: './web', flux: { components: ['../parts/tls'], interval: Duration.hours(2) } });
    new App(shop, 'code', { manifests: config, flux: { force: true } });
    new App(shop, 'chart', { chart, flux: { maxHistory: 2, timeout: Duration.minutes(9) } });
    expect(
      spec(fleet, 'clusters/eu-1/infrastructure/agent/agent.yaml', 'Kustomization', 'infrastructure-agent.folder'),
    ).toMatchObject({
      wait: false,
      retryInterval: '7m',
      postBuild: { substitute: { A: 'b' }, substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] },
    });
    expect(spec(fleet, 'clusters/eu-1/dev/infrastructure.yaml', 'Kustomization', 'infrastructure-code')).toMatchObject({
      suspend: true,
    });
    const tenants = 'clusters/eu-1/dev/tenants.yaml';
    expect(spec(fleet, 'clusters/eu-1/dev/tenants/shop/apps/apps.yaml', 'Kustomization', 'web')).toMatchObject({
      interval: '2h',
      components: ['../parts/tls'],
    });
    expect(spec(fleet, tenants, 'Kustomization', 'dev-shop.code')).toMatchObject({ force: true });
    expect(spec(fleet, tenants, 'Kustomization', 'dev-shop.chart')).toMatchObject({ timeout: '9m' });
    expect(
      spec(fleet, 'clusters/eu-1/dev/tenants/shop/workloads/shop/chart/chart.yaml', 'HelmRelease', 'dev-shop.chart'),
    ).toMatchObject({ maxHistory: 2, timeout: '9m' });
  });

  it('of overrides are merged over those of the props, and null takes a default away', () => {
    const { fleet, eu } = setUp();
    const db = new Component(fleet, 'db', {
      chart,
      flux: { timeout: Duration.minutes(20), upgrade: { cleanupOnFail: true }, install: { crds: null } },
    });
    db.override(Placement.cluster(eu), { flux: { timeout: Duration.minutes(30), upgrade: { disableWait: true } } });
    expect(spec(fleet, 'clusters/eu-1/infrastructure/db/db.yaml', 'HelmRelease', 'db')).toMatchObject({
      timeout: '30m',
      upgrade: { cleanupOnFail: true, disableWait: true },
      install: { strategy: { name: 'RetryOnFailure' } },
    });
    expect(spec(fleet, 'clusters/eu-1/infrastructure/db/db.yaml', 'HelmRelease', 'db').install).not.toHaveProperty(
      'crds',
    );
    const store = spec(fleet, 'clusters/eu-1/remotes/store-1/releases/db/db.yaml', 'HelmRelease', 'db');
    expect([store.timeout, store.upgrade as object]).toEqual([
      '20m',
      expect.not.objectContaining({ disableWait: true }),
    ]);
    expect(fleet.explain({ cluster: 'eu-1', of: 'db' }, 'flux.timeout')).toMatchObject({
      values: [{ value: '30m', setBy: { layer: 'override' } }],
    });
  });

  it('and of the defaults hold for every unit: a fleet that does not wait waits for none', () => {
    const { fleet, dev } = setUp({ defaults: { kustomization: { wait: false } } });
    new Component(fleet, 'db', { chart });
    new Component(dev, 'code', { manifests: config, flux: { wait: true } });
    const shop = new Tenant(fleet, 'shop', { source: git });
    new App(shop, 'code', { manifests: config });
    expect(spec(fleet, 'clusters/eu-1/infrastructure.yaml', 'Kustomization', 'infrastructure-db').wait).toBe(false);
    expect(spec(fleet, 'clusters/eu-1/dev/tenants.yaml', 'Kustomization', 'dev-shop.code').wait).toBe(false);
    expect(spec(fleet, 'clusters/eu-1/dev/infrastructure.yaml', 'Kustomization', 'infrastructure-code').wait).toBe(
      true,
    );
  });

  it('follow from functions of the target', () => {
    const { fleet } = setUp();
    new Component(fleet, 'db', { chart, flux: ({ cluster }) => ({ maxHistory: cluster.name.length }) });
    expect(spec(fleet, 'clusters/eu-1/infrastructure/db/db.yaml', 'HelmRelease', 'db').maxHistory).toBe(4);
  });
});

describe('fields that are refused', () => {
  const problems = (flux: object, props: object = { chart }) => {
    const { fleet } = setUp();
    new Component(fleet, 'db', { ...props, flux });
    return problemsOf(fleet).filter((problem) => problem.includes('flux') || problem.includes('HelmRelease'));
  };

  it.each<[string, object, object, RegExp]>([
    [
      'a misspelt one',
      { intervall: Duration.minutes(1) },
      { chart },
      /\[eu-1\/db\] flux\.intervall is no field of a HelmRelease: did you mean interval\?/,
    ],
    [
      'one that is like none',
      { x: 1 },
      { chart },
      /flux\.x is no field of a HelmRelease: use one of commonMetadata, driftDetection, /,
    ],
    [
      'one of the other kind',
      { wait: false },
      { chart },
      /flux\.wait is a field of Kustomization, and a HelmRelease delivers this: leave it out/,
    ],
    [
      'one of the other kind',
      { maxHistory: 1 },
      { manifests: config },
      /flux\.maxHistory is a field of HelmRelease, and a Kustomization delivers this/,
    ],
    ['one that an option gives', { values: {} }, { chart }, /flux\.values cannot be set here: use the option values/],
    [
      'variables',
      { postBuild: { substitute: { A: 'b' } } },
      { manifests: config },
      /flux\.postBuild\.substitute is what the option substitutions gives: use that/,
    ],
    ['a duration that is none', { timeout: '5 minutes' }, { chart }, /flux: timeout .*5 minutes/],
    [
      'what Helm cannot do',
      { upgrade: { force: true } },
      { chart },
      /\[eu-1\/db\] flux: upgrade\.force excludes server-side apply/,
    ],
    ['no map', [], { chart }, /flux is a list: give a map|flux is no map/],
    ['one of a deeper level', { upgrade: { cleanUpOnFail: true } }, { chart }, /spec\.upgrade\.cleanUpOnFail/],
  ])('%s', (_, flux, props, message) => {
    expect(problems(flux, props).join('\n')).toMatch(message);
  });

  it('one that the Flux of the cluster does not have', () => {
    const { fleet } = setUp({ flux: '2.6' });
    new Component(fleet, 'db', { chart, flux: { waitStrategy: { name: 'poller' } } });
    expect(problemsOf(fleet).join('\n')).toMatch(/waitStrategy/);
  });
});

test('every field of Kustomization and HelmRelease can be set, or it is said what sets it', () => {
  const fields = new Map<string, Set<string>>();
  fluxCatalog().releases.forEach((_, release) => {
    for (const kind of kindsIn(fluxCatalog(), release)) {
      if (!['HelmRelease', 'Kustomization'].includes(kind.kind) || /beta/.test(kind.version)) continue;
      const known = fields.get(kind.kind) ?? new Set();
      fields.set(kind.kind, known);
      for (const { keys } of fieldsOf(kind)) if (keys[0] === 'spec' && keys.length === 2) known.add(keys[1]!);
    }
  });
  const all = [...fields].flatMap(([kind, names]) => [...names].map((name) => [kind, name] as const));
  expect(all.length).toBeGreaterThan(50);
  const missing = all.filter(([kind, name]) => {
    const kinds: readonly string[] | undefined = FLUX_FIELDS[name as keyof typeof FLUX_FIELDS];
    return !(kinds?.includes(kind) ?? Object.hasOwn(OTHER_FLUX_FIELDS, name));
  });
  expect(missing).toEqual([]);
  const names = new Set(all.map(([, name]) => name));
  expect([...Object.keys(FLUX_FIELDS), ...Object.keys(OTHER_FLUX_FIELDS)].filter((name) => !names.has(name))).toEqual(
    [],
  );
});

/** Below the fields that an option gives: what reaches them, or why nothing does. */
const DEEPER: ReadonlyArray<readonly [fields: RegExp, what: string]> = [
  [/^Kustomization (healthChecks|images|patches)\./, 'the option of that name'],
  [/^\w+ healthCheckExprs\./, 'the option healthCheckExprs'],
  [/^Kustomization decryption\./, 'the option decryption'],
  [/^\w+ kubeConfig\./, 'kubeConfig of the cluster'],
  [/^\w+ dependsOn\.\[\]\.(name|namespace)$/, 'the option dependsOn'],
  [/^\w+ dependsOn\.\[\]\.readyExpr$/, 'none: components and apps wait for Ready, which healthCheckExprs define'],
  [/^Kustomization sourceRef\.(kind|name)$/, 'the option source'],
  [/^HelmRelease chartRef\.(kind|name)$/, 'HelmChart.oci'],
  [/^\w+ (chart\.spec\.)?(sourceRef|chartRef)\.(apiVersion|namespace)$/, 'none: a source is beside what reads it'],
  [/^HelmRelease chart\.spec\.sourceRef(\.kind|\.name)?$/, 'HelmChart.repository and HelmChart.git'],
  [/^HelmRelease chart\.spec\.(chart|version|interval)$/, 'HelmChart.repository and HelmChart.git'],
  [/^HelmRelease chart\.spec\.(ignoreMissingV|v)aluesFiles$/, 'HelmChart.repository and HelmChart.git'],
  [/^HelmRelease chart\.spec\.reconcileStrategy$/, 'HelmChart.git'],
  [/^HelmRelease chart\.(kind|spec|spec\.(layerSelector.*|url|ref|ref\.(tag|semver)))$/, 'HelmChart.oci'],
  [
    /^HelmRelease chart\.spec\.(certSecretRef|insecure|provider|proxySecretRef|secretRef|serviceAccountName|timeout|verify)(\..*)?$/,
    'HelmChart.oci and HelmChart.repository',
  ],
  [/^HelmRelease chart\.metadata/, 'none: labels of an object that Flux makes and nobody selects'],
  [/^HelmRelease chart\.spec\.(ignore|suspend)$/, 'none: a chart is fetched whole; flux.suspend holds the release'],
  [
    /^HelmRelease chart\.spec\.ref\.(digest|semverFilter)$/,
    'none: a chart has a version, which verify pins to its makers',
  ],
];

test('every field below those that an option gives is reached by one, or it is said why not', () => {
  const found = new Set<string>();
  fluxCatalog().releases.forEach((_, release) => {
    for (const kind of kindsIn(fluxCatalog(), release)) {
      if (!['HelmRelease', 'Kustomization'].includes(kind.kind) || /beta/.test(kind.version)) continue;
      for (const { keys } of fieldsOf(kind)) {
        const [first, second, ...rest] = keys;
        if (first !== 'spec' || rest.length === 0 || !Object.hasOwn(OTHER_FLUX_FIELDS, second!)) continue;
        found.add(`${kind.kind} ${[second, ...rest].join('.')}`);
      }
    }
  });
  expect(found.size).toBeGreaterThan(90);
  expect([...found].filter((field) => !DEEPER.some(([fields]) => fields.test(field)))).toEqual([]);
  expect(DEEPER.filter(([fields]) => ![...found].some((field) => fields.test(field)))).toEqual([]);
});
