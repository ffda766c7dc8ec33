import { ArtifactLoop } from '../harness/artifact-loop';
import { ArtifactServer } from '../harness/artifacts';
import { ControlPlane } from '../harness/control-plane';
import { installFluxCrds, installPlatform, namespace } from '../harness/flux';
import type { KubeObject } from '../harness/kube-object';
import { KustomizeController } from '../harness/kustomize-controller';
import { snapshot, type Clients, type Snapshot } from './live';
import type { Scenario } from './scenario';
import { settled } from './settle';
import { bootstrap, fileMap } from './tree';

/** Name of the Secret that leads to the remote cluster, in the namespace of every scenario. */
export const KUBECONFIG = 'far-kubeconfig';

/** What is on the clusters after each step: at first with the first tree, then with every further one. */
export type Film = readonly Snapshot[];

/**
 * Plays all scenarios at once on one control plane, step by step, with a second one as the cluster that kubeconfigs lead
 * to. Every scenario has a namespace of its own for its Flux objects.
 *
 * Flux acts with its own rights here unless a Kustomization names an account: what an account may do is shown elsewhere.
 */
export async function play(scenarios: readonly Scenario[]): Promise<Film> {
  const stop: (() => Promise<void>)[] = [];
  try {
    const [plane, far] = await Promise.all(['main', 'far'].map((name) => ControlPlane.start({ name })));
    stop.push(
      () => plane!.stop(),
      () => far!.stop(),
    );
    const server = await ArtifactServer.start();
    stop.push(() => server.stop());
    await installFluxCrds(plane!);
    await installPlatform(plane!);
    await KustomizeController.start(plane!, { flags: ['--default-service-account=', '--requeue-dependency=1s'] });
    const clients: Clients = { local: plane!.client(), remote: far!.client() };
    await Promise.all(scenarios.map((scenario) => begin(scenario, clients, far!.kubeconfig())));
    return await film(scenarios, clients, plane!, server);
  } finally {
    for (const one of stop) await one();
  }
}

async function begin({ id, namespaces = [] }: Scenario, { local, remote }: Clients, kubeconfig: string): Promise<void> {
  for (const name of [id, ...namespaces]) await local.apply(namespace(name));
  for (const name of namespaces) await remote!.apply(namespace(name));
  await local.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: KUBECONFIG, namespace: id },
    stringData: { value: kubeconfig },
  });
  for (const object of bootstrap(id)) await local.apply(object);
}

async function film(
  scenarios: readonly Scenario[],
  clients: Clients,
  plane: ControlPlane,
  server: ArtifactServer,
): Promise<Snapshot[]> {
  const byId = new Map(scenarios.map((scenario) => [scenario.id, scenario]));
  const contentAt = (step: number) => (source: KubeObject) => {
    const trees = byId.get(source.metadata.namespace ?? '')?.trees;
    return trees && fileMap(trees[Math.min(step, trees.length - 1)]!);
  };
  const steps = Math.max(...scenarios.map(({ trees }) => trees.length));
  const loop = ArtifactLoop.start({ plane, server, content: contentAt(0), commit: 'step 0' });
  const pictures: Snapshot[] = [];
  for (let step = 0; step < steps; step++) {
    const revision = step === 0 ? loop.revision : await loop.commit(`step ${step}`, contentAt(step));
    await settled(clients.local, revision);
    pictures.push(await snapshot(clients));
  }
  return pictures;
}
