import { Cluster, ClusterGroup, Placement } from '../../../src';
import { newFleet } from '../../support/fleets';

const store = { cluster: { name: 'store-1', labels: { site: 'edge', tier: 'b' }, groupNames: ['edge', 'eu'] } };
const inDev = { ...store, environment: { name: 'dev', prefix: 'dev-', labels: {} } };

test.each([
  ['everywhere', Placement.everywhere(), true, true],
  ['nowhere', Placement.nowhere(), false, false],
  ['the cluster', Placement.cluster('store-1'), true, true],
  ['another cluster', Placement.cluster('store-2'), false, false],
  ['one of several clusters', Placement.cluster('store-2', 'store-1'), true, true],
  ['no clusters', Placement.cluster(), false, false],
  ['a group', Placement.group('eu'), true, true],
  ['another group', Placement.group('us'), false, false],
  ['the environment', Placement.environment('dev'), false, true],
  ['another environment', Placement.environment('prod'), false, false],
  ['all labels', Placement.labels({ site: 'edge', tier: 'b' }), true, true],
  ['a label too many', Placement.labels({ site: 'edge', zone: 'x' }), false, false],
  ['not', Placement.cluster('store-1').not(), false, false],
  ['and', Placement.environment('dev').and(Placement.group('edge'), Placement.cluster('store-1')), false, true],
  ['and not', Placement.group('edge').and(Placement.environment('dev').not()), true, false],
  ['or', Placement.cluster('store-2').or(Placement.environment('dev')), false, true],
])('%s', (_, placement, outside, inside) => {
  expect([placement.selects(store), placement.selects(inDev)]).toEqual([outside, inside]);
});

test('objects and names are equivalent, and all names can be listed', () => {
  const fleet = newFleet();
  const edge = new ClusterGroup(fleet, 'edge');
  const cluster = new Cluster(fleet, 'eu-1', { groups: [edge] });
  const placement = Placement.cluster(cluster).or(Placement.group(edge).not(), Placement.labels({ a: 'b' }));
  expect(placement.names()).toEqual([
    { kind: 'cluster', name: 'eu-1' },
    { kind: 'group', name: 'edge' },
  ]);
  expect(Placement.environment('dev').and(Placement.everywhere()).names()).toEqual([
    { kind: 'environment', name: 'dev' },
  ]);
  expect(Placement.nowhere().names()).toEqual([]);
});

test('a placement is plain data that operations do not modify', () => {
  const one = Placement.cluster('a');
  const both = one.or(Placement.cluster('b'));
  expect(one.spec).toEqual({ op: 'cluster', name: 'a' });
  expect(JSON.parse(JSON.stringify(both.spec))).toEqual({
    op: 'or',
    of: [
      { op: 'cluster', name: 'a' },
      { op: 'cluster', name: 'b' },
    ],
  });
});
