import {
  App,
  Cluster,
  ClusterGroup,
  Component,
  ComponentScope,
  Environment,
  Fleet,
  HelmChart,
  Placement,
  Source,
  Tenant,
} from '../../src';
import { ConfigLayer } from '../../src/features/config/layer';

// The types are half of this test: `tsc` fails on a missing expected error as well as on an unexpected one.

interface Site {
  region: 'eu' | 'us';
  port?: number;
  database: { host: string; replicas: number };
  zones: readonly string[];
}

const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });
const chart = HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' });

function newFleet() {
  return new Fleet<Site>({ name: 'acme', source, config: { zones: [], database: { replicas: 1 } } });
}

test('every layer accepts any part of the configuration, and nothing else', () => {
  const fleet = newFleet();
  const edge = new ClusterGroup(fleet, 'edge', { config: { database: { host: 'db' } } });
  const cluster = new Cluster(fleet, 'eu-1', { groups: [edge], config: { region: 'eu', port: 80 } });
  new Environment(fleet, 'dev', { clusters: [cluster], config: { database: {}, zones: ['a'] } });

  // @ts-expect-error -- no such key
  new Cluster(fleet, 'a', { config: { regoin: 'eu' } });
  // @ts-expect-error -- no such region
  new Cluster(fleet, 'b', { config: { region: 'mars' } });
  // @ts-expect-error -- a number
  new Cluster(fleet, 'c', { config: { port: '80' } });
  // @ts-expect-error -- no such key, deep
  new ClusterGroup(fleet, 'd', { config: { database: { hots: 'db' } } });
  // @ts-expect-error -- lists are given whole
  new Environment(fleet, 'e', { clusters: [cluster], config: { zones: { 0: 'a' } } });
  // @ts-expect-error -- no such key
  new Fleet<Site>({ name: 'other', source, config: { prot: 80 } });

  const layer: ConfigLayer = cluster.layers[0]!;
  expect(layer.values).toEqual({ region: 'eu', port: 80 });
});

test('functions receive the typed configuration', () => {
  const fleet = newFleet();
  const cluster = new Cluster(fleet, 'eu-1', { config: { region: 'eu', database: { host: 'db' } } });
  new Component(fleet, 'nginx', {
    chart,
    values: ({ config }) => {
      const region: 'eu' | 'us' = config.region;
      const replicas: number = config.database.replicas;
      // @ts-expect-error -- no such key
      const port: unknown = 'x' in config ? config.prot : region;
      // @ts-expect-error -- it may be missing
      const certain: number = 'port' in config ? config.port : 0;
      // @ts-expect-error -- it is read only
      expect(() => config.zones.push('z')).toThrow();
      return { region, replicas, port, certain };
    },
  });
  const web = new Tenant(fleet, 'web', { source });
  // @ts-expect-error -- a path is a string
  new App(web, 'a', { path: ({ config }) => config.database.replicas });
  // @ts-expect-error -- substitutions are strings
  new App(web, 'b', { path: './b', substitutions: ({ config }) => ({ REPLICAS: config.database.replicas }) });
  const shop = new App(web, 'shop', { path: ({ config }) => `./${config.region}` });
  expect(fleet.synthesize().resolved.clusters[0]!.components[0]!.release!.values).toMatchObject({
    region: 'eu',
    replicas: 1,
  });
  // @ts-expect-error -- a source is no string
  new Tenant(fleet, 'other', { source: 'https://git.example.com/acme/web' });
  // @ts-expect-error -- no such setting
  shop.override(Placement.cluster(cluster), { pth: './x' });
});

test('the environment is defined within environments and optional elsewhere', () => {
  const fleet = newFleet();
  const cluster = new Cluster(fleet, 'eu-1');
  const dev = new Environment(fleet, 'dev', { clusters: [cluster] });
  new Component(dev, 'inside', { chart, values: ({ environment }) => ({ name: environment.name }) });
  const placement = Placement.nowhere();
  // @ts-expect-error -- a component of the fleet is in no environment
  new Component(fleet, 'outside', { chart, placement, values: ({ environment }) => ({ name: environment.name }) });
  new Component(cluster, 'maybe', { chart, values: ({ environment }) => ({ name: environment?.name ?? 'none' }) });
  new Tenant(fleet, 'web', {
    source: ({ environment, tenant }) =>
      Source.git({ url: `https://git.example.com/acme/${tenant.name}`, branch: environment.name }),
  });
  // @ts-expect-error -- a component belongs to no tenant
  new Component(dev, 'stranger', { chart, placement, values: ({ tenant }) => ({ tenant }) });

  const [plan] = fleet.synthesize().resolved.clusters;
  expect(plan!.environments[0]!.components[0]!.release!.values).toEqual({ name: 'dev' });
  expect(plan!.environments[0]!.tenants[0]!.spaces[0]!.source!.ref).toEqual({ branch: 'dev' });
});

test('fleets of different configurations do not mix', () => {
  const fleet = newFleet();
  const other = new Fleet<{ size: number }>({ name: 'other', source });
  const foreign = new Cluster(other, 'us-1', { config: { size: 1 } });
  // @ts-expect-error -- a cluster of another configuration
  new Cluster(fleet, 'remote', { managedBy: foreign });
  // @ts-expect-error -- a cluster of another configuration
  new Environment(fleet, 'dev', { clusters: [foreign] });
  const untyped = new Fleet({ name: 'untyped', source });
  new Cluster(untyped, 'any', { config: { whatever: ['is', 1] } });
  expect(untyped.synthesize().resolved.clusters).toHaveLength(1);
});

test('components pass between helpers of a configuration and of any', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1', { config: { region: 'eu', port: 80, database: { host: 'db' } } });
  const made = (scope: ComponentScope<object>) => new Component(scope, 'agent', { chart });
  const tuned = (component: Component<Site>) => {
    component.override(Placement.everywhere(), { values: ({ config }) => ({ region: config.region }) });
    return component;
  };
  const agent = tuned(made(fleet));
  expect(agent.name).toBe('agent');
  const unknown: Component<{ readonly size: number }> = new Component<{ readonly size: number }>(
    // @ts-expect-error -- a fleet without the key
    fleet,
    'size',
    { chart },
  );
  // @ts-expect-error -- another configuration, of which neither has the keys of the other
  tuned(unknown);
});
