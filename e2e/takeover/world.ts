import { ManifestTree } from 'cdk8s-flux-fleet/plan';
import { FLEET_CONVENTIONS } from '../../src/pipeline/guard/conventions';
import { takeover, writeEdits, type Check, type Step } from '../../src/takeover';
import { fleetFiles, FLEET_URL, OLD_URL, type Style } from '../../test/takeover/styles';
import { ArtifactLoop, type ContentOf } from '../harness/artifact-loop';
import { ArtifactServer } from '../harness/artifacts';
import { ControlPlane } from '../harness/control-plane';
import { installFluxCrds, installPlatform, namespace } from '../harness/flux';
import { FluxController } from '../harness/flux-controller';
import { parseObjects } from '../harness/flux-manifests';
import type { KubeClient } from '../harness/kube-client';
import { at, conditionOf, referenceTo, textAt, type KubeObject } from '../harness/kube-object';
import { StandInKubelet } from '../harness/kubelet';
import { KustomizeController } from '../harness/kustomize-controller';
import type { FileMap } from '../harness/tar';
import { waitFor } from '../harness/wait';
import { ChartLoop } from './charts';
import { runCommand } from './kubectl';

const FLUX = 'toolkit.fluxcd.io';
const KUSTOMIZE = `kustomize.${FLUX}/v1`;
const HELM = `helm.${FLUX}/v2`;

/** What Flux and clusters write by themselves, and so makes and removes while nothing is lost. */
const OWN_KINDS = new Set(['Endpoints', 'EndpointSlice', 'Event', 'Lease', 'ControllerRevision']);

/** An object that must not be lost: its uid, and the template of its pods. */
interface Kept {
  readonly uid: string;
  readonly template: string;
}

/** A cluster on which Flux runs an old repository, with the real kustomize- and helm-controller. */
export class RunningCluster {
  static async start(style: Style): Promise<RunningCluster> {
    const names = [style.cluster, ...Object.keys(style.remotes ?? {})];
    const controllers = ['deployment', 'replicaset'] as const;
    const planes = await Promise.all(names.map((name) => ControlPlane.start({ name, controllers })));
    for (const one of planes) StandInKubelet.start(one);
    const [plane, ...remotes] = planes as [ControlPlane, ...ControlPlane[]];
    const server = await ArtifactServer.start();
    plane.beforeStop(() => server.stop());
    for (const remote of remotes) plane.beforeStop(() => remote.stop());
    await installFluxCrds(plane);
    await installPlatform(plane);
    // Nobody has locked most old fleets down.
    const open = ['--default-service-account=', `--no-cross-namespace-refs=${style.lockdown ?? false}`];
    await KustomizeController.start(plane, { flags: [...open, '--requeue-dependency=1s'] });
    await FluxController.start(plane, 'helm-controller', [...open, '--requeue-dependency=1s']);
    ChartLoop.start(plane, server, '6.1.0');
    const cluster = new RunningCluster(style, plane, new Map(remotes.map((one) => [one.name, one])), server);
    try {
      await cluster.bootstrap();
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return cluster;
  }

  private old: Readonly<Record<string, string>>;
  private readonly fleet: Readonly<Record<string, string>>;
  /** Files that steps have saved. */
  private readonly saved: Record<string, string> = {};
  private readonly loop: ArtifactLoop;
  private commits = 0;

  private constructor(
    private readonly style: Style,
    private readonly plane: ControlPlane,
    private readonly remotes: ReadonlyMap<string, ControlPlane>,
    server: ArtifactServer,
  ) {
    this.old = style.old;
    this.fleet = fleetFiles(style);
    this.loop = ArtifactLoop.start({ plane, server, content: this.content });
  }

  /** Everything that must stay, by cluster, kind, namespace and name. */
  async snapshot(): Promise<ReadonlyMap<string, Kept>> {
    const kept = new Map<string, Kept>();
    for (const plane of [this.plane, ...this.remotes.values()]) {
      for (const { apiVersion, kind, metadata, spec } of await plane.client().listAll({})) {
        const isFlux = apiVersion.includes(FLUX) || OWN_KINDS.has(kind);
        if (isFlux || (kind === 'Secret' && metadata.name.startsWith('sh.helm.'))) continue;
        const template = JSON.stringify(at({ spec }, 'spec', 'template') ?? null);
        const name = `${kind} ${metadata.namespace ?? ''}/${metadata.name} on ${plane.name}`;
        kept.set(name, { uid: metadata.uid!, template });
      }
    }
    return kept;
  }

  /** The HelmReleases with their uids, and the revisions of their releases: an upgrade makes another one. */
  async releases(): Promise<Readonly<Record<string, string>>> {
    const all = await this.client.list(HELM, 'HelmRelease');
    const records = await this.client.list('v1', 'Secret');
    const revisions = records.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('sh.helm.'));
    const uids = all.map(({ metadata }) => [`${metadata.namespace}/${metadata.name}`, metadata.uid!] as const);
    return Object.fromEntries([...uids, ...revisions.map((name) => [name, 'there'] as const)]);
  }

  /** The plan of the takeover, from the old repository as it is now. */
  plan() {
    const treeOf = (files: FileMap) => ManifestTree.of(Object.entries(files));
    const { cluster, folder } = this.style;
    return takeover(treeOf(this.old), treeOf(this.fleet), {
      conventions: FLEET_CONVENTIONS,
      clusters: { [cluster]: folder },
    });
  }

  /** Commits the changes that the plan asks for. */
  async edit(): Promise<void> {
    const { edits } = this.plan();
    const files = { ...this.old };
    for (const edit of edits) {
      const { text, problems } = writeEdits(files[edit.file]!, [edit]);
      if (problems.length > 0) throw new Error(problems.join('\n'));
      files[edit.file] = text;
    }
    await this.commit(files);
  }

