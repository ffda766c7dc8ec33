import { ApiObject, Duration } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';

export const fleet = new Fleet({
  name: 'shared-clusters',
  source: Source.git({ url: 'https://github.com/acme/shared-clusters', branch: 'main' }),
  path: './dist',
  bootstrap: 'gotk',
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');
fleet.acknowledgeWarning('unknown-kind', 'the definition comes with the engine');

const clusters = ['staging', 'production'].map((name) => new Cluster(fleet, name));

// An engine for policies: an artifact of its makers, which they sign, and what the company asks of every pod.
const engine = new Component(fleet, 'policy-engine', {
  source: Source.oci({
    url: 'oci://registry.example.com/policy-engine/manifests',
    tag: 'v2.1.0',
    provider: 'generic',
    verify: {
      identities: [{ issuer: '^https://token\\.example\\.com$', subject: '^https://github\\.com/policy-engine/' }],
    },
  }),
  path: './',
  flux: ({ cluster }) => ({ interval: cluster.name === 'staging' ? Duration.minutes(10) : Duration.hours(12) }),
  manifests: (into) => {
    new ApiObject(into, 'signed-images', {
      apiVersion: 'kyverno.io/v1',
      kind: 'ClusterPolicy',
      metadata: { name: 'signed-images' },
      spec: {
        background: false,
        rules: [
          {
            name: 'signature',
            match: { any: [{ resources: { kinds: ['Pod'] } }] },
            verifyImages: [
              {
                imageReferences: ['registry.example.com/*'],
                failureAction: 'Audit',
                attestors: [{ entries: [{ keys: { kms: 'awskms:///alias/images' } }] }],
              },
            ],
          },
        ],
      },
    });
  },
});

// One stage on each cluster. The team had its namespace and its account before, and its repository a folder for each
// stage.
for (const [index, name] of ['staging', 'production'].entries()) {
  new Environment(fleet, name, { clusters: [clusters[index]!] });
}
const team = new Tenant(fleet, 'orders', {
  source: Source.git({ url: 'https://github.com/acme/orders', branch: 'main' }),
  namespace: 'apps',
  account: 'orders-team',
  deploys: 'edit',
  owners: ['orders-team'],
  dependsOn: [engine],
});
new App(team, 'orders', {
  path: ({ environment }) => `./${environment.name}`,
  flux: { interval: Duration.minutes(5) },
});

fleet.synth();
