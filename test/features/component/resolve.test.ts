import { ApiObject, Chart } from 'cdk8s';
import { Cluster, ClusterGroup, Component, ComponentProps, Environment, HelmChart, Placement } from '../../../src';
import { configMap, Loose, newFleet, problemsOf } from '../../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '1.2.3' });

function planOf(props: ComponentProps<Loose>, inEnvironment = false) {
  const fleet = newFleet();
  const cluster = new Cluster(fleet, 'eu-1');
  const dev = new Environment(fleet, 'dev', { clusters: [cluster] });
  new Component(inEnvironment ? dev : fleet, 'nginx', props);
  const [plan] = fleet.synthesize().resolved.clusters;
  return [...plan!.components, ...plan!.environments[0]!.components][0];
}

function faultsOf(props: ComponentProps<Loose>): string[] {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1');
  new Component(fleet, 'nginx', props);
  return problemsOf(fleet);
}

test("the defaults: a namespace of the component's name, prefixed with the environment", () => {
  const common = { name: 'nginx', createNamespace: true, dependsOn: [] };
  const release = { name: 'nginx', chart: chart.spec };
  expect(planOf({ chart })).toStrictEqual({ ...common, namespace: 'nginx', release });
  expect(planOf({ chart }, true)).toStrictEqual({ ...common, namespace: 'dev-nginx', release });
  expect(planOf({ manifests: configMap })).toStrictEqual({
    ...common,
    namespace: 'nginx',
    objects: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'nginx' }, data: { a: 'b' } },
    ],
  });
});

test('explicit options replace the defaults', () => {
  const props = {
    chart: () => chart,
    values: { a: [1] },
    releaseName: 'web',
    namespace: 'ingress',
    createNamespace: false,
  };
  expect(planOf(props, true)).toStrictEqual({
    name: 'nginx',
    createNamespace: false,
    dependsOn: [],
    namespace: 'ingress',
    release: { name: 'web', chart: chart.spec, values: { a: [1] } },
  });
});

test('values are copied for each target', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1');
  new Cluster(fleet, 'eu-2');
  const values: Loose = {};
  new Component(fleet, 'nginx', {
    chart,
    values: ({ cluster }) => {
      values.cluster = cluster.name;
      return values;
    },
  });
  expect(fleet.synthesize().resolved.clusters.map(({ components }) => components[0]!.release!.values)).toEqual([
    { cluster: 'eu-1' },
    { cluster: 'eu-2' },
  ]);
});

test("scope and placement determine a component's targets", () => {
  const fleet = newFleet();
  const edge = new ClusterGroup(fleet, 'edge');
  const clusters = ['a', 'b', 'c'].map((name) => new Cluster(fleet, name, name === 'c' ? {} : { groups: [edge] }));
  const dev = new Environment(fleet, 'dev', { clusters: clusters.slice(1) });
  for (const [name, scope] of Object.entries({ all: fleet, edge, one: clusters[1]!, dev })) {
    new Component(scope, name, { manifests: configMap });
    new Component(scope, `not-${name}`, { manifests: configMap, placement: Placement.cluster('b').not() });
  }
  const { resolved: plan } = fleet.synthesize();
  const names = (components: ReadonlyArray<{ readonly name: string }> = []) =>
    components.map(({ name }) => name).join(' ');
  expect(plan.clusters.map(({ components }) => names(components))).toEqual([
    'all edge not-all not-edge',
    'all edge one',
    'all not-all',
  ]);
  expect(plan.clusters.map(({ environments }) => names(environments[0]?.components))).toEqual([
    '',
    'dev',
    'dev not-dev',
  ]);
});

test('two components of the same name on a cluster are reported', () => {
  const fleet = newFleet();
  const cluster = new Cluster(fleet, 'eu-1');
  new Component(fleet, 'nginx', { chart });
  new Component(cluster, 'nginx', { chart });
  new Cluster(fleet, 'eu-2');
  expect(problemsOf(fleet)).toEqual([
    '[eu-1/nginx] component "nginx" is here twice: rename one, or narrow a placement',
  ]);
});

test('a component depends on components at the same target', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1');
  new Cluster(fleet, 'eu-2');
  const crds = new Component(fleet, 'crds', { chart, placement: Placement.cluster('eu-1') });
  const base = new Component(fleet, 'base', { chart });
  new Component(fleet, 'nginx', { chart, dependsOn: [crds, base] });
  expect(problemsOf(fleet)).toEqual([
    '[eu-2/nginx] dependsOn "crds" is not placed here: place it here too, or leave it out',
  ]);
});

