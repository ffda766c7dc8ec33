import { ClusterRights } from '../needs/lost-rights';
import { ObjectChange, STAYS } from '../objects/comparison';
import { ObjectDiffer } from '../objects/object-diff';
import { OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { Grant, isRbac, Rights, RightsChange, rightsRisks } from '../risk/rights';
import { RbacObject } from '../risk/rights-model';

/** Adds to the changes of roles and bindings the rights that subjects gain and lose, and tells these. */
export function withRights(
  changes: readonly ObjectChange[],
  prediction: Prediction,
  rights: Rights,
  differ: ObjectDiffer,
): { readonly changes: readonly ObjectChange[]; readonly moved: readonly ClusterRights[] } {
  const clusters = new Map<string, ObjectChange[]>();
  for (const change of changes) {
    if (!isRbac(change.object)) continue;
    const here = clusters.get(change.cluster);
    if (here) here.push(change);
    else clusters.set(change.cluster, [change]);
  }
  const found = new Map<ObjectChange, readonly RightsChange[]>();
  const moved: ClusterRights[] = [];
  for (const [cluster, rbac] of clusters) {
    const old = rbacObjects(cluster, prediction, prediction.old, differ);
    const left = new Set(rbac.filter(isLeft).map(({ object }) => keyOf(object)));
    const next = [
      ...rbacObjects(cluster, prediction, prediction.next, differ),
      ...old.filter(({ key }) => left.has(key)),
    ];
    const reported = new Set<string>();
    // Nothing that goes gives rights: those that come with something else are reported there.
    for (const change of [...rbac].sort((a, b) => rankOf(a) - rankOf(b))) {
      const keys = new Set([change.object, change.renamedTo ?? change.object].map(keyOf));
      const fresh = rights.changes(old, next, keys).filter(({ subject, namespace }) => {
        const name = `${subject} ${namespace}`;
        return !reported.has(name) && reported.add(name);
      });
      found.set(change, fresh);
    }
    const really = afterwards(rbac, old, next);
    const all = rbac.flatMap(({ object, renamedTo }) => [object, renamedTo ?? object].map(keyOf));
    const grantsOf = (subjects: ReadonlySet<string>): readonly Grant[] => rights.grantsOf(really, subjects);
    const own =
      really === next ? rbac.flatMap((change) => found.get(change)!) : rights.changes(old, really, new Set(all));
    moved.push(...own.map((change) => ({ cluster, change, grantsOf })));
  }
  return {
    changes: changes.map((change) => {
      const risks = rightsRisks(found.get(change) ?? []);
      return risks.length === 0 ? change : { ...change, risks: [...change.risks, ...risks] };
    }),
    moved,
  };
}

function rankOf({ action }: ObjectChange): number {
  return action === 'removed' ? 1 : 0;
}

/** Roles and bindings as they are in the end: Flux leaves some of those that change as they were, or makes none. */
function afterwards(
  rbac: readonly ObjectChange[],
  old: readonly RbacObject[],
  next: readonly RbacObject[],
): readonly RbacObject[] {
  const held = new Set(
    rbac.filter(({ action, effect }) => action !== 'removed' && STAYS.has(effect)).map(({ object }) => keyOf(object)),
  );
  if (held.size === 0) return next;
  return [...next.filter(({ key }) => !held.has(key)), ...old.filter(({ key }) => held.has(key))];
}

/** Whether an object leaves the tree but stays in the cluster, and so keeps granting rights. */
function isLeft({ action, effect }: ObjectChange): boolean {
  return action === 'removed' && STAYS.has(effect);
}

function rbacObjects(
  cluster: string,
  prediction: Prediction,
  changing: ReadonlyMap<string, readonly OwnedObject[]>,
  differ: ObjectDiffer,
): RbacObject[] {
  const objects: RbacObject[] = [];
  for (const owned of [prediction.stableObjects(), changing]) {
    for (const [key, [first]] of owned) {
      const { object } = first!;
      if (!isRbac(object.header) || !key.startsWith(`${cluster}|`)) continue;
      objects.push({
        key: keyOf({ ...object.header, name: object.name, namespace: object.namespace }),
        content: `${object.header.uid}/${object.into ?? ''}`,
        namespace: object.namespace,
        body: () => differ.body(object),
      });
    }
  }
  return objects;
}

function keyOf({ kind, namespace, name }: { kind: string; namespace: string; name: string }): string {
  return `${kind}/${namespace}/${name}`;
}
