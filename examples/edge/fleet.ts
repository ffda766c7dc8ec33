import { Duration } from 'cdk8s';
import {
  App,
  Cluster,
  ClusterGroup,
  Component,
  Data,
  Environment,
  Fleet,
  HelmChart,
  loadData,
  Placement,
  Preset,
  Removal,
  Source,
  Tenant,
} from 'cdk8s-flux-fleet';

/** Configuration that differs between stores. */
type Site = { hub: string; tills: number; memory: string };

export const fleet = new Fleet<Site>({
  name: 'stores',
  source: Source.git({ url: 'https://github.com/acme/stores', branch: 'main' }),
  path: './dist',
  // Only the company's own team uses these machines: RBAC, quotas and Pod Security are sufficient guardrails.
  policies: 'none',
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');

// Settings of every store: bandwidth is low, machines are small, and nobody is on site to help.
const edge = new Preset(fleet, 'edge', {
  kubernetes: '1.34',
  labels: { site: 'edge' },
  defaults: {
    gitRepository: { interval: Duration.minutes(15) },
    ociRepository: { interval: Duration.minutes(15) },
    kustomization: { interval: Duration.hours(6), retryInterval: Duration.minutes(10), timeout: Duration.minutes(20) },
    helmRelease: { interval: Duration.hours(6), timeout: Duration.minutes(20) },
  },
  tenants: {
    isolation: 'strict',
    quota: ({ config }) => ({ pods: 20, 'requests.memory': config.memory, 'limits.memory': config.memory }),
  },
  components: (scope) => {
    new Component(scope, 'registry-cache', {
      chart: HelmChart.oci({ url: 'oci://charts.example.com/registry-cache', version: '2.3.1' }),
      values: ({ config }) => ({ upstream: `https://registry.${config.hub}`, persistence: { size: '20Gi' } }),
    });
  },
});

// Groups: each store belongs to a region and to a size.
const region = (name: string) => new ClusterGroup(fleet, name, { config: { hub: `${name}.hub.example.com` } });
const size = (name: string, memory: string) => new ClusterGroup(fleet, name, { presets: [edge], config: { memory } });
const regions = { north: region('north'), east: region('east'), south: region('south'), west: region('west') };
const sizes = { kiosk: size('kiosk', '1Gi'), market: size('market', '4Gi'), hyper: size('hyper', '16Gi') };

// Stores: one row each. To close a store, give its row a reason first and delete the row afterwards.
const row = Data.object({
  name: Data.name(),
  region: Data.oneOf('north', 'east', 'south', 'west'),
  size: Data.oneOf('kiosk', 'market', 'hyper'),
  tills: Data.integer(),
  closed: Data.string().optional(),
});
const rows = loadData(fleet, 'stores.csv', Data.list(row)).flatMap(({ data }) => data);
for (const { name, closed } of rows) if (closed) fleet.declare(Removal.cluster(name, { reason: closed }));
const clusters = rows
  .filter(({ closed }) => !closed)
  .map(({ name, region, size, tills }) => {
    return new Cluster(fleet, name, { groups: [regions[region], sizes[size]], config: { tills } });
  });
new Environment(fleet, 'live', { clusters });

// Point of sale: two apps that keep running offline, from one image that kiosks get first.
const pos = new Tenant(fleet, 'pos', {
  source: Source.git({ url: 'https://github.com/acme/point-of-sale', tag: 'v8.2.0' }),
  owners: ['pos-team'],
  contact: '#point-of-sale',
});
const ledger = new App(pos, 'ledger', { path: './ledger' });
const tills = new App(pos, 'tills', {
  path: './tills',
  dependsOn: [ledger],
  images: { 'registry.example.com/pos/till': { tag: '8.2.0' } },
  substitutions: ({ cluster, config }) => ({ STORE: cluster.name, TILLS: String(config.tills), HUB: config.hub }),
});
tills.override(Placement.group(regions.north).and(Placement.group(sizes.kiosk)), {
  images: { 'registry.example.com/pos/till': { tag: '8.3.0-rc.1' } },
});

fleet.synth();
