import { ApiObject, Duration } from 'cdk8s';
import { Cluster, ClusterGroup, Component, Fleet, HelmChart, Manifests, Source } from 'cdk8s-flux-fleet';

/** What differs between the clusters. */
type Site = { versions: { charts: string; grafana: string }; replicas: number };

export const fleet = new Fleet<Site>({
  name: 'platform',
  source: Source.git({ url: 'ssh://git@github.com/acme/platform', branch: 'main', secretName: 'flux-system' }),
  path: './dist',
  policies: 'none',
  bootstrap: 'gotk',
  defaults: {
    helmRelease: { interval: Duration.minutes(5), strategy: 'RemediateOnFailure', retries: 3 },
    helmRepository: { interval: Duration.minutes(10) },
    kustomization: { interval: Duration.minutes(5) },
  },
  // Flux runs where the machines for the platform are.
  fluxPatches: [
    {
      target: { kind: 'Deployment' },
      patch: '- op: add\n  path: /spec/template/spec/nodeSelector\n  value: { kubernetes.io/arch: arm64 }\n',
    },
  ],
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');
fleet.acknowledgeWarning('unknown-kind', 'the definitions come with the charts');

const cloud = new ClusterGroup(fleet, 'cloud', { config: { versions: { charts: '2.4.x', grafana: '12.1.0' } } });
const cluster = (name: string, replicas: number, versions = {}) =>
  new Cluster(fleet, name, { groups: [cloud], config: { replicas, versions } });
const development = cluster('development', 1, { charts: '>=2.5.0-0' });
cluster('playground', 1);
cluster('production', 3);

// Images that Flux updates, by commits to one file. Development is where that runs.
fleet.imageAutomation({
  cluster: development,
  file: 'versions/images.yaml',
  secretName: 'flux-system',
  author: { name: 'flux', email: 'flux@acme.example' },
});

// Variables that a script of each cluster writes, and that no repository holds.
const variables = [{ kind: 'ConfigMap' as const, name: 'cluster-info', keys: ['CLUSTER', 'ZONE', 'MIRROR'] }];

const secrets = new Component(fleet, 'external-secrets', {
  chart: HelmChart.repository({
    url: 'https://charts.example.com/secrets',
    chart: 'external-secrets',
    version: '2.1.0',
  }),
  values: { resources: { limits: { memory: '256Mi' } } },
});
const backups = new Component(fleet, 'backups', {
  chart: HelmChart.repository({ url: 'https://charts.example.com/backups', chart: 'backups', version: '12.1.0' }),
  values: ({ config }) => ({ replicas: config.replicas }),
  valuesFrom: [{ kind: 'ConfigMap', name: 'backup-values', valuesKey: 'values.yaml' }],
  dependsOn: [secrets],
  manifests: Manifests.file('components/schedule.yaml'),
});
new Component(fleet, 'grafana', {
  chart: ({ config }) => HelmChart.oci({ url: 'oci://charts.example.com/grafana', version: config.versions.grafana }),
  namespace: 'monitor',
  releaseName: 'grafana',
  dependsOn: [backups],
  patches: [
    {
      target: { kind: 'Deployment', name: 'grafana' },
      patch: [{ op: 'add', path: '/spec/template/spec/shareProcessNamespace', value: true }],
    },
  ],
  flux: { install: { createNamespace: false } },
  manifests: (into) => {
    new ApiObject(into, 'class', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'platform' },
      value: 1000000,
    });
  },
});
// The platform's own operator: a folder with variables of the cluster and of the program, which stays when it goes.
const operator = new Component(fleet, 'operator', {
  path: './components/operator',
  substitutionsFrom: variables,
  prune: false,
  healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'operator', namespace: 'operator' }],
  patches: [
    {
      target: { kind: 'Deployment', name: 'operator' },
      patch: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'operator' }, spec: { replicas: 2 } },
    },
  ],
  flux: { timeout: Duration.minutes(2) },
  dependsOn: [secrets],
});

operator.updateImages({ 'registry.example.com/operator': { policy: { semver: '>=1.0.0' } } });

fleet.synth();
