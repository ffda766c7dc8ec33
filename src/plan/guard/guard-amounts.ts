import { defined } from '../../core/defined';
import { Conventions } from '../conventions/conventions';
import { Comparison, ObjectChange } from '../objects/comparison';
import { Advice } from './advice';
import { Approvals } from './approval';
import { ClusterFinding } from './finding';
import { renamingSteps, successorOf } from './moved-clusters';

/** Whether the new tree has no object of this name. */
function isGone({ action }: ObjectChange): boolean {
  return action === 'removed' || action === 'renamed';
}

/** Undeclared removals, by cluster. */
function undeclared({ clusters, changes }: Comparison, approvals: Approvals): Map<string, ObjectChange[]> {
  const gone = new Map<string, ObjectChange[]>();
  const removed = new Set(clusters.filter(({ change }) => change === 'removed').map(({ cluster }) => cluster));
  for (const change of changes) {
    if (!isGone(change) || approvals.covers(change)) continue;
    // The finding about a removed cluster covers its manager's objects for it.
    if (change.place.cluster !== change.cluster && removed.has(change.place.cluster ?? '')) continue;
    const here = gone.get(change.cluster);
    if (here) here.push(change);
    else gone.set(change.cluster, [change]);
  }
  return gone;
}

/** Findings about clusters that are removed or emptied, and about emptied namespaces. */
export function* emptiedFindings(
  comparison: Comparison,
  approvals: Approvals,
  most: number,
  advice: Advice,
): Generator<ClusterFinding> {
  const gone = undeclared(comparison, approvals);
  const namespaces: Array<readonly [cluster: string, namespace: string]> = [];
  for (const { cluster, change, before, after, emptied } of comparison.clusters) {
    const here = { place: { cluster }, cluster, severity: 'error' } as const;
    const declare = `${advice.declare({ what: 'cluster', name: cluster })}, or keep it`;
    if (change === 'removed' && !approvals.coversCluster(cluster)) {
      // Its Kustomizations turn to another cluster, which is a finding of its own with steps.
      const units = comparison.units.filter((unit) => unit.cluster === cluster);
      if (units.length > 0 && units.every((unit) => unit.change === 'retargeted' && !approvals.coversUnit(unit)))
        continue;
      const next = advice.isProgram ? successorOf(cluster, comparison) : undefined;
      const same = next && `; if "${next.name}" is the same cluster under another name, rename it in steps`;
      yield {
        ...here,
        id: 'cluster-removed',
        wrong: `cluster "${cluster}" is gone with ${before} objects`,
        todo: `${declare}${same ?? ''}`,
        ...defined({ steps: next && renamingSteps(cluster, next, advice.declare({ what: 'cluster', name: cluster })) }),
      };
      continue;
    }
    const undeclaredHere = gone.get(cluster) ?? [];
    if (undeclaredHere.length === 0) continue;
    if (before !== undefined && before > 0 && after === 0 && change !== 'removed') {
      yield {
        ...here,
        id: 'cluster-emptied',
        wrong: `cluster "${cluster}" is left without a single object of ${before}`,
        todo: declare,
      };
    }
    const going = new Set(
      undeclaredHere.filter(({ object }) => object.kind === 'Namespace').map(({ object }) => object.name),
    );
    for (const namespace of emptied) {
      // A removed Namespace has a finding of its own.
      if (going.has(namespace)) continue;
      if (undeclaredHere.some(({ object }) => object.namespace === namespace)) namespaces.push([cluster, namespace]);
    }
  }
  if (namespaces.length < most) return;
  for (const [cluster, namespace] of namespaces) {
    yield {
      id: 'namespaces-emptied',
      severity: 'error',
      place: { cluster },
      cluster,
      wrong: `namespace "${namespace}" is left without a single object, and ${namespaces.length} are in all`,
      todo: `${advice.declare({ what: 'object', kind: 'Namespace', name: namespace, contents: true })}, or keep what is in it`,
    };
  }
}

/** Findings about clusters that lose too large a share of their objects. */
export function* shareFindings(
  comparison: Comparison,
  approvals: Approvals,
  share: number,
  least: number,
): Generator<ClusterFinding> {
  const gone = undeclared(comparison, approvals);
  for (const { cluster, before, change } of comparison.clusters) {
    const count = gone.get(cluster)?.length ?? 0;
    if (change === 'removed' || before === undefined || count < least || count <= share * before) continue;
    yield {
      id: 'share-removed',
      severity: 'error',
      place: { cluster },
      cluster,
      wrong: `${count} of ${before} objects go, more than ${Math.round(share * 100)} %`,
      todo: 'declare what is meant to go, or keep it',
    };
  }
}

/**
 * Findings about fences, objects that only keep something out: those that Flux deletes, with which nothing is lost but
 * more is allowed, and those that come no earlier than the tenants whom they are for.
 */
export function* fenceFindings(
  comparison: Comparison,
  isFence: NonNullable<Conventions['isFence']>,
): Generator<ClusterFinding> {
  const named = (isMeant: (change: ObjectChange) => boolean) => {
    const found = new Map<string, Set<string>>();
    for (const change of comparison.changes) {
      if (!isMeant(change) || !isFence(change.object)) continue;
      found.set(change.cluster, (found.get(change.cluster) ?? new Set()).add(change.object.name));
    }
    return [...found].map(([cluster, names]) => ({ cluster, names: [...names].sort().join(', ') }));
  };
  for (const { cluster, names } of named(({ effect }) => effect === 'pruned')) {
    yield {
      id: 'fences-removed',
      severity: 'warning',
      place: { cluster },
      cluster,
      wrong: `Flux deletes admission policies, and what they forbade is allowed: ${names}`,
      todo: 'see that no namespace of a tenant is left on the cluster',
    };
  }
  const guarded = clustersWithNewTenants(comparison);
  for (const { cluster, names } of named(({ action, cluster }) => action === 'added' && guarded.has(cluster))) {
    yield {
      id: 'fences-late',
      severity: 'warning',
      place: { cluster },
      cluster,
      wrong: `tenants come together with the admission policies that are for them, and may run first: ${names}`,
      todo: "merge policies: 'admission' of the cluster first, or see that nothing of the tenants runs before",
    };
  }
}

/** Clusters that were there before, and get namespaces of tenants. */
function clustersWithNewTenants({ clusters, changes }: Comparison): ReadonlySet<string> {
  const isNew = new Set(clusters.filter(({ change }) => change === 'added').map(({ cluster }) => cluster));
  return new Set(
    changes.flatMap(({ action, cluster, object, place }) =>
      action === 'added' && object.kind === 'Namespace' && place.tenant !== undefined && !isNew.has(cluster)
        ? [cluster]
        : [],
    ),
  );
}
