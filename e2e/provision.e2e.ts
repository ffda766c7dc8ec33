import { ApiObject } from 'cdk8s';
import { Cluster, Component, Fleet, Removal, Source, type ProvisionProps } from 'cdk8s-flux-fleet';
import { guard, ManifestTree } from 'cdk8s-flux-fleet/plan';
import { FLEET_CONVENTIONS } from '../src/pipeline/guard/conventions';
import { ArtifactLoop } from './harness/artifact-loop';
import { ArtifactServer } from './harness/artifacts';
import { installClusterApiCrds, StandInClusterApi } from './harness/cluster-api';
import { ControlPlane } from './harness/control-plane';
import { installFluxCrds, installPlatform, namespace } from './harness/flux';
import { parseObjects } from './harness/flux-manifests';
import { KubeError } from './harness/kube-http';
import { at, describeObject, referenceTo, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import type { FileMap } from './harness/tar';
import { listKustomizations, waitFor, waitForReady } from './harness/wait';
import { filesOfTree } from './model/world';

// A hub on which Cluster API makes clusters: the objects against the real CRDs of Cluster API and its providers, and Flux
// that deploys to a cluster as soon as it is made.

const AKS = {
  provider: 'aks',
  version: 'v1.34.2',
  region: 'westeurope',
  identity: 'fleet',
  pools: {
    system: { mode: 'System', machineType: 'Standard_D4s_v5', replicas: 3 },
    apps: { machineType: 'Standard_D8s_v5', replicas: 2 },
  },
} as const satisfies ProvisionProps;

const GROUP = 'infrastructure.cluster.x-k8s.io';

/** Every way to make a cluster, with all of its options. */
const VARIANTS: Readonly<Record<string, ProvisionProps>> = {
  aks: {
    ...AKS,
    identityNamespace: 'identities',
    resourceGroup: 'shops',
    subscription: '00000000-0000-0000-0000-000000000000',
    podCidrs: ['10.244.0.0/16'],
    serviceCidrs: ['10.96.0.0/12'],
    controlPlaneSpec: { networkPlugin: 'azure', networkPolicy: 'cilium', sku: { tier: 'Standard' } },
    pools: { ...AKS.pools, spot: { machineType: 'a', spec: { scaling: { minSize: 1, maxSize: 9 } }, deletable: true } },
  },
  eks: {
    provider: 'eks',
    version: 'v1.34',
    region: 'eu-central-1',
    identity: 'default',
    identityKind: 'AWSClusterControllerIdentity',
    controlPlaneSpec: { associateOIDCProvider: true, endpointAccess: { private: true } },
    pools: { apps: { machineType: 'm7i.large', replicas: 2, spec: { capacityType: 'spot' } }, batch: {} },
  },
  docker: {
    provider: 'docker',
    version: 'v1.34.2',
    controlPlaneReplicas: 3,
    controlPlaneSpec: { kubeadmConfigSpec: { clusterConfiguration: { apiServer: { certSANs: ['localhost'] } } } },
    pools: { apps: { replicas: 2, spec: { backend: { docker: { customImage: 'kindest/node:v1.34.2' } } } } },
  },
  class: {
    clusterClass: 'standard',
    classNamespace: 'classes',
    version: 'v1.34.2',
    controlPlaneReplicas: 3,
    variables: { zone: 'a', sizes: { apps: 2 } },
    pools: { apps: { class: 'worker', replicas: 2 }, spot: { class: 'spot', kind: 'MachinePool' } },
  },
  reference: {
    version: 'v1.34.2',
    infrastructure: { apiGroup: GROUP, kind: 'AzureASOManagedCluster', name: 'shop' },
    controlPlane: { apiGroup: GROUP, kind: 'AzureASOManagedControlPlane', name: 'shop' },
    pools: {
      apps: { replicas: 2, infrastructure: { apiGroup: GROUP, kind: 'AzureASOManagedMachinePool', name: 'apps' } },
      vms: {
        infrastructure: { apiGroup: GROUP, kind: 'AzureMachineTemplate', name: 'vms' },
        bootstrap: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfigTemplate', name: 'vms' },
      },
    },
  },
};

interface Described {
  readonly provision?: ProvisionProps | undefined;
  readonly hasShop?: boolean;
  readonly drained?: boolean;
  readonly color?: string;
}

/** The repository of a hub that provisions a shop, with an add-on. */
function repository({ provision, hasShop = true, drained = false, color = 'red' }: Described): FileMap {
  const source = Source.git({ url: 'https://example.com/fleet', branch: 'main' });
  const fleet = new Fleet({ name: 'acme', source, policies: 'none' });
  const hub = new Cluster(fleet, 'hub');
  if (hasShop) {
    const shop = new Cluster(fleet, 'shop', { managedBy: hub, drained });
    if (provision !== undefined) shop.provision(provision as never);
    new Component(shop, 'addon', {
      manifests: (chart) =>
        void new ApiObject(chart, 'settings', {
          ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { color } },
        }),
    });
  }
  return filesOfTree(fleet.synthesize().tree);
}

