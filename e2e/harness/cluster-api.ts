import { clusterApiCrds } from '../../scripts/schemas/products';
import { CLUSTER_API } from '../../scripts/schemas/releases';
import type { ControlPlane } from './control-plane';
import { installCrds } from './flux';
import { kept, parseObjects } from './flux-manifests';
import type { KubeClient } from './kube-client';
import { KubeError } from './kube-http';
import { at, referenceTo, textAt, type KubeObject } from './kube-object';

const CORE = 'cluster.x-k8s.io/v1beta2';
const FINALIZER = 'cluster.cluster.x-k8s.io';
const POLL_MS = 300;

/** Installs the CRDs of Cluster API and of its providers for Azure, AWS and containers. */
export async function installClusterApiCrds(plane: ControlPlane): Promise<void> {
  const crds = await kept(CLUSTER_API, () => Promise.resolve(clusterApiCrds() as unknown as KubeObject[]));
  await installCrds(plane.client(), crds);
}

/**
 * The controllers of Cluster API and of a provider, as far as Flux sees them. A Cluster is made when the test says so: it
 * then has the conditions of one that answers, a Secret with its kubeconfig, and what its ClusterResourceSets hold. One
 * that is deleted goes after the objects that it refers to.
 */
export class StandInClusterApi {
  /**
   * @param plane the management cluster
   * @param clusters the clusters that can be made, by the names of their Clusters
   */
  static start(plane: ControlPlane, clusters: Readonly<Record<string, ControlPlane>>): StandInClusterApi {
    const controllers = new StandInClusterApi(plane.client(), clusters);
    plane.beforeStop(() => controllers.stop());
    return controllers;
  }

  private readonly made = new Set<string>();
  private readonly given = new Set<string>();
  private stopped = false;
  private failure: unknown;
  private round: Promise<void>;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly client: KubeClient,
    private readonly clusters: Readonly<Record<string, ControlPlane>>,
  ) {
    this.round = this.poll();
  }

  /** Makes a cluster: from now on it answers. */
  make(name: string): void {
    this.made.add(name);
  }

  /** @throws when a round failed, with the reason. */
  assertHealthy(): void {
    if (this.failure !== undefined) throw new Error('the stand-in for Cluster API failed', { cause: this.failure });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private async poll(): Promise<void> {
    try {
      for (const cluster of await this.client.list(CORE, 'Cluster')) await this.reconcile(cluster);
    } catch (error) {
      // Another one may have changed or deleted what this round read.
      if (!(error instanceof KubeError)) this.failure = error;
    }
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.poll();
    }, POLL_MS);
  }

  private async reconcile(cluster: KubeObject): Promise<void> {
    const { deletionTimestamp, finalizers = [] } = cluster.metadata;
    if (deletionTimestamp !== undefined) return this.finalize(cluster);
    if (!finalizers.includes(FINALIZER)) {
      await this.client.patch(referenceTo(cluster), { metadata: { finalizers: [FINALIZER] } });
    }
    const plane = this.clusters[cluster.metadata.name];
    if (plane === undefined || !this.made.has(cluster.metadata.name)) {
      await this.say(cluster, 'False', 'NotAvailable');
      return;
    }
    if (!this.given.has(cluster.metadata.name)) {
      await this.client.apply(kubeconfigOf(cluster, plane));
      await this.applySets(cluster, plane.client());
      this.given.add(cluster.metadata.name);
    }
    await this.say(cluster, 'True', 'Available');
  }

  /** Sets the conditions that tell whether the cluster answers. */
  private async say(cluster: KubeObject, status: string, reason: string): Promise<void> {
    const before = JSON.stringify(at(cluster, 'status', 'conditions') ?? null);
    if (before.includes('ControlPlaneAvailable') && before.includes(`"status":"${status}"`)) return;
    const common = { status, reason, message: '', lastTransitionTime: new Date().toISOString() };
    const conditions = [
      ...['ControlPlaneAvailable', 'RemoteConnectionProbe'].map((type) => ({ type, ...common })),
      // Its nodes have no network yet.
      { type: 'Available', ...common, status: 'False', reason: 'NotAvailable' },
    ];
    await this.client.patchStatus(referenceTo(cluster), { conditions });
  }

  private async applySets({ metadata }: KubeObject, target: KubeClient): Promise<void> {
    const { namespace = '', labels = {} } = metadata;
    for (const set of await this.client.list('addons.cluster.x-k8s.io/v1beta2', 'ClusterResourceSet', { namespace })) {
      const wanted = at(set, 'spec', 'clusterSelector', 'matchLabels') as Readonly<Record<string, string>>;
      if (!Object.entries(wanted).every(([key, value]) => labels[key] === value)) continue;
      for (const { kind, name } of at(set, 'spec', 'resources') as Array<{ kind: string; name: string }>) {
        const { data } = await this.client.get({ apiVersion: 'v1', kind, namespace, name });
        for (const text of Object.values(data as Readonly<Record<string, string>>)) {
          for (const object of parseObjects(text)) await target.apply(object, { fieldManager: 'capi' });
        }
      }
    }
  }

  /** Deletes what the Cluster refers to and its pools, and then lets it go. */
  private async finalize(cluster: KubeObject): Promise<void> {
    const { namespace = '', name } = cluster.metadata;
    const pools = (await this.client.list(CORE, 'MachinePool', { namespace })).filter(
      (pool) => textAt(pool, 'spec', 'clusterName') === name,
    );
    const references = [
      ...pools.map((pool) => at(pool, 'spec', 'template', 'spec', 'infrastructureRef')),
      ...['controlPlaneRef', 'infrastructureRef'].map((field) => at(cluster, 'spec', field)),
    ] as Array<{ readonly apiGroup: string; readonly kind: string; readonly name: string }>;
    for (const pool of pools) await this.client.delete(referenceTo(pool));
    for (const { apiGroup, kind, name: own } of references) {
      const version =
        apiGroup === 'infrastructure.cluster.x-k8s.io' && kind.startsWith('Azure') ? 'v1beta1' : 'v1beta2';
      const reference = { apiVersion: `${apiGroup}/${version}`, kind, namespace, name: own };
      if (await this.client.find(reference)) await this.client.delete(reference);
    }
    await this.client.patch(referenceTo(cluster), { metadata: { finalizers: null } });
  }
}

function kubeconfigOf({ metadata }: KubeObject, plane: ControlPlane): KubeObject {
  const { name, namespace, uid = '' } = metadata;
  const ownerReferences = [{ apiVersion: CORE, kind: 'Cluster', name, uid }];
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'cluster.x-k8s.io/secret',
    metadata: { name: `${name}-kubeconfig`, namespace, ownerReferences },
    data: { value: Buffer.from(plane.kubeconfig()).toString('base64') },
  };
}
