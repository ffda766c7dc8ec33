import { Cluster, ClusterProps } from '../../../src';
import { defined } from '../../../src/core/defined';
import { Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

type KubeConfig = NonNullable<ClusterProps<Loose>['kubeConfig']>;

const EKS = 'arn:aws:eks:eu-central-1:111122223333:cluster/store-1';
const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const AKS = `/subscriptions/${UUID}/resourceGroups/stores/providers/Microsoft.ContainerService/managedClusters/store-1`;
const GKE = 'projects/acme/locations/europe-west3/clusters/store-1';
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

/** A fleet with a remote cluster that is reached this way. */
function fleetWith(kubeConfig: KubeConfig, manager: ClusterProps<Loose> = {}) {
  const fleet = newFleet();
  new Cluster(fleet, 'store-1', { managedBy: new Cluster(fleet, 'eu-1', manager), kubeConfig });
  return fleet;
}

/** What the manager has of the remote cluster, by kind. */
function objects(kubeConfig: KubeConfig, kind: string): Parsed[] {
  const all = objectsIn(fleetWith(kubeConfig), 'clusters/eu-1/remotes/store-1.yaml');
  return all.filter((object: Parsed) => object.kind === kind);
}

test.each<[KubeConfig, object, object | undefined]>([
  [{ provider: 'aws', cluster: EKS }, { provider: 'aws', cluster: EKS }, undefined],
  [
    { provider: 'aws', cluster: EKS, roleArn: 'arn:aws:iam::111122223333:role/flux' },
    { provider: 'aws', cluster: EKS, serviceAccountName: 'store-1-kubeconfig' },
    { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/flux' },
  ],
  [
    { provider: 'azure', cluster: AKS, clientId: UUID, tenantId: UUID },
    { provider: 'azure', cluster: AKS, serviceAccountName: 'store-1-kubeconfig' },
    { 'azure.workload.identity/client-id': UUID, 'azure.workload.identity/tenant-id': UUID },
  ],
  [
    {
      ...{ provider: 'gcp', cluster: GKE, address: 'https://10.0.0.1', caCertificate: PEM },
      serviceAccountEmail: 'flux@acme.iam.gserviceaccount.com',
    },
    {
      ...{ provider: 'gcp', cluster: GKE, address: 'https://10.0.0.1', 'ca.crt': PEM },
      serviceAccountName: 'store-1-kubeconfig',
    },
    { 'iam.gke.io/gcp-service-account': 'flux@acme.iam.gserviceaccount.com' },
  ],
  [
    { provider: 'generic', address: 'https://api.example.com:6443', audiences: ['a', 'b'] },
    { provider: 'generic', address: 'https://api.example.com:6443', audiences: 'a\nb' },
    undefined,
  ],
])('%j is a ConfigMap on the manager, which each Kustomization names', (kubeConfig, data, annotations) => {
  expect(problemsOf(fleetWith(kubeConfig))).toEqual([]);
  const metadata = { name: 'store-1-kubeconfig', namespace: 'store-1' };
  expect(objects(kubeConfig, 'ConfigMap')).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }]);
  const accounts = objects(kubeConfig, 'ServiceAccount').filter(({ metadata: { name } }) => name === metadata.name);
  expect(accounts).toEqual(
    annotations ? [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...metadata, annotations } }] : [],
  );
  const remote = objects(kubeConfig, 'Kustomization');
  expect(remote.length).toBeGreaterThanOrEqual(2);
  for (const { spec } of remote) expect(spec.kubeConfig).toEqual({ configMapRef: { name: 'store-1-kubeconfig' } });
});

