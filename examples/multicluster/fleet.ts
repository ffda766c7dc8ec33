import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  App,
  Cluster,
  Component,
  Environment,
  Fleet,
  HelmChart,
  Placement,
  Source,
  Tenant,
  TenantTrack,
} from 'cdk8s-flux-fleet';
import { HelmRelease } from 'cdk8s-flux-fleet/flux';
import { chartsOf, provisioner, workerClusters } from './worker-clusters';

/** Configuration that differs between clusters. */
type Site = { ingressPort: number; redis: { cpuMillis: number } };

const repository = 'https://github.com/kaizentm/multicluster-gitops';
const manifests = 'https://github.com/kaizentm/gitops-manifests';
const bitnami = 'https://charts.bitnami.com/bitnami';

export const fleet = new Fleet<Site>({
  name: 'kaizentm',
  source: Source.git({ url: repository, branch: 'main' }),
  path: './dist',
  config: { ingressPort: 80, redis: { cpuMillis: 100 } },
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');

// Clusters: one that runs Flux, a remote one that it manages, and one in the cloud.
const america = new Cluster(fleet, 'k3d-america', { config: { ingressPort: 8080, redis: { cpuMillis: 200 } } });
const south = new Cluster(fleet, 'k3s-america-south', { managedBy: america });
const pacific = new Cluster(fleet, 'pacific-aks');

const dev = new Environment(fleet, 'dev', { branch: 'dev', clusters: [america, south, pacific] });

// Infrastructure: an ingress controller everywhere, redis in dev, Cluster API's worker clusters on the manager.
new Component(fleet, 'nginx', {
  chart: HelmChart.repository({ url: bitnami, chart: 'nginx-ingress-controller', version: '5.6.14' }),
  releaseName: 'nginx-ingress-controller',
  values: ({ config }) => ({ service: { type: 'ClusterIP', ports: { http: config.ingressPort } } }),
});

new Component(dev, 'redis', {
  manifests: (chart, { config }) => {
    const labels = { app: 'redis', role: 'master', tier: 'backend' };
    const pods = { replicas: 1, select: false, podMetadata: { labels } };
    const redis = new kplus.Deployment(chart, 'redis-master', { metadata: { labels: { app: 'redis' } }, ...pods });
    redis.select(kplus.LabelSelector.of({ labels }));
    redis.addContainer({
      name: 'master',
      image: 'redis',
      portNumber: 6379,
      resources: {
        cpu: { request: kplus.Cpu.millis(config.redis.cpuMillis) },
        memory: { request: Size.mebibytes(100) },
      },
      securityContext: { ensureNonRoot: false, readOnlyRootFilesystem: false },
    });
  },
});

new Component(america, 'worker-clusters', {
  namespace: 'capi-worker-clusters',
  manifests: (chart) => {
    const serviceAccountName = provisioner(chart).name;
    const sourceRef = chartsOf(chart, repository);
    for (const { name, path, values } of workerClusters) {
      const release = { releaseName: name, serviceAccountName, values };
      new HelmRelease(chart, name, { ...release, chart: { chart: path, sourceRef } });
    }
  },
});

// Tenants: each in its own namespaces, from its own repository.
const kaizen = new Tenant(fleet, 'kaizentm', {
  source: ({ environment }) => Source.git({ url: manifests, branch: environment.name }),
  imagePullSecrets: ['acr-secret'],
});
const vote = new App(kaizen, 'azure-vote', { path: ({ cluster }) => `./azure-vote/${cluster.name}` });
vote.override(Placement.cluster(pacific), { path: './azure-vote-manifests/manifest' });

const track = new TenantTrack(kaizen, '1-0-x', {
  source: ({ environment }) => Source.git({ url: manifests, branch: `release/1-0-x/${environment.name}` }),
});
new App(track, 'azure-vote', { path: './azure-vote/manifest' });

const yakuza = new Tenant(fleet, 'yakuza', { source: Source.git({ url: manifests, branch: 'multi-dev' }) });
new App(yakuza, 'katana-vote', { path: ({ cluster }) => `./katana-vote/${cluster.name}` });

fleet.synth();