  /** Takes the changes back. */
  async revert(): Promise<void> {
    await this.commit(this.style.old);
  }

  /** Runs the commands of a step, and again: a step that was interrupted is repeated. Then waits for its check. */
  async step({ commands, check }: Step): Promise<void> {
    const files = this.files;
    for (const command of [...commands, ...commands]) await runCommand(command, this.clientOf, files);
    Object.assign(this.saved, files);
    if (check) await this.holds(check);
  }

  stop(): Promise<void> {
    return this.plane.stop();
  }

  private get client(): KubeClient {
    return this.plane.client();
  }

  /** The client of this cluster, or of the one that a file with a kubeconfig leads to. */
  private readonly clientOf = (kubeconfig: string | undefined): KubeClient => {
    if (kubeconfig === undefined) return this.client;
    const [remote] = [...this.remotes.values()].filter((plane) => plane.kubeconfig() === kubeconfig);
    if (remote === undefined) throw new Error('no cluster has this kubeconfig');
    return remote.client();
  };

  private get files(): Record<string, string> {
    return { ...this.saved, ...this.old, ...this.fleet };
  }

  private readonly content: ContentOf = (source) => {
    const url = textAt(source, 'spec', 'url');
    return url === OLD_URL ? this.old : url === FLEET_URL ? this.fleet : this.style.others[url ?? ''];
  };

  private async commit(files: Readonly<Record<string, string>>): Promise<void> {
    this.old = files;
    await this.loop.commit(`commit ${++this.commits}`, this.content);
  }

  private async bootstrap(): Promise<void> {
    const { old, folder, kustomizations } = this.style;
    for (const [remote, secret] of Object.entries(this.style.remotes ?? {})) await this.handOver(remote, secret);
    const sync = old[`${folder}/flux-system/gotk-sync.yaml`] ?? this.rootByHand();
    for (const object of parseObjects(sync)) await this.client.apply(object);
    if (JSON.stringify(old).includes('PersistentVolumeClaim')) await this.bindClaim();
    await this.holds({ state: 'ready', kustomizations, releases: [] });
    await waitFor('all HelmReleases to be Ready', async (observe) => {
      const all = await this.client.list(HELM, 'HelmRelease');
      observe(JSON.stringify(all.map((one) => conditionOf(one, 'Ready')?.message)));
      return all.length === this.style.helmReleases && all.every(isReady);
    });
    const all = await this.client.list(KUSTOMIZE, 'Kustomization');
    if (all.length !== kustomizations.length) throw new Error(`${all.length} Kustomizations are there`);
  }

  /** Gives this cluster the kubeconfig of a remote one. */
  private async handOver(remote: string, secret: string): Promise<void> {
    const [space = '', name = ''] = secret.split('/');
    await this.client.apply(namespace(space));
    await this.client.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: space },
      stringData: { value: this.remotes.get(remote)!.kubeconfig() },
    });
  }

  /** What the storage of a cluster does: no controller binds claims here, and Flux waits for them. */
  private async bindClaim(): Promise<void> {
    const claim = await waitFor('the claim', async () => {
      const [first] = await this.client.list('v1', 'PersistentVolumeClaim');
      return first;
    });
    await this.client.patchStatus(referenceTo(claim), { phase: 'Bound' });
  }

  /** The source and Kustomization that somebody has applied by hand, where no file holds them. */
  private rootByHand(): string {
    const source = { kind: 'GitRepository', name: 'flux-system' };
    const metadata = { name: 'flux-system', namespace: 'flux-system' };
    return [
      {
        apiVersion: `source.${FLUX}/v1`,
        kind: 'GitRepository',
        metadata,
        spec: { interval: '1m', url: OLD_URL, ref: { branch: 'main' } },
      },
      {
        apiVersion: KUSTOMIZE,
        kind: 'Kustomization',
        metadata,
        spec: { interval: '10m', prune: true, path: this.style.folder, sourceRef: source },
      },
    ]
      .map((object) => JSON.stringify(object))
      .join('\n---\n');
  }

  private async holds({ state, kustomizations, releases }: Omit<Check, 'command' | 'sets'>): Promise<void> {
    const wanted = [
      ...kustomizations.map((name) => `Kustomization ${name}`),
      ...releases.map((name) => `HelmRelease ${name}`),
    ];
    await waitFor(`${wanted.join(', ')} to be ${state}`, async (observe) => {
      const all = [
        ...(await this.client.list(KUSTOMIZE, 'Kustomization')),
        ...(await this.client.list(HELM, 'HelmRelease')),
      ];
      const there = new Map(all.map((one) => [`${one.kind} ${one.metadata.namespace}/${one.metadata.name}`, one]));
      const wrong = wanted.filter((name) => !isIn(state, there.get(name)));
      observe(
        wrong
          .map((name) => `${name}: ${JSON.stringify(at(there.get(name) ?? {}, 'status', 'conditions') ?? null)}`)
          .join('\n'),
      );
      return wrong.length === 0;
    });
  }
}

function isReady(object: KubeObject): boolean {
  return (
    conditionOf(object, 'Ready')?.status === 'True' &&
    at(object, 'status', 'observedGeneration') === object.metadata.generation
  );
}

/** What a check says of one object, as the jq program of its command does. */
function isIn(state: Check['state'], object: KubeObject | undefined): boolean {
  switch (state) {
    case 'gone':
      return object === undefined;
    case 'ready':
      return object !== undefined && isReady(object);
    case 'suspended':
      return object === undefined || at(object, 'spec', 'suspend') === true;
    case 'orphaning':
      return object === undefined || (textAt(object, 'spec', 'deletionPolicy') === 'Orphan' && isReady(object));
  }
}
