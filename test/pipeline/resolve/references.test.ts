import { Chart } from 'cdk8s';
import { App, Cluster, ClusterGroup, Component, Environment, Placement, Tenant, TenantTrack } from '../../../src';
import { configMap, git, Loose, newFleet, problemsOf } from '../../support/fleets';

describe('a placement with an unknown name', () => {
  test('is reported for every element, with the existing names', () => {
    const fleet = newFleet();
    const clusters = ['us-1', 'eu-1'].map((name) => new Cluster(fleet, name));
    const dev = new Environment(fleet, 'dev', { clusters });
    new Component(dev, 'redis', { manifests: configMap, placement: Placement.cluster('eu-2') });
    const web = new Tenant(fleet, 'web', { source: git, placement: Placement.environment('prod').not() });
    const old = new TenantTrack(web, 'old', { source: git, placement: Placement.group('edge') });
    const placement = Placement.cluster('eu-1').and(Placement.environment('qa'));
    new App(old, 'shop', { path: './shop', placement }).override(Placement.cluster('x'), { enabled: false });
    expect(problemsOf(fleet)).toEqual([
      '[dev/redis] placement names the cluster "eu-2", which does not exist: use one of eu-1, us-1',
      '[web/old/shop] placement names the cluster "x", which does not exist: use one of eu-1, us-1',
      '[web/old/shop] placement names the environment "qa", which does not exist: use one of dev',
      '[web/old] placement names the group "edge", which does not exist: there is no group yet',
      '[web] placement names the environment "prod", which does not exist: use one of dev',
    ]);
  });
});

test('a component outside environments cannot be placed by environment', () => {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  const dev = new Environment(fleet, 'dev', { clusters: [eu] });
  const placement = Placement.environment(dev);
  new Component(fleet, 'nginx', { manifests: configMap, placement });
  new Component(eu, 'agent', { manifests: configMap, placement: placement.not() });
  new Component(dev, 'redis', { manifests: configMap, placement });
  expect(problemsOf(fleet)).toEqual([
    '[eu-1/agent] placement names the environment "dev", but the component is in none: select clusters, groups or labels instead, or make it in the environment, new Component(environment, "agent", …)',
    '[nginx] placement names the environment "dev", but the component is in none: select clusters, groups or labels instead, or make it in the environment, new Component(environment, "nginx", …)',
  ]);
});

describe('a dependency cycle', () => {
  test('is reported once, with its path', () => {
    const fleet = newFleet();
    const dependsOn: Component<Loose>[] = [];
    const a = new Component(fleet, 'a', { manifests: configMap, dependsOn });
    const b = new Component(fleet, 'b', { manifests: configMap, dependsOn: [a] });
    dependsOn.push(b);
    new Component(fleet, 'c', { manifests: configMap, dependsOn: [b] });
    expect(problemsOf(fleet)).toEqual(['[a] dependsOn goes in a circle, a -> b -> a: leave one out']);
  });

  test('of apps is also reported, every one', () => {
    const fleet = newFleet();
    const web = new Tenant(fleet, 'web', { source: git });
    for (const scope of [web, new TenantTrack(web, 'old', { source: git })]) {
      const dependsOn: App<Loose>[] = [];
      dependsOn.push(new App(scope, 'shop', { path: './shop', dependsOn }));
    }
    expect(problemsOf(fleet)).toEqual([
      '[web/old/shop] dependsOn goes in a circle, web/old/shop -> web/old/shop: leave one out',
      '[web/shop] dependsOn goes in a circle, web/shop -> web/shop: leave one out',
    ]);
  });

  test('is not reported for different elements of the same name', () => {
    const fleet = newFleet();
    const edge = new ClusterGroup(fleet, 'edge');
    const scopes = [
      edge,
      new Environment(fleet, 'edge', { clusters: [new Cluster(fleet, 'eu-1', { groups: [edge] })] }),
    ];
    for (const [scope, first, second] of [[scopes[0]!, 'a', 'b'] as const, [scopes[1]!, 'b', 'a'] as const]) {
      const dependency = new Component(scope, first, { manifests: configMap });
      new Component(scope, second, { manifests: configMap, dependsOn: [dependency] });
    }
    expect(problemsOf(fleet)).toEqual([]);
  });
});

test('references to another fleet are reported', () => {
  const other = newFleet();
  const foreign = new Cluster(other, 'us-1');
  const foreignGroup = new ClusterGroup(other, 'edge');
  const fleet = newFleet();
  new Cluster(fleet, 'store-1', { managedBy: foreign, groups: [foreignGroup] });
  new Environment(fleet, 'dev', { clusters: [foreign] });
  expect(problemsOf(fleet)).toEqual([
    '[dev] cluster "us-1" belongs to another fleet: use one of this fleet',
    '[store-1] group "edge" belongs to another fleet: use one of this fleet',
    '[store-1] managedBy "us-1" belongs to another fleet: use one of this fleet',
  ]);
});

test('a chart directly in a fleet is reported', () => {
  const fleet = newFleet();
  new Chart(fleet, 'loose');
  expect(problemsOf(fleet)).toEqual([
    '[loose] a chart in a fleet belongs to no cluster: make it the manifests of a Component',
  ]);
});