/** What Flux applies of a file. */
const objectsIn = (files: FileMap, path: string): KubeObject[] =>
  parseObjects(files[`dist/clusters/hub/${path}`]!.toString());

const NAME = { namespace: 'flux-system', name: 'provisioned-shop' };

describe('a hub that provisions clusters', () => {
  let hub: ControlPlane;
  let shop: ControlPlane;
  let artifacts: ArtifactServer;
  let clusterApi: StandInClusterApi;
  let loop: ArtifactLoop;
  let now: Described = { provision: AKS };

  beforeAll(async () => {
    [hub, shop] = await Promise.all([ControlPlane.start({ name: 'hub' }), ControlPlane.start({ name: 'shop' })]);
    await Promise.all([installFluxCrds(hub), installClusterApiCrds(hub), installPlatform(hub)]);
    artifacts = await ArtifactServer.start();
  });

  afterAll(async () => {
    await Promise.all([hub?.stop(), shop?.stop()]);
    await artifacts?.stop();
  });

  /** The state of a Kustomization: `Ready`, why it is not, or undefined if it is not there. */
  const stateOf = async (name: string): Promise<string | undefined> => {
    const all = await listKustomizations(hub.client());
    const found = all.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === name);
    const conditions = (at(found, 'status', 'conditions') ?? []) as Array<Record<string, string>>;
    const ready = conditions.find(({ type }) => type === 'Ready');
    return ready?.status === 'True' ? 'Ready' : ready?.reason;
  };

  const commit = async (name: string, next: Described) => {
    now = next;
    return loop.commit(name, () => repository(now));
  };

  /** What the guard says of a change. */
  const findings = (next: Described, ...declarations: Removal[]) => {
    const tree = (described: Described) =>
      ManifestTree.of(Object.entries(repository(described)) as Array<[string, string]>);
    const common = { conventions: FLEET_CONVENTIONS, within: 'dist', today: '2026-11-29' };
    return guard({ base: tree(now), next: tree(next), declarations, ...common }).findings.map(({ id }) => id);
  };

  const cluster = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', namespace: 'shop', name: 'shop' };
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'addon', name: 'settings' };

  it.each(Object.keys(VARIANTS))('has objects that the CRDs take: %s', async (name) => {
    const files = repository({ provision: VARIANTS[name] });
    await hub.client().apply(namespace('shop'));
    const objects = ['cluster', 'access'].flatMap((file) => objectsIn(files, `provisioned/shop/${file}.yaml`));
    for (const object of objects) {
      const applied = await hub.client().apply(object, { dryRun: true });
      // Nothing was dropped, and defaults are all that was added.
      expect(applied.spec).toEqual(object.spec === undefined ? applied.spec : expect.objectContaining(object.spec));
    }
    expect(objects.length).toBeGreaterThanOrEqual(3);
  });

  it('has a schema for each kind that refuses what the CRD refuses', async () => {
    const broken: ReadonlyArray<ProvisionProps> = [
      { ...AKS, controlPlaneSpec: { networkPolicy: 'open' } },
      { ...AKS, controlPlaneSpec: { colour: 'red' } },
      { ...VARIANTS['eks'], pools: { apps: { spec: { amiType: 'AL2024' } } } },
      { ...VARIANTS['docker'], pools: { apps: { spec: { backend: { dokcer: {} } } } } },
    ];
    for (const provision of broken) {
      expect(() => repository({ provision })).toThrow(/1 problem, nothing was written/);
      const files = repository({ provision: provision.provider === 'aks' ? AKS : VARIANTS[provision.provider!] });
      const kinds = ['AzureManagedControlPlane', 'AWSManagedMachinePool', 'DevMachineTemplate'];
      const extra = provision.controlPlaneSpec ?? provision.pools!['apps']!.spec!;
      const object = objectsIn(files, 'provisioned/shop/cluster.yaml').find(({ kind }) => kinds.includes(kind))!;
      const spec = object.kind === 'DevMachineTemplate' ? { template: { spec: extra } } : { ...object.spec, ...extra };
      const refused = await hub
        .client()
        .apply({ ...object, spec }, { dryRun: true })
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(KubeError);
    }
  });

  it('applies what makes the cluster, and nothing on it before it answers', async () => {
    await KustomizeController.start(hub, { flags: ['--requeue-dependency=1s'] });
    clusterApi = StandInClusterApi.start(hub, { shop });
    for (const object of objectsIn(repository(now), 'flux-system/gotk-sync.yaml')) await hub.client().apply(object);
    loop = ArtifactLoop.start({ plane: hub, server: artifacts, content: () => repository(now) });
    for (const object of objectsIn(repository(now), 'provisioned/shop/cluster.yaml')) {
      await waitFor(describeObject(referenceTo(object)), () => hub.client().find(referenceTo(object)));
    }
    await waitFor('access to wait', async (observe) => {
      const state = await stateOf('shop/access');
      observe(String(state));
      return state === 'DependencyNotReady';
    });
    // The Cluster says that it is not there yet, and its Kustomization goes on waiting.
    await waitFor('the conditions', async () => at(await hub.client().get(cluster), 'status', 'conditions'));
    expect(await stateOf('flux-system/provisioned-shop')).not.toBe('Ready');
    expect(await shop.client().find({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' })).toBeUndefined();
  });

  it('deploys to the cluster once it answers, with the Secret and the account that Cluster API made', async () => {
    clusterApi.make('shop');
    const names = ['access', 'infrastructure-addon'].map((name) => ({ namespace: 'shop', name }));
    await waitForReady(hub.client(), [NAME, ...names]);
    expect(await shop.client().get(settings)).toMatchObject({ data: { color: 'red' } });
    const rights = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' };
    const binding = await shop.client().get({ ...rights, name: 'shop-kustomize-controller' });
    // Cluster API made it; Flux, which has its rights from it, took it over.
    const managers = binding.metadata.managedFields?.map(({ manager }) => manager) ?? [];
    expect(managers.sort()).toEqual(['capi', 'kustomize-controller']);
    clusterApi.assertHealthy();
  });

  it('keeps the cluster where the program no longer has it, and takes it over again', async () => {
    const { uid } = (await hub.client().get(cluster)).metadata;
    const machines = Removal.machines('shop', { reason: 'moves to another repository' });
    expect(findings({}, machines)).toEqual(['deletion-refused']);
    await commit('without', {});
    await waitFor('the Kustomization to go', async () => (await stateOf('flux-system/provisioned-shop')) === undefined);
    expect((await hub.client().get(cluster)).metadata).toMatchObject({ uid });
    expect((await hub.client().get(cluster)).metadata.deletionTimestamp).toBeUndefined();
    expect(await commit('again', { provision: AKS })).toBeTruthy();
    await waitForReady(hub.client(), [NAME]);
    expect((await hub.client().get(cluster)).metadata).toMatchObject({ uid });
  });

  it('deletes the Cluster in steps, and leaves the rest of the deletion to Cluster API', async () => {
    const going: Described = { provision: { ...AKS, deletable: true }, drained: true };
    const declared = [Removal.cluster('shop', { reason: 'closed' }), Removal.machines('shop', { reason: 'closed' })];
    expect(findings(going, declared[0]!)).toEqual([]);
    const revision = await commit('deletable', going);
    await waitForReady(hub.client(), [NAME], { revision });
    await waitFor('the add-on to go', async () => (await shop.client().find(settings)) === undefined);
    expect(findings({ hasShop: false }, declared[0]!)).toEqual(['protected-removed']);
    expect(findings({ hasShop: false }, ...declared)).toEqual([]);

    await commit('gone', { hasShop: false });
    await waitFor('the Cluster to go', async () => (await hub.client().find(cluster)) === undefined);
    clusterApi.assertHealthy();
    const left = await hub.client().listAll({ namespace: 'shop' });
    const kinds = left.filter(({ apiVersion }) => apiVersion.includes('cluster.x-k8s.io')).map(({ kind }) => kind);
    expect(kinds).toEqual([]);
    // Its deletion would have deleted the objects in any order.
    expect(await hub.client().find({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' })).toBeDefined();
  });
});
