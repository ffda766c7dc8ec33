import { ApiObject } from 'cdk8s';
import { Cluster, Component, Fleet, HelmChart, Source } from 'cdk8s-flux-fleet';
import { installClusterApiCrds, StandInClusterApi } from './harness/cluster-api';
import { ControlPlane } from './harness/control-plane';
import { installFluxCrds, installPlatform } from './harness/flux';
import { FluxController } from './harness/flux-controller';
import { parseObjects } from './harness/flux-manifests';
import { GitServer } from './harness/git-server';
import { at, conditionOf, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import type { FileMap } from './harness/tar';
import { waitFor, waitForReady } from './harness/wait';
import { filesOfTree } from './model/world';

// A hub that makes a cluster by a chart, as the reference fleet does, with the real source-, kustomize- and helm-controller.

const INFRASTRUCTURE = 'infrastructure.cluster.x-k8s.io';

const CHART: FileMap = {
  'aks/Chart.yaml': 'apiVersion: v2\nname: aks\nversion: 1.0.0\n',
  'aks/values.yaml': 'nodes: 1\n',
  'aks/templates/cluster.yaml': `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: {{ .Values.name }}}
spec:
  controlPlaneRef: {apiGroup: ${INFRASTRUCTURE}, kind: AzureManagedControlPlane, name: {{ .Values.name }}}
  infrastructureRef: {apiGroup: ${INFRASTRUCTURE}, kind: AzureManagedCluster, name: {{ .Values.name }}}
---
apiVersion: ${INFRASTRUCTURE}/v1beta1
kind: AzureManagedControlPlane
metadata: {name: {{ .Values.name }}}
spec: {location: westeurope, resourceGroupName: bank, version: v1.34.2, identityRef: {kind: AzureClusterIdentity, name: fleet}}
---
apiVersion: ${INFRASTRUCTURE}/v1beta1
kind: AzureManagedCluster
metadata: {name: {{ .Values.name }}}
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachinePool
metadata: {name: {{ .Values.name }}-apps}
spec:
  clusterName: {{ .Values.name }}
  replicas: {{ .Values.nodes }}
  template:
    spec:
      bootstrap: {dataSecretName: ""}
      clusterName: {{ .Values.name }}
      version: v1.34.2
      infrastructureRef: {apiGroup: ${INFRASTRUCTURE}, kind: AzureManagedMachinePool, name: {{ .Values.name }}-apps}
---
apiVersion: ${INFRASTRUCTURE}/v1beta1
kind: AzureManagedMachinePool
metadata: {name: {{ .Values.name }}-apps}
spec: {mode: System, sku: Standard_D4s_v5}
`,
};

interface Described {
  readonly hasBank?: boolean;
  readonly isProvisioned?: boolean;
  readonly deletable?: boolean;
  readonly nodes?: number;
}

describe('a hub that makes a cluster by a chart', () => {
  let git: GitServer;
  let hub: ControlPlane;
  let bank: ControlPlane;
  let clusterApi: StandInClusterApi;

  function repository({ hasBank = true, isProvisioned = true, deletable = false, nodes = 2 }: Described): FileMap {
    const source = Source.git({ url: git.url('fleet'), branch: 'main' });
    const fleet = new Fleet({ name: 'acme', source, policies: 'none' });
    const manager = new Cluster(fleet, 'hub');
    if (hasBank) {
      const cluster = new Cluster(fleet, 'bank', { managedBy: manager, drained: deletable });
      const chart = HelmChart.git({ url: git.url('charts'), branch: 'main', path: './aks' });
      if (isProvisioned) cluster.provision({ chart, values: { name: 'bank', nodes }, deletable });
      new Component(cluster, 'addon', {
        manifests: (chart) =>
          void new ApiObject(chart, 'settings', {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'settings' },
          }),
      });
    }
    return filesOfTree(fleet.synthesize().tree);
  }

  /** Commits what the program makes, and lets Flux look at once. */
  async function commit(message: string, described: Described): Promise<string> {
    const id = git.commit('fleet', message, repository(described));
    const asked = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': message } } };
    for (const { apiVersion, kind, metadata } of await hub
      .client()
      .list('source.toolkit.fluxcd.io/v1', 'GitRepository'))
      await hub.client().patch({ apiVersion, kind, name: metadata.name, namespace: metadata.namespace! }, asked);
    return id;
  }

  const inBank = (apiVersion: string, kind: string, name = 'bank') => ({ apiVersion, kind, namespace: 'bank', name });
  const CLUSTER = inBank('cluster.x-k8s.io/v1beta2', 'Cluster');
  const POOL = inBank('cluster.x-k8s.io/v1beta2', 'MachinePool', 'bank-apps');
  const CONTROL_PLANE = inBank(`${INFRASTRUCTURE}/v1beta1`, 'AzureManagedControlPlane');
  const RELEASE = {
    ...{ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' },
    ...{ namespace: 'flux-system', name: 'provisioned-bank' },
  };
  const MACHINES = { namespace: 'flux-system', name: 'provisioned-bank' };
  const isGone = (object: KubeObject | undefined) => object === undefined;

  beforeAll(async () => {
    git = await GitServer.start();
    git.commit('charts', 'Add the chart', CHART);
    [hub, bank] = await Promise.all([ControlPlane.start({ name: 'hub' }), ControlPlane.start({ name: 'bank' })]);
    await Promise.all([installFluxCrds(hub), installClusterApiCrds(hub), installPlatform(hub)]);
    await FluxController.start(hub, 'source-controller');
    await FluxController.start(hub, 'helm-controller');
    await KustomizeController.start(hub, { flags: ['--requeue-dependency=1s'] });
    clusterApi = StandInClusterApi.start(hub, { bank });
  });

  afterAll(async () => {
    await Promise.all([hub?.stop(), bank?.stop()]);
    await git?.stop();
  });

  it('installs the release, and deploys to the cluster once it answers', async () => {
    const files = repository({});
    git.commit('fleet', 'Begin', files);
    for (const object of parseObjects(String(files['dist/clusters/hub/flux-system/gotk-sync.yaml'])))
      await hub.client().apply(object);
    await waitFor('the release', async (observe) => {
      const release = await hub.client().find(RELEASE);
      const ready = release && conditionOf(release, 'Ready');
      observe(`${ready?.reason} ${ready?.message}`);
      return ready?.status === 'True';
    });
    const made = await hub.client().get(CLUSTER);
    expect(made.metadata.labels).toMatchObject({ 'fleet.cdk8s.io/provisioned': 'bank' });
    expect(made.metadata.annotations).toMatchObject({ 'helm.sh/resource-policy': 'keep' });
    expect(await bank.client().find({ apiVersion: 'v1', kind: 'Namespace', name: 'addon' })).toBeUndefined();

    clusterApi.make('bank');
    const names = ['access', 'infrastructure-addon'].map((name) => ({ namespace: 'bank', name }));
    await waitForReady(hub.client(), [MACHINES, ...names]);
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'addon', name: 'settings' };
    expect(await bank.client().find(settings)).toBeDefined();
  });

  it('scales a pool by the values of the chart, and makes nothing anew', async () => {
    const uids = async () =>
      Promise.all([CLUSTER, POOL, CONTROL_PLANE].map(async (one) => (await hub.client().get(one)).metadata.uid));
    const before = await uids();
    await commit('Scale', { nodes: 5 });
    await waitFor('the pool to grow', async () => at(await hub.client().get(POOL), 'spec', 'replicas') === 5);
    expect(await uids()).toEqual(before);
  });

  it('keeps release and cluster where the program no longer has what makes it', async () => {
    const { uid } = (await hub.client().get(CLUSTER)).metadata;
    await commit('Keep', { isProvisioned: false });
    const kustomization = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', ...MACHINES };
    await waitFor('the Kustomization to go', async () => isGone(await hub.client().find(kustomization)));
    for (const one of [RELEASE, CLUSTER, POOL])
      expect((await hub.client().get(one)).metadata.deletionTimestamp).toBeUndefined();
    const revision = await commit('Take over', { nodes: 5 });
    await waitForReady(hub.client(), [MACHINES], { revision });
    expect((await hub.client().get(CLUSTER)).metadata.uid).toBe(uid);
  });

  it('leaves infrastructure and control plane to Cluster API when the cluster is deleted', async () => {
    const revision = await commit('Deletable', { nodes: 5, deletable: true });
    await waitForReady(hub.client(), [MACHINES], { revision });
    await waitFor('Helm to let go of the Cluster', async () => {
      const { annotations = {} } = (await hub.client().get(CLUSTER)).metadata;
      return annotations['helm.sh/resource-policy'] === undefined;
    });
    // Machines that take their time: what they need is not deleted before them.
    const held = { metadata: { finalizers: ['e2e.example.com/machines'] } };
    const machines = inBank(`${INFRASTRUCTURE}/v1beta1`, 'AzureManagedMachinePool', 'bank-apps');
    await clusterApi.stop();
    await hub.client().patch(machines, held);
    await commit('Delete', { hasBank: false });
    await waitFor('Helm to delete the Cluster', async () => {
      const { deletionTimestamp } = (await hub.client().get(CLUSTER)).metadata;
      return deletionTimestamp !== undefined;
    });
    await waitFor('Helm to delete the machines', async () => {
      const { deletionTimestamp } = (await hub.client().get(machines)).metadata;
      return deletionTimestamp !== undefined;
    });
    expect((await hub.client().get(CONTROL_PLANE)).metadata.deletionTimestamp).toBeUndefined();

    await hub.client().patch(machines, { metadata: { finalizers: null } });
    StandInClusterApi.start(hub, { bank });
    await waitFor('the Cluster to go', async () => isGone(await hub.client().find(CLUSTER)));
    await waitFor('the release to go', async () => isGone(await hub.client().find(RELEASE)));
    for (const one of [POOL, CONTROL_PLANE]) expect(await hub.client().find(one)).toBeUndefined();
  });
});
