import { Cluster, ClusterGroup, ClusterProps } from '../../../src';
import { Loose, newFleet, problemsOf } from '../../support/fleets';

test('the defaults: it runs its own Flux, is in no group, and sets nothing else', () => {
  const cluster = new Cluster(newFleet(), 'eu-1');
  expect(cluster.managedBy).toBeUndefined();
  expect([cluster.name, cluster.config, cluster.groups, cluster.labels]).toEqual(['eu-1', {}, [], {}]);
  expect(cluster.kubeConfig).toEqual({ name: 'eu-1-kubeconfig' });
  expect(cluster.layers).toEqual([{ name: 'cluster eu-1', values: {} }]);
  expect(cluster.node.id).toBe('cluster:eu-1');
});

test('label precedence: the cluster, then later groups over earlier ones', () => {
  const fleet = newFleet();
  const first = new ClusterGroup(fleet, 'first', { labels: { a: '1', b: '1', c: '1' } });
  const second = new ClusterGroup(fleet, 'second', { labels: { b: '2', c: '2' } });
  const cluster = new Cluster(fleet, 'eu-1', { groups: [first, second], labels: { c: '3' } });
  expect(cluster.labels).toEqual({ a: '1', b: '2', c: '3' });
  expect(cluster.groupNames).toEqual(['first', 'second']);
});

test('arguments are copied', () => {
  const fleet = newFleet();
  const groups = [new ClusterGroup(fleet, 'first')];
  const cluster = new Cluster(fleet, 'eu-1', { groups });
  groups.push(new ClusterGroup(fleet, 'second'));
  expect(cluster.groupNames).toEqual(['first']);
});

test('a remote cluster has a manager with its kubeconfig', () => {
  const fleet = newFleet();
  const manager = new Cluster(fleet, 'eu-1');
  const remote = new Cluster(fleet, 'store-1', { managedBy: manager, kubeConfig: { name: 'login', key: 'value' } });
  expect(remote.managedBy).toBe(manager);
  expect(remote.kubeConfig).toEqual({ name: 'login', key: 'value' });
  expect(problemsOf(fleet)).toEqual([]);
});

test.each<[string, ClusterProps<Loose>, RegExp]>([
  ['Eu', {}, /^\[Eu\] cluster name "Eu" is not a valid name: /],
  ['eu\n', {}, /^\[eu\n\] cluster name "eu\\n" is not a valid name: /],
  ['e'.repeat(64), {}, /^\[e{64}\] cluster name "e{64}" is 64 bytes long: use at most 63$/],
  ['é'.repeat(32), {}, /^\[é{32}\] cluster name "é{32}" is 64 bytes long: use at most 63$/],
  ['eu', { labels: { 'a b': 'c' } }, /^\[eu\] label key "a b" is not a valid name: /],
  ['eu', { config: { a: undefined } }, /^\[eu\] config\.a is undefined: leave the key out, or give a value$/],
  [
    'eu',
    { kubeConfig: { name: 'x' } },
    /^\[eu\] kubeConfig is given without managedBy: leave it out, or say which cluster deploys to it$/,
  ],
])('cluster %j %j is reported', (name, props, message) => {
  const fleet = newFleet();
  new Cluster(fleet, name, props);
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(message)]);
});

test('63 bytes are valid', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'e'.repeat(63));
  expect(problemsOf(fleet)).toEqual([]);
});

test('the name of a kubeconfig Secret is checked', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'store-1', { managedBy: new Cluster(fleet, 'eu-1'), kubeConfig: { name: 'No' } });
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(/^\[store-1\] kubeConfig "No" is not a valid name: /)]);
});

test('a remote cluster cannot be a manager', () => {
  const fleet = newFleet();
  const remote = new Cluster(fleet, 'store-1', { managedBy: new Cluster(fleet, 'eu-1') });
  new Cluster(fleet, 'till-1', { managedBy: remote });
  expect(problemsOf(fleet)).toEqual([
    '[till-1] managedBy "store-1" is itself deployed to by "eu-1" and runs no Flux: name a cluster that does',
  ]);
});

test.each(['default', 'flux-system', 'kube-public', 'dev-flux-system'])(
  'a remote cluster cannot be named %s, the name of a reserved namespace',
  (name) => {
    const fleet = newFleet();
    new Cluster(fleet, name, { managedBy: new Cluster(fleet, 'eu-1') });
    expect(problemsOf(fleet)).toEqual([
      `[${name}] cluster "${name}" needs a namespace of its name on its manager, but that one is reserved: rename it`,
    ]);
  },
);

describe('a cluster group', () => {
  test('the defaults: no configuration, no labels', () => {
    const group = new ClusterGroup(newFleet(), 'edge');
    expect([group.name, group.config, group.labels]).toEqual(['edge', {}, {}]);
    expect(group.layers).toEqual([{ name: 'group edge', values: {} }]);
  });

  test('its problems are reported', () => {
    const fleet = newFleet();
    new ClusterGroup(fleet, 'edge', { labels: { a: '-' }, config: { a: new Date(0) } });
    new ClusterGroup(fleet, 'edge');
    new ClusterGroup(fleet, '.');
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(/^\[\.\] group name "\." is not a valid name: /),
      expect.stringMatching(/^\[edge\] config\.a is a Date: use maps/),
      '[edge] group "edge" exists already: give it another name or leave one out',
      expect.stringMatching(/^\[edge\] value of label "a" "-" is not a valid name: /),
    ]);
  });
});
