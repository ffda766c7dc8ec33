import * as fs from 'node:fs';
import * as fc from 'fast-check';
import {
  App,
  Cluster,
  ClusterGroup,
  Component,
  ComponentGroup,
  Environment,
  ExplainQuery,
  Fleet,
  FleetError,
  formatExplanation,
  HelmChart,
  Placement,
  Preset,
  Source,
  Tenant,
  TenantTrack,
} from '../../../src';
import { ResolvedDelivery } from '../../../src/features/delivery/resolve';
import { TargetQuery } from '../../../src/features/program/targets';
import { ResolvedFleet } from '../../../src/pipeline/resolve/resolved-fleet';
import { buildFleet } from '../../support/build-fleet';
import { runsOf } from '../../support/deep';
import { git, Loose, newFleet } from '../../support/fleets';
import { fleetDescriptions } from '../../support/random-fleet';

const HERE = 'test/features/explain/explain-element.test.ts';

/** The line of this file that ends with a comment. */
function lineOf(text: string): number {
  return (
    fs
      .readFileSync(__filename, 'utf8')
      .split('\n')
      .findIndex((line) => line.endsWith(`// ${text}`)) + 1
  );
}

const at = (text: string) => ({ file: HERE, line: lineOf(text) });
const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1.0.0' });
const branch = (name: string) => Source.git({ url: 'https://git.example.com/acme/web', branch: name });

/** An explanation as text, with lines replaced by their trailing comments. */
function textOf<C extends object>(fleet: Fleet<C>, place: ExplainQuery<C>, key: string): string[] {
  const lines = fs.readFileSync(__filename, 'utf8').split('\n');
  return formatExplanation(fleet.explain(place, key))
    .replaceAll(/\(test\/features\/explain\/explain-element\.test\.ts:(\d+)\)/g, (_, line: string) => {
      return `(${/\/\/ (.*)$/.exec(lines[Number(line) - 1]!)?.[1] ?? line})`;
    })
    .split('\n');
}

function setUp() {
  const fleet = newFleet({ config: { replicas: 2 } });
  const edge = new ClusterGroup(fleet, 'edge');
  const a = new Cluster(fleet, 'a', { groups: [edge] });
  const b = new Cluster(fleet, 'b', { config: { replicas: 5 } });
  const dev = new Environment(fleet, 'dev', { clusters: [a, b] }); // dev
  return { fleet, edge, a, b, dev };
}

test('values of a component: its own, by function, and what overrides make of them', () => {
  const { fleet, edge } = setUp();
  const values = ({ config }: { config: Loose }) => ({ replicas: config.replicas as number, image: { tag: '1' } });
  const web = new Component(fleet, 'web', { chart, values }); // web
  web.override(Placement.everywhere(), { values: { image: { tag: '2' } } }, { rank: -1 }); // all
  web.override(Placement.group(edge), { values: { image: { tag: '3', pull: 'Always' } } }); // edge
  expect(fleet.explain({ cluster: 'a', of: web }, 'values.image.tag')).toEqual({
    at: 'a/web',
    of: 'component web',
    key: 'values.image.tag',
    layers: ['component web', 'override with rank -1', 'override'],
    values: [
      {
        key: 'values.image.tag',
        value: '3',
        setBy: { layer: 'override', key: 'values.image.tag', value: '3', location: at('edge') },
        overrode: [
          { layer: 'override with rank -1', key: 'values.image.tag', value: '2', location: at('all') },
          { layer: 'component web', key: 'values.image.tag', value: '1', kind: 'function', location: at('web') },
        ],
      },
    ],
  });
  expect(textOf(fleet, { cluster: 'b', of: 'web' }, 'values')).toEqual([
    '[b/web] "values.image.tag" is "2", set by override with rank -1 (all)',
    '  over "1" of component web (web)',
    '[b/web] "values.replicas" is 5, made by a function of component web (web)',
  ]);
  expect(textOf(fleet, { cluster: 'b', of: 'web' }, 'values.image.pull')).toEqual([
    '[b/web] "values.image.pull" is set nowhere (looked in component web, override with rank -1)',
  ]);
});

