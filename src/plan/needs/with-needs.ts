import { defined } from '../../core/defined';
import { firstNames } from '../../core/first-names';
import { formatObject, ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { Prediction } from '../predict/prediction';
import { Ground } from '../predict/walk';
import { Risk, risk } from '../risk/risk';
import { fullBudgets } from './budgets';
import { canaryEnd, canaryRisks } from './canaries';
import { ChartNames } from './chart-names';
import { DanglingReferences } from './dangling';
import { MAKES_SECRET } from './references';
import { SharedReleases } from './shared-releases';
import { isTaken, Users } from './users';

/** Adds the risks of changes that only other objects of the cluster show. */
export function withNeeds(
  changes: readonly ObjectChange[],
  prediction: Prediction,
  differ: ObjectDiffer,
  ground: Ground,
): readonly ObjectChange[] {
  const users = new Users(changes, prediction, ground.index, differ);
  const dangling = new DanglingReferences(prediction, differ);
  const charts = new ChartNames(prediction, differ, ground);
  const releases = new SharedReleases(prediction, differ);
  const replaced = replacements(changes);
  const refusing = new Set(
    changes
      .filter(({ effect }) => effect === 'refused')
      .flatMap(({ to, cluster }) => to.map((one) => ownerOn(cluster, one))),
  );
  return changes.map((change) => {
    const canary = canaryEnd(change, prediction, differ);
    const more = [
      ...canaryRisks(change, canary),
      ...neededBy(change, users),
      ...releases.risks(change),
      ...secretGap(change, replaced),
      ...untracked(change, refusing),
      ...fullBudgets(change, prediction, differ),
      ...dangling.risks(change),
    ];
    const own = charts.risks(change);
    if (more.length === 0 && own === change.risks && canary === undefined) return change;
    return { ...change, risks: [...own, ...more], ...defined({ canary }) };
  });
}

/** Workloads and others that need what goes. Flux's own objects have a finding instead. */
function neededBy(change: ObjectChange, users: Users): Risk[] {
  if (!isTaken(change)) return [];
  const who = users.of(change).filter((one) => !one.isOfFlux);
  if (who.length === 0) return [];
  const names = firstNames(who.map(({ object }) => formatObject(object)));
  return [
    risk(
      'availability',
      `${formatObject(change.object)} goes while ${names} ${who.length === 1 ? 'needs' : 'need'} it`,
    ),
  ];
}

function replacements(changes: readonly ObjectChange[]): ReadonlyMap<string, string> {
  return new Map(
    changes
      .filter(({ action, object }) => action === 'added' && MAKES_SECRET.has(`${object.group}/${object.kind}`))
      .map(({ cluster, object }) => [`${cluster}|${object.namespace}/${object.name}`, object.kind]),
  );
}

/** A Secret that a controller makes anew under the same name is missing in between, and nothing waits for it. */
function secretGap({ cluster, object, action, effect }: ObjectChange, replaced: ReadonlyMap<string, string>): Risk[] {
  const by = replaced.get(`${cluster}|${object.namespace}/${object.name}`);
  const isSecret = object.group === '' && object.kind === 'Secret';
  if (!isSecret || by === undefined || action !== 'removed' || effect !== 'pruned') return [];
  return [
    risk(
      'availability',
      `Secret ${object.namespace}/${object.name} is missing from when Flux deletes it until the controller of the ${by} makes it anew; no health check sees that`,
    ),
  ];
}

/** Kinds that Flux applies first: when a later object is refused, it does not note that it made them. */
const EARLY: ReadonlySet<string> = new Set([
  ...['/Namespace', 'apiextensions.k8s.io/CustomResourceDefinition', 'rbac.authorization.k8s.io/ClusterRole'],
  ...['storage.k8s.io/StorageClass', 'scheduling.k8s.io/PriorityClass'],
]);

function untracked({ action, object, to, cluster }: ObjectChange, refusing: ReadonlySet<string>): Risk[] {
  if (action !== 'added' || !EARLY.has(`${object.group}/${object.kind}`)) return [];
  if (!to.some((owner) => refusing.has(ownerOn(cluster, owner)))) return [];
  return [
    risk(
      'orphan',
      `${formatObject(object)} is made before its Kustomization fails, which then does not know of it: it stays, even if this is reverted`,
    ),
  ];
}

function ownerOn(cluster: string, { namespace, name }: ObjectChange['to'][number]): string {
  return `${cluster}|${namespace}/${name}`;
}
