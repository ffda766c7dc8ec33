import { Duration } from 'cdk8s';
import { Channel, Cluster, Component, ComponentProps, Fleet, HelmChart, Manifests, Source } from 'cdk8s-flux-fleet';

export const fleet = new Fleet({
  name: 'attic',
  source: Source.git({ url: 'https://github.com/acme/attic', branch: 'main' }),
  path: './dist',
  policies: 'none',
  bootstrap: 'operator',
  defaults: {
    gitRepository: { interval: Duration.hours(1) },
    ociRepository: { interval: Duration.minutes(15) },
    // A release that fails goes back to the last one that worked, everywhere.
    helmRelease: { strategy: 'RemediateOnFailure', retries: 2 },
    kustomization: { wait: false },
  },
  fluxInstance: { networkPolicy: false },
  controllers: {
    'kustomize-controller': {
      concurrent: 20,
      requeueDependency: Duration.seconds(5),
      limits: { memory: '2Gi' },
      flags: { 'watch-configs-label-selector': 'owner!=helm' },
    },
    'helm-controller': {
      concurrent: 10,
      requeueDependency: Duration.seconds(5),
      limits: { memory: '2Gi' },
      featureGates: { OOMWatch: true, DefaultToRetryOnFailure: true, DisableChartDigestTracking: true },
      flags: {
        'oom-watch-memory-threshold': 95,
        'oom-watch-interval': '500ms',
        'watch-configs-label-selector': 'owner!=helm',
      },
    },
    'source-controller': {
      concurrent: 10,
      requeueDependency: Duration.seconds(5),
      limits: { memory: '2Gi' },
      featureGates: { CacheSecretsAndConfigMaps: true },
      flags: { 'helm-cache-max-size': 10, 'helm-cache-ttl': '60m', 'helm-cache-purge-interval': '5m' },
    },
  },
  // Builds of kustomize are kept in memory.
  fluxPatches: [
    {
      target: { kind: 'Deployment', name: 'kustomize-controller' },
      patch:
        '- op: replace\n  path: /spec/template/spec/volumes/0\n  value: { name: temp, emptyDir: { medium: Memory } }\n',
    },
  ],
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');
fleet.acknowledgeWarning('unknown-kind', 'the definitions come with the charts');

const attic = new Cluster(fleet, 'attic');

/** What every app of the house is: a chart for all apps, in a namespace that stays, with a folder of YAML beside it. */
const app = (name: string, props: Partial<ComponentProps> = {}) =>
  new Component(attic, name, {
    chart: HelmChart.oci({ url: 'oci://charts.example.com/app', version: '5.1.0' }),
    keepNamespace: true,
    flux: {
      upgrade: { cleanupOnFail: true, remediation: { remediateLastFailure: true } },
      rollback: { cleanupOnFail: true },
    },
    ...props,
  });

const secrets = app('secrets', {
  chart: HelmChart.oci({ url: 'oci://charts.example.com/secrets', version: '1.2.0' }),
  manifests: Manifests.file('apps/secrets/store.yaml'),
});
const storage = app('storage', {
  chart: HelmChart.oci({ url: 'oci://charts.example.com/storage', version: '0.9.1' }),
  manifests: Manifests.kustomize('apps/storage'),
  dependsOn: [secrets],
  valuesFrom: [{ kind: 'ConfigMap', name: 'storage-values', valuesKey: 'values.yaml' }],
  flux: { timeout: Duration.minutes(15) },
});
app('music', {
  values: { image: { repository: 'registry.example.com/music', tag: '4.2.0' }, route: { host: 'music.attic.example' } },
  manifests: Manifests.kustomize('apps/music'),
  dependsOn: [storage],
});
// A folder that Flux builds itself: with parts that other folders use too, and variables.
new Component(attic, 'photos', {
  path: './apps/photos',
  namespace: 'photos',
  dependsOn: [storage],
  substitutions: { APP: 'photos', CAPACITY: '50Gi' },
  substitutionsFrom: [{ kind: 'Secret', name: 'house', keys: ['DOMAIN'] }],
  healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'photos', namespace: 'photos' }],
  healthCheckExprs: [
    {
      apiVersion: 'storage.example.com/v1',
      kind: 'Volume',
      current: "status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')",
      failed: "status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'False')",
    },
  ],
  flux: { components: ['../../components/backup'], deletionPolicy: 'WaitForTermination', interval: Duration.hours(1) },
});

// Failures go to the pager, results to the commits; a push to the repository wakes Flux.
fleet.notify('pager', {
  channel: Channel.alertmanager({ address: 'http://alerts.monitoring.svc:9093/api/v2/alerts/' }),
  exclusionList: ['waiting.*socket'],
  severity: 'error',
  suspend: false,
});
fleet.notify('commits', {
  channel: Channel.githubCommitStatus({ address: 'https://github.com/acme/attic', secret: 'github' }),
});
fleet.receive('push', {
  type: 'github',
  secret: 'push',
  events: ['ping', 'push'],
  route: { host: 'flux.attic.example', gateway: 'external', gatewayNamespace: 'gateway' },
});

fleet.synth();
