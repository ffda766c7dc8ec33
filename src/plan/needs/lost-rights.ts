import { firstNames } from '../../core/first-names';
import { DEPLOYABLE_KINDS, kindKey, resourceOf } from '../../kubernetes/resources';
import { isBuiltInGroup } from '../../kubernetes/scopes';
import { formatObject, ObjectChange, ObjectName, OwnerName } from '../objects/comparison';
import { nameKey, OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { objectsOf, Unit, unitKey } from '../predict/unit';
import { coversGrant, Grant, RightsChange } from '../risk/rights';
import { bindingOf, RBAC_GROUP } from '../risk/rights-model';
import { ManifestIndex } from '../tree/manifest-index';
import { textAt } from '../tree/parse-manifests';

/** An account on a cluster. */
export interface Account {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

/** Rights that a subject gains and loses on a cluster. */
export interface ClusterRights {
  readonly cluster: string;
  readonly change: RightsChange;
  /** All rights of some subjects of the cluster after the change. */
  readonly grantsOf: (subjects: ReadonlySet<string>) => readonly Grant[];
}

/** An account as bindings name it: by itself, and by the groups that every account is in. */
function subjectsOf({ namespace, name }: Pick<Account, 'name' | 'namespace'>): {
  readonly own: readonly string[];
  readonly all: ReadonlySet<string>;
} {
  const own = [
    `ServiceAccount ${namespace}/${name}`,
    `User system:serviceaccount:${namespace}:${name}`,
    `Group system:serviceaccounts:${namespace}`,
  ];
  return { own, all: new Set([...own, 'Group system:serviceaccounts', 'Group system:authenticated']) };
}

/** Whether a change deletes a RoleBinding or ClusterRoleBinding. */
export function isLostBinding({ object: { group, kind }, action, effect }: ObjectChange): boolean {
  return group === RBAC_GROUP && kind.endsWith('RoleBinding') && action === 'removed' && effect === 'pruned';
}

/** The bindings of an account that go, if it keeps none; undefined if it keeps one, or had none. */
export function lostBindings(
  account: Account,
  changes: readonly ObjectChange[],
  prediction: Prediction,
  index: ManifestIndex,
): string | undefined {
  const { own, all } = subjectsOf(account);
  const binds =
    (wanted: (subject: string) => boolean) =>
    ({ object: { header, namespace } }: OwnedObject) =>
      bindingOf(index.body(header), namespace).subjects.some(wanted);
  const bindsIt = binds((subject) => own.includes(subject));
  const lost = changes.filter(
    (change) =>
      change.cluster === account.cluster &&
      isLostBinding(change) &&
      prediction.old.get(nameKey(account.cluster, change.object))?.some(bindsIt) === true,
  );
  if (lost.length === 0) return undefined;
  const keeps = binds((subject) => all.has(subject));
  for (const owners of [prediction.next, prediction.stableObjects()]) {
    for (const [key, owned] of owners) {
      const isOne =
        key.startsWith(`${account.cluster}|${RBAC_GROUP}/`) && owned[0]!.object.header.kind.endsWith('RoleBinding');
      if (isOne && owned.some(keeps)) return undefined;
    }
  }
  return firstNames(lost.map(({ object }) => formatObject(object)));
}

/** Rights that a Kustomization's account loses although the Kustomization needs them. */
export interface LostUse {
  readonly unit: Unit;
  /** The account, as `namespace/name`. */
  readonly account: string;
  /** `delete` for what goes in the same change, `apply` for what comes or stays. */
  readonly use: Use;
  /** The right as a message names it: `apply`, `delete`, or a verb without which these fail. */
  readonly right: string;
  /** The objects, as a message lists them. */
  readonly what: string;
}

type Use = 'apply' | 'delete';

/** An object of a Kustomization, with the verbs that Flux needs for it. */
interface Used extends ObjectName {
  readonly verbs: readonly string[];
}

/* ssa.ResourceManager of fluxcd/pkg reads each object before it applies or deletes it, and the API server wants `create`
   beside `patch` where the object is not there. */
const APPLIES = ['patch', 'get'];
const DELETES = ['delete', 'get'];

/** The rights that accounts of Kustomizations lose although these still apply or delete objects by them. */
export function lostUses(
  prediction: Prediction,
  changes: readonly ObjectChange[],
  index: ManifestIndex,
  rights: readonly ClusterRights[],
): LostUse[] {
  const narrowed = rights.filter(({ change }) => change.lost.length > 0);
  if (narrowed.length === 0) return [];
  const resources = new Resources(prediction, index);
  const lostUse = (unit: Unit, { namespace, serviceAccountName: name }: Unit['spec'], use: Use, used: () => Used[]) => {
    if (name === undefined) return [];
    const { all } = subjectsOf({ namespace, name });
    const own = narrowed.filter(({ cluster, change }) => cluster === unit.target && all.has(change.subject));
    if (own.length === 0) return [];
    const left = own[0]!.grantsOf(all);
    const lost = used().flatMap((one) => {
      const resource = resources.of(unit.target, one);
      const verbs = one.verbs.filter((verb) => own.some(({ change }) => isLost(change, left, one, verb, resource)));
      return verbs.length === 0 ? [] : [{ name: formatObject(one), verbs }];
    });
    if (lost.length === 0) return [];
    const verbs = new Set(lost.flatMap((one) => one.verbs));
    const right = verbs.has('patch') ? 'apply' : verbs.has('delete') ? 'delete' : [...verbs].sort().join(' and ');
    const what = firstNames([...new Set(lost.map((one) => one.name))].sort());
    return [{ unit, account: `${namespace}/${name}`, use, right, what }];
  };
  return [
    ...[...prediction.oldUnits.values()].flatMap((unit) =>
      lostUse(unit, pruningSpec(unit, prediction), 'delete', () => goneOf(unit, changes, prediction)),
    ),
    ...[...prediction.newUnits.values()].flatMap((unit) =>
      unit.spec.suspend || !prediction.isApplied(unit)
        ? []
        : lostUse(unit, unit.spec, 'apply', () => appliedOf(unit, changes, index)),
    ),
  ];
}

/** The spec by which Flux prunes for a Kustomization of the old tree: the new one where it comes to be applied. */
function pruningSpec(unit: Unit, prediction: Prediction): Unit['spec'] {
  const next = prediction.newUnits.get(unit.key);
  return next !== undefined && prediction.isApplied(next) ? next.spec : unit.spec;
}

/** The objects that Flux applies for a Kustomization, but for those that marks keep it from. */
function appliedOf(unit: Unit, changes: readonly ObjectChange[], index: ManifestIndex): Used[] {
  const made = new Set(
    changes
      .filter(({ effect, to }) => (effect === 'created' || effect === 'replaced') && isOf(to, unit))
      .map(({ cluster, object, renamedTo }) => nameKey(cluster, renamedTo ?? object)),
  );
  return objectsOf(unit, index).objects.flatMap(({ header: { group, kind, unapplied }, namespace, name }) => {
    const object = { group, kind, namespace, name };
    const isMade = made.has(nameKey(unit.target, object));
    if (unapplied === 'always' || (unapplied === 'there' && !isMade)) return [];
    return [{ ...object, verbs: isMade ? [...APPLIES, 'create'] : APPLIES }];
  });
}

/** The objects that Flux is to delete for a Kustomization, but for those that go with their namespace. */
function goneOf(unit: Unit, changes: readonly ObjectChange[], prediction: Prediction): Used[] {
  return changes
    .filter(({ action, effect, from, object, cluster }) => {
      if ((action !== 'removed' && action !== 'renamed') || effect !== 'pruned' || !isOf(from, unit)) return false;
      const owned = prediction.old.get(nameKey(cluster, object))?.find((one) => one.unit.key === unit.key);
      if (owned === undefined || prediction.release(unit, owned.object).does !== 'prunes') return false;
      return !prediction.losesNamespace(cluster, object.namespace);
    })
    .map(({ object }) => ({ ...object, verbs: DELETES }));
}

function isOf(owners: readonly OwnerName[], unit: Unit): boolean {
  return owners.some((owner) => unitKey(owner.cluster, owner) === unit.key);
}

/** A kind's resource in RBAC. */
interface Resource {
  readonly name: string;
  /** Whether the name is a guess, because no file has the kind's definition. */
  readonly isGuess: boolean;
}

/** The resources of kinds, those of custom kinds by their CustomResourceDefinitions. */
class Resources {
  private plurals?: ReadonlyMap<string, string>;

  constructor(
    private readonly prediction: Prediction,
    private readonly index: ManifestIndex,
  ) {}

  public of(cluster: string, { group, kind }: ObjectName): Resource {
    const isKnown = isBuiltInGroup(group) || Object.hasOwn(DEPLOYABLE_KINDS, kindKey(group, kind));
    const defined = isKnown ? undefined : (this.plurals ??= this.read()).get(`${cluster}|${group}/${kind}`);
    return { name: defined ?? resourceOf(group, kind), isGuess: !isKnown && defined === undefined };
  }

  private read(): ReadonlyMap<string, string> {
    const { old, next } = this.prediction;
    const found = new Map<string, string>();
    for (const owners of [old, this.prediction.stableObjects(), next]) {
      for (const [first] of owners.values()) {
        const { object, unit } = first!;
        if (object.header.kind !== 'CustomResourceDefinition') continue;
        const body = this.index.body(object.header);
        const plural = textAt(body, 'spec', 'names', 'plural');
        const kind = `${textAt(body, 'spec', 'group')}/${textAt(body, 'spec', 'names', 'kind')}`;
        if (plural !== undefined) found.set(`${unit.target}|${kind}`, plural);
      }
    }
    return found;
  }
}

/** Whether a subject loses a right to an object. A role that no file holds may give any right. */
function isLost(
  { namespace, lost }: RightsChange,
  left: readonly Grant[],
  { group, namespace: own, name }: Used,
  verb: string,
  { name: resource, isGuess }: Resource,
): boolean {
  if (namespace !== '' && namespace !== own) return false;
  const right = { verb, group, resource, name };
  const gives = (grant: Grant) =>
    (grant.right.verb === UNKNOWN && (grant.namespace === '' || grant.namespace === own)) ||
    coversGrant(grant, { namespace: own, right });
  // Any resource of the group may be the kind's whose name is a guess.
  const mayGive = (grant: Grant) => gives(isGuess ? { ...grant, right: { ...grant.right, resource: '*' } } : grant);
  return lost.some((one) => gives({ namespace, right: one })) && !left.some(mayGive);
}

/** The verb of a right that stands for all those of a role that no file holds. */
const UNKNOWN = 'use';
