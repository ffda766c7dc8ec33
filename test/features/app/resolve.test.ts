import {
  App,
  Cluster,
  DeliverySettings,
  TenantTarget,
  Environment,
  Placement,
  Source,
  Tenant,
  TenantTrack,
} from '../../../src';
import { git, Loose, newFleet, problemsOf } from '../../support/fleets';

function setUp(settings: Partial<DeliverySettings<TenantTarget<Loose>>> = {}) {
  const fleet = newFleet({ config: { replicas: 1 } });
  const clusters = ['a', 'b'].map((name) => new Cluster(fleet, name));
  for (const name of ['dev', 'prod']) new Environment(fleet, name, { clusters });
  const web = new Tenant(fleet, 'web', { source: git });
  return { fleet, web, shop: new App(web, 'shop', { path: './shop', ...settings }) };
}

/** The resolved apps of the tenant, by `environment/cluster`. */
function appsOf({ fleet }: Pick<ReturnType<typeof setUp>, 'fleet'>) {
  const { clusters } = fleet.synthesize().resolved;
  return Object.fromEntries(
    clusters.flatMap(({ name, environments }) =>
      environments.map((environment) => [`${environment.name}/${name}`, environment.tenants[0]!.spaces[0]!.apps]),
    ),
  );
}

const plain = [{ name: 'shop', folder: { path: './shop' }, dependsOn: [] }];

test('the defaults: every target, unchanged props, no substitutions', () => {
  expect(appsOf(setUp())).toStrictEqual({ 'dev/a': plain, 'dev/b': plain, 'prod/a': plain, 'prod/b': plain });
});

test('every option may differ by target', () => {
  const setting = setUp({
    path: ({ cluster, environment }) => `./${environment.name}/${cluster.name}`,
    substitutions: ({ tenant, config }) => ({ WHO: tenant.name, REPLICAS: String(config.replicas) }),
    enabled: ({ cluster, environment }) => cluster.name === 'a' || environment.name === 'dev',
  });
  const substitutions = { WHO: 'web', REPLICAS: '1' };
  const at = (place: string) => [{ name: 'shop', folder: { path: `./${place}`, substitutions }, dependsOn: [] }];
  expect(appsOf(setting)).toStrictEqual({
    'dev/a': at('dev/a'),
    'dev/b': at('dev/b'),
    'prod/a': at('prod/a'),
    'prod/b': [],
  });
});

test('a placement and overrides select targets', () => {
  const { fleet, web, shop } = setUp({ substitutions: { A: '1', B: '1' } });
  shop.override(Placement.cluster('b'), { path: './b', substitutions: { B: '2' } });
  shop.override(Placement.environment('prod'), { substitutions: () => ({ C: '3' }) });
  shop.override(Placement.environment('prod').and(Placement.cluster('a')), { enabled: false });
  new App(web, 'admin', { path: './admin', placement: Placement.environment('dev').and(Placement.cluster('a')) });
  const admin = { name: 'admin', folder: { path: './admin' }, dependsOn: [] };
  const one = { name: 'shop', dependsOn: [] };
  expect(appsOf({ fleet })).toStrictEqual({
    'dev/a': [admin, { ...one, folder: { path: './shop', substitutions: { A: '1', B: '1' } } }],
    'dev/b': [{ ...one, folder: { path: './b', substitutions: { A: '1', B: '2' } } }],
    'prod/a': [],
    'prod/b': [{ ...one, folder: { path: './b', substitutions: { A: '1', B: '2', C: '3' } } }],
  });
});

test('an override can switch an app on', () => {
  const setting = setUp({ enabled: false });
  setting.shop.override(Placement.cluster('a'), { enabled: true });
  expect(Object.values(appsOf(setting)).map((apps) => apps.length)).toEqual([1, 1, 0, 0]);
});

describe('overrides', () => {
  test('that agree are valid', () => {
    const setting = setUp();
    setting.shop.override(Placement.cluster('a'), { path: './x', substitutions: { A: '1' } });
    setting.shop.override(Placement.environment('dev'), { path: './x', substitutions: { A: '1' } });
    expect(problemsOf(setting.fleet)).toEqual([]);
  });

  test('that conflict are reported where they overlap, in any order', () => {
    const settings = [
      [Placement.cluster('a'), { path: './x', enabled: true, substitutions: { A: '1', B: '1' } }],
      [Placement.environment('dev'), { path: './y', enabled: false, substitutions: { A: '1', B: '2' } }],
    ] as const;
    const results = [settings, [...settings].reverse()].map((order) => {
      const { fleet, shop } = setUp();
      for (const [placement, settings] of order) shop.override(placement, settings);
      return problemsOf(fleet);
    });
    const end = /here \(test\/features\/app\/resolve\.test\.ts:\d+\): narrow one of their placements, or rank them$/;
    expect(results[0]!.map((line) => line.replace(end, 'here'))).toEqual([
      '[dev/a/web/shop] two overrides give enabled different values here',
      '[dev/a/web/shop] two overrides give path different values here',
      '[dev/a/web/shop] two overrides give substitutions "B" different values here',
    ]);
    expect(results[1]).toEqual(results[0]);
  });
});

test('an app depends on apps at the same target', () => {
  const { fleet, web, shop } = setUp({ enabled: ({ cluster }) => cluster.name === 'a' });
  const old = new TenantTrack(web, 'old', { source: git, placement: Placement.environment('dev') });
  new App(old, 'admin', { path: './admin', dependsOn: [shop], placement: Placement.cluster('a') });
  new App(web, 'admin', { path: './admin', dependsOn: [shop] });
  expect(problemsOf(fleet)).toEqual([
    '[dev/b/web/admin] dependsOn "shop" is not here: place it here too, or leave it out',
    '[prod/b/web/admin] dependsOn "shop" is not here: place it here too, or leave it out',
  ]);
});

