import {
  App,
  Cluster,
  ClusterGroup,
  Environment,
  HelmChart,
  ISOLATION_LEVELS,
  Placement,
  Preset,
  Source,
  Tenant,
  TenantTrack,
} from '../../../src';
import { ResolvedTenant } from '../../../src/features/tenant/resolved';
import { git, Loose, newFleet, problemsOf } from '../../support/fleets';

function setUp() {
  const fleet = newFleet();
  const edge = new ClusterGroup(fleet, 'edge');
  const clusters = [new Cluster(fleet, 'a', { groups: [edge] }), new Cluster(fleet, 'b')];
  new Environment(fleet, 'dev', { clusters });
  new Environment(fleet, 'prod', { clusters });
  return { fleet, edge };
}

/** A tenant at its targets, by cluster and environment. */
function placesOf({ fleet }: ReturnType<typeof setUp>, tenant = 'web'): Record<string, ResolvedTenant> {
  return Object.fromEntries(
    fleet
      .synthesize()
      .resolved.clusters.flatMap((cluster) =>
        cluster.environments.flatMap((environment) =>
          environment.tenants
            .filter(({ name }) => name === tenant)
            .map((plan) => [`${environment.name}/${cluster.name}`, plan] as const),
        ),
      ),
  );
}

const branch = (name: string) => Source.git({ url: 'https://git.example.com/acme/web', branch: name });

test('quotas merge by resource, other settings are replaced, at the selected targets only', () => {
  const setting = setUp();
  const web = new Tenant(setting.fleet, 'web', {
    quota: { pods: 40, 'requests.cpu': 2 },
    hosts: ({ environment, cluster }) => [`${cluster.name}.${environment.name}.example.com`],
  });
  web.override(Placement.group('edge').and(Placement.environment('prod')), {
    quota: ({ cluster }) => ({ pods: cluster.name.length }),
    hosts: ['edge.example.com'],
    containerLimits: 'none',
  });
  const { 'prod/a': there, 'prod/b': elsewhere, 'dev/a': dev } = placesOf(setting);
  expect(there!.isolation).toEqual({
    ...elsewhere!.isolation,
    quota: { ...elsewhere!.isolation.quota, pods: '1' },
    hosts: ['edge.example.com'],
    containerLimits: 'none',
  });
  expect(elsewhere!.isolation).toMatchObject({
    quota: { pods: '40', 'requests.cpu': '2' },
    ownQuota: ['pods', 'requests.cpu'],
    hosts: ['b.prod.example.com'],
  });
  expect(dev!.isolation.hosts).toEqual(['a.dev.example.com']);
});

test("an override with an isolation level discards the tenant's isolation settings", () => {
  const setting = setUp();
  const web = new Tenant(setting.fleet, 'web', {
    isolation: 'relaxed',
    podSecurity: 'privileged',
    quota: { pods: 4000 },
    allowEgressTo: [{ cidr: '10.0.0.0/8' }],
  });
  web.override(Placement.cluster('b'), { isolation: 'strict', registries: ['registry.example.com/'] });
  const { 'dev/a': a, 'dev/b': b } = placesOf(setting);
  expect(a!.isolation).toMatchObject({ preset: 'relaxed', podSecurity: 'privileged', quota: { pods: '4000' } });
  expect(b!.isolation).toMatchObject({
    ...ISOLATION_LEVELS.strict,
    preset: 'strict',
    quota: Object.fromEntries(Object.entries(ISOLATION_LEVELS.strict.quota).map(([key, value]) => [key, `${value}`])),
    registries: ['registry.example.com/'],
    egressTo: [{ cidr: '10.0.0.0/8' }],
  });
});

test('an override takes precedence over presets and counts in the split of a total', () => {
  const setting = setUp();
  const small = new Preset(setting.fleet, 'small', { tenants: { isolation: 'strict', quota: { pods: 5 } } });
  const c = new Cluster(setting.fleet, 'c', { presets: [small] });
  new Environment(setting.fleet, 'qa', { clusters: [c] });
  const web = new Tenant(setting.fleet, 'web', {
    placement: Placement.cluster('c').or(Placement.environment('dev')),
    totalQuota: { pods: 30 },
  });
  web.override(Placement.cluster('c'), { quota: { pods: 10 } });
  const pods = Object.entries(placesOf(setting)).map(([at, { isolation }]) => [at, isolation.quota.pods]);
  expect(Object.fromEntries(pods)).toEqual({ 'dev/a': '10', 'dev/b': '10', 'qa/c': '10' });
});

