import * as fs from 'node:fs';
import { App, Cluster, ClusterGroup, Component, Environment, HelmChart, Placement, Tenant } from '../../../src';
import { git, newFleet, problemsOf } from '../../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1.0.0' });

function setUp() {
  const fleet = newFleet();
  const edge = new ClusterGroup(fleet, 'edge');
  const a = new Cluster(fleet, 'a', { groups: [edge] });
  const b = new Cluster(fleet, 'b');
  new Environment(fleet, 'dev', { clusters: [a, b] });
  return { fleet, edge, a, b };
}

/** The line of this file that ends with a comment, as in messages. */
function at(comment: string): string {
  const lines = fs.readFileSync(__filename, 'utf8').split('\n');
  return `test/features/override/settle.test.ts:${lines.findIndex((line) => line.endsWith(`// ${comment}`)) + 1}`;
}

/** The releases of a component, by cluster. */
function releases({ fleet }: Pick<ReturnType<typeof setUp>, 'fleet'>) {
  const { clusters } = fleet.synthesize().resolved;
  return Object.fromEntries(clusters.map(({ name, components }) => [name, components[0]?.release]));
}

test('values merge by key, lists and charts are replaced', () => {
  const setting = setUp();
  const values = { replicas: 3, image: { tag: '1', pull: 'Always' }, hosts: ['x', 'y'] };
  const web = new Component(setting.fleet, 'web', { chart, values });
  const newer = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '2.0.0' });
  web.override(Placement.group(setting.edge), { chart: newer, values: { replicas: 1, image: { tag: '2' } } });
  web.override(Placement.cluster('a'), { values: () => ({ hosts: ['z'] }) });
  expect(releases(setting)).toEqual({
    a: {
      ...{ name: 'web', chart: newer.spec },
      values: { replicas: 1, image: { tag: '2', pull: 'Always' }, hosts: ['z'] },
    },
    b: { name: 'web', chart: chart.spec, values },
  });
});

test('a component can be disabled, and enabled again with a higher rank', () => {
  const setting = setUp();
  const web = new Component(setting.fleet, 'web', { chart });
  web.override(Placement.everywhere(), { enabled: false });
  expect(releases(setting)).toEqual({ a: undefined, b: undefined });
  web.override(Placement.cluster('a'), { enabled: true }, { rank: 1 });
  expect(releases(setting)).toEqual({ a: { name: 'web', chart: chart.spec }, b: undefined });
});

test('a higher rank takes precedence for the keys it sets, in any order of statements', () => {
  const statements = [
    { values: { a: 1, b: 1, c: 1 }, rank: 0 },
    { values: { b: 2, c: 2 }, rank: 1 },
    { values: { c: 3 }, rank: 2 },
  ];
  for (const order of [statements, [...statements].reverse(), [statements[1]!, statements[2]!, statements[0]!]]) {
    const setting = setUp();
    const web = new Component(setting.fleet, 'web', { chart, values: { a: 0, b: 0, c: 0, d: 0 } });
    for (const { values, rank } of order) web.override(Placement.everywhere(), { values }, { rank });
    expect(releases(setting).a!.values).toEqual({ a: 1, b: 2, c: 3, d: 0 });
  }
});

test('conflicting overrides of the same rank are reported with every conflicting key', () => {
  const { fleet } = setUp();
  const web = new Component(fleet, 'web', { chart });
  const says = (tag: string) => ({ values: { image: { tag, pull: 'x' } }, images: { web: { tag } } });
  web.override(Placement.cluster('a'), says('1')); // first
  web.override(Placement.group('edge'), says('2')); // second
  const lines = `${at('first')}, ${at('second')}`;
  const end = `different values here (${lines}): narrow one of their placements, or rank them`;
  expect(problemsOf(fleet)).toEqual([
    `[a/web] two overrides give images "web.tag" ${end}`,
    `[a/web] two overrides give values "image.tag" ${end}`,
  ]);
});

test('a scalar conflicts with a non-empty map, and every conflict is reported', () => {
  const { fleet } = setUp();
  const web = new Component(fleet, 'web', { chart });
  const all = Placement.everywhere();
  web.override(all, { values: { a: { b: { c: 1 } }, x: {}, same: { y: [1] } } }); // one
  web.override(all, { values: { a: { b: 5 }, x: { z: 1 }, same: { y: [1] } } }); // two
  web.override(Placement.cluster('a'), { values: { a: { b: { d: 1 } } } }); // three
  const end = 'narrow one of their placements, or rank them';
  expect(problemsOf(fleet)).toEqual([
    `[a/web] two overrides give values "a.b" different values here (${at('one')}, ${at('two')}, ${at('three')}): ${end}`,
    `[b/web] two overrides give values "a.b" different values here (${at('one')}, ${at('two')}): ${end}`,
  ]);
});

test('values of an override must be a map', () => {
  const { fleet } = setUp();
  const web = new Component(fleet, 'web', { chart, values: { a: 1 } });
  web.override(Placement.cluster('a'), { values: [1] });
  expect(problemsOf(fleet)).toEqual(['[web] values is a list: give a map']);
});

test('patches of all overrides apply, in an order independent of the program', () => {
  const patch = (name: string) => [
    { patch: { kind: 'Deployment', metadata: { name: 'any' }, spec: { [name]: 1 } }, target: { kind: 'Deployment' } },
  ];
  const orders = [
    ['x', 'y'],
    ['y', 'x'],
  ].map((names) => {
    const setting = setUp();
    const web = new Component(setting.fleet, 'web', { chart, patches: patch('own') });
    for (const name of names) web.override(Placement.everywhere(), { patches: patch(name) });
    return releases(setting).a!.patches!.map(({ patch: fields }) => Object.keys((fields as { spec: object }).spec));
  });
  expect(orders).toEqual([
    [['own'], ['x'], ['y']],
    [['own'], ['x'], ['y']],
  ]);
});

test('an override can set only existing options', () => {
  const { fleet } = setUp();
  const tenant = new Tenant(fleet, 'team', { source: git });
  const app = new App(tenant, 'shop', { path: './shop' });
  app.override(Placement.everywhere(), { values: { a: 1 } });
  app.override(Placement.everywhere(), { path: './x' }, { rank: NaN });
  const code = new Component(fleet, 'code', { manifests: () => undefined, createNamespace: true });
  code.override(Placement.everywhere(), { path: './x' });
  expect(problemsOf(fleet)).toEqual([
    '[code] an override gives path, but what it is for takes flux, fluxName, enabled: leave it out',
    '[team/shop] an override gives values, but what it is for takes path, source, substitutions, substitutionsFrom, images, patches, flux, fluxName, fluxNamespace, enabled, configMaps, progressive: leave it out',
    '[team/shop] an override has the rank NaN: give a number',
  ]);
});
