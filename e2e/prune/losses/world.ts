import { ArtifactLoop, branchOf } from '../../harness/artifact-loop';
import { ArtifactServer } from '../../harness/artifacts';
import { ControlPlane } from '../../harness/control-plane';
import { installFluxCrds, installPlatform, namespace } from '../../harness/flux';
import { FluxController } from '../../harness/flux-controller';
import type { KubeClient } from '../../harness/kube-client';
import { KubeError } from '../../harness/kube-http';
import { at, conditionOf, textAt, type KubeObject } from '../../harness/kube-object';
import { KustomizeController } from '../../harness/kustomize-controller';
import { waitFor } from '../../harness/wait';
import { settled } from '../settle';
import { bootstrap, fileMap, type Tree } from '../tree';
import { REAL, serveCharts } from './charts';
import { clustersOf, type Course, type Fate, type Loss } from './loss';

/** For how long no release may change before it counts as done. */
const CALM_MS = 8_000;

const VERSIONS: Readonly<Record<string, string>> = {
  ConfigMap: 'v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  Deployment: 'apps/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  Service: 'v1',
};

/** One cluster of a loss with its trees. */
interface Stage {
  readonly name: string;
  readonly course: Course;
  readonly elsewhere: Readonly<Record<string, Tree>>;
}

/** What became of the objects of each cluster that its course speaks of. */
export type Ends = ReadonlyMap<string, Readonly<Record<string, Fate>>>;

/** Plays all losses and near misses at once on one control plane with Flux's real controllers. */
export async function play(losses: readonly Loss[]): Promise<Ends> {
  const stages = losses.flatMap((loss): Stage[] => {
    const [change, near] = clustersOf(loss);
    const other = (name: string) => loss.elsewhere?.(name) ?? {};
    return [
      { name: change, course: loss.change(change), elsewhere: other(change) },
      { name: near, course: loss.near(near), elsewhere: other(near) },
    ];
  });
  const stop: (() => Promise<void>)[] = [];
  try {
    stop.push(await serveCharts());
    const plane = await ControlPlane.start({ name: 'losses' });
    stop.unshift(() => plane.stop());
    const server = await ArtifactServer.start();
    stop.push(() => server.stop());
    await installFluxCrds(plane);
    await installPlatform(plane);
    const label = Object.entries(REAL).map(([key, value]) => `${key}=${value}`);
    await Promise.all([
      // As many workers as dozens of clusters on one API server need: a cluster's own Kustomization must not wait for
      // those of others, which would meet its new files with their old specs.
      KustomizeController.start(plane, {
        flags: ['--default-service-account=', '--requeue-dependency=1s', '--concurrent=40'],
      }),
      FluxController.start(plane, 'source-controller', [`--watch-label-selector=${label.join(',')}`]),
      FluxController.start(plane, 'helm-controller', ['--default-service-account=', '--requeue-dependency=1s']),
    ]);
    return await ends(stages, plane, server);
  } finally {
    for (const one of stop) await one();
  }
}

async function ends(stages: readonly Stage[], plane: ControlPlane, server: ArtifactServer): Promise<Ends> {
  const client = plane.client();
  for (const { name } of stages) {
    await client.apply(namespace(name));
    for (const object of bootstrap(name)) await client.apply(object);
  }
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const contentAt = (step: 0 | 1 | 2) => (source: KubeObject) => {
    const stage = byName.get(source.metadata.namespace ?? '');
    if (stage === undefined) return undefined;
    const { first, base, next } = stage.course;
    if (source.metadata.name === 'elsewhere') return fileMap(stage.elsewhere[branchOf(source)] ?? {});
    return fileMap([first ?? base, base, next][step]!);
  };
  const loop = ArtifactLoop.start({ plane, server, content: contentAt(0), commit: 'step 0' });
  await rest(client, loop.revision);
  if (stages.some(({ course }) => course.first)) await rest(client, await loop.commit('step 1', contentAt(1)));
  const before = await states(client, stages);
  await rest(client, await loop.commit('step 2', contentAt(2)));
  const after = await states(client, stages);
  return new Map(
    stages.map(({ name, course }) => [
      name,
      Object.fromEntries(
        Object.keys(course.fates).map((object) => {
          const key = `${name} ${object}`;
          return [object, fateOf(before.get(key), after.get(key))];
        }),
      ),
    ]),
  );
}

/** Waits until Kustomizations and releases are done with a revision. */
async function rest(client: KubeClient, revision: string): Promise<void> {
  await settled(client, revision);
  let [last, since] = ['', performance.now()];
  await waitFor('releases to come to rest', async (observe) => {
    const all = await client.list('helm.toolkit.fluxcd.io/v2', 'HelmRelease');
    const now = JSON.stringify(all.map(({ metadata, status }) => [metadata, status]));
    const isBusy = (one: KubeObject) =>
      at(one, 'spec', 'suspend') !== true &&
      conditionOf(one, 'Reconciling')?.reason === 'Progressing' &&
      conditionOf(one, 'Ready')?.status !== 'False';
    const busy = all.filter(isBusy).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    if (now !== last || busy.length > 0) [last, since] = [now, performance.now()];
    observe(`busy ${busy.join(', ')}`);
    return performance.now() - since >= CALM_MS;
  });
}

interface State {
  readonly uid: string;
  readonly content: string;
}

async function states(client: KubeClient, stages: readonly Stage[]): Promise<ReadonlyMap<string, State>> {
  const found = new Map<string, State>();
  for (const { name, course } of stages) {
    for (const object of Object.keys(course.fates)) {
      const state = await stateOf(client, name, object);
      if (state) found.set(`${name} ${object}`, state);
    }
  }
  return found;
}

async function stateOf(client: KubeClient, cluster: string, object: string): Promise<State | undefined> {
  const [kind = '', path = ''] = object.split(' ');
  const [namespaced, own] = path.includes('/') ? path.split('/') : [cluster, path];
  try {
    const live = await client.get({
      apiVersion: VERSIONS[kind]!,
      kind,
      name: own!,
      ...(namespaced === '' ? {} : { namespace: namespaced! }),
    });
    if (live.metadata.deletionTimestamp !== undefined) return undefined;
    const { metadata, status: _status, ...rest } = live;
    const labels = Object.entries(metadata.labels ?? {}).filter(([key]) => !key.includes('toolkit.fluxcd.io'));
    return {
      uid: textAt(live, 'metadata', 'uid')!,
      content: JSON.stringify([rest, labels.sort(), metadata.annotations ?? {}]),
    };
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return undefined;
    throw error;
  }
}

function fateOf(before: State | undefined, after: State | undefined): Fate {
  if (!before) return after ? 'made' : 'absent';
  if (!after) return 'gone';
  if (before.uid !== after.uid) return 'remade';
  return before.content === after.content ? 'kept' : 'changed';
}