test('sources, namespaces and the chart with its values', () => {
  const setting = setUp();
  const chart = (version: string) => HelmChart.oci({ url: 'oci://charts.example.com/web', version });
  const web = new Tenant(setting.fleet, 'web', {
    source: ({ environment }) => branch(environment.name),
    chart: chart('1.0.0'),
    values: { replicas: 1, image: { tag: 'a', pull: 'Always' } },
  });
  new App(web, 'shop', { values: { colour: 'red' } });
  new App(web, 'cart', { path: './cart' });
  web.override(Placement.cluster('b'), {
    source: branch('stable'),
    namespaces: ['jobs'],
    chart: () => chart('2.0.0'),
    values: { image: { tag: 'b' } },
  });
  web.override(Placement.cluster('b').and(Placement.environment('prod')), { values: { replicas: 3 } });
  const summary = (plan: ResolvedTenant) => ({
    sources: plan.spaces.map(({ namespace, source }) => [namespace, source!.ref]),
    release: plan.spaces[0]!.apps.find(({ name }) => name === 'web')!.release,
  });
  const parts = { apps: { shop: { colour: 'red', enabled: true } } };
  const places = placesOf(setting);
  expect(summary(places['dev/a']!)).toEqual({
    sources: [['dev-web', { branch: 'dev' }]],
    release: {
      ...{ name: 'web', chart: chart('1.0.0').spec },
      values: { replicas: 1, image: { tag: 'a', pull: 'Always' }, ...parts },
    },
  });
  expect(summary(places['prod/b']!)).toEqual({
    sources: [
      ['prod-web', { branch: 'stable' }],
      ['prod-web-jobs', { branch: 'stable' }],
    ],
    release: {
      ...{ name: 'web', chart: chart('2.0.0').spec },
      values: { replicas: 3, image: { tag: 'b', pull: 'Always' }, ...parts },
    },
  });
});

test('a tenant and a track can be switched off, and on again with a higher rank', () => {
  const setting = setUp();
  const web = new Tenant(setting.fleet, 'web', { enabled: ({ cluster }) => cluster.name !== 'b' });
  const old = new TenantTrack(web, 'old', { source: branch('old') });
  old.override(Placement.environment('prod'), { source: branch('older') });
  old.override(Placement.environment('dev'), { enabled: false });
  web.override(Placement.environment('prod'), { enabled: true }, { rank: 1 });
  web.override(Placement.environment('prod').and(Placement.cluster('a')), { enabled: false });
  const spaces = Object.entries(placesOf(setting)).map(([at, plan]) => [
    at,
    plan.spaces.map(({ namespace, source }) => `${namespace} ${JSON.stringify(source?.ref)}`),
  ]);
  expect(Object.fromEntries(spaces)).toEqual({
    'dev/a': ['dev-web undefined'],
    'prod/a': ['prod-web undefined', 'prod-old-web {"branch":"older"}'],
    'prod/b': ['prod-web undefined', 'prod-old-web {"branch":"older"}'],
  });
});

test('the result is independent of the order of statements', () => {
  const overrides = [
    [Placement.everywhere(), { quota: { pods: 5, services: 1 } }, 0],
    [Placement.group('edge'), { quota: { services: 1, secrets: 2 }, hosts: ['a.example.com'] }, 0],
    [Placement.environment('prod'), { isolation: 'strict', quota: { pods: 6 } }, 1],
    [Placement.cluster('b'), { allowEgressTo: [{ cidr: '10.0.0.0/8' }], networkEgress: 'any' }, 2],
  ] as const;
  const trees = [overrides, [...overrides].reverse(), [2, 0, 3, 1].map((index) => overrides[index]!)].map((order) => {
    const { fleet } = setUp();
    // A host belongs to one environment only.
    const web = new Tenant(fleet, 'web', { placement: Placement.environment('prod').not().or(Placement.cluster('b')) });
    for (const [placement, settings, rank] of order) web.override(placement, settings, { rank });
    const { tree } = fleet.synthesize();
    return tree.paths.map((path) => [path, tree.get(path)]);
  });
  expect(trees[1]).toEqual(trees[0]);
  expect(trees[2]).toEqual(trees[0]);
});

