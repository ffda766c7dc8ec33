import { ApiObject, Duration } from 'cdk8s';
import { App, Cluster, ClusterGroup, Component, Environment, Fleet, HelmChart, Source, Tenant } from 'cdk8s-flux-fleet';

/** What differs between the spokes. */
type Site = { host: string; versions: string };

const patient = { concurrent: 20, requeueDependency: Duration.seconds(5) };

export const fleet = new Fleet<Site>({
  name: 'branches',
  source: Source.git({ url: 'https://github.com/acme/branches', branch: 'main' }),
  path: './dist',
  bootstrap: 'gotk',
  controllers: { 'kustomize-controller': patient, 'helm-controller': patient, 'source-controller': patient },
  defaults: {
    kustomization: { retryInterval: Duration.minutes(3) },
    helmRepository: { interval: Duration.hours(24) },
  },
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');
fleet.acknowledgeWarning('unknown-kind', 'the definitions come with the charts');

const spokes = new ClusterGroup(fleet, 'spokes');

// The hub runs Flux. The spokes run none: the hub deploys to them with the kubeconfigs that it has of them.
const hub = new Cluster(fleet, 'hub', { config: { host: 'none', versions: '*' } });
const spoke = (name: string, versions: string) =>
  new Cluster(fleet, name, {
    managedBy: hub,
    groups: [spokes],
    kubeConfig: { name: 'cluster-kubeconfig' },
    config: { host: `${name}.example.com`, versions },
  });
new Environment(fleet, 'live', {
  clusters: [spoke('staging', '>=1.0.0-alpha'), spoke('production', '>=1.0.0')],
  prefix: '',
});

// Each spoke gets the same infrastructure, with rights on everything.
const infrastructure = {
  namespaceLabels: { 'toolkit.fluxcd.io/tenant': 'platform-team' },
  flux: { interval: Duration.minutes(30) },
};
const ingress = new Component(spokes, 'ingress', {
  ...infrastructure,
  chart: HelmChart.repository({
    url: 'https://charts.example.com/ingress',
    chart: 'ingress',
    version: '*',
    interval: Duration.hours(12),
  }),
  values: { controller: { service: { type: 'NodePort' } } },
});
new Component(spokes, 'certificates', {
  ...infrastructure,
  chart: HelmChart.repository({
    url: 'https://charts.example.com/certificates',
    chart: 'certificates',
    version: '1.x',
  }),
  values: { crds: { enabled: true } },
  manifests: (into) => {
    new ApiObject(into, 'issuer', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name: 'public' },
      spec: {
        acme: {
          server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
          email: 'certificates@acme.example',
          privateKeySecretRef: { name: 'acme-account' },
          solvers: [{ http01: { ingress: { ingressClassName: 'public' } } }],
        },
      },
    });
  },
});

// The branches' own app acts with the rights of its team, in its namespace alone.
const team = new Tenant(fleet, 'counter', { owners: ['counter-team'], dependsOn: [ingress] });
new App(team, 'counter', {
  chart: ({ config }) =>
    HelmChart.repository({ url: 'oci://charts.example.com/shop', chart: 'counter', version: config.versions }),
  values: ({ config }) => ({ ingress: { enabled: true, host: config.host } }),
  flux: {
    interval: Duration.minutes(50),
    driftDetection: { ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }] },
    install: { strategy: { name: 'RemediateOnFailure', retryInterval: null }, remediation: { retries: 3 } },
    test: { enable: false },
  },
});

fleet.synth();
