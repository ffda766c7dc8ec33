import { defined } from '../../core/defined';
import { firstNames } from '../../core/first-names';
import { formatObject, ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { Prediction } from '../predict/prediction';
import { Ground } from '../predict/walk';
import { Risk, risk } from '../risk/risk';
import { Bodies } from './bodies';
import { fullBudgets } from './budgets';
import { canaryEnd, canaryRisks } from './canaries';
import { ChartNames } from './chart-names';
import { DanglingReferences } from './dangling';
import { EffectiveValues } from './effective-values';
import { followers } from './followers';
import { IdleServices } from './idle-services';
import { NeedlessEnds } from './needless-ends';
import { Neighbors } from './neighbors';
import { ASKS_SERVICE } from './other-references';
import { ServicePorts } from './service-ports';
import type { Shards } from './shards';
import { SharedReleases } from './shared-releases';
import { unserved } from './unserved';
import { User, Users } from './users';

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
  const services = new IdleServices(changes, prediction, differ);
  const bodies = new Bodies(prediction, differ);
  const ends = new NeedlessEnds(changes, bodies);
  const values = new EffectiveValues(ground.index, differ, bodies);
  const ports = new ServicePorts(ground.index, differ, bodies);
  const neighbors = new Neighbors(ground.index, differ, bodies);
  const shards = shardsOf(changes, bodies, differ);
  const refusing = new Set(
    changes
      .filter(({ effect }) => effect === 'refused')
      .flatMap(({ to, cluster }) => to.map((one) => ownerOn(cluster, one))),
  );
  return changes.map((change) => {
    const canary = canaryEnd(change, prediction, differ);
    const lostController = shards?.lost(change);
    const more = [
      ...canaryRisks(change, canary),
      ...(shards?.risks(change) ?? []),
      ...neededBy(change, users),
      ...services.risks(change),
      ...ports.risks(change),
      ...releases.risks(change),
      ...otherKubeConfig(change, prediction),
      ...secretGap(change, users),
      ...untracked(change, refusing),
      ...fullBudgets(change, prediction, differ, bodies),
      ...dangling.risks(change),
      ...unserved(change, prediction, differ),
      ...neighbors.risks(change),
      ...followers(change, prediction, ground.index, bodies),
    ];
    const own = ends.without(change, charts.risks({ ...change, risks: values.with(change, change.risks) }));
    if (more.length === 0 && own === change.risks && canary === undefined && lostController === undefined)
      return change;
    return { ...change, risks: [...own, ...more], ...defined({ canary, lostController }) };
  });
}

/** Risks of controllers that go; loaded with the first change of what runs them. */
function shardsOf(changes: readonly ObjectChange[], bodies: Bodies, differ: ObjectDiffer): Shards | undefined {
  const runs = ({ action, object: { kind } }: ObjectChange) =>
    (kind === 'Deployment' && action !== 'added' && action !== 'changed') || kind === 'FluxInstance';
  // A Deployment that goes with its namespace stays in the tree.
  if (!changes.some((change) => runs(change) || (change.object.kind === 'Deployment' && change.effect === 'pruned')))
    return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Shards } = require('./shards') as typeof import('./shards');
  return new Shards(changes, bodies, differ);
}

/** Workloads and others that need what goes. Flux's own objects have a finding instead. */
function neededBy(change: ObjectChange, users: Users): Risk[] {
  const byNeed = new Map<string, User[]>();
  for (const user of users.of(change).filter((one) => !one.isOfFlux || one.isStale)) {
    byNeed.set(user.needs, [...(byNeed.get(user.needs) ?? []), user]);
  }
  return [...byNeed].map(([what, who]) => {
    const isAsked = who.some(({ object: { group, kind } }) => ASKS_SERVICE.has(`${group}/${kind}`));
    const names = firstNames(who.map(({ object }) => formatObject(object)));
    const [go, them] = what.startsWith('keys ') ? ['go', 'them'] : ['goes', 'it'];
    const goes = who.some((one) => one.isStale) ? 'is renewed no longer' : go;
    const asked = isAsked ? ': requests that the API server asks it about fail' : '';
    const message = `${what} ${goes} while ${names} ${who.length === 1 ? 'needs' : 'need'} ${them}${asked}`;
    return risk('availability', message, isAsked ? 'high' : 'medium');
  });
}

/** A kubeconfig's content is known to nobody here: another cluster would get all, and this one keep it without an owner. */
function otherKubeConfig({ cluster, object, action, fields }: ObjectChange, prediction: Prediction): Risk[] {
  const isHolder = object.group === '' && (object.kind === 'Secret' || object.kind === 'ConfigMap');
  if (!isHolder || action !== 'changed' || fields.length === 0) return [];
  const through = [...prediction.newUnits.values()].filter(
    ({ host, spec }) =>
      host === cluster &&
      spec.kubeConfig === object.name &&
      spec.namespace === object.namespace &&
      (spec.kubeConfigKind ?? 'Secret') === object.kind,
  );
  if (through.length === 0) return [];
  const who = firstNames(through.map(({ spec }) => `${spec.namespace}/${spec.name}`));
  const message = `${formatObject(object)} with the kubeconfig of ${who} changes: if it leads to another cluster, what was applied stays on this one without an owner`;
  return [risk('orphan', message, 'low')];
}

/** A Secret that a controller makes anew under the same name is missing in between, and nothing waits for it. */
function secretGap(change: ObjectChange, users: Users): Risk[] {
  const remade = change.action === 'removed' && change.effect === 'pruned' ? users.remade(change) : undefined;
  if (remade === undefined) return [];
  return [
    risk(
      'availability',
      `${remade.name} is missing from when Flux deletes it until the controller of the ${remade.by} makes it anew; no health check sees that`,
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
