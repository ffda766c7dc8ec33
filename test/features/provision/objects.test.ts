import { Cluster, Component, HelmChart, ProvisionProps } from '../../../src';
import { build } from '../../kustomize/fixture';
import { configMap, newFleet, objectsIn, Parsed } from '../../support/fleets';

const NOT_PRUNED = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
const FOLDER = 'clusters/hub/provisioned/shop';

type Provision = Omit<ProvisionProps, 'managementCluster'>;

/** A fleet in which a hub provisions a cluster. */
function fleetWith(props: Provision, isRemote = true) {
  const fleet = newFleet();
  const hub = new Cluster(fleet, 'hub');
  const shop = new Cluster(fleet, 'shop', isRemote ? { managedBy: hub } : {});
  shop.provision({ managementCluster: hub, ...props });
  new Component(shop, 'web', { manifests: configMap });
  return fleet;
}

/** The objects that make the cluster, by `kind/name`. */
function objects(props: Provision, isRemote?: boolean): Record<string, Parsed> {
  const found = objectsIn(fleetWith(props, isRemote), `${FOLDER}/cluster.yaml`);
  return Object.fromEntries(found.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}

const specs = (found: Record<string, Parsed>) =>
  Object.fromEntries(Object.entries(found).map(([name, { spec }]) => [name, spec]));

const pool = (
  kind: string,
  name: string,
  version: string,
  replicas?: number,
  apiGroup = 'infrastructure.cluster.x-k8s.io',
) => ({
  clusterName: 'shop',
  ...(replicas === undefined ? {} : { replicas }),
  template: {
    spec: {
      bootstrap: { dataSecretName: '' },
      clusterName: 'shop',
      infrastructureRef: { apiGroup, kind, name },
      version,
    },
  },
});

describe('the objects of', () => {
  test('a cluster of Azure', () => {
    const found = objects({
      provider: 'aks',
      version: 'v1.34.2',
      region: 'westeurope',
      identity: 'fleet',
      identityNamespace: 'identities',
      resourceGroup: 'shops',
      subscription: '00000000-0000-0000-0000-000000000000',
      controlPlaneSpec: { networkPlugin: 'azure', sku: { tier: 'Standard' } },
      serviceCidrs: ['10.0.0.0/16'],
      pools: {
        system: { mode: 'System', machineType: 'Standard_D4s_v5', replicas: 3 },
        apps: { machineType: 'Standard_D8s_v5', spec: { scaling: { minSize: 2, maxSize: 9 } } },
      },
    });
    const group = 'infrastructure.cluster.x-k8s.io';
    expect(specs(found)).toEqual({
      'Cluster/shop': {
        clusterNetwork: { services: { cidrBlocks: ['10.0.0.0/16'] } },
        controlPlaneRef: { apiGroup: group, kind: 'AzureManagedControlPlane', name: 'shop' },
        infrastructureRef: { apiGroup: group, kind: 'AzureManagedCluster', name: 'shop' },
      },
      'AzureManagedControlPlane/shop': {
        version: 'v1.34.2',
        location: 'westeurope',
        resourceGroupName: 'shops',
        subscriptionID: '00000000-0000-0000-0000-000000000000',
        identityRef: {
          apiVersion: `${group}/v1beta1`,
          kind: 'AzureClusterIdentity',
          name: 'fleet',
          namespace: 'identities',
        },
        networkPlugin: 'azure',
        sku: { tier: 'Standard' },
      },
      'AzureManagedCluster/shop': {},
      'MachinePool/shop-system': pool('AzureManagedMachinePool', 'shop-system', 'v1.34.2', 3),
      'AzureManagedMachinePool/shop-system': { name: 'system', mode: 'System', sku: 'Standard_D4s_v5' },
      'MachinePool/shop-apps': pool('AzureManagedMachinePool', 'shop-apps', 'v1.34.2'),
      'AzureManagedMachinePool/shop-apps': {
        name: 'apps',
        mode: 'User',
        sku: 'Standard_D8s_v5',
        scaling: { minSize: 2, maxSize: 9 },
      },
    });
    expect(found['Cluster/shop'].apiVersion).toBe('cluster.x-k8s.io/v1beta2');
  });

  test('a cluster of AWS', () => {
    const found = objects({
      provider: 'eks',
      version: 'v1.34',
      region: 'eu-central-1',
      identity: 'default',
      identityKind: 'AWSClusterControllerIdentity',
      controlPlaneSpec: { associateOIDCProvider: true },
      pools: { apps: { machineType: 'm7i.large', replicas: 2 } },
    });
    expect(specs(found)).toEqual({
      'Cluster/shop': {
        controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'AWSManagedControlPlane', name: 'shop' },
        infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSManagedCluster', name: 'shop' },
      },
      'AWSManagedControlPlane/shop': {
        version: 'v1.34',
        region: 'eu-central-1',
        eksClusterName: 'shop',
        identityRef: { kind: 'AWSClusterControllerIdentity', name: 'default' },
        associateOIDCProvider: true,
      },
      'AWSManagedCluster/shop': {},
      'MachinePool/shop-apps': pool('AWSManagedMachinePool', 'shop-apps', 'v1.34', 2),
      'AWSManagedMachinePool/shop-apps': {
        eksNodegroupName: 'apps',
        amiType: 'AL2023_x86_64_STANDARD',
        instanceType: 'm7i.large',
      },
    });
  });

  test('a cluster of containers: another content of a template has another name', () => {
    const docker = (spec: object) =>
      objects({ provider: 'docker', version: 'v1.34.2', pools: { apps: { replicas: 2, spec } } });
    const found = docker({});
    expect(Object.keys(found)).toEqual([
      'Cluster/shop',
      'DevCluster/shop',
      'KubeadmControlPlane/shop',
      expect.stringMatching(/^DevMachineTemplate\/shop-control-plane-[0-9a-f]{8}$/),
      'MachineDeployment/shop-apps',
      expect.stringMatching(/^DevMachineTemplate\/shop-apps-[0-9a-f]{8}$/),
      'KubeadmConfigTemplate/shop-apps',
    ]);
    const template = (of: Record<string, Parsed>) =>
      of['MachineDeployment/shop-apps'].spec.template.spec.infrastructureRef.name as string;
    expect(Object.keys(found)).toContain(`DevMachineTemplate/${template(found)}`);
    const labels = { 'cluster.x-k8s.io/cluster-name': 'shop', 'cluster.x-k8s.io/deployment-name': 'shop-apps' };
    const { selector, template: machines } = found['MachineDeployment/shop-apps'].spec;
    expect([selector.matchLabels, machines.metadata.labels]).toEqual([labels, labels]);
    expect(found['KubeadmControlPlane/shop'].spec.replicas).toBe(1);
    const changed = docker({ backend: { docker: { customImage: 'kindest/node:v1.34.2' } } });
    expect(template(changed)).not.toBe(template(found));
    expect(changed[`DevMachineTemplate/${template(changed)}`].spec.template.spec).toEqual({
      backend: { docker: { customImage: 'kindest/node:v1.34.2' } },
    });
  });

  test('a cluster with a ClusterClass', () => {
    const found = objects({
      clusterClass: 'standard',
      classNamespace: 'classes',
      version: 'v1.34.2',
      controlPlaneReplicas: 3,
      variables: { zone: 'a' },
      pools: { apps: { class: 'worker', replicas: 2 }, spot: { class: 'spot', kind: 'MachinePool' } },
    });
    expect(specs(found)).toEqual({
      'Cluster/shop': {
        topology: {
          classRef: { name: 'standard', namespace: 'classes' },
          version: 'v1.34.2',
          controlPlane: { replicas: 3 },
          variables: [{ name: 'zone', value: 'a' }],
          workers: {
            machineDeployments: [{ class: 'worker', name: 'apps', replicas: 2 }],
            machinePools: [{ class: 'spot', name: 'spot' }],
          },
        },
      },
    });
  });

  test('a cluster of any provider', () => {
    const apiGroup = 'infrastructure.cluster.x-k8s.io';
    const bootstrap = { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfigTemplate', name: 'apps' };
    const found = objects({
      version: 'v1.34.2',
      infrastructure: { apiGroup, kind: 'OpenStackCluster', name: 'shop' },
      pools: {
        apps: { replicas: 2, infrastructure: { apiGroup, kind: 'OpenStackMachineTemplate', name: 'apps' }, bootstrap },
        spot: { infrastructure: { apiGroup, kind: 'AWSMachinePool', name: 'spot' } },
      },
    });
    expect(Object.keys(found)).toEqual(['Cluster/shop', 'MachineDeployment/shop-apps', 'MachinePool/shop-spot']);
    expect(found['Cluster/shop'].spec).toEqual({
      infrastructureRef: { apiGroup, kind: 'OpenStackCluster', name: 'shop' },
    });
    expect(found['MachineDeployment/shop-apps'].spec.template.spec.bootstrap).toEqual({ configRef: bootstrap });
    expect(found['MachinePool/shop-spot'].spec).toEqual(pool('AWSMachinePool', 'spot', 'v1.34.2'));
  });

  test('a cluster that a chart makes: the release marks its Cluster', () => {
    const chart = HelmChart.git({ url: 'https://git.example.com/acme/charts', branch: 'main', path: './aks' });
    const release = (props: object) => objects({ chart, values: { name: 'shop' }, ...props });
    const { 'HelmRelease/provisioned-shop': helm, 'GitRepository/provisioned-shop': source } = release({});
    expect([source.metadata, source.spec.url]).toEqual([
      { name: 'provisioned-shop', namespace: 'flux-system' },
      'https://git.example.com/acme/charts',
    ]);
    expect(helm.metadata.annotations).toEqual(NOT_PRUNED);
    expect(helm.spec).toMatchObject({
      chart: { spec: { chart: './aks', sourceRef: { kind: 'GitRepository', name: 'provisioned-shop' } } },
      releaseName: 'shop',
      targetNamespace: 'shop',
      storageNamespace: 'shop',
      serviceAccountName: 'kustomize-controller',
      install: { disableWait: true, strategy: { name: 'RetryOnFailure' } },
      upgrade: { disableWait: true },
      values: { name: 'shop' },
    });
    const patchOf = ({ spec }: Parsed): string => spec.postRenderers[0].kustomize.patches[0].patch as string;
    expect(patchOf(helm)).toBe(
      [
        'apiVersion: cluster.x-k8s.io/v1beta2',
        'kind: Cluster',
        'metadata:',
        '  annotations:',
        '    helm.sh/resource-policy: keep',
        '  labels:',
        '    fleet.cdk8s.io/provisioned: shop',
        '  name: shop',
        '',
      ].join('\n'),
    );
    // Whatever version and name the chart gives it, and nothing else of the chart.
    const rendered = (apiVersion: string, kind: string) =>
      JSON.stringify({ apiVersion, kind, metadata: { name: 'x', labels: { a: 'b' } }, spec: {} });
    const built = build({
      'app/kustomization.yaml': JSON.stringify({
        resources: ['cluster.yaml', 'control-plane.yaml', 'machines.yaml', 'pool.yaml'],
        patches: helm.spec.postRenderers[0].kustomize.patches,
      }),
      'app/cluster.yaml': rendered('cluster.x-k8s.io/v1beta1', 'Cluster'),
      'app/control-plane.yaml': rendered('exp.infrastructure.cluster.x-k8s.io/v1beta1', 'AzureManagedControlPlane'),
      'app/machines.yaml': rendered('infrastructure.cluster.x-k8s.io/v1beta1', 'AzureManagedMachinePool'),
      'app/pool.yaml': rendered('cluster.x-k8s.io/v1beta1', 'MachinePool'),
    });
    expect(built.objects.map(({ object }) => object)).toEqual([
      {
        apiVersion: 'cluster.x-k8s.io/v1beta1',
        kind: 'Cluster',
        metadata: {
          name: 'x',
          labels: { a: 'b', 'fleet.cdk8s.io/provisioned': 'shop' },
          annotations: { 'helm.sh/resource-policy': 'keep' },
        },
        spec: {},
      },
      // Cluster API deletes it after the machines.
      expect.objectContaining({
        kind: 'AzureManagedControlPlane',
        metadata: { name: 'x', labels: { a: 'b' }, annotations: { 'helm.sh/resource-policy': 'keep' } },
      }),
      expect.objectContaining({ kind: 'AzureManagedMachinePool', metadata: { name: 'x', labels: { a: 'b' } } }),
      expect.objectContaining({ kind: 'MachinePool', metadata: { name: 'x', labels: { a: 'b' } } }),
    ]);
    const going = release({ deletable: true })['HelmRelease/provisioned-shop'];
    expect(going.metadata.annotations).toBeUndefined();
    expect(patchOf(going)).not.toContain('keep');
  });
});

const EKS = { provider: 'eks', version: 'v1.34', region: 'eu-central-1', identity: 'fleet' } as const;

describe('pruning', () => {
  const kept = (found: Record<string, Parsed>) =>
    Object.keys(found).filter((name) => found[name].metadata.annotations?.[Object.keys(NOT_PRUNED)[0]!] === 'disabled');
  const pools = { apps: { replicas: 2, deletable: true }, batch: { replicas: 1 } };

  test('takes nothing of a cluster', () => {
    const found = objects({ ...EKS, pools: { batch: { replicas: 1 } } });
    expect(kept(found)).toEqual(Object.keys(found));
  });

  test('takes the Cluster, or one pool, where the program says so; Cluster API deletes the rest', () => {
    const all = Object.keys(objects({ ...EKS, pools }));
    expect(all.filter((name) => !kept(objects({ ...EKS, pools })).includes(name))).toEqual(['MachinePool/shop-apps']);
    const going = objects({ ...EKS, deletable: true, pools: { batch: { replicas: 1 } } });
    expect(Object.keys(going).filter((name) => !kept(going).includes(name))).toEqual(['Cluster/shop']);
  });

  test('never takes the namespace, and leaves everything when the Kustomization goes', () => {
    for (const isRemote of [true, false]) {
      const fleet = fleetWith(EKS, isRemote);
      const [kustomization] = objectsIn(fleet, `${FOLDER}.yaml`);
      expect(kustomization.spec.deletionPolicy).toBe('Orphan');
      const file = isRemote ? 'clusters/hub/remotes/shop.yaml' : `${FOLDER}/cluster.yaml`;
      const [first] = objectsIn(fleet, file);
      expect([first.kind, first.metadata.name, first.metadata.annotations]).toEqual(['Namespace', 'shop', NOT_PRUNED]);
    }
    const [kustomization] = objectsIn(fleetWith({ ...EKS, deletable: true }), `${FOLDER}.yaml`);
    expect(kustomization.spec.deletionPolicy).toBeUndefined();
  });
});

describe('what comes after', () => {
  test('waits until the cluster answers', () => {
    const fleet = fleetWith(EKS);
    const [kustomization] = objectsIn(fleet, `${FOLDER}.yaml`);
    expect(kustomization.metadata).toEqual({ name: 'provisioned-shop', namespace: 'flux-system' });
    expect(kustomization.spec).toMatchObject({
      path: './dist/clusters/hub/provisioned/shop',
      wait: false,
      healthChecks: [{ apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', name: 'shop', namespace: 'shop' }],
    });
    const dependencies = Object.fromEntries(
      objectsIn(fleet, 'clusters/hub/remotes/shop.yaml')
        .filter(({ kind }) => kind === 'Kustomization')
        .map(({ metadata, spec }) => [metadata.name, spec.dependsOn]),
    );
    expect(dependencies['access']).toEqual([{ name: 'provisioned-shop', namespace: 'flux-system' }]);
    expect(dependencies['infrastructure-web']).toEqual([{ name: 'access' }]);
  });

  test('uses the account that a ClusterResourceSet makes on the cluster', () => {
    const fleet = fleetWith(EKS);
    const [data, set] = objectsIn(fleet, `${FOLDER}/access.yaml`);
    expect(set.spec).toEqual({
      strategy: 'Reconcile',
      clusterSelector: { matchLabels: { 'fleet.cdk8s.io/provisioned': 'shop' } },
      resources: [{ kind: 'ConfigMap', name: 'shop-access' }],
    });
    const access = fleet.synthesize().tree.get('clusters/hub/remotes/shop/access/access.yaml')!;
    const text = (yaml: string) => yaml.replace(/^#.*\n/gm, '');
    expect(text(data.data['access.yaml'])).toBe(text(access));
    expect(objects(EKS)['Cluster/shop'].metadata.labels).toEqual({ 'fleet.cdk8s.io/provisioned': 'shop' });
  });

  test('a cluster with Flux of its own gets no account', () => {
    expect(fleetWith(EKS, false).synthesize().tree.paths).not.toContain(`${FOLDER}/access.yaml`);
  });
});