test.each<[string, Partial<DeliverySettings<TenantTarget<Loose>>>, RegExp]>([
  ['a path', { path: 'shop' }, /path "shop" is not relative to its source: begin it with "\.\/"$/],
  ['a path that leaves', { path: () => './../x' }, /path "\.\/\.\.\/x" leaves its source: leave out "\.\."$/],
  ['an absolute path', { path: '/x' }, /path "\/x" is not relative to its source: /],
  ['a backslash', { path: './a\\b' }, /path "\.\/a\\\\b" has a backslash or a control character: /],
  ['a NUL', { path: './a\u0000' }, /path "\.\/a\\u0000" has a backslash or a control character: /],
  ['a variable', { substitutions: { 'a-b': '1' } }, /variable "a-b" is not a variable: use letters, digits and "_"/],
  [
    'configuration',
    { path: ({ config }) => `./${config.region}` },
    /config "region" is read but set nowhere \(looked in/,
  ],
  [
    'a function',
    {
      enabled: () => {
        throw new Error('oh');
      },
    },
    /the program failed while making its enabled, with "oh": mend it there$/,
  ],
])('invalid %s is reported for every target', (_, settings, message) => {
  expect(problemsOf(setUp(settings).fleet)).toEqual(
    ['dev/a', 'dev/b', 'prod/a', 'prod/b'].map((place) =>
      expect.stringMatching(`^\\[${place}/web/shop\\] ${message.source}`),
    ),
  );
});

describe("a tenant's source", () => {
  function problems(source: unknown, isTrack = false): string[] {
    const fleet = newFleet();
    new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'a')] });
    const web = new Tenant(fleet, 'web', { source: isTrack ? git : (source as Source) });
    if (isTrack) new TenantTrack(web, 'old', { source: source as Source });
    return problemsOf(fleet);
  }

  test.each<[string, unknown, RegExp]>([
    [
      'with credentials',
      Source.git({ url: 'https://me:hunter2@github.com/acme/web', branch: 'main' }),
      /Git URL "https:\/\/\*\*\*@github\.com\/acme\/web" carries credentials: name a Secret with secretName instead$/,
    ],
    [
      'that a function does not give',
      () => undefined,
      /the program failed while making its source, with "undefined is not/,
    ],
    [
      'that a function fails to give',
      () => {
        throw new Error('oh');
      },
      /the program failed while making its source, with "oh": mend it there$/,
    ],
  ])('%s is reported', (_, source, message) => {
    expect(problems(source)).toEqual([expect.stringMatching(`^\\[dev/a/web\\] ${message.source}`)]);
    expect(problems(source, true)).toEqual([expect.stringMatching(`^\\[dev/a/web/old\\] ${message.source}`)]);
  });
});

test('a map that the program returns for several targets and modifies in between keeps each value', () => {
  const map: Record<string, string> = {};
  const made = setUp({
    substitutions: ({ cluster, environment }) => Object.assign(map, { at: `${environment.name}-${cluster.name}` }),
  });
  const at = Object.entries(appsOf(made)).map(([place, [app]]) => [place, app!.folder!.substitutions]);
  expect(Object.fromEntries(at)).toEqual({
    'dev/a': { at: 'dev-a' },
    'dev/b': { at: 'dev-b' },
    'prod/a': { at: 'prod-a' },
    'prod/b': { at: 'prod-b' },
  });
});

test('ConfigMaps that only an override gives are where it counts', () => {
  const { fleet, web, shop } = setUp();
  const track = new TenantTrack(web, 'old', { source: git });
  const till = new App(track, 'till', { path: './till' });
  shop.override(Placement.environment('dev').and(Placement.cluster('a')), { configMaps: { shop: { LEVEL: 'debug' } } });
  till.override(Placement.environment('prod').and(Placement.cluster('b')), { configMaps: { till: { LEVEL: 'warn' } } });
  const { clusters } = fleet.synthesize().resolved;
  const found = clusters.flatMap(({ name, environments }) =>
    environments.flatMap((environment) =>
      environment.configs.map(({ namespace, configMaps }) => [name, namespace, configMaps.map((one) => one.data)]),
    ),
  );
  expect(found).toEqual([
    ['a', 'dev-web', [{ LEVEL: 'debug' }]],
    ['b', 'prod-old-web', [{ LEVEL: 'warn' }]],
  ]);
});

test('each function is called once per target', () => {
  const calls: string[] = [];
  const said = <T>(what: string, value: T) => {
    return ({ cluster, environment }: TenantTarget<Loose>): T => {
      calls.push(`${environment.name}/${cluster.name} ${what}`);
      return value;
    };
  };
  const settings = { path: said('path', './shop'), substitutions: said('substitutions', { A: '1' }) };
  const { fleet, web, shop } = setUp({ ...settings, patches: said('patches', []), enabled: said('enabled', true) });
  shop.override(Placement.cluster('b'), { images: said('images', {}) });
  new App(web, 'till', {
    path: './till',
    secrets: said('secrets', []),
    configMaps: said('configMaps', {}),
    dependsOn: [shop],
  });
  new Tenant(fleet, 'db', { source: said('source', git) });
  fleet.synthesize();
  const everywhere = ['path', 'substitutions', 'patches', 'enabled', 'secrets', 'configMaps', 'source'];
  const places = ['dev/a', 'dev/b', 'prod/a', 'prod/b'].flatMap((place) =>
    [...everywhere, ...(place.endsWith('b') ? ['images'] : [])].map((what) => `${place} ${what}`),
  );
  expect(calls.sort()).toEqual(places.sort());
});
