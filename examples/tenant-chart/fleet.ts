import { App, Cluster, ClusterGroup, Environment, Fleet, HelmChart, Placement, Source, Tenant } from 'cdk8s-flux-fleet';

/** Configuration that differs between clusters. */
interface Site {
  readonly country: 'de' | 'fr' | 'pl';
  readonly replicas: number;
}

export const fleet = new Fleet<Site>({
  name: 'retail',
  source: Source.git({ url: 'https://github.com/example/retail-fleet', branch: 'main' }),
  path: './dist',
  config: { replicas: 1 },
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');

const large = new ClusterGroup(fleet, 'large', { config: { replicas: 3 } });
const berlin = new Cluster(fleet, 'berlin', { groups: [large], config: { country: 'de' } });
const lyon = new Cluster(fleet, 'lyon', { config: { country: 'fr' } });
const krakow = new Cluster(fleet, 'krakow', { managedBy: berlin, config: { country: 'pl' } });

new Environment(fleet, 'qa', { branch: 'qa', clusters: [lyon] });
const prod = new Environment(fleet, 'prod', { branch: 'prod', clusters: [berlin, lyon, krakow] });

// The team owns one chart with all of its apps. This program decides which of them a cluster runs, in which version.
const store = new Tenant(fleet, 'store', {
  owners: ['store-team'],
  isolation: 'strict',
  chart: ({ environment }) =>
    HelmChart.git({
      url: 'https://github.com/example/store',
      path: './chart',
      ...(environment.name === 'prod' ? { tag: 'v1.4.2' } : { branch: 'main' }),
    }),
  values: ({ config, cluster }) => ({ country: config.country, cluster: cluster.name }),
});

const checkout = new App(store, 'checkout', { values: ({ config }) => ({ replicas: config.replicas }) });
checkout.override(Placement.environment(prod).and(Placement.cluster(berlin)), { values: { image: { tag: '2.1.0' } } });
new App(store, 'catalog', { values: ({ config }) => ({ replicas: config.replicas }) });
new App(store, 'loyalty', { enabled: ({ config }) => config.country !== 'pl' });
new App(store, 'recommendations', { placement: Placement.group(large) });
new App(store, 'fiscal-printer', {
  enabled: ({ config, environment }) => config.country === 'pl' && environment.name === 'prod',
});

fleet.synth();
