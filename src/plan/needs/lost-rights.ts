import { firstNames } from '../../core/first-names';
import { formatObject, ObjectChange } from '../objects/comparison';
import { OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { ManifestIndex } from '../tree/manifest-index';
import { listAt, textAt } from '../tree/parse-manifests';

const RBAC = 'rbac.authorization.k8s.io';

/** An account on a cluster. */
export interface Account {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

/** The bindings of an account that go, if it keeps none; undefined if it keeps one, or had none. */
export function lostBindings(
  account: Account,
  changes: readonly ObjectChange[],
  prediction: Prediction,
  index: ManifestIndex,
): string | undefined {
  const isBinding = ({ group, kind }: ObjectChange['object']) => group === RBAC && kind.endsWith('RoleBinding');
  const gone = changes.filter(
    ({ cluster, object, action, effect }) =>
      cluster === account.cluster && isBinding(object) && action === 'removed' && effect === 'pruned',
  );
  const binds = ({ object }: OwnedObject) => {
    const body = index.body(object.header);
    return listAt(body, 'subjects').some(
      (one) =>
        textAt(one, 'kind') === 'ServiceAccount' &&
        textAt(one, 'name') === account.name &&
        (textAt(one, 'namespace') ?? object.namespace) === account.namespace,
    );
  };
  const keyOf = ({ object: { group, kind, namespace, name } }: ObjectChange) =>
    `${account.cluster}|${group}/${kind}/${namespace}/${name}`;
  const lost = gone.filter((change) => prediction.old.get(keyOf(change))?.some(binds) === true);
  if (lost.length === 0) return undefined;
  for (const owners of [prediction.next, prediction.stableObjects()]) {
    for (const [key, owned] of owners) {
      const isOne =
        key.startsWith(`${account.cluster}|${RBAC}/`) && owned[0]!.object.header.kind.endsWith('RoleBinding');
      if (isOne && owned.some(binds)) return undefined;
    }
  }
  return firstNames(lost.map(({ object }) => formatObject(object)));
}
