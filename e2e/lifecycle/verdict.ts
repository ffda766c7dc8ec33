import { formatOwner, type Comparison, type ObjectChange } from 'cdk8s-flux-fleet/plan';
import { liveKey, type LiveObject, type Snapshot } from '../prune/live';
import { observed, predicted, type Outcome } from '../prune/outcome';
import { differences } from '../prune/verdict';
import { CHART_OBJECT } from './charts';
import { TENANT_OBJECT } from './hands';
import type { Scene } from './world';

const KUSTOMIZATION = { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization' };

/** What happened with a commit. */
export interface Verdict {
  /** What became of each object, as `cluster: Kind namespace/name: outcome`. */
  readonly told: readonly string[];
  /** Objects of which the plan said something else. */
  readonly wrong: readonly string[];
}

/**
 * Holds the plan of a commit against what happened: every object of the fleet's repository by itself, and the objects of
 * tenants' repositories, which no plan knows, by what it says of the Kustomization that applied them.
 *
 * @param isPlanned whether a cluster is in the plan under its own name
 */
export function verdictOf(
  { first, before, after }: Scene,
  plan: Comparison,
  isPlanned: (cluster: string) => boolean,
): Verdict {
  const all = observed(before, after, () => true);
  const happened = observed(before, after, (object) => !isTenants(object) && !isOfChart(object));
  const foreseen = predicted(
    plan.changes,
    (cluster) => cluster,
    (owner) => `${owner.cluster} ${formatOwner(owner)}`,
  );
  // What a person has deleted is gone already, and what is in a namespace goes with it.
  for (const key of first.objects.keys()) if (!before.objects.has(key)) foreseen.delete(key);
  for (const [key, outcome] of happened) {
    if (outcome === 'deleted' && !foreseen.has(key) && isNamespaceGone(key, plan)) foreseen.set(key, ['deleted']);
  }
  const planned = <T>(outcomes: ReadonlyMap<string, T>) =>
    new Map([...outcomes].filter(([key]) => isPlanned(clusterOf(key))));
  return {
    told: [...all].map(([key, outcome]) => `${key}: ${outcome}`),
    wrong: [
      ...differences(planned(happened), planned(foreseen)),
      ...[...all].flatMap(([key, outcome]) => {
        const object = before.objects.get(key) ?? after.objects.get(key);
        if (object === undefined || !isTenants(object) || !isPlanned(clusterOf(key))) return [];
        const why = unforeseen(key, outcome, before, plan);
        return why === undefined ? [] : [`${key}: ${outcome}, ${why}`];
      }),
    ],
  };
}

/** Why the plan did not foresee what became of a tenant's object; undefined if it did. */
function unforeseen(key: string, outcome: Outcome, before: Snapshot, plan: Comparison): string | undefined {
  if (outcome === 'created') return undefined;
  const holders = before.holders.get(key) ?? [];
  const removals = holders.flatMap((holder) => removalOf(holder, plan) ?? []);
  switch (outcome) {
    case 'deleted':
      return isNamespaceGone(key, plan) || removals.some(({ orphans }) => !orphans)
        ? undefined
        : 'and the plan removes nothing that had it';
    case 'orphaned':
      return removals.some(({ orphans }) => orphans) ? undefined : 'and by the plan it is deleted or stays as it is';
    case 'recreated':
      return 'and nothing may be made again';
    default:
      return removals.every(({ orphans }) => orphans) ? undefined : 'and the plan deletes it';
  }
}

/** Whether the plan deletes the namespace of an object. */
function isNamespaceGone(key: string, { changes }: Comparison): boolean {
  const namespace = key.replace(/(: )\S+ ([^/]+)\/.*/, '$1Namespace $2');
  return changes.some(({ cluster, object, effect }) => effect === 'pruned' && liveKey(cluster, object) === namespace);
}

interface RemovedUnit {
  /** Whether its deletion leaves what it applied. */
  readonly orphans: boolean;
}

function removalOf(holder: string, { changes, units }: Comparison): RemovedUnit | undefined {
  const isIt = ({ cluster, object: { group, kind, namespace, name } }: Pick<ObjectChange, 'cluster' | 'object'>) =>
    group === KUSTOMIZATION.group && kind === KUSTOMIZATION.kind && `${cluster} ${namespace}/${name}` === holder;
  const change = changes.find((one) => isIt(one) && (one.action === 'removed' || one.action === 'renamed'));
  if (change === undefined || change.effect !== 'pruned') return undefined;
  const unit = units.find(({ owner }) => `${owner.cluster} ${formatOwner(owner)}` === holder);
  return { orphans: unit?.orphans ?? change.leaves !== undefined };
}

/** What Helm installs is in no tree; scenarios say what becomes of it. */
function isOfChart({ labels }: LiveObject): boolean {
  return labels[CHART_OBJECT] !== undefined;
}

function isTenants({ labels }: LiveObject): boolean {
  return labels[TENANT_OBJECT] !== undefined;
}

function clusterOf(key: string): string {
  return key.slice(0, key.indexOf(': '));
}
