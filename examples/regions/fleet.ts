import {
  App,
  Cluster,
  ClusterGroup,
  Component,
  Environment,
  Fleet,
  HelmChart,
  loadData,
  Preset,
  Source,
  Tenant,
} from 'cdk8s-flux-fleet';
import { regionFile, teamFile } from './shapes';

/** Configuration that differs between clusters. */
type Site = {
  zone: string;
  database: { host: string; port: number; pool: number };
  loadBalancer: { class: string; scheme: 'internal' | 'internet-facing'; replicas: number };
  images: { ingress: string; pooler: string };
};

const charts = 'oci://charts.example.com';
const registry = 'registry.example.com';

export const fleet = new Fleet<Site>({
  name: 'regions',
  source: Source.git({ url: 'https://github.com/acme/fleet', branch: 'main' }),
  path: './dist',
  config: {
    database: { host: (_, { zone }) => `postgres.${zone}`, port: 5432, pool: 20 },
    loadBalancer: { scheme: 'internet-facing', replicas: 2 },
    images: { ingress: '1.13.2', pooler: '1.24.1' },
  },
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');

// Defaults for teams in each environment, unless their own file overrides them.
const trial = new Preset(fleet, 'trial', {
  config: { database: { pool: 5 } },
  tenants: { quota: { pods: 30, 'requests.cpu': 2, 'requests.memory': '4Gi', 'limits.memory': '8Gi' } },
});
const production = new Preset(fleet, 'production', {
  tenants: { podSecurity: 'restricted', quota: { pods: 100, 'requests.cpu': 8, 'limits.memory': '32Gi' } },
});

// Regions, a file each: configuration of the region and of its clusters, which takes precedence.
const clusters = { dev: Array<Cluster<Site>>(), qa: Array<Cluster<Site>>(), prod: Array<Cluster<Site>>() };
for (const { name: region, data } of loadData(fleet, 'regions', regionFile)) {
  const { clusters: itsClusters, ...config } = data;
  const group = new ClusterGroup(fleet, region, { config });
  for (const [name, { environment, ...config }] of Object.entries(itsClusters)) {
    const zone = `${region}.${environment}.example.com`;
    clusters[environment].push(new Cluster(fleet, name, { groups: [group], config: { zone, ...config } }));
  }
}

// Environments: each follows its own branch and has a connection pooler for the cluster's database.
for (const name of ['dev', 'qa', 'prod'] as const) {
  const preset = name === 'prod' ? production : trial;
  const environment = new Environment(fleet, name, { branch: name, presets: [preset], clusters: clusters[name] });
  new Component(environment, 'pooler', {
    chart: HelmChart.oci({ url: `${charts}/pooler`, version: '3.4.0' }),
    values: ({ config: { database } }) => ({
      upstream: { host: database.host, port: database.port },
      pool: database.pool,
    }),
    images: ({ config }) => ({ [`${registry}/pooler`]: { tag: config.images.pooler, valuesPath: 'image' } }),
  });
}

// One load balancer for each cluster.
new Component(fleet, 'ingress', {
  chart: HelmChart.oci({ url: `${charts}/ingress`, version: '4.13.2' }),
  values: ({ config: { loadBalancer } }) => ({
    replicaCount: loadBalancer.replicas,
    service: { loadBalancerClass: loadBalancer.class, scheme: loadBalancer.scheme },
  }),
  images: ({ config }) => ({ [`${registry}/ingress`]: { tag: config.images.ingress, valuesPath: 'controller.image' } }),
});

// Teams: a file each.
for (const { name, data } of loadData(fleet, 'teams', teamFile)) {
  const { apps, services = [], quota = {}, ...team } = data;
  const hosts = (zone: string) => Object.values(apps).flatMap(({ host }) => (host ? [`${host}.${zone}`] : []));
  const tenant = new Tenant(fleet, name, {
    ...team,
    source: ({ environment }) => Source.git({ url: `https://github.com/acme/${name}`, branch: environment.name }),
    hosts: ({ config }) => hosts(config.zone),
    registries: [`${registry}/${name}/`, `${registry}/services/`],
    quota: ({ environment }) => (environment.name === 'prod' ? quota : {}),
  });

  const backing = services.map((service) => {
    const chart = HelmChart.oci({ url: `${charts}/services/${service}`, version: '2.x' });
    return new App(tenant, service, { chart, values: { image: { registry: `${registry}/services` } } });
  });
  for (const [app, { host, tag, placement, overrides = [] }] of Object.entries(apps)) {
    const image = (tag: string) => ({ images: { [`${registry}/${name}/${app}`]: { tag } } });
    const one = new App(tenant, app, {
      path: `./${app}`,
      placement,
      dependsOn: backing,
      ...image(tag),
      substitutions: ({ config, environment }) => ({
        DATABASE: `pooler.${environment.prefix}pooler.svc:${config.database.port}/${name}`,
        ...(host ? { HOST: `${host}.${config.zone}` } : {}),
      }),
    });
    for (const { at, tag, rank } of overrides) one.override(at, image(tag), { rank });
  }
}

fleet.synth();
