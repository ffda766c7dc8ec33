import { Duration } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, HelmChart, Source, Tenant } from 'cdk8s-flux-fleet';

/** What differs between the clusters. */
type Site = { domain: string; tag: string; signer: string; stage: 'production' | 'staging' };

const registry = 'oci://registry.example.com/acme';

/** An artifact of a repository of the company, which the pipeline that pushed it has signed. */
const signed = (name: string, { tag, signer }: Site) =>
  Source.oci({
    url: `${registry}/${name}`,
    tag,
    serviceAccountName: 'flux',
    verify: {
      identities: [
        { issuer: '^https://token\\.example\\.com$', subject: `^https://git\\.example\\.com/acme/${name}/${signer}$` },
      ],
    },
  });

export const fleet = new Fleet<Site>({
  name: 'markets',
  source: Source.oci({ url: `${registry}/fleet`, tag: 'latest', secretName: 'registry' }),
  path: './dist',
  bootstrap: 'operator',
  fluxInstance: {
    artifact: 'oci://registry.example.com/flux-operator-manifests:latest',
    type: 'kubernetes',
    size: 'medium',
    networkPolicy: true,
    domain: 'cluster.local',
  },
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');
fleet.acknowledgeWarning('unknown-kind', 'the definitions come with the charts');

// Staging follows what is merged, production what is released. One more cluster keeps the versions up to date.
const cluster = (name: string, stage: Site['stage']) => {
  const released = stage === 'production';
  const source = Source.oci({
    url: `${registry}/fleet`,
    tag: released ? 'latest-stable' : 'latest',
    secretName: 'registry',
    verify: {
      identities: [
        {
          issuer: '^https://token\\.example\\.com$',
          subject: `^https://git\\.example\\.com/acme/fleet@${released ? 'tags/v.*' : 'heads/main'}$`,
        },
      ],
    },
  });
  return new Cluster(fleet, name, {
    source,
    config: {
      stage,
      domain: `${name}.example.com`,
      tag: released ? 'latest-stable' : 'latest',
      signer: released ? 'release' : 'push',
    },
  });
};
const staging = cluster('staging', 'staging');
const europe = cluster('europe', 'production');
const america = cluster('america', 'production');
const live = new Environment(fleet, 'live', { clusters: [staging, europe, america], prefix: '' });
const updates = new Cluster(fleet, 'updates', {
  extraControllers: ['image-reflector-controller', 'image-automation-controller'],
  config: { stage: 'staging', domain: 'updates.example.com', tag: 'latest', signer: 'push' },
});
const versions = fleet.imageAutomation({
  cluster: updates,
  url: 'https://git.example.com/acme/fleet',
  branch: 'main',
  file: 'versions/charts.yaml',
  secretName: 'git-push',
  author: { name: 'updates', email: 'updates@acme.example' },
  pushBranch: 'updates',
  interval: Duration.minutes(30),
});

// Infrastructure: artifacts of a repository of its own, with a folder for each stage, applied in the order they need.
const infrastructure: Array<Component<Site>> = [];
for (const name of ['certificates', 'monitoring']) {
  const folder = (part: string, after: Component<Site>[] = []) =>
    new Component(live, part === 'controllers' ? name : `${name}-${part}`, {
      source: ({ config }) => signed(`infrastructure/${name}`, config),
      path: ({ config }) => `./${part}/${config.stage}`,
      namespace: name,
      createNamespace: part === 'controllers',
      substitutions: ({ cluster, config }) => ({ CLUSTER: cluster.name, DOMAIN: config.domain }),
      flux: { interval: Duration.minutes(30), retryInterval: Duration.minutes(5) },
      dependsOn: after,
    });
  infrastructure.push(folder('configs', [folder('controllers')]));
}

// A chart whose version the cluster "updates" commits, and what it finds of Flux.
const metrics = new Component(live, 'metrics', {
  chart: HelmChart.oci({ url: 'oci://charts.example.com/metrics', version: versions.tag('live-metrics') }),
  namespace: 'metrics',
  flux: {
    timeout: Duration.minutes(10),
    install: { timeout: Duration.minutes(9) },
    upgrade: { timeout: Duration.minutes(9) },
    driftDetection: { ignore: [{ paths: ['/metadata/annotations/validated'], target: { kind: 'PrometheusRule' } }] },
  },
  values: ({ config }) => ({ retention: config.stage === 'production' ? '48h' : '24h' }),
});
metrics.updateImages({
  metrics: { image: 'charts.example.com/metrics', policy: { semver: '>=3.0.0' }, tagOnly: true },
});

// Apps: an artifact for each team, applied as the team's account, with sources from the company and two registries.
for (const name of ['storefront', 'stock']) {
  const team = new Tenant(fleet, name, {
    source: ({ config }) => signed(`apps/${name}`, config),
    account: 'flux',
    deploys: 'admin',
    allowedSources: [`${registry}/`, 'oci://charts.example.com/'],
    imagePullSecrets: ['registry'],
    dependsOn: infrastructure,
  });
  new App(team, name, {
    path: ({ config }) => `./${config.stage}`,
    substitutions: ({ cluster, config }) => ({ CLUSTER: cluster.name, DOMAIN: config.domain }),
    flux: { interval: Duration.minutes(30), retryInterval: Duration.minutes(5) },
  });
}

fleet.synth();
