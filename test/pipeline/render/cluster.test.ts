import { Cluster, Environment, Fleet, Source, Tenant } from '../../../src';
import { git, Loose, newFleet, objectsIn, Parsed } from '../../support/fleets';

/** A manager with a remote cluster, and an environment with a tenant on each. */
function twoClusters(tenants = true): Fleet<Loose> {
  const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main', secretName: 'key' });
  const fleet = newFleet({ source });
  const manager = new Cluster(fleet, 'eu-1');
  const remote = new Cluster(fleet, 'store-1', { managedBy: manager });
  new Environment(fleet, 'dev', { clusters: [manager, remote], branch: 'develop' });
  if (tenants) new Tenant(fleet, 'web', { source: git });
  return fleet;
}

function brief(objects: Parsed[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
}

test('the root consists of the source and Kustomization of flux bootstrap, under the same names', () => {
  expect(objectsIn(twoClusters(), 'clusters/eu-1/flux-system/gotk-sync.yaml')).toEqual([
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'flux-system', namespace: 'flux-system' },
      spec: {
        interval: '1m',
        url: 'https://git.example.com/acme/fleet',
        ref: { branch: 'main' },
        secretRef: { name: 'key' },
        sparseCheckout: ['./dist/clusters/eu-1'],
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'flux-system', namespace: 'flux-system' },
      spec: {
        interval: '1h',
        retryInterval: '2m',
        timeout: '5m',
        path: './dist/clusters/eu-1',
        prune: true,
        wait: false,
        serviceAccountName: 'kustomize-controller',
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      },
    },
  ]);
});

test('an environment has a control namespace, a ServiceAccount, its branch, and a Kustomization without dependencies', () => {
  const objects = objectsIn(twoClusters(), 'clusters/eu-1/environments.yaml');
  expect(brief(objects)).toEqual([
    'Namespace /dev-flux-system',
    'ServiceAccount dev-flux-system/kustomize-controller',
    'ClusterRoleBinding /dev-flux-system-kustomize-controller',
    'GitRepository dev-flux-system/fleet',
    'Kustomization dev-flux-system/dev',
  ]);
  expect(objects[3].spec).toMatchObject({ ref: { branch: 'develop' }, secretRef: { name: 'key' } });
  expect(objects[4].spec).toMatchObject({
    path: './dist/clusters/eu-1/dev',
    wait: false,
    sourceRef: { kind: 'GitRepository', name: 'fleet' },
    serviceAccountName: 'kustomize-controller',
  });
  expect(objects[4].spec).not.toHaveProperty('dependsOn');
});

test('an empty environment has no Kustomization, because its folder does not exist', () => {
  const fleet = twoClusters(false);
  expect(brief(objectsIn(fleet, 'clusters/eu-1/environments.yaml'))).toEqual([
    'Namespace /dev-flux-system',
    'ServiceAccount dev-flux-system/kustomize-controller',
    'ClusterRoleBinding /dev-flux-system-kustomize-controller',
    'GitRepository dev-flux-system/fleet',
  ]);
  const remote = brief(objectsIn(fleet, 'clusters/eu-1/remotes/store-1.yaml'));
  expect(remote).toEqual(expect.arrayContaining(['GitRepository store-1/fleet', 'Kustomization store-1/access']));
  expect(remote.filter((one) => one.endsWith('dev'))).toEqual([]);
});

test('a remote cluster has a namespace on its manager, with an account that may write only Flux objects and accounts there, and delete what it no longer writes', () => {
  const objects = objectsIn(twoClusters(), 'clusters/eu-1/remotes/store-1.yaml');
  const named = (name: string): Parsed => objects.find((object) => brief([object])[0] === name);
  expect(brief(objects).slice(0, 4)).toEqual([
    'Namespace /store-1',
    'ServiceAccount store-1/kustomize-controller',
    'Role store-1/kustomize-controller',
    'RoleBinding store-1/kustomize-controller',
  ]);
  expect(named('GitRepository store-1/fleet').spec.ref).toEqual({ branch: 'main' });
  expect(named('GitRepository store-1/fleet-dev').spec.ref).toEqual({ branch: 'develop' });
  const [, , role, binding] = objects;
  const access = named('Kustomization store-1/access');
  const dev = named('Kustomization store-1/dev');
  type Rule = Record<'apiGroups' | 'resources', string[]>;
  expect(role.rules.map(({ apiGroups, resources }: Rule) => [apiGroups[0], resources[0]])).toEqual([
    ['kustomize.toolkit.fluxcd.io', 'kustomizations'],
    ['helm.toolkit.fluxcd.io', 'helmreleases'],
    ['source.toolkit.fluxcd.io', 'gitrepositories'],
    ['', 'serviceaccounts'],
    ['external-secrets.io', 'externalsecrets'],
    ['notification.toolkit.fluxcd.io', 'alerts'],
    ['source.extensions.fluxcd.io', 'artifactgenerators'],
  ]);
  // What it may write only where there is something to write, it may delete everywhere.
  expect(role.rules.at(-1)).toMatchObject({ verbs: ['get', 'delete'] });
  expect(JSON.stringify(role.rules)).not.toMatch(/\*|deletecollection|"secrets"/);
  expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'kustomize-controller', namespace: 'store-1' }]);
  expect(access.spec).toMatchObject({
    path: './dist/clusters/eu-1/remotes/store-1/access',
    kubeConfig: { secretRef: { name: 'store-1-kubeconfig' } },
    wait: true,
  });
  expect(access.spec).not.toHaveProperty('dependsOn');
  expect(dev.spec).toMatchObject({ path: './dist/clusters/eu-1/remotes/store-1/dev', wait: false });
  expect(dev.spec).not.toHaveProperty('kubeConfig');
});

test("the remote cluster has the same namespace and the platform's account", () => {
  const objects = objectsIn(twoClusters(), 'clusters/eu-1/remotes/store-1/access/access.yaml');
  expect(brief(objects)).toEqual([
    'Namespace /store-1',
    'ServiceAccount store-1/kustomize-controller',
    'ClusterRoleBinding /store-1-kustomize-controller',
  ]);
  expect(objects[2]).toMatchObject({
    roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'kustomize-controller', namespace: 'store-1' }],
  });
});
