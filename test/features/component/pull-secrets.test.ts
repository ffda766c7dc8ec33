import { Cluster, Component, HelmChart, Secret } from '../../../src';
import { git, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });

const pull = Secret.external({
  name: 'registry',
  store: { kind: 'ClusterSecretStore', name: 'vault' },
  extract: ['registry'],
  type: 'kubernetes.io/dockerconfigjson',
});

function setUp() {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  new Cluster(fleet, 'store-1', { managedBy: eu });
  return { fleet };
}

type Fleet = Parameters<typeof objectsIn>[0];

const account = (fleet: Fleet, path: string) =>
  objectsIn(fleet, path).find(({ kind, metadata }: Parsed) => kind === 'ServiceAccount' && metadata.name === 'default');

const eu = 'clusters/eu-1';

test('the default account of the namespace that a component creates pulls with them, and Secrets are placed beside it', () => {
  const { fleet } = setUp();
  new Component(fleet, 'agent', {
    path: './agent',
    source: git,
    namespace: 'tools',
    imagePullSecrets: ['zone', pull, 'zone'],
  });
  new Component(fleet, 'web', { chart, deploys: ['apps/Deployment'], imagePullSecrets: [pull] });
  new Component(fleet, 'plain', { chart });
  expect(account(fleet, `${eu}/infrastructure/agent/agent.yaml`)).toMatchObject({
    metadata: { namespace: 'tools' },
    imagePullSecrets: [{ name: 'registry' }, { name: 'zone' }],
  });
  // On a remote cluster they are there, and not on its manager.
  expect(account(fleet, `${eu}/remotes/store-1/infrastructure/agent/agent.yaml`)).toBeDefined();
  expect(account(fleet, `${eu}/remotes/store-1/releases/agent/agent.yaml`)).toBeUndefined();
  // With an account of the component's own, the platform applies them.
  expect(account(fleet, `${eu}/infrastructure/web.access/web.access.yaml`)).toBeDefined();
  expect(account(fleet, `${eu}/infrastructure/web/web.yaml`)).toBeUndefined();
  expect(account(fleet, `${eu}/infrastructure/plain/plain.yaml`)).toBeUndefined();
  const placed = fleet
    .synthesize()
    .tree.paths.filter((path) => path.startsWith(`${eu}/infrastructure/`) && path.endsWith('.yaml'))
    .flatMap((path) => objectsIn(fleet, path))
    .filter(({ kind }) => kind === 'ExternalSecret')
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  expect(placed.sort()).toEqual(['tools/registry', 'web/registry']);
});

test('faulty ones are refused, and those for a namespace of others', () => {
  const { fleet } = setUp();
  new Component(fleet, 'a', { chart, imagePullSecrets: ['My_Secret'] });
  new Component(fleet, 'b', { chart, imagePullSecrets: [3 as never] });
  new Component(fleet, 'c', { chart, namespace: 'there', createNamespace: false, imagePullSecrets: ['x'] });
  expect(problemsOf(fleet)).toEqual([
    expect.stringMatching(/^\[a\] imagePullSecret "My_Secret"/),
    expect.stringMatching(/^\[b\] .*imagePullSecrets/),
    ...['eu-1', 'store-1'].map(
      (cluster) =>
        `[${cluster}/c] imagePullSecrets are for the default account of a namespace that the component creates: leave them out, and give them to the component that creates it, or to the namespace's accounts`,
    ),
  ]);
});