test('targets with the same overrides share the isolation object', () => {
  const setting = setUp();
  const web = new Tenant(setting.fleet, 'web', {});
  web.override(Placement.cluster('a'), { networkEgress: 'deny' });
  const { 'dev/a': devA, 'prod/a': prodA, 'dev/b': devB, 'prod/b': prodB } = placesOf(setting);
  expect(prodA!.isolation).toBe(devA!.isolation);
  expect(prodB!.isolation).toBe(devB!.isolation);
  expect([devA!.isolation.networkEgress, devB!.isolation.networkEgress]).toEqual(['deny', 'any']);
});

test('problems of tenant overrides are reported together', () => {
  const { fleet } = setUp();
  const web = new Tenant(fleet, 'web', { source: git });
  const api = new Tenant(fleet, 'api', { source: git });
  const all = Placement.everywhere();
  web.override(all, { values: { a: 1 }, owners: ['x'] } as Loose, { rank: Infinity });
  web.override(Placement.group('ghost'), { enabled: false });
  const peer = (tenant: Tenant<Loose>, port: number) => ({ allowEgressTo: [{ tenant, ports: [port] }] });
  api.override(Placement.environment('dev'), { ...peer(web, 80), quota: { pods: 1, services: 3 } });
  api.override(Placement.cluster('a'), { ...peer(web, 81), quota: { pods: 2, services: 3 }, hosts: ['no host'] });
  new Tenant(fleet, 'lost', {}).override(all, {
    quota: () => {
      throw new Error('no luck');
    },
  });
  new Tenant(fleet, 'odd', { enabled: (() => 'yes') as unknown as () => boolean });
  const end = expect.stringMatching(
    /^\[dev\/a\/api\] two overrides give (allowEgressTo|quota "pods") different values here \(.+:\d+, .+:\d+\): /,
  ) as string;
  // Other rules about tenants are tested elsewhere.
  const found = problemsOf(fleet).filter((line) => !/names the tenant|is listed by/.test(line));
  expect(found).toEqual([
    `[dev/a/api] host "no host" is not a host name: write one such as "shop.example.com" or "*.shop.example.com"`,
    end,
    end,
    '[dev/a/lost] the program failed while making its quota, with "no luck": mend it there',
    '[dev/a/odd] the program failed while making its enabled, with "enabled is \\"yes\\": give true or false": mend it there',
    '[dev/b/lost] the program failed while making its quota, with "no luck": mend it there',
    '[dev/b/odd] the program failed while making its enabled, with "enabled is \\"yes\\": give true or false": mend it there',
    `[prod/a/api] host "no host" is not a host name: write one such as "shop.example.com" or "*.shop.example.com"`,
    '[prod/a/lost] the program failed while making its quota, with "no luck": mend it there',
    '[prod/a/odd] the program failed while making its enabled, with "enabled is \\"yes\\": give true or false": mend it there',
    '[prod/b/lost] the program failed while making its quota, with "no luck": mend it there',
    '[prod/b/odd] the program failed while making its enabled, with "enabled is \\"yes\\": give true or false": mend it there',
    expect.stringMatching(
      /^\[web\] an override gives owners, but what it is for takes enabled, source, fluxName, namespaces, /,
    ),
    expect.stringMatching(
      /^\[web\] an override gives values, but what it is for takes enabled, source, fluxName, namespaces, /,
    ),
    '[web] an override has the rank Infinity: give a number',
    '[web] placement names the group "ghost", which does not exist: use one of edge',
  ]);
});

test('an override that selects no target of the tenant is a warning', () => {
  const { fleet } = setUp();
  const web = new Tenant(fleet, 'web', { source: git, placement: Placement.environment('dev') });
  web.override(Placement.environment('prod'), { enabled: false });
  const old = new TenantTrack(web, 'old', { source: git, placement: Placement.cluster('a') });
  old.override(Placement.cluster('b'), { enabled: false });
  expect(fleet.synthesize().warnings.map(({ at, message }) => `${at}: ${message}`)).toEqual([
    'web/old: placement of an override selects nothing: widen it, or take out what it places',
    'web: placement of an override selects nothing: widen it, or take out what it places',
  ]);
});
