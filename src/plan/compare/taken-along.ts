import { OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { textAt } from '../tree/parse-manifests';
import { ObjectChange } from './comparison';
import { effectRisks } from './effect-risks';
import { ObjectDiffer } from './object-diff';

const NAMESPACE = 'it goes with its namespace';
const KIND = 'it goes with the definition of its kind';

/** Namespaces and kinds that are deleted, and why what is in them or of them goes too. */
type Going = (cluster: string, group: string, kind: string, namespace: string) => string | undefined;

/**
 * What is in a namespace that is deleted, or of a kind whose definition is, is deleted with it: whatever its own
 * Kustomization does about it, and when nothing about it changes.
 *
 * @param lost makes the change of an object that is the same in both trees
 */
export function withTakenAlong(
  changes: readonly ObjectChange[],
  prediction: Prediction,
  differ: ObjectDiffer,
  lost: (owned: readonly OwnedObject[], reason: string) => ObjectChange,
): ObjectChange[] {
  const going = whatGoes(changes, prediction, differ);
  if (!going) return [...changes];
  const told = new Set<string>();
  const result = changes.map((change) => {
    const { cluster, object, action, effect } = change;
    told.add(`${cluster}|${object.group}/${object.kind}/${object.namespace}/${object.name}`);
    const reason = going(cluster, object.group, object.kind, object.namespace);
    if (reason === undefined || effect === 'pruned') return change;
    return action === 'added' ? withEffect(change, 'held', reason) : withEffect(change, 'pruned', reason);
  });
  for (const owners of [prediction.old, prediction.stableObjects()]) {
    for (const [key, owned] of owners) {
      const { object, unit } = owned[0]!;
      const reason = going(unit.target, object.header.group, object.header.kind, object.namespace);
      if (reason === undefined || told.has(key)) continue;
      told.add(key);
      result.push(lost([...owned, ...(owners === prediction.old ? prediction.stableOwnersOf(key) : [])], reason));
    }
  }
  return result;
}

function whatGoes(changes: readonly ObjectChange[], prediction: Prediction, differ: ObjectDiffer): Going | undefined {
  const namespaces = new Set<string>();
  const kinds = new Set<string>();
  for (const { cluster, object, effect } of changes) {
    if (effect !== 'pruned') continue;
    if (object.group === '' && object.kind === 'Namespace') namespaces.add(`${cluster}|${object.name}`);
    if (object.group !== 'apiextensions.k8s.io' || object.kind !== 'CustomResourceDefinition') continue;
    const [owned] = prediction.old.get(`${cluster}|${object.group}/${object.kind}//${object.name}`) ?? [];
    const spec = owned && differ.body(owned.object);
    kinds.add(`${cluster}|${textAt(spec, 'spec', 'group')}/${textAt(spec, 'spec', 'names', 'kind')}`);
  }
  if (namespaces.size + kinds.size === 0) return undefined;
  return (cluster, group, kind, namespace) =>
    namespaces.has(`${cluster}|${namespace}`) ? NAMESPACE : kinds.has(`${cluster}|${group}/${kind}`) ? KIND : undefined;
}

function withEffect(change: ObjectChange, effect: 'held' | 'pruned', reason: string): ObjectChange {
  const others = change.risks.filter((one) => !['deletion', 'held', 'orphan', 'race'].includes(one.class));
  const risks = [...effectRisks(change.object, effect, change.action !== 'added', reason), ...others];
  return { ...change, effect, reason, risks };
}