const loop: Loose = {};
loop.deep = { loop };

test.each<[string, ComponentProps<Loose>, RegExp]>([
  [
    'a release name',
    { chart, releaseName: 'Web_1' },
    /^\[eu-1\/nginx\] releaseName "Web_1" is not a valid name: use lower/,
  ],
  [
    'a release name of 54 bytes',
    { chart, releaseName: 'w'.repeat(54) },
    /^\[eu-1\/nginx\] releaseName "w{54}" is 54 bytes long: use at most 53$/,
  ],
  [
    'a chart',
    { chart: HelmChart.oci({ url: 'https://x/y', version: '1' }) },
    /^\[eu-1\/nginx\] OCI URL "https:\/\/x\/y" is not usable: begin it with oci:\/\/$/,
  ],
  [
    'no chart',
    { chart: () => undefined as unknown as HelmChart },
    /^\[eu-1\/nginx\] the program failed while making its chart, with "undefined was returned": mend it there$/,
  ],
  [
    'values that JSON cannot hold',
    { chart, values: { a: [1n] } },
    /^\[eu-1\/nginx\] values\.a\[0\] is a bigint: use maps/,
  ],
  [
    'values that are undefined',
    { chart, values: { a: undefined } },
    /^\[eu-1\/nginx\] values\.a is undefined: leave the/,
  ],
  [
    'values within themselves',
    { chart, values: loop },
    /^\[eu-1\/nginx\] values\.deep\.loop contains itself: give plain data$/,
  ],
  ['a list of values', { chart, values: [1] }, /^\[nginx\] values is a list: give a map$/],
  [
    'a promise of values',
    { chart, values: () => Promise.resolve({}) },
    /^\[eu-1\/nginx\] the program failed while making its values, with "values is an object of class Promise: give a map": mend/,
  ],
  [
    'a namespace that is there already',
    { chart, namespace: 'kube-system' },
    /^\[eu-1\/nginx\] namespace "kube-system" exists without the component: set createNamespace to false, or choose another$/,
  ],
  [
    'a namespace like one of an environment',
    { chart, namespace: 'x-flux-system' },
    /^\[eu-1\/nginx\] namespace "x-flux-system" is named as those where environments have their Flux objects: choose another$/,
  ],
  [
    'a function that throws',
    {
      manifests: () => {
        throw new Error('no "port"');
      },
    },
    /^\[eu-1\/nginx\] the program failed while making its manifests, with "no \\"port\\"": mend it there$/,
  ],
  [
    'a function that throws something else',
    {
      chart,
      values: () => {
        // oxlint-disable-next-line typescript/only-throw-error -- programs do
        throw 'nothing';
      },
    },
    /^\[eu-1\/nginx\] the program failed while making its values, with "nothing": mend it there$/,
  ],
  [
    'what cannot be written',
    { manifests: (scope: Chart) => void new ApiObject(scope, 'a', { apiVersion: 'v1', kind: 'X', data: { a: NaN } }) },
    /^\[eu-1\/nginx\] a number cannot be written as YAML: use strings, numbers, booleans, lists and maps$/,
  ],
  [
    'what is no data',
    {
      manifests: (scope: Chart) =>
        void new ApiObject(scope, 'a', { apiVersion: 'v1', kind: 'X', spec: { list: [{ a: () => 1 }] } }),
    },
    /^\[eu-1\/nginx\] a function cannot be written as YAML: /,
  ],
  [
    'a number that JSON has no word for',
    { manifests: (scope: Chart) => void new ApiObject(scope, 'a', { apiVersion: 'v1', kind: 'X', spec: { a: 10n } }) },
    /^\[eu-1\/nginx\] a bigint cannot be written as YAML: /,
  ],
  [
    'no object at all',
    { manifests: () => undefined, createNamespace: false },
    /^\[eu-1\/nginx\] renders no object at all: /,
  ],
])('%s is reported', (_, props, message) => {
  expect(faultsOf(props)).toContainEqual(expect.stringMatching(message));
});

test('an existing namespace can be used', () => {
  expect(planOf({ chart, namespace: 'kube-system', createNamespace: false })?.namespace).toBe('kube-system');
  expect(planOf({ chart, namespace: 'kube-prometheus-stack' })?.createNamespace).toBe(true);
});

test('the default release name is limited to 53 bytes', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1');
  new Component(fleet, 'n'.repeat(54), { chart });
  expect(problemsOf(fleet)).toEqual([
    expect.stringMatching(/\] releaseName "n{54}" is 54 bytes long: use at most 53$/),
  ]);
});
