import { ApiObject, Duration } from 'cdk8s';
import { Cluster, Component, Fleet, HelmChart, Source } from 'cdk8s-flux-fleet';

/** What differs between the clusters. */
type Site = { host: string; authority: string; versions: string };

const patient = { concurrent: 20, requeueDependency: Duration.seconds(5) };

export const fleet = new Fleet<Site>({
  name: 'bookshop',
  source: Source.git({ url: 'https://github.com/acme/bookshop-fleet', branch: 'main', per: 'unit' }),
  path: './dist',
  policies: 'none',
  bootstrap: 'gotk',
  extraControllers: ['source-watcher'],
  controllers: { 'kustomize-controller': patient, 'helm-controller': patient, 'source-controller': patient },
  defaults: { ociRepository: { interval: Duration.hours(24) }, helmRepository: { interval: Duration.minutes(5) } },
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');
fleet.acknowledgeWarning('unknown-kind', 'the definitions come with the charts');

new Cluster(fleet, 'staging', {
  config: { host: 'books.staging.example.com', authority: 'acme-staging-v02', versions: '>=1.0.0-alpha' },
});
new Cluster(fleet, 'production', {
  config: { host: 'books.example.com', authority: 'acme-v02', versions: '>=1.0.0' },
});

const platform = { 'toolkit.fluxcd.io/tenant': 'platform-team' };
const halfDaily = { interval: Duration.hours(12) };

// A controller, and what is made of the kinds that it brings: the gateway first, because the issuer proves hosts by it.
const gateway = new Component(fleet, 'gateway', {
  chart: HelmChart.oci({ url: 'oci://charts.example.com/gateway', version: '>=1.8.0' }),
  namespaceLabels: platform,
  flux: halfDaily,
  manifests: (into) => {
    const gatewayApi = 'gateway.networking.k8s.io/v1';
    new ApiObject(into, 'class', {
      apiVersion: gatewayApi,
      kind: 'GatewayClass',
      metadata: { name: 'public' },
      spec: { controllerName: 'gateway.example.com/controller' },
    });
    new ApiObject(into, 'gateway', {
      apiVersion: gatewayApi,
      kind: 'Gateway',
      metadata: { name: 'public' },
      spec: {
        gatewayClassName: 'public',
        listeners: [{ name: 'http', protocol: 'HTTP', port: 80, allowedRoutes: { namespaces: { from: 'All' } } }],
      },
    });
  },
});
const certificates = new Component(fleet, 'certificates', {
  chart: HelmChart.oci({ url: 'oci://charts.example.com/certificates', version: '1.x' }),
  namespaceLabels: platform,
  flux: halfDaily,
  values: { crds: { enabled: true, keep: false } },
  dependsOn: [gateway],
  manifests: (into, { config }) => {
    new ApiObject(into, 'issuer', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name: 'public' },
      spec: {
        acme: {
          server: `https://${config.authority}.api.letsencrypt.org/directory`,
          email: 'certificates@acme.example',
          privateKeySecretRef: { name: 'acme-account' },
          solvers: [{ http01: { gatewayHTTPRoute: { parentRefs: [{ name: 'public', namespace: 'gateway' }] } } }],
        },
      },
    });
  },
});

// The shop is a chart, with another range of versions and another host on each cluster.
new Component(fleet, 'books', {
  chart: ({ config }) =>
    HelmChart.repository({ url: 'https://charts.example.com/shop', chart: 'books', version: config.versions }),
  values: ({ config }) => ({ cache: { enabled: true }, route: { host: config.host, gateway: 'gateway/public' } }),
  namespaceLabels: { 'toolkit.fluxcd.io/tenant': 'books-team' },
  flux: ({ cluster }) => ({ interval: Duration.minutes(50), test: { enable: cluster.name !== 'staging' } }),
  dependsOn: [certificates],
});

fleet.synth();
