import { ApiObject } from 'cdk8s';
import { App, Cluster, Component, Environment, Source, Tenant, type TenantProps } from '../../../src';
import { configMap, git, newFleet, problemsOf } from '../../support/fleets';

/** What is wrong with a fleet of one cluster whose component makes this object. */
function faultsOf(object: { apiVersion: string; kind: string; [field: string]: unknown }): string[] {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1');
  new Component(fleet, 'thing', {
    manifests: (chart) => void new ApiObject(chart, 'a', object),
    namespace: 'things',
  });
  return problemsOf(fleet);
}

describe('an object of a cluster has one owner', () => {
  test('two components with one namespace', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1');
    for (const name of ['a', 'b']) new Component(fleet, name, { manifests: configMap, namespace: 'shared' });
    const where = 'in clusters/eu-1/infrastructure/a and in clusters/eu-1/infrastructure/b';
    expect(problemsOf(fleet)).toEqual([
      `[eu-1/b] ConfigMap "shared/settings" is rendered ${where}: give it one owner`,
      `[eu-1/b] Namespace "shared" is rendered ${where}: give it one owner (createNamespace: false on the others)`,
    ]);
  });

  test('one component with one object twice, whatever its version', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1');
    new Component(fleet, 'a', {
      manifests: (chart) => {
        for (const version of ['v2', 'v1']) {
          const metadata = { name: 'web' };
          new ApiObject(chart, version, {
            apiVersion: `autoscaling/${version}`,
            kind: 'HorizontalPodAutoscaler',
            metadata,
          });
        }
      },
    });
    expect(problemsOf(fleet)).toContain(
      '[eu-1/a] HorizontalPodAutoscaler (autoscaling) "a/web" is rendered twice in clusters/eu-1/infrastructure/a: give it one owner',
    );
  });

  test("a tenant's namespace that a component makes", () => {
    const fleet = newFleet();
    const dev = new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
    new Component(dev, 'web', { manifests: configMap });
    new Tenant(fleet, 'web', { source: git });
    expect(problemsOf(fleet)).toEqual([
      '[dev/eu-1/web] Namespace "dev-web" is rendered in clusters/eu-1/dev/infrastructure/web and in clusters/eu-1/dev/tenants/web/access: give it one owner (createNamespace: false on the others)',
    ]);
  });

  test('two environments of one cluster with one prefix', () => {
    const fleet = newFleet();
    const clusters = [new Cluster(fleet, 'eu-1')];
    for (const name of ['blue', 'green']) new Environment(fleet, name, { clusters, prefix: 'x-' });
    new Tenant(fleet, 'web', { source: git });
    expect(problemsOf(fleet)).toContain(
      '[green/eu-1/web] namespace "x-web" is that of tenant blue/eu-1/web too: give one environment another prefix, or make the namespace that the tenant states a function of the environment',
    );
  });

  test('a tenant that states one namespace for two environments', () => {
    const fleetWith = (namespace: TenantProps<object>['namespace']) => {
      const fleet = newFleet();
      const clusters = [new Cluster(fleet, 'eu-1')];
      for (const name of ['blue', 'green']) new Environment(fleet, name, { clusters });
      new Tenant(fleet, 'web', { source: git, namespace });
      return fleet;
    };
    expect(problemsOf(fleetWith('team'))).toContain(
      '[green/eu-1/web] namespace "team" is that of tenant blue/eu-1/web too: give one environment another prefix, or make the namespace that the tenant states a function of the environment',
    );
    expect(problemsOf(fleetWith(({ environment }) => `team-${environment.name}`))).toEqual([]);
  });

  test('the same on another cluster is another object', () => {
    const fleet = newFleet();
    const manager = new Cluster(fleet, 'eu-1');
    const remote = new Cluster(fleet, 'store-1', { managedBy: manager });
    for (const cluster of [manager, remote]) new Component(cluster, 'a', { manifests: configMap });
    expect(problemsOf(fleet)).toEqual([]);
  });

  test("a remote cluster's namespace on its manager belongs to it", () => {
    const fleet = newFleet();
    new Cluster(fleet, 'store-1', { managedBy: new Cluster(fleet, 'eu-1') });
    new Component(fleet, 'store-1', { manifests: configMap });
    expect(problemsOf(fleet)).toContainEqual(
      expect.stringMatching(
        /^\[eu-1\/store-1\] Namespace "store-1" is rendered in clusters\/eu-1 and in clusters\/eu-1\/inf/,
      ),
    );
  });
});

describe('an object is one that the API server takes', () => {
  test.each<[string, Parameters<typeof faultsOf>[0], RegExp]>([
    [
      'an unknown field',
      { apiVersion: 'v1', kind: 'ConfigMap', dta: {} },
      /^\[eu-1\/thing\] ConfigMap "things\/a": dta is not .+: .+$/,
    ],
    [
      'a bad name',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'A_b' } },
      /^\[eu-1\/thing\] ConfigMap "things\/A_b": metadata\.name "A_b" is not a valid name: /,
    ],
    [
      'a bad label',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { a: 'b c' } } },
      /^\[eu-1\/thing\] ConfigMap "things\/a": value of label "a" "b c" is not a valid name: /,
    ],
    [
      'a namespace that its kind has not',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { namespace: 'elsewhere' } },
      /^\[eu-1\/thing\] Namespace "elsewhere\/a": metadata\.namespace is "elsewhere", but a Namespace belongs to no namespace: /,
    ],
    [
      'a version that is no longer served',
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1beta1', kind: 'Kustomization', spec: {} },
      /^\[eu-1\/thing\] Kustomization "things\/a": .+v1beta1.+: .+$/,
    ],
  ])('%s', (_, object, message) => {
    expect(faultsOf(object)).toEqual([expect.stringMatching(message)]);
  });

  test('a field that the Flux of a cluster does not know', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'new');
    new Cluster(fleet, 'old', { flux: '2.8' });
    new Component(fleet, 'thing', {
      manifests: (chart) =>
        void new ApiObject(chart, 'a', {
          ...{ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
          spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'x' }, ignore: [] },
        }),
    });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[old\/thing\] Kustomization "thing\/a": spec\.ignore .+2\.8.+2\.9.+: raise flux or leave it out$/,
      ),
    ]);
  });

  test('what an app says is checked with all others of its unit', () => {
    const fleet = newFleet({ flux: '2.6' });
    const clusters = [new Cluster(fleet, 'store-1', { managedBy: new Cluster(fleet, 'eu-1') })];
    new Environment(fleet, 'dev', { clusters });
    const account = { provider: 'azure', serviceAccountName: 'git' } as const;
    const source = Source.git({ url: 'https://dev.azure.com/acme/a', branch: 'main', ...account });
    const web = new Tenant(fleet, 'web', { source: git });
    new App(web, 'a', { path: './a', source });
    new App(web, 'b', { path: './b' });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[dev\/store-1\/web\] GitRepository "store-1\/dev-web\.a-source": spec\.serviceAccountName is not known to Flux 2\.6 /,
      ),
    ]);
  });
});