test('a chart, individual patches, and images that become values', () => {
  const { fleet } = setUp();
  const newer = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '2.0.0' });
  const patches = (name: string) => [{ patch: { spec: { [name]: 1 } }, target: { kind: 'Deployment' } }];
  const images = { 'ghcr.io/acme/web': { tag: '1', valuesPath: 'web.image' } };
  const web = new Component(fleet, 'web', { chart, images, patches: patches('x'), values: { web: { image: 'none' } } }); // web
  const image = { 'ghcr.io/acme/web': { tag: '2' } };
  web.override(Placement.cluster('a'), { chart: newer, images: image, patches: patches('y') }); // a
  const of = { cluster: 'a', of: web };
  expect(textOf(fleet, of, 'chart')).toEqual([
    `[a/web] "chart" is ${JSON.stringify(newer.spec)}, set by override (a)`,
    `  over ${JSON.stringify(chart.spec)} of component web (web)`,
  ]);
  expect(textOf(fleet, of, 'patches').map((line) => line.replace(/is .*, set/, 'is …, set'))).toEqual([
    '[a/web] "patches.0" is …, set by component web (web)',
    '[a/web] "patches.1" is …, set by override (a)',
  ]);
  expect(textOf(fleet, of, 'values')).toEqual([
    '[a/web] "values.web.image.repository" is "ghcr.io/acme/web", set by images (web)',
    '  over "none" for "values.web.image" of component web (web)',
    '[a/web] "values.web.image.tag" is "2", set by images (a)',
    '  over "none" for "values.web.image" of component web (web)',
  ]);
});

test('components of presets and groups, and the sources of folders', () => {
  const fleet = new Fleet<Loose>({ name: 'acme', source: git }); // fleet
  const preset = new Preset(fleet, 'edge', {
    components: (scope) => {
      new Component(scope, 'cache', { path: './cache' }); // cache
    },
  });
  const a = new Cluster(fleet, 'a', { groups: [new ClusterGroup(fleet, 'stores', { presets: [preset] })] });
  const dev = new Environment(fleet, 'dev', { clusters: [a] }); // the environment
  new Component(new ComponentGroup(dev, 'list'), 'db', { path: './db', source: branch('x') }); // db
  const url = '"url":"https://git.example.com/acme/fleet","ref":{"branch":"main"}';
  expect(textOf(fleet, { cluster: 'a', of: 'cache' }, 'source')).toEqual([
    `[a/cache] "source" is {"kind":"GitRepository",${url}}, set by fleet (fleet)`,
  ]);
  expect(textOf(fleet, { cluster: 'a', of: 'cache' }, 'path')).toEqual([
    '[a/cache] "path" is "./cache", set by component stores/cache of preset edge (cache)',
  ]);
  expect(fleet.explain({ cluster: 'a', environment: 'dev', of: 'db' }, 'source')).toMatchObject({
    of: 'component dev/list/db',
    layers: ['environment dev', 'component dev/list/db'],
    values: [
      { setBy: { location: at('db') }, overrode: [{ layer: 'environment dev', location: at('the environment') }] },
    ],
  });
});

test('an app, of a track too, and the sources that it has of what it is in', () => {
  const { fleet } = setUp();
  const web = new Tenant(fleet, 'web', { source: ({ environment }) => branch(environment.name) }); // tenant
  const shop = new App(web, 'shop', { path: './shop', configMaps: { settings: { LEVEL: 'info' } }, prune: false }); // shop
  const old = new TenantTrack(web, 'old', { source: branch('v1') }); // track
  old.override(Placement.cluster('b'), { source: branch('v0') }); // v0
  const oldShop = new App(old, 'shop', { path: './shop', substitutions: { a: 'b' } }); // old shop
  oldShop.override(Placement.cluster('b'), { enabled: false, substitutions: () => ({ a: 'c' }) }); // b
  const place = { cluster: 'b', environment: 'dev' };
  const source = (name: string) => JSON.stringify(branch(name).spec);
  expect(textOf(fleet, { ...place, of: shop }, 'source')).toEqual([
    `[dev/b/web/shop] "source" is ${source('dev')}, made by a function of tenant web (tenant)`,
  ]);
  expect(textOf(fleet, { ...place, of: 'web/shop' }, 'configMaps')).toEqual([
    '[dev/b/web/shop] "configMaps.settings.LEVEL" is "info", set by app web/shop (shop)',
  ]);
  expect(textOf(fleet, { ...place, of: 'web/shop' }, 'prune')).toEqual([
    '[dev/b/web/shop] "prune" is false, set by app web/shop (shop)',
  ]);
  expect(textOf(fleet, { ...place, of: 'web/old/shop' }, 'source')).toEqual([
    `[dev/b/web/old/shop] "source" is ${source('v0')}, set by override of track web/old (v0)`,
    `  over ${source('v1')} of track web/old (track)`,
  ]);
  expect(textOf(fleet, { ...place, of: oldShop }, 'substitutions.a')).toEqual([
    '[dev/b/web/old/shop] "substitutions.a" is "c", made by a function of override (b)',
    '  over "b" of app web/old/shop (old shop)',
  ]);
  expect(textOf(fleet, { ...place, of: 'web/old/shop' }, 'enabled')).toEqual([
    '[dev/b/web/old/shop] "enabled" is false, set by override (b)',
  ]);
  expect(textOf(fleet, { ...place, of: 'web/old' }, 'source')[0]).toMatch(
    /^\[dev\/b\/web\/old\] .* set by override \(v0\)$/,
  );
});

