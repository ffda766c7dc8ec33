import { ArtifactLoop, type ContentOf } from '../harness/artifact-loop';
import { ArtifactServer } from '../harness/artifacts';
import { ControlPlane } from '../harness/control-plane';
import { installFluxCrds, installPlatform, namespace } from '../harness/flux';
import { parseObjects } from '../harness/flux-manifests';
import { StandInHelmController, type ChartFolderOf } from '../harness/helm-controller';
import type { KubeClient } from '../harness/kube-client';
import { StandInKubelet } from '../harness/kubelet';
import { KustomizeController } from '../harness/kustomize-controller';
import type { FileMap } from '../harness/tar';
import { listKustomizations, waitFor, waitForReady } from '../harness/wait';

/** A fleet that runs: its generated files, and the clusters that are started for it. */
export interface FleetProps {
  /** The fleet's repository, with the generated folder at `dist/`. */
  readonly files: FileMap;
  /** Clusters that run Flux. */
  readonly managers: readonly string[];
  /** Remote clusters, with the manager of each. */
  readonly remotes?: Readonly<Record<string, string>>;
  /** What each source holds. */
  readonly content: ContentOf;
  /** Where charts are found. @default - none is rendered */
  readonly charts?: ChartFolderOf;
}

/** Clusters with the real Flux on each manager, locked down as the library's documentation says. */
export class FleetWorld {
  static async start(props: FleetProps): Promise<FleetWorld> {
    const { managers, remotes = {}, files } = props;
    const controllers = ['deployment', 'replicaset', 'validatingadmissionpolicy-status'] as const;
    const names = [...managers, ...Object.keys(remotes)];
    const planes = await Promise.all(names.map((name) => ControlPlane.start({ name, controllers })));
    const world = new FleetWorld(
      new Map(names.map((name, index) => [name, planes[index]!])),
      await ArtifactServer.start(),
    );
    for (const plane of planes) StandInKubelet.start(plane);
    for (const [remote, manager] of Object.entries(remotes)) await world.handOver(remote, manager, files);
    for (const manager of managers) await world.startFlux(manager, props);
    return world;
  }

  private readonly loops = new Map<string, ArtifactLoop>();

  /** What each release rendered to, by manager and `namespace/name`. */
  readonly helm = new Map<string, StandInHelmController>();

  private constructor(
    private readonly planes: ReadonlyMap<string, ControlPlane>,
    private readonly artifacts: ArtifactServer,
  ) {}

  client(cluster: string): KubeClient {
    return this.planes.get(cluster)!.client();
  }

  /** Waits until as many Kustomizations as there are to be on a manager are Ready. */
  async ready(manager: string, names: readonly string[]): Promise<void> {
    const all = names.map((name) => {
      const [space = '', own = ''] = name.split('/');
      return { namespace: space, name: own };
    });
    await waitForReady(this.client(manager), all);
  }

  /** Names of all Kustomizations of a manager, sorted. */
  async kustomizations(manager: string): Promise<string[]> {
    const all = await listKustomizations(this.client(manager));
    return all.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();
  }

  /** Gives all sources of a manager a new revision, with what they hold now. */
  async commit(manager: string, name: string): Promise<void> {
    await this.loops.get(manager)!.commit(name);
  }

  /** What a release's chart rendered to. */
  rendered(manager: string, release: string): Promise<string> {
    return waitFor(`release ${release}`, () => Promise.resolve(this.helm.get(manager)!.rendered.get(release)));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.planes.values()].map((plane) => plane.stop()));
    await this.artifacts.stop();
  }

  /** What hands over a remote cluster: its access applied once, and its kubeconfig given to the manager. */
  private async handOver(remote: string, manager: string, files: FileMap): Promise<void> {
    const access = files[`dist/clusters/${manager}/remotes/${remote}/access/access.yaml`]!.toString();
    for (const object of parseObjects(access)) await this.client(remote).apply(object);
    await this.client(manager).apply(namespace(remote));
    await this.client(manager).apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `${remote}-kubeconfig`, namespace: remote },
      stringData: { value: this.planes.get(remote)!.kubeconfig() },
    });
  }

  private async startFlux(manager: string, { files, content, charts }: FleetProps): Promise<void> {
    const plane = this.planes.get(manager)!;
    await installFluxCrds(plane);
    await installPlatform(plane);
    await KustomizeController.start(plane, { flags: ['--requeue-dependency=1s'] });
    this.helm.set(manager, StandInHelmController.start(plane, charts ?? (() => undefined)));
    const sync = files[`dist/clusters/${manager}/flux-system/gotk-sync.yaml`]!.toString();
    for (const object of parseObjects(sync)) await plane.client().apply(object);
    this.loops.set(manager, ArtifactLoop.start({ plane, server: this.artifacts, content }));
  }
}

/** The generated files of a fleet that was synthesized in memory. */
export function filesOfTree(tree: {
  readonly paths: readonly string[];
  get(path: string): string | undefined;
}): FileMap {
  return Object.fromEntries(tree.paths.map((path) => [`dist/${path}`, tree.get(path)!]));
}
