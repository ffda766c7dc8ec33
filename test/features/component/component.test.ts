import { Cluster, ClusterGroup, Component, ComponentProps, Environment, HelmChart } from '../../../src';
import { configMap, Loose, newFleet, problemsOf } from '../../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' });

test('a component exposes its scope and its fleet', () => {
  const fleet = newFleet();
  const cluster = new Cluster(fleet, 'eu-1');
  const scopes = [fleet, cluster, new ClusterGroup(fleet, 'edge'), new Environment(fleet, 'dev', { clusters: [] })];
  for (const scope of scopes) {
    const component = new Component(scope, 'nginx', { chart });
    expect([component.scope, component.fleet, component.props]).toEqual([scope, fleet, { chart }]);
  }
});

test.each<[string, ComponentProps<Loose>, RegExp]>([
  ['nginx', {}, /^\[nginx\] a component is nothing: give one of chart, path and manifests$/],
  [
    'nginx',
    { chart, path: './nginx' },
    /^\[nginx\] a component is two things: give one of chart and path, with manifests beside it if they belong together$/,
  ],
  [
    'nginx',
    { manifests: configMap, values: {} },
    /^\[nginx\] values is for chart, but manifests is given: leave it out$/,
  ],
  [
    'nginx',
    { manifests: configMap, releaseName: 'x' },
    /^\[nginx\] releaseName is for chart, but manifests is given: leave it out$/,
  ],
  ['nginx', { chart, namespace: 'No' }, /^\[nginx\] namespace "No" is not a valid name: /],
  ['nginx', { chart, namespace: 'a.b' }, /^\[nginx\] namespace "a\.b" is not a valid name: /],
  ['n_x', { chart }, /^\[n_x\] component name "n_x" is not a valid name: /],
])('component %s is reported', (name, props, message) => {
  const fleet = newFleet();
  new Component(fleet, name, props);
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(message)]);
});

test('a duplicate component is reported with its scope', () => {
  const fleet = newFleet();
  const cluster = new Cluster(fleet, 'eu-1');
  const dev = new Environment(fleet, 'dev', { clusters: [cluster] });
  new Component(dev, 'redis', { chart });
  new Component(dev, 'redis', { chart });
  expect(problemsOf(fleet)).toEqual([
    '[dev/eu-1/redis] component "redis" is here twice: rename one, or narrow a placement',
    '[dev/redis] component "redis" exists already: give it another name or leave one out',
  ]);
});
