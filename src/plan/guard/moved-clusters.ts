import { Comparison, formatObject, ObjectChange } from '../objects/comparison';
import { Advice } from './advice';
import { leavesPlace, WholeChange } from './whole-change';

/** A cluster that another Flux takes over. */
interface Move {
  readonly cluster: string;
  /** The cluster whose Flux deploys to it before: itself, or a manager. */
  readonly from: string;
  /** The cluster whose Flux deploys to it afterwards. */
  readonly to: string;
}

/** Problem of a move, and how to go on. */
interface Told {
  readonly wrong: string;
  readonly todo: string;
  readonly steps: readonly string[];
}

/** Clusters that go from one Flux to another: to another manager, to Flux of their own, or from it to a manager. */
export function* movedClusters(changes: readonly ObjectChange[], advice: Advice): Generator<WholeChange> {
  const moves = new Map<string, Move>();
  for (const { action, cluster, from, to } of changes) {
    const [before, after] = [from[0]?.cluster, to[0]?.cluster];
    if (action !== 'moved' && action !== 're-owned') continue;
    if (before === undefined || after === undefined || before === after) continue;
    moves.set(cluster, { cluster, from: before, to: after });
  }
  for (const move of moves.values()) {
    const { cluster } = move;
    yield {
      has: (change) => leavesPlace(change) && (change.place.cluster === cluster || change.cluster === cluster),
      covers: (finding) => finding.place.cluster === cluster || finding.cluster === cluster,
      findings: [
        {
          id: 'moved',
          severity: 'error',
          place: { cluster },
          cluster,
          ...(move.from === cluster ? joining(move, advice) : leaving(move, advice)),
        },
      ],
    };
  }
}

/** A remote cluster that leaves its manager: Flux there would delete what it applied. */
function leaving({ cluster, from, to }: Move, advice: Advice): Told {
  const declared = advice.declare({ what: 'cluster', name: cluster });
  const isOwn = to === cluster;
  const second = isOwn
    ? `take managedBy and handedOver out, keep the declaration, commit that, and start Flux on ${cluster} with its folder`
    : `make Namespace ${cluster} with the Secret of the kubeconfig on ${to}, give the cluster managedBy: ${to}, take handedOver out, keep the declaration, and commit that`;
  return {
    wrong: `cluster "${cluster}" goes from manager "${from}" to "${to}", and Flux on "${from}" deletes what it applied there while "${to}" applies it`,
    todo: 'leave it with its manager, or hand it over in steps, which delete nothing',
    steps: [
      `give cluster ${cluster} handedOver: true and ${declared}, commit that and let Flux apply it: from then on nothing there is deleted with the objects on ${from}`,
      second,
      // The account of the manager may do everything there.
      `${isOwn ? `annotate and delete Namespace ${cluster} on ${cluster}, delete ClusterRoleBinding ${cluster}-kustomize-controller there, and ` : ''}take the declaration out when Flux has applied that`,
    ],
  };
}

/** A cluster with Flux that gets a manager: both would apply the same objects. */
function joining({ cluster, to }: Move, advice: Advice): Told {
  return {
    wrong: `cluster "${cluster}" goes from Flux of its own to manager "${to}", and until Flux on it is gone both apply the same objects`,
    todo: 'leave it as it is, or go in steps, which delete nothing',
    steps: [
      `run flux uninstall on ${cluster}: what Flux applied there goes on running`,
      `make Namespace ${cluster} with the Secret of the kubeconfig on ${to}, give the cluster managedBy: ${to}, ${advice.declare({ what: 'cluster', name: cluster })}, and commit that`,
      `apply clusters/${to}/remotes/${cluster}/access to ${cluster}, and take the declaration out when Flux has applied the rest`,
    ],
  };
}

/** The least share of a removed cluster's objects that an added one has, if it may be the same under another name. */
const ALIKE = 0.5;

/** A cluster that is added with much of what a removed one had, and the manager of the removed one, if it had one. */
export function successorOf(
  removed: string,
  { clusters, changes }: Comparison,
): { readonly name: string; readonly from: string; readonly to: string } | undefined {
  const added = clusters.filter(({ change }) => change === 'added').map(({ cluster }) => cluster);
  if (added.length === 0) return undefined;
  // Objects on every cluster say nothing.
  const of = (name: string) =>
    changes.filter(({ cluster, place }) => cluster === name && (place.tenant ?? place.component) !== undefined);
  const old = of(removed);
  for (const name of added) {
    const now = of(name);
    const names = new Set(now.map(({ object }) => formatObject(object)));
    const same = old.filter(({ object }) => names.has(formatObject(object)));
    if (same.length === 0 || same.length < ALIKE * old.length) continue;
    return { name, from: hostOf(old, 'from') ?? removed, to: hostOf(now, 'to') ?? name };
  }
  return undefined;
}

function hostOf(changes: readonly ObjectChange[], side: 'from' | 'to'): string | undefined {
  return changes.find((change) => change[side].length > 0)?.[side][0]?.cluster;
}

/** The steps that give a cluster another name without a change on it. */
export function renamingSteps(
  cluster: string,
  { name, from, to }: { readonly name: string; readonly from: string; readonly to: string },
  declared: string,
): string[] {
  if (from === cluster) {
    return [
      `${declared}, and commit that: nothing changes on the cluster, because its Flux finds its folder gone`,
      `apply what is in clusters/${name}/flux-system to it: its Flux follows the new folder, which has the same objects`,
      'take the declaration out',
    ];
  }
  return [
    `give cluster ${cluster} handedOver: true and ${declared}, commit that and let Flux apply it: from then on nothing there is deleted with the objects on ${from}`,
    `make Namespace ${name} with the Secret of the kubeconfig on ${to}, rename the cluster, take handedOver out, keep the declaration, and commit that`,
    `apply clusters/${to}/remotes/${name}/access to it; when Flux has applied the rest, annotate and delete Namespace ${cluster} there, delete ClusterRoleBinding ${cluster}-kustomize-controller, and take the declaration out`,
  ];
}
