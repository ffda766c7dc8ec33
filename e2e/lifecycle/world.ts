import { ArtifactServer } from '../harness/artifacts';
import { ControlPlane } from '../harness/control-plane';
import { at, textAt, type KubeObject } from '../harness/kube-object';
import { listKustomizations, notReady } from '../harness/wait';
import { landscape, type Snapshot } from '../prune/live';
import { settled } from '../prune/settle';
import { startHelm } from './charts';
import { statesOf, type Commit } from './commits';
import { Hands } from './hands';
import type { Scenario } from './scenario';

const MANAGERS = ['america', 'pacific'] as const;
const REMOTES = { south: 'america' } as const;

/** What is on the clusters around a commit. */
export interface Scene {
  /** After the commit before, when nobody had done anything by hand yet. */
  readonly first: Snapshot;
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Kustomizations that are not Ready at the end, as `cluster: namespace/name: why`. */
  readonly failing: readonly string[];
}

/** What happened at each commit but the first. */
export type Film = readonly Scene[];

/**
 * Plays all scenarios at once, commit by commit, on API servers with the real kustomize-controller on each manager, locked
 * down as for tenants.
 */
export async function play(scenarios: readonly Scenario[], commits: readonly Commit[]): Promise<Film> {
  const names = [
    ...new Set([...MANAGERS, ...Object.keys(REMOTES), ...scenarios.flatMap(({ clusters = [] }) => clusters)]),
  ];
  const stop: (() => Promise<void>)[] = [];
  try {
    const planes = new Map<string, ControlPlane>();
    await Promise.all(
      names.map(async (name) => {
        const plane = await ControlPlane.start({ name, controllers: ['validatingadmissionpolicy-status'] });
        planes.set(name, plane);
        stop.unshift(() => plane.stop());
      }),
    );
    const artifacts = await ArtifactServer.start();
    stop.push(() => artifacts.stop());
    return await film(scenarios, commits, planes, artifacts);
  } finally {
    for (const one of stop) await one();
  }
}

async function film(
  scenarios: readonly Scenario[],
  commits: readonly Commit[],
  planes: ReadonlyMap<string, ControlPlane>,
  artifacts: ArtifactServer,
): Promise<Scene[]> {
  let head = commits[0]!;
  const hands = new Hands(planes, artifacts, () => ({ name: head.name, tree: (branch) => head.onBranch(branch) }));
  const firstNames = new Map(scenarios.flatMap(({ renamed = {} }) => Object.entries(renamed)));
  const clusters = new Map([...planes].map(([name, plane]) => [name, plane.client()] as const));
  const look = () =>
    landscape({ clusters, hubs: hands.hubs, landing: landingOf(firstNames), holder: (hub, name) => `${hub} ${name}` });
  const rest = async (revision: string) => {
    await Promise.all(hands.followed.map((hub) => settled(clusters.get(hub)!, revision)));
  };
  for (const [remote, manager] of Object.entries(REMOTES)) await hands.giveKubeconfig(remote, manager);
  for (const [remote, manager] of Object.entries(REMOTES)) await hands.applyAccess(remote, manager);
  for (const { begin } of scenarios) await begin?.(hands);
  for (const manager of MANAGERS) await hands.startFlux(manager);
  if (scenarios.some(({ charts }) => charts)) await startHelm(planes.get('america')!, artifacts);
  await rest(await hands.commit());
  const scenes: Scene[] = [];
  let last = await look();
  for (const [number, commit] of commits.entries()) {
    if (number === 0) continue;
    const steps = statesOf(scenarios, number);
    const byHand = steps.flatMap(({ byHand: one }) => (one ? [one] : []));
    for (const one of byHand) await one(hands);
    const before = byHand.length > 0 ? await look() : last;
    head = commit;
    await rest(await hands.commit());
    const afterwards = steps.flatMap(({ afterwards: one }) => (one ? [one] : []));
    for (const one of afterwards) await one(hands);
    if (afterwards.length > 0) await rest(await hands.commit());
    const first = last;
    last = await look();
    console.log(`${commit.name} is applied`);
    scenes.push({ first, before, after: last, failing: await failing(hands) });
  }
  for (const { end } of scenarios) await end?.(hands);
  return scenes;
}

async function failing(hands: Hands): Promise<string[]> {
  const found: string[] = [];
  for (const hub of hands.followed) {
    for (const kustomization of await listKustomizations(hands.client(hub))) {
      const why = at(kustomization, 'spec', 'suspend') === true ? undefined : notReady(kustomization);
      const { namespace, name } = kustomization.metadata;
      if (why !== undefined) found.push(`${hub}: ${namespace}/${name}: ${why}`);
    }
  }
  return found.sort();
}

/** A Kustomization with a kubeconfig applies to the cluster whose name its Secret has. */
function landingOf(firstNames: ReadonlyMap<string, string>): (hub: string, kustomization: KubeObject) => string {
  return (hub, kustomization) => {
    const secret = textAt(kustomization, 'spec', 'kubeConfig', 'secretRef', 'name');
    if (secret === undefined) return hub;
    const name = secret.replace(/-kubeconfig$/, '');
    return firstNames.get(name) ?? name;
  };
}
