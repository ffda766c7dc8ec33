import { ClusterChange, ObjectChange } from '../objects/comparison';
import { Prediction } from '../predict/prediction';

/** Counts the objects of each cluster before and after, if any are added or removed. */
export function clusterChanges(prediction: Prediction, changes: readonly ObjectChange[]): ClusterChange[] {
  const touched = new Set(changes.map(({ cluster }) => cluster));
  if (changes.every(({ action }) => action === 'changed') && prediction.newUnits.size > 0) {
    const clusters = new Set(
      [...prediction.oldUnits.values(), ...prediction.newUnits.values()].map(({ target }) => target),
    );
    return [...clusters].map((cluster) => ({
      cluster,
      change: touched.has(cluster) ? 'changed' : 'unchanged',
      emptied: [],
    }));
  }
  const before = new Counts();
  const after = new Counts();
  for (const { target } of prediction.oldUnits.values()) before.cluster(target);
  for (const { target } of prediction.newUnits.values()) after.cluster(target);
  for (const [key, [first]] of prediction.old) before.add(first!.unit.target, first!.object.namespace, key);
  for (const [key, [first]] of prediction.next) after.add(first!.unit.target, first!.object.namespace, key);
  for (const [key, [first]] of prediction.stableObjects()) {
    before.add(first!.unit.target, first!.object.namespace, key);
    after.add(first!.unit.target, first!.object.namespace, key);
  }
  return [...new Set([...before.clusters.keys(), ...after.clusters.keys()])].map((cluster) => {
    const was = before.clusters.get(cluster);
    const is = after.clusters.get(cluster);
    return {
      cluster,
      change:
        was === undefined ? 'added' : is === undefined ? 'removed' : touched.has(cluster) ? 'changed' : 'unchanged',
      before: was?.keys.size ?? 0,
      after: is?.keys.size ?? 0,
      emptied: [...(was?.namespaces ?? [])].filter((namespace) => !is?.namespaces.has(namespace)).sort(),
    };
  });
}

class Counts {
  public readonly clusters = new Map<string, { readonly keys: Set<string>; readonly namespaces: Set<string> }>();

  public cluster(name: string): { readonly keys: Set<string>; readonly namespaces: Set<string> } {
    let cluster = this.clusters.get(name);
    if (!cluster) this.clusters.set(name, (cluster = { keys: new Set(), namespaces: new Set() }));
    return cluster;
  }

  public add(name: string, namespace: string, key: string): void {
    const cluster = this.cluster(name);
    cluster.keys.add(key);
    if (namespace !== '') cluster.namespaces.add(namespace);
  }
}
