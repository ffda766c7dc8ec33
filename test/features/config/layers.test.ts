import { Cluster, ClusterGroup, Component, Environment, HelmChart, Target } from '../../../src';
import { Loose, newFleet, problemsOf } from '../../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '1.2.3' });

/** A fleet with every layer and a component whose values are the result of `read`. */
function fleetWith(read: (target: Target<Loose>) => object) {
  const fleet = newFleet({ config: { who: 'fleet', fleet: 1, map: { a: 'fleet', b: 'fleet' }, list: [1, 2] } });
  const first = new ClusterGroup(fleet, 'first', { config: { who: 'first', map: { c: 'first' } } });
  const second = new ClusterGroup(fleet, 'second', { config: { who: 'second' } });
  const one = new Cluster(fleet, 'one', { groups: [first, second], config: { own: true, list: [3] } });
  const two = new Cluster(fleet, 'two', { config: { who: 'two' } });
  const dev = new Environment(fleet, 'dev', {
    clusters: [one, two],
    config: { who: 'dev', map: { b: 'dev' }, dev: 1 },
  });
  new Component(dev, 'inside', { chart, values: read });
  new Component(fleet, 'outside', { chart, values: read });
  return fleet;
}

test('layers merge in the order fleet, environment, groups, cluster', () => {
  const { resolved: plan } = fleetWith(({ config }) => ({ ...config })).synthesize();
  const values = plan.clusters.map(({ components, environments }) => [
    components[0]!.release!.values,
    environments[0]!.components[0]!.release!.values,
  ]);
  const base = { fleet: 1, list: [1, 2] };
  expect(values).toEqual([
    [
      { ...base, who: 'second', map: { a: 'fleet', b: 'fleet', c: 'first' }, own: true, list: [3] },
      { ...base, who: 'second', map: { a: 'fleet', b: 'dev', c: 'first' }, own: true, list: [3], dev: 1 },
    ],
    [
      { ...base, who: 'two', map: { a: 'fleet', b: 'fleet' } },
      { ...base, who: 'two', map: { a: 'fleet', b: 'dev' }, dev: 1 },
    ],
  ]);
});

test('a function receives the cluster and the environment', () => {
  const { resolved: plan } = fleetWith(({ cluster, environment }) => ({
    cluster: [cluster.name, ...cluster.groupNames],
    environment: environment ? { name: environment.name, prefix: environment.prefix } : 'none',
  })).synthesize();
  const [one] = plan.clusters;
  expect(one!.components[0]!.release!.values).toEqual({ cluster: ['one', 'first', 'second'], environment: 'none' });
  expect(one!.environments[0]!.components[0]!.release!.values).toMatchObject({
    environment: { name: 'dev', prefix: 'dev-' },
  });
});

test('a key that no layer sets is reported for every target, with the searched layers', () => {
  const what = 'set it in one of these, or test with "in"';
  expect(problemsOf(fleetWith(({ config }) => ({ port: config.map.port })))).toEqual([
    `[dev/one/inside] config "map.port" is read but set nowhere (looked in fleet, environment dev, group first, group second, cluster one): ${what}`,
    `[dev/two/inside] config "map.port" is read but set nowhere (looked in fleet, environment dev, cluster two): ${what}`,
    `[one/outside] config "map.port" is read but set nowhere (looked in fleet, group first, group second, cluster one): ${what}`,
    `[two/outside] config "map.port" is read but set nowhere (looked in fleet, cluster two): ${what}`,
  ]);
});

test('an optional key can be tested for', () => {
  const fleet = fleetWith(({ config }) => ({ own: 'own' in config ? config.own : 'none' }));
  const [one, two] = fleet.synthesize().resolved.clusters;
  expect([one!, two!].map(({ components }) => components[0]!.release!.values)).toEqual([
    { own: true },
    { own: 'none' },
  ]);
});

test('readers cannot modify shared values', () => {
  const fleet = fleetWith(({ config }) => {
    config.list.push(4);
    return {};
  });
  expect(problemsOf(fleet)).toEqual(
    ['dev/one/inside', 'dev/two/inside', 'one/outside', 'two/outside'].map((at) =>
      expect.stringMatching(
        `^\\[${at}\\] the program failed while making its values, with ".*not extensible": mend it there$`,
      ),
    ),
  );
});