test('isolation of a tenant: the default, presets, the tenant, its overrides and totals', () => {
  const { fleet } = setUp();
  const preset = new Preset(fleet, 'hard', {
    tenants: { isolation: 'strict', quota: { pods: 9 }, hosts: ({ tenant }) => [`${tenant.name}.example.com`] },
  }); // hard
  const c = new Cluster(fleet, 'c', { presets: [preset] });
  new Environment(fleet, 'prod', { clusters: [c] });
  const web = new Tenant(fleet, 'web', { quota: { pods: 7 }, totalQuota: { pods: 100, services: 9 } }); // web
  web.override(Placement.cluster('a'), { isolation: 'relaxed', networkEgress: 'deny' }); // relaxed
  const inProd = { cluster: 'c', environment: 'prod', of: web };
  expect(textOf(fleet, inProd, 'quota.pods')).toEqual([
    '[prod/c/web] "quota.pods" is 7, set by tenant web (web)',
    `  over 9 of preset hard of cluster c (${lineOf('hard') - 2})`,
    `  over 50 of isolation strict of preset hard of cluster c (${lineOf('hard') - 2})`,
    '  over 200 of isolation standard of the default',
  ]);
  expect(textOf(fleet, inProd, 'hosts')[0]).toBe(
    `[prod/c/web] "hosts" is ["web.example.com"], made by a function of preset hard of cluster c (${lineOf('hard') - 2})`,
  );
  expect(textOf(fleet, inProd, 'quota.services')).toEqual([
    '[prod/c/web] "quota.services" is "3", set by share of the totalQuota of tenant web (web)',
  ]);
  expect(textOf(fleet, { cluster: 'a', environment: 'dev', of: web }, 'quota.limits.cpu')).toEqual([
    expect.stringMatching(/"quota\.limits\.cpu" is set nowhere/),
  ]);
  expect(textOf(fleet, { cluster: 'a', environment: 'dev', of: web }, 'networkEgress')).toEqual([
    '[dev/a/web] "networkEgress" is "deny", set by override (relaxed)',
    '  over "any" of isolation relaxed of override (relaxed)',
    '  over "any" of isolation standard of the default',
  ]);
});

test('the values of a tenant chart contain those of its parts', () => {
  const { fleet } = setUp();
  const kiosk = new Tenant(fleet, 'kiosk', { chart, values: { site: 'x', apps: { stray: 1 } } }); // kiosk
  const screen = new App(kiosk, 'screen', { values: { brightness: 80 } }); // screen
  screen.override(Placement.cluster('b'), { values: { brightness: 20 }, enabled: false }); // dark
  new App(kiosk, 'printer', { placement: Placement.cluster('a') }); // printer
  expect(textOf(fleet, { cluster: 'b', environment: 'dev', of: kiosk }, 'values')).toEqual([
    '[dev/b/kiosk] "values.apps.printer.enabled" is false, set by placement of app kiosk/printer (printer)',
    '[dev/b/kiosk] "values.apps.screen.brightness" is 20, set by override of app kiosk/screen (dark)',
    '  over 80 of app kiosk/screen (screen)',
    '[dev/b/kiosk] "values.apps.screen.enabled" is false, set by override of app kiosk/screen (dark)',
    '  over true of placement of app kiosk/screen (screen)',
    '[dev/b/kiosk] "values.site" is "x", set by tenant kiosk (kiosk)',
  ]);
});

test('explain works without synthesis', () => {
  const { fleet } = setUp();
  const around: Loose = {};
  around.self = around;
  const values = ({ cluster }: { cluster: { name: string } }) => {
    if (cluster.name === 'b') throw new Error('no luck');
    return { a: 1 };
  };
  const web = new Component(fleet, 'web', { chart, values, createNamespace: false }); // web
  web.override(Placement.cluster('a'), { values: { around, big: 1n } }); // around
  const of = { cluster: 'b', of: 'web' };
  expect(textOf(fleet, of, 'values')).toEqual([
    '[b/web] "values" cannot be made here by the function of component web (web): it fails',
  ]);
  expect(textOf(fleet, { ...of, cluster: 'a' }, 'values.big')).toEqual([
    '[a/web] "values.big" is undefined, set by override (around)',
  ]);
});

