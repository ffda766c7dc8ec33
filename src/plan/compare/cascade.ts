import { defined } from '../../core/defined';
import { ObjectChange } from '../objects/comparison';
import { ObjectDiffer } from '../objects/object-diff';
import { BuiltObject } from '../predict/build';
import { nameKey, OwnedObject } from '../predict/ownership-pair';
import { Prediction, STOPS_PRUNING } from '../predict/prediction';
import { releaseByMarks, releaseByPolicy } from '../predict/release';
import { Unit, unitKey } from '../predict/unit';
import { isFluxKustomization } from '../tree/flux-spec';
import { textAt } from '../tree/parse-manifests';
import { effectRisks } from './effect-risks';

const NAMESPACE = 'it goes with its namespace';
const MAYBE = 'it goes with its namespace, whose Kustomization stops pruning and may prune it before that';
const KIND = 'it goes with the definition of its kind';

const FINALIZER = 'its Kustomization goes with its namespace';

/** Reasons for which a Kustomization goes although nobody prunes it. */
const GOES: ReadonlySet<string | undefined> = new Set([NAMESPACE, MAYBE, FINALIZER]);

/** Why the deletion of a namespace or of a kind's definition deletes an object too; undefined where none does. */
type Cascade = (cluster: string, group: string, kind: string, namespace: string) => string | undefined;

/**
 * Adds deletions by cascade: the objects in a deleted namespace, or of a kind whose definition is deleted, are deleted
 * too, whatever their own Kustomizations do, and even if they are equal in both trees.
 *
 * @param lost makes the change of an object that is equal in both trees
 */
export function withCascade(
  changes: readonly ObjectChange[],
  prediction: Prediction,
  differ: ObjectDiffer,
  lost: (owned: readonly OwnedObject[], reason: string) => ObjectChange,
): ObjectChange[] {
  const cascade = cascadeOf(changes, prediction, differ);
  if (!cascade) return [...changes];
  const reported = new Set<string>();
  const result: ObjectChange[] = changes.map((change) => {
    const { cluster, object, action, effect } = change;
    reported.add(nameKey(cluster, object));
    const reason = cascade(cluster, object.group, object.kind, object.namespace);
    if (reason === undefined || effect === 'pruned') return change;
    return action === 'added' ? withEffect(change, 'held', reason) : withEffect(change, 'pruned', reason);
  });
  for (const owners of [prediction.old, prediction.stableObjects()]) {
    for (const [key, owned] of owners) {
      const { object, unit } = owned[0]!;
      const reason = cascade(unit.target, object.header.group, object.header.kind, object.namespace);
      if (reason === undefined || reported.has(key)) continue;
      reported.add(key);
      result.push(lost([...owned, ...(owners === prediction.old ? prediction.stableOwnersOf(key) : [])], reason));
    }
  }
  addFinalized(result, reported, prediction, lost);
  return result;
}

/** Adds what the finalizers of Kustomizations delete that go with their namespace, be it on another cluster. */
function addFinalized(
  result: ObjectChange[],
  reported: Set<string>,
  prediction: Prediction,
  lost: (owned: readonly OwnedObject[], reason: string) => ObjectChange,
): void {
  const gone = new Set<string>();
  for (let units = goneUnits(result, gone); units.length > 0; units = goneUnits(result, gone)) {
    for (const unit of units) gone.add(unit);
    for (const owners of [prediction.old, prediction.stableObjects()]) {
      for (const [key, own] of owners) {
        if (reported.has(key)) continue;
        const owned = owners === prediction.old ? [...own, ...prediction.stableOwnersOf(key)] : own;
        if (!owned.every(({ unit, object }) => gone.has(unit.key) && finalizes(unit, object))) continue;
        reported.add(key);
        result.push(lost(owned, FINALIZER));
      }
    }
  }
}

function goneUnits(changes: readonly ObjectChange[], known: ReadonlySet<string>): string[] {
  return changes
    .filter(({ object, effect, reason }) => effect === 'pruned' && isFluxKustomization(object) && GOES.has(reason))
    .map(({ cluster, object }) => unitKey(cluster, object))
    .filter((unit) => !known.has(unit));
}

function finalizes({ spec }: Unit, { header }: BuiltObject): boolean {
  return (releaseByPolicy(spec) ?? releaseByMarks(spec, header, undefined)).does === 'prunes';
}

function cascadeOf(
  changes: readonly ObjectChange[],
  prediction: Prediction,
  differ: ObjectDiffer,
): Cascade | undefined {
  const namespaces = new Map<string, string>();
  const kinds = new Set<string>();
  for (const { cluster, object, effect, reason } of changes) {
    if (effect !== 'pruned') continue;
    if (object.group === '' && object.kind === 'Namespace')
      namespaces.set(`${cluster}|${object.name}`, reason === STOPS_PRUNING ? MAYBE : NAMESPACE);
    if (object.group !== 'apiextensions.k8s.io' || object.kind !== 'CustomResourceDefinition') continue;
    const [owned] = prediction.old.get(`${cluster}|${object.group}/${object.kind}//${object.name}`) ?? [];
    const spec = owned && differ.body(owned.object);
    kinds.add(`${cluster}|${textAt(spec, 'spec', 'group')}/${textAt(spec, 'spec', 'names', 'kind')}`);
  }
  if (namespaces.size + kinds.size === 0) return undefined;
  return (cluster, group, kind, namespace) =>
    namespaces.get(`${cluster}|${namespace}`) ?? (kinds.has(`${cluster}|${group}/${kind}`) ? KIND : undefined);
}

function withEffect(change: ObjectChange, effect: 'held' | 'pruned', reason: string): ObjectChange {
  const others = change.risks.filter((one) => !['deletion', 'held', 'orphan', 'race'].includes(one.class));
  const risks = [
    ...effectRisks(change.object, effect, change.action !== 'added', defined({ reason, along: change.holds })),
    ...others,
  ];
  return { ...change, effect, reason, risks };
}
