import { ArtifactLoop, branchOf } from '../harness/artifact-loop';
import type { ArtifactServer } from '../harness/artifacts';
import type { ControlPlane } from '../harness/control-plane';
import { installFluxCrds, installPlatform, namespace } from '../harness/flux';
import { parseObjects } from '../harness/flux-manifests';
import type { KubeClient } from '../harness/kube-client';
import { referenceTo, textAt, type KubeObject, type ObjectReference } from '../harness/kube-object';
import { KustomizeController } from '../harness/kustomize-controller';
import type { FileMap } from '../harness/tar';
import { waitFor } from '../harness/wait';
import { configMap, type Tree } from '../prune/tree';
import { FLEET_URL } from './scenario';

/** Label of the objects that tenants' repositories hold. */
export const TENANT_OBJECT = 'e2e.example.com/tenant';

const ALLOW_DELETION = 'fleet.cdk8s.io/allow-deletion';
const FLUX_GROUPS = ['kustomize.toolkit.fluxcd.io', 'helm.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io'];

/** A hub: a cluster on which Flux runs. */
interface Hub {
  readonly controller: KustomizeController;
  readonly loop: ArtifactLoop;
  /** The name of the cluster whose folder its root follows. */
  root: string;
}

/** What people do by hand on clusters, and what starts and ends Flux there. */
export class Hands {
  private readonly running = new Map<string, Hub>();

  constructor(
    private readonly planes: ReadonlyMap<string, ControlPlane>,
    private readonly artifacts: ArtifactServer,
    /** The commit, and what each branch holds at it. */
    private readonly head: () => { readonly name: string; readonly tree: (branch: string) => Tree },
  ) {}

  /** The clusters on which Flux runs. */
  get hubs(): readonly string[] {
    return [...this.running.keys()];
  }

  /** The clusters on which Flux runs, and finds its folder in the commit. */
  get followed(): readonly string[] {
    const { tree } = this.head();
    const files = tree('main');
    return [...this.running].flatMap(([hub, { root }]) => {
      return `dist/clusters/${root}/kustomization.yaml` in files ? [hub] : [];
    });
  }

  /** A client of a cluster. */
  client(cluster: string): KubeClient {
    return this.planes.get(cluster)!.client();
  }

  /** Starts Flux, and applies the cluster's root. */
  async startFlux(cluster: string, plane = cluster): Promise<void> {
    const on = this.planes.get(plane)!;
    if (!this.running.has(plane)) {
      await installFluxCrds(on);
      await installPlatform(on);
      const controller = await KustomizeController.start(on, { flags: ['--requeue-dependency=1s'] });
      const { name } = this.head();
      const loop = ArtifactLoop.start({ plane: on, server: this.artifacts, content: this.content, commit: name });
      this.running.set(plane, { controller, loop, root: cluster });
    }
    this.running.get(plane)!.root = cluster;
    await this.applyFile(plane, `clusters/${cluster}/flux-system/gotk-sync.yaml`);
  }

  /** What `flux uninstall` does: ends Flux, and takes its objects away without what they made. */
  async uninstallFlux(cluster: string): Promise<void> {
    const { controller, loop } = this.running.get(cluster)!;
    this.running.delete(cluster);
    await loop.stop();
    await controller.stop();
    const client = this.client(cluster);
    const crds = (await client.list('apiextensions.k8s.io/v1', 'CustomResourceDefinition')).filter(({ metadata }) =>
      FLUX_GROUPS.some((group) => metadata.name.endsWith(`.${group}`)),
    );
    for (const crd of crds) {
      const { group, names, versions } = crd.spec as {
        group: string;
        names: { kind: string };
        versions: { name: string; storage: boolean }[];
      };
      const apiVersion = `${group}/${versions.find(({ storage }) => storage)!.name}`;
      for (const object of await client.list(apiVersion, names.kind))
        await client.patch(referenceTo(object), { metadata: { finalizers: null } });
      await client.delete(referenceTo(crd));
    }
    await this.deleteNamespace(cluster, 'flux-system');
  }

  /** Gives the commit to Flux on all clusters. @returns its revision */
  async commit(): Promise<string> {
    const { name } = this.head();
    const loops = [...this.running.values()].map(({ loop }) => loop);
    const revisions = await Promise.all(loops.map((loop) => loop.commit(name, this.content)));
    return revisions[0]!;
  }

  /** Gives a manager the kubeconfig of a remote cluster. */
  async giveKubeconfig(remote: string, manager: string, plane = remote): Promise<void> {
    const client = this.client(manager);
    await client.apply(namespace(remote));
    await client.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `${remote}-kubeconfig`, namespace: remote },
      stringData: { value: this.planes.get(plane)!.kubeconfig() },
    });
  }

  /** Applies the account that a manager acts as to a remote cluster. */
  async applyAccess(remote: string, manager: string, plane = remote): Promise<void> {
    await this.applyFile(plane, `clusters/${manager}/remotes/${remote}/access/access.yaml`);
  }

  /** What `kubectl annotate namespace` does. */
  private async annotateNamespace(cluster: string, name: string): Promise<void> {
    const object = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, annotations: { [ALLOW_DELETION]: 'gone' } },
    };
    await this.client(cluster).apply(object, { fieldManager: 'kubectl-annotate' });
  }

  /** Annotates a namespace that Flux has failed to delete, and waits until Flux has done so. */
  async letGo(cluster: string, name: string): Promise<void> {
    await this.annotateNamespace(cluster, name);
    const object = { apiVersion: 'v1', kind: 'Namespace', name };
    await waitFor(`namespace ${name} to be deleted`, async () => !(await this.client(cluster).find(object)));
  }

  /** Deletes a namespace that somebody has to let go, and waits until it is gone. */
  async deleteNamespace(cluster: string, name: string): Promise<void> {
    await this.annotateNamespace(cluster, name);
    await this.delete(cluster, { apiVersion: 'v1', kind: 'Namespace', name });
  }

  /** Deletes what a manager needed on a cluster that is its remote no longer: its namespace there, and its account's rights. */
  async forgetManager(cluster: string): Promise<void> {
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    await this.deleteNamespace(cluster, cluster);
    await this.delete(cluster, { apiVersion, kind: 'ClusterRoleBinding', name: `${cluster}-kustomize-controller` });
  }

  /** Deletes an object, and waits until it is gone. */
  async delete(cluster: string, object: ObjectReference): Promise<void> {
    await this.client(cluster).delete(object);
    await waitFor(`${object.kind} ${object.name} to be gone`, async () => !(await this.client(cluster).find(object)));
  }

  private async applyFile(cluster: string, path: string): Promise<void> {
    const text = this.head().tree('main')[`dist/${path}`];
    if (text === undefined) throw new Error(`the tree has no ${path}`);
    for (const object of parseObjects(text)) await this.client(cluster).apply(object);
  }

  private readonly content = (source: KubeObject): FileMap =>
    textAt(source, 'spec', 'url') === FLEET_URL ? { ...this.head().tree(branchOf(source)) } : TENANT;
}

/** The repository of every tenant: on each app's path a ConfigMap. */
const TENANT: FileMap = Object.fromEntries(
  ['api', 'web'].flatMap((app) => {
    const { metadata, ...rest } = configMap('', app, { labels: { [TENANT_OBJECT]: app } });
    const { namespace: _, ...named } = metadata;
    return [
      [`${app}/kustomization.yaml`, 'resources: [app.yaml]\n'],
      [`${app}/app.yaml`, JSON.stringify({ ...rest, metadata: named })],
    ];
  }),
);