test('an element that is absent at a target is an error that lists its targets', () => {
  const { fleet } = setUp();
  const web = new Tenant(fleet, 'web', { source: git, placement: Placement.cluster('a') });
  const app = new App(web, 'shop', { path: './shop' });
  new App(new TenantTrack(web, 'shop', { source: git }), 'x', { path: './x' });
  const nginx = new Component(fleet, 'nginx', { chart });
  const nowhere = new Component(fleet, 'lost', { chart, placement: Placement.nowhere() });
  const messageOf = (place: ExplainQuery<Loose>) => {
    try {
      fleet.explain(place, 'values');
    } catch (error) {
      return error instanceof FleetError ? error.problems.map(({ message }) => message).join() : error;
    }
    return undefined;
  };
  expect(
    [
      { cluster: 'a', environment: 'dev', of: nginx },
      { cluster: 'b', environment: 'dev', of: app },
      { cluster: 'a', of: web },
      { cluster: 'a', of: nowhere },
      { cluster: 'a', of: 'ngnix' },
      { cluster: 'a', environment: 'dev', of: 'web/shop' },
    ].map(messageOf),
  ).toEqual([
    'component nginx is not placed at dev/a: ask for one of a, b',
    'app web/shop is not placed at dev/b: ask for one of dev/a',
    'tenant web is not placed at a: ask for one of dev/a',
    'component lost is not placed at a: it is nowhere yet',
    '"ngnix" is no component, tenant, track or app at a: name one as messages do, "shop/till"',
    '"web/shop" is app web/shop, track web/shop at dev/a: give what is meant instead of its name',
  ]);
});

test('the plan knows every statement with its overrides, as plain data', () => {
  const { fleet } = setUp();
  const web = new Tenant(fleet, 'web', { source: git, quota: { pods: 3 }, owners: ['a'] }); // the tenant
  const shop = new App(web, 'shop', { path: ({ cluster }) => cluster.name }); // the app
  shop.override(Placement.cluster('b'), { path: './b' }, { rank: 1 }); // one override
  shop.override(Placement.cluster('a'), { path: './a' }); // the other
  const { resolved: plan } = fleet.synthesize();
  expect(JSON.parse(JSON.stringify(plan.statements))).toEqual([
    {
      name: 'app web/shop',
      settings: [{ path: ['path'], kind: 'function', location: at('the app') }],
      overrides: [
        {
          ...{ placement: { op: 'cluster', name: 'a' }, rank: 0 },
          settings: [{ path: ['path'], value: './a', location: at('the other') }],
        },
        {
          ...{ placement: { op: 'cluster', name: 'b' }, rank: 1 },
          settings: [{ path: ['path'], value: './b', location: at('one override') }],
        },
      ],
    },
    {
      name: 'tenant web',
      settings: [
        { path: ['source'], value: git.spec, location: at('the tenant') },
        { path: ['owners'], value: ['a'], location: at('the tenant') },
        { path: ['quota', 'pods'], value: 3, location: at('the tenant') },
      ],
    },
  ]);
});

/** The values of an explained map. */
function explained<C extends object>(fleet: Fleet<C>, place: ExplainQuery<C>, key: string): unknown {
  let result: unknown = undefined;
  const put = (map: Record<string, unknown>, [first, ...rest]: string[], value: unknown): Record<string, unknown> => {
    return {
      ...map,
      [first!]: rest.length === 0 ? value : put((map[first!] ?? {}) as Record<string, unknown>, rest, value),
    };
  };
  for (const { key: name, value } of fleet.explain(place, key).values) {
    result =
      name === key
        ? value
        : put((result ?? {}) as Record<string, unknown>, name.slice(key.length + 1).split('.'), value);
  }
  return result;
}

/** Everything delivered, with its target. */
function* deliveries({ clusters }: ResolvedFleet): Generator<[TargetQuery & { of: string }, ResolvedDelivery]> {
  for (const { name: cluster, components, environments } of clusters) {
    for (const component of components) yield [{ cluster, of: component.name }, component];
    for (const { name: environment, components: own, tenants } of environments) {
      for (const component of own) yield [{ cluster, environment, of: component.name }, component];
      for (const { name, spaces } of tenants) {
        for (const { track, apps } of spaces) {
          const within = track === undefined ? name : `${name}/${track}`;
          for (const app of apps) {
            const of = app.name === name && app.release ? name : `${within}/${app.name}`;
            yield [{ cluster, environment, of }, app];
          }
        }
      }
    }
  }
}

test('explanations of random fleets match the resolved fleet', () => {
  let values = 0;
  fc.assert(
    fc.property(fleetDescriptions, (description) => {
      const { fleet } = buildFleet(description);
      const { resolved: plan } = fleet.synthesize();
      for (const [place, { folder, release }] of deliveries(plan)) {
        if (folder) {
          expect([place, explained(fleet, place, 'path')]).toEqual([place, folder.path]);
          expect([place, explained(fleet, place, 'substitutions')]).toEqual([place, folder.substitutions]);
        }
        if (release) {
          values += release.values === undefined ? 0 : 1;
          expect([place, explained(fleet, place, 'chart')]).toEqual([place, release.chart]);
          expect([place, explained(fleet, place, 'values')]).toEqual([place, release.values]);
        }
      }
    }),
    { numRuns: runsOf(20, 500), seed: 8 },
  );
  expect(values).toBeGreaterThan(10);
});
