import {
  App,
  Cluster,
  ClusterGrant,
  ClusterGroup,
  Component,
  ComponentGroup,
  Environment,
  FleetError,
  formatProblem,
  Placement,
  Tenant,
  TenantTrack,
} from '../../../src';
import { configMap, git, newFleet, problemsOf } from '../../support/fleets';

/** Two clusters: one at the edge, the other alone in prod. */
function twoClusters() {
  const fleet = newFleet();
  const edge = new ClusterGroup(fleet, 'edge', { labels: { site: 'edge' } });
  const one = new Cluster(fleet, 'one', { groups: [edge] });
  const two = new Cluster(fleet, 'two', { labels: { site: 'core' } });
  const dev = new Environment(fleet, 'dev', { clusters: [one, two], labels: { stage: 'test' } });
  const prod = new Environment(fleet, 'prod', { clusters: [two] });
  return { fleet, edge, one, two, dev, prod };
}

const lost = Placement.labels({ site: 'nowhere' });

describe('a placement that selects nothing', () => {
  test('is a warning for every element, unless it is explicitly nowhere', () => {
    const { fleet, edge, one, dev } = twoClusters();
    const kept = { manifests: configMap };
    new Component(fleet, 'a', { ...kept, placement: lost });
    new Component(dev, 'b', { ...kept, placement: Placement.environment('prod') });
    new Component(edge, 'c', { ...kept, placement: Placement.cluster('two') });
    new Component(one, 'd', { ...kept, placement: Placement.group('edge').not() });
    new Component(fleet, 'e', { ...kept, placement: Placement.nowhere() });
    new Component(fleet, 'f', { ...kept, placement: Placement.nowhere().or(Placement.nowhere()) });
    const web = new Tenant(fleet, 'web', { source: git, placement: Placement.environment('dev') });
    new Tenant(fleet, 'lost', { source: git, placement: lost });
    new ClusterGrant(fleet, 'grant', {
      tenant: web,
      kind: { group: 'example.com', kind: 'Widget', resource: 'widgets' },
      names: ['x'],
      reason: 'test',
      placement: Placement.environment('prod'),
    });
    const old = new TenantTrack(web, 'old', { source: git, placement: Placement.cluster('one') });
    new TenantTrack(web, 'older', { source: git, placement: Placement.environment('prod') });
    const shop = new App(web, 'shop', { path: './shop', placement: Placement.group('edge') });
    shop.override(Placement.cluster('two'), { path: './two' });
    shop.override(Placement.cluster('one'), { path: './one' });
    new App(old, 'cart', { path: './cart', placement: Placement.cluster('two') });
    new App(old, 'bag', { path: './bag', placement: Placement.cluster('two').or(Placement.cluster('one')) });
    const group = new ComponentGroup(fleet, 'group', { placement: Placement.cluster('one') });
    const inside = { path: './x', placement: Placement.cluster('two') };
    new Component(group, 'g', inside).override(Placement.cluster('one'), { path: './y' });
    new Component(fleet, 'h', { path: './h' }).override(lost, { path: './y' });
    new Component(new ComponentGroup(edge, 'lost', { placement: lost }), 'i', inside);
    const text = (at: string, what = 'placement') =>
      `[${at}] ${what} selects nothing: widen it, or take out what it places`;
    const { warnings } = fleet.synthesize();
    expect([...new Set(warnings.map(({ id }) => id))]).toEqual(['placement-selects-nothing']);
    expect(warnings.map(formatProblem)).toEqual([
      ...['a', 'dev/b', 'edge/c', 'edge/lost', 'f', 'g', 'grant'].map((at) => text(at)),
      text('h', 'placement of an override'),
      ...['lost', 'one/d', 'web/old/cart', 'web/older'].map((at) => text(at)),
      text('web/shop', 'placement of an override'),
    ]);
  });

  test('is no further warning for nested elements, nor without any target', () => {
    const { fleet } = twoClusters();
    const tenant = new Tenant(fleet, 'lost', { source: git, placement: lost });
    new App(tenant, 'shop', { path: './shop', placement: Placement.cluster('one') }).override(lost, { path: './x' });
    new App(new TenantTrack(tenant, 'old', { source: git, placement: lost }), 'shop', { path: './shop' });
    expect(fleet.synthesize().warnings.map(({ at }) => at)).toEqual(['lost']);
    const empty = newFleet();
    new Tenant(empty, 'web', { source: git, placement: lost });
    expect(empty.synthesize().warnings).toEqual([]);
  });

  test('is silent once acknowledged', () => {
    const { fleet } = twoClusters();
    new Component(fleet, 'a', { manifests: configMap, placement: lost });
    fleet.acknowledgeWarning('placement-selects-nothing', 'the clusters come next week');
    expect(fleet.synthesize().warnings).toEqual([]);
  });
});

describe('targets', () => {
  test.each<[string, Placement | undefined, string[]]>([
    ['everything', undefined, ['one', 'dev/one', 'two', 'dev/two', 'prod/two']],
    ['nothing', Placement.nowhere(), []],
    ['a cluster', Placement.cluster('one'), ['one', 'dev/one']],
    ['an environment', Placement.environment('dev'), ['dev/one', 'dev/two']],
    ['all but one cluster', Placement.everywhere().except(Placement.cluster('two')), ['one', 'dev/one']],
    ['a group', Placement.group('edge'), ['one', 'dev/one']],
    ['labels of an environment', Placement.environmentLabels({ stage: 'test' }), ['dev/one', 'dev/two']],
    [
      'labels by expression',
      Placement.labels({ matchExpressions: [{ key: 'site', operator: 'NotIn', values: ['edge'] }] }),
      ['two', 'dev/two', 'prod/two'],
    ],
  ])('are those of %s', (_, placement, expected) => {
    const { fleet } = twoClusters();
    const found = fleet.targets(placement).map(({ cluster, environment }) => [environment, cluster]);
    expect(found.map((names) => names.filter(Boolean).join('/'))).toEqual(expected);
  });

  test('of an invalid placement are an error', () => {
    const { fleet } = twoClusters();
    expect(() => fleet.targets(Placement.cluster('three'))).toThrow(FleetError);
    expect(() => fleet.targets(Placement.cluster('three'))).toThrow(
      /\[targets\] placement names the cluster "three", which does not exist: use one of one, two$/,
    );
    expect(() => fleet.targets(Placement.labels({ matchExpressions: [{ key: 'a', operator: 'In' }] }))).toThrow(
      /\[targets\] placement: In of label "a" has no values: give at least one$/,
    );
  });
});

test('invalid selectors, and environment labels outside environments, are errors', () => {
  const { fleet, one } = twoClusters();
  new Component(fleet, 'a', {
    manifests: configMap,
    placement: Placement.labels({ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] }),
  });
  new Component(one, 'b', { manifests: configMap, placement: Placement.environmentLabels({ stage: 'x y' }).not() });
  expect(problemsOf(fleet)).toEqual([
    '[a] placement: Exists of label "a" has values ["b"]: leave them out',
    '[one/b] placement asks for labels of environments, but the component is in none: select clusters, groups or labels instead, or make it in the environment, new Component(environment, "b", …)',
    expect.stringMatching(/^\[one\/b\] placement: value of label "stage" "x y" is not a valid name: /),
  ]);
});