test('the controllers get the feature that an identity of its own needs', () => {
  const own = { provider: 'aws', cluster: EKS, roleArn: 'arn:aws:iam::111122223333:role/flux' } as const;
  const gate = /--feature-gates=.*\bObjectLevelWorkloadIdentity=true\n/;
  const patched = (kubeConfig: KubeConfig, flux?: ClusterProps<Loose>['flux']) => {
    const [list] = objectsIn(
      fleetWith(kubeConfig, { bootstrap: 'gotk', ...defined({ flux }) }),
      'clusters/eu-1/kustomization.yaml',
    );
    return list.patches.filter(({ patch }: Parsed) => gate.test(patch)).map(({ target }: Parsed) => target.name);
  };
  expect(patched(own)).toEqual(['kustomize-controller', 'helm-controller']);
  expect(patched({ provider: 'aws', cluster: EKS })).toEqual([]);
  // It is always on there, and the gate is retired.
  expect(patched(own, '2.10')).toEqual([]);
  const instance = (kubeConfig: KubeConfig) =>
    objectsIn(fleetWith(kubeConfig, { bootstrap: 'operator' }), 'clusters/eu-1/flux-system/flux-instance.yaml')[0].spec
      .cluster.objectLevelWorkloadIdentity;
  expect([instance(own), instance({ provider: 'aws', cluster: EKS })]).toEqual([true, undefined]);
});

test.each<[object, RegExp]>([
  [{ provider: 'aws' }, /^kubeConfig of provider "aws" lacks cluster: give one such as arn:aws:eks:eu-central-1:/],
  [{ provider: 'azure' }, /^kubeConfig of provider "azure" lacks cluster: give one such as \/subscriptions\//],
  [{ provider: 'gcp' }, /^kubeConfig of provider "gcp" lacks cluster: give one such as projects\/acme\/locations\//],
  [
    { provider: 'generic' },
    /^kubeConfig of provider "generic" lacks address: give the URL of the API server, such as https:/,
  ],
  [
    { provider: 'aws', cluster: 'store-1' },
    /^kubeConfig of provider "aws" has the cluster "store-1": give one such as arn:aws:eks:/,
  ],
  [
    { provider: 'azure', cluster: AKS, clientId: UUID },
    /^kubeConfig of provider "azure" lacks tenantId: give one such as 00000000-/,
  ],
  [
    { provider: 'gcp', cluster: GKE, serviceAccountEmail: 'flux@example.com' },
    /^kubeConfig of provider "gcp" has the serviceAccountEmail "flux@example\.com": give one such as flux@acme\./,
  ],
  [
    { provider: 'gcp', cluster: GKE, roleArn: 'arn:aws:iam::111122223333:role/flux' },
    /^kubeConfig of provider "gcp" has roleArn, which it does not take: leave it out$/,
  ],
  [
    { provider: 'generic', address: 'api.example.com' },
    /^kubeConfig of provider "generic" has the address "api\.example\.com": give a URL such as https:/,
  ],
  [
    { provider: 'generic', address: 'https://api.example.com', cluster: 'x' },
    /^kubeConfig of provider "generic" has cluster, which it does not take: leave it out$/,
  ],
  [
    { provider: 'generic', address: 'https://api.example.com', audiences: [' '] },
    /^kubeConfig of provider "generic" has an empty audience: leave it out$/,
  ],
  [
    { provider: 'aws', cluster: EKS, caCertificate: 'MIIB' },
    /^kubeConfig of provider "aws" has a caCertificate that is no PEM: give the text from BEGIN CERTIFICATE to END/,
  ],
])('%j is refused', (kubeConfig, message) => {
  const problems = problemsOf(fleetWith(kubeConfig as KubeConfig));
  expect(problems.map((problem) => problem.replace(/^\[store-1\] /, ''))).toEqual([expect.stringMatching(message)]);
});

test('an unknown provider is refused', () => {
  expect(problemsOf(fleetWith({ provider: 'ibm' } as unknown as KubeConfig))).toEqual([
    expect.stringMatching(/^\[store-1\] .*provider.*"ibm"/),
  ]);
});

test('a manager with an older Flux is refused, and each way forward', () => {
  const aws = { provider: 'aws', cluster: EKS } as const;
  expect(problemsOf(fleetWith(aws, { flux: '2.6' }))).toEqual([
    '[store-1] kubeConfig of provider "aws" came with Flux 2.7, and its manager "eu-1" has 2.6: raise the flux of "eu-1", or give kubeConfig the name of a Secret',
  ]);
  expect(problemsOf(fleetWith(aws, { flux: '2.7' }))).toEqual([]);
  expect(problemsOf(fleetWith({ name: 'login' }, { flux: '2.6' }))).toEqual([]);
});
