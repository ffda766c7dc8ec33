import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { ClusterRights, isLostBinding, lostBindings, LostUse, lostUses } from '../needs/lost-rights';
import { formatObject, ObjectChange, UnitProblem } from '../objects/comparison';
import { nameKey } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { Unit, unitKey } from '../predict/unit';
import { Ground } from '../predict/walk';
import { kubeConfigReference } from '../tree/flux-spec';
import { mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { problem } from './unit-problem';

type Access = NonNullable<UnitProblem['access']>;

/** Problems of what goes together with what Flux needs to delete it: an account, its rights, a kubeconfig. */
export function accessProblems(
  prediction: Prediction,
  changes: readonly ObjectChange[],
  ground: Ground,
  rights: readonly ClusterRights[],
): UnitProblem[] {
  const found = [
    ...[...prediction.oldUnits.values()].flatMap((unit) => unitFaults(unit, prediction, changes, ground)),
    ...changes.flatMap((change) => releaseFaults(change, changes, prediction, ground)),
  ];
  const told = new Set(found.map(({ owner }) => unitKey(owner.cluster, owner)));
  const uses = lostUses(prediction, changes, ground.index, rights).filter(({ unit }) => !told.has(unit.key));
  return [...found, ...uses.map(useFault), ...keptReleaseFaults(prediction, changes, ground)];
}

/** Problems of Kustomizations that are removed together with what their finalizer needs. */
function unitFaults(
  unit: Unit,
  prediction: Prediction,
  changes: readonly ObjectChange[],
  { index }: Ground,
): UnitProblem[] {
  if (prediction.newUnits.has(unit.key) || prediction.fate(unit) !== 'deleted') return [];
  const { suspend, deletionPolicy, prune } = unit.spec;
  const leaves = suspend || deletionPolicy === 'Orphan' || (deletionPolicy === 'MirrorPrune' && !prune);
  if (leaves) return [];
  const account = prediction.lostAccount(unit);
  if (account !== undefined) {
    const message = `its account ${account} is removed in the same change, so that Flux cannot delete what it applied`;
    return isContained(unit, changes)
      ? [problem(unit, 'sync-contained', message, 'warning')]
      : [withAccess(problem(unit, 'sync-with-access', message), { needs: 'account' })];
  }
  const kubeConfig = prediction.lostKubeConfig(unit);
  if (kubeConfig === undefined) return bindingFaults(unit, prediction, changes, index);
  // kustomize-controller 1.10.1, finalize: it ends with the error of the missing Secret, and tries again for ever.
  const message = `${kubeConfig} with its kubeconfig goes in the same change, so that Flux cannot delete what it applied, and the Kustomization itself hangs`;
  return [withAccess(problem(unit, 'sync-with-access', message), { needs: 'kubeconfig' })];
}

/** Whether a namespace that goes as well takes along what a Kustomization leaves. */
function isContained(unit: Unit, changes: readonly ObjectChange[]): boolean {
  if (!unit.build) {
    return changes.some(
      ({ object, effect, cluster }) =>
        object.kind === 'Namespace' &&
        object.group === '' &&
        effect === 'pruned' &&
        cluster === unit.target &&
        object.name === (unit.spec.targetNamespace ?? ''),
    );
  }
  return !changes.some(
    ({ from, effect, action }) =>
      (effect === 'orphaned' || (effect === 'race' && action === 'removed')) &&
      from.some((owner) => unitKey(owner.cluster, owner) === unit.key),
  );
}

/** Problems of Kustomizations whose account loses its rights while they are removed. */
function bindingFaults(
  unit: Unit,
  prediction: Prediction,
  changes: readonly ObjectChange[],
  index: Ground['index'],
): UnitProblem[] {
  const { serviceAccountName: name, namespace } = unit.spec;
  if (name === undefined || unit.target !== unit.host) return [];
  const lost = lostBindings({ cluster: unit.host, namespace, name }, changes, prediction, index);
  if (lost === undefined) return [];
  const loses = `its account ${namespace}/${name} loses ${lost} in the same change`;
  if (goesWithNamespaces(unit, changes, prediction))
    return [problem(unit, 'sync-contained', `${loses}, and what it applied goes with its namespace`, 'warning')];
  const found = problem(unit, 'sync-with-access', `${loses}, so that Flux cannot delete what it applied`);
  return [withAccess(found, { needs: 'bindings', bindings: lost })];
}

/** Whether all that a Kustomization applied goes with its namespaces. */
function goesWithNamespaces(unit: Unit, changes: readonly ObjectChange[], prediction: Prediction): boolean {
  if (!unit.build) return isContained(unit, changes);
  const own = changes.filter(({ from }) => from.some((owner) => unitKey(owner.cluster, owner) === unit.key));
  return (
    own.length > 0 &&
    own.every(
      ({ effect, cluster, object }) => effect === 'pruned' && prediction.losesNamespace(cluster, object.namespace),
    )
  );
}

/** Whether the change deletes an account of HelmReleases. */
function losesAccount(prediction: Prediction, cluster: string, namespace: string, name: string): boolean {
  return prediction.isPruned(nameKey(cluster, { group: '', kind: 'ServiceAccount', namespace, name }));
}

/** Problems of HelmReleases that stay while their account loses its rights. */
function keptReleaseFaults(prediction: Prediction, changes: readonly ObjectChange[], { index }: Ground): UnitProblem[] {
  const bindings = changes.filter(isLostBinding);
  if (bindings.length === 0) return [];
  const clusters = new Set(bindings.map(({ cluster }) => cluster));
  return [...prediction.next.values(), ...prediction.stableObjects().values()].flat().flatMap(({ unit, object }) => {
    const { header, namespace, name: own } = object;
    if (header.kind !== 'HelmRelease' || !clusters.has(unit.target) || !prediction.isApplied(unit)) return [];
    const body = index.body(header);
    const name = textAt(body, 'spec', 'serviceAccountName');
    const isIdle = valueAt(body, 'spec', 'suspend') === true || valueAt(body, 'spec', 'kubeConfig') !== undefined;
    if (name === undefined || isIdle || losesAccount(prediction, unit.target, namespace, name)) return [];
    const lost = lostBindings({ cluster: unit.target, namespace, name }, bindings, prediction, index);
    if (lost === undefined) return [];
    const what = formatObject({ group: header.group, kind: header.kind, namespace, name: own });
    return [problem(unit, 'account-removed', `the account ${namespace}/${name} of ${what} loses ${lost}`)];
  });
}

/** Problems of HelmReleases that are removed together with what uninstalls them. */
function releaseFaults(
  change: ObjectChange,
  changes: readonly ObjectChange[],
  prediction: Prediction,
  { index }: Ground,
): UnitProblem[] {
  const { cluster, object, effect } = change;
  if (object.kind !== 'HelmRelease' || effect !== 'pruned') return [];
  const [owned] = prediction.old.get(nameKey(cluster, object)) ?? [];
  const release = owned && index.body(owned.object.header);
  // Helm uninstalls nothing of a suspended one.
  if (owned === undefined || valueAt(release, 'spec', 'suspend') === true) return [];
  const lost =
    valueAt(release, 'spec', 'kubeConfig') === undefined
      ? lostReleaseAccount(release!, change, changes, prediction, index)
      : lostReleaseKubeConfig(release!, change, prediction);
  if (lost === undefined) return [];
  const message = `${lost.text} in the same change, so that Helm cannot uninstall ${object.name}`;
  const access = { ...defined({ bindings: lost.bindings }), needs: lost.needs, of: formatObject(object) };
  return [withAccess(problem(owned.unit, 'sync-with-access', message), access)];
}

interface LostAccess extends Pick<Access, 'bindings' | 'needs'> {
  readonly text: string;
}

function lostReleaseAccount(
  release: KubernetesObject,
  { cluster, object: { namespace } }: ObjectChange,
  changes: readonly ObjectChange[],
  prediction: Prediction,
  index: Ground['index'],
): LostAccess | undefined {
  const account = textAt(release, 'spec', 'serviceAccountName');
  if (account === undefined) return undefined;
  const text = `its account ${namespace}/${account}`;
  if (losesAccount(prediction, cluster, namespace, account)) return { needs: 'account', text: `${text} is removed` };
  // An account that stays in the cluster with its rights, as a tenant's does, can still uninstall.
  const bindings = lostBindings({ cluster, namespace, name: account }, changes, prediction, index);
  return bindings === undefined ? undefined : { needs: 'bindings', bindings, text: `${text} loses ${bindings}` };
}

/** With a kubeconfig the account is on another cluster, which the HelmRelease does not name. */
function lostReleaseKubeConfig(
  release: KubernetesObject,
  { cluster, object: { namespace } }: ObjectChange,
  prediction: Prediction,
): LostAccess | undefined {
  const reference = kubeConfigReference(mapAt(release, 'spec'));
  if (reference === undefined) return undefined;
  const { kind, name } = reference;
  if (!prediction.losesData(cluster, kind, namespace, name)) return undefined;
  return { needs: 'kubeconfig', text: `${kind} ${namespace}/${name} with its kubeconfig goes` };
}

/** The problem of a Kustomization whose account loses rights that it needs. */
function useFault({ unit, account, use, right, what }: LostUse): UnitProblem {
  const loses = `its account ${account} loses the right to ${right} ${what}`;
  if (use === 'apply') return problem(unit, 'account-removed', loses);
  const message = `${loses} in the same change, so that Flux cannot delete what goes`;
  return withAccess(problem(unit, 'sync-with-access', message), { needs: 'rights' });
}

function withAccess(found: UnitProblem, access: Access): UnitProblem {
  return { ...found, access };
}
