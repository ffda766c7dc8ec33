import { Comparison, isCluster, isMachinePool, ObjectChange, UnitChange } from '../objects/comparison';
import { isFluxKustomization, SOURCE_KINDS } from '../tree/flux-spec';
import { Approvals, GONE, leaves, ownerKey } from './approval';
import { Declarations } from './declarations';
import { ClusterFinding } from './finding';
import { kindKeys, PROTECTED_KINDS } from './protected-kinds';
import {
  isLoss,
  keptFinding,
  movedFinding,
  recreatedFinding,
  refusedFinding,
  removedFinding,
  renamedFinding,
  replacedFinding,
  unlistedFinding,
} from './removal-findings';

/** Whether the removal of an object needs a declaration. */
type IsProtected = (change: ObjectChange) => boolean;

/**
 * Findings about objects that are removed or moved without a declaration.
 *
 * @param extra protected kinds beside PROTECTED_KINDS
 */
export function* removalFindings(
  comparison: Comparison,
  approvals: Approvals,
  declarations: Declarations,
  extra: readonly string[],
): Generator<ClusterFinding> {
  const kinds = new Set([...PROTECTED_KINDS, ...extra.flatMap(kindKeys)].map((kind) => kind.toLowerCase()));
  const isProtected: IsProtected = ({ object, holds }) =>
    holds !== undefined || kinds.has(`${object.group}/${object.kind}`.toLowerCase());
  const units = new Map(comparison.units.map((unit) => [ownerKey(unit.owner), unit]));
  const removed = new Set(
    comparison.clusters.filter(({ change }) => change === 'removed').map(({ cluster }) => cluster),
  );
  const lost = lostUnits(comparison, approvals);
  const wholly = new Set(
    comparison.changes.filter((one) => isCluster(one.object) && leaves(one)).map(({ object }) => object.namespace),
  );
  for (const change of comparison.changes) {
    const { action, object, cluster, place } = change;
    if (action === 'added' || action === 'changed') {
      if (isRemade(change) && !approvals.covers(change)) yield recreatedFinding(change);
      else if (isReplaced(change, isProtected) && !approvals.covers(change))
        yield replacedFinding(change, declarations);
      continue;
    }
    if (isReplaced(change, isProtected) && !approvals.covers(change)) yield replacedFinding(change, declarations);
    // One finding covers all objects of a removed cluster, and its manager's objects for it.
    if (removed.has(cluster)) continue;
    if (approvals.covers(change)) {
      if (change.effect === 'refused') yield refusedFinding(change, declarations.isProgram);
      if (change.effect === 'orphaned' && keepsMachines(change, wholly)) yield keptFinding(change);
      continue;
    }
    if (removed.has(place.cluster ?? cluster) && place.unit !== 'machines') continue;
    // The finding about a renamed Kustomization covers its objects, that about an app what only apps need.
    if (action === 're-owned' || declarations.goesWithApps(change)) continue;
    if (action === 'moved') {
      if (change.effect !== 'adopted') yield movedFinding(change);
    } else if (isFluxKustomization(object)) {
      const unit = units.get(`${cluster}|${object.namespace}/${object.name}`);
      if (!unit || !isSpent(unit, lost))
        yield unit?.change === 'renamed' ? renamedFinding(change, unit) : removedFinding(change, declarations);
    } else if (change.servedBy !== undefined || isSpentSource(change, comparison.units, lost, approvals)) {
      continue;
    } else if (isProtected(change)) {
      yield removedFinding(change, declarations);
    } else if (change.forgotten) {
      yield unlistedFinding(change, declarations);
    }
  }
}

/** Unit of the times in which apps run: without it they run at all times, and nothing is lost. */
const SCALE_DOWN = 'scale-down';

/** Kustomizations with an object that neither has a new owner nor is declared as removed. */
function lostUnits({ changes, units }: Comparison, approvals: Approvals): ReadonlySet<string> {
  const lost = new Set<string>();
  for (const change of changes) {
    const { action, effect, from } = change;
    if (action === 'added' || action === 'changed' || effect === 'adopted' || approvals.covers(change)) continue;
    if (onlyTells(change) || isFlagger(change) || change.place.unit === SCALE_DOWN) continue;
    const readers = goneReaders(change, units);
    if (readers.length > 0 && readers.every((unit) => approvals.coversUnit(unit))) continue;
    for (const owner of from) lost.add(ownerKey(owner));
  }
  return lost;
}

/** Whether an object only tells people or Flux of something, or is there for that: nothing is lost with it. */
function onlyTells({ object, place }: ObjectChange): boolean {
  return object.group === 'notification.toolkit.fluxcd.io' || place.unit === 'notifications';
}

/** Whether an object is one that Flagger reads: findings of their own say what its end loses. */
function isFlagger({ object }: ObjectChange): boolean {
  return object.group === 'flagger.app';
}

/** Whether the removal of a Kustomization loses nothing: its objects have new owners or are declared as removed. */
function isSpent(unit: UnitChange, lost: ReadonlySet<string>): boolean {
  // The objects of another source are unknown: they are safe only if the Kustomization leaves all of them to a new one.
  if (unit.external) return unit.change === 'renamed' && unit.orphans;
  return unit.objects > 0 && !lost.has(ownerKey(unit.owner));
}

/** Whether a source is removed together with all Kustomizations that read it, and losing these is safe or declared. */
function isSpentSource(
  change: ObjectChange,
  units: readonly UnitChange[],
  lost: ReadonlySet<string>,
  approvals: Approvals,
): boolean {
  const readers = goneReaders(change, units);
  return readers.length > 0 && readers.every((unit) => approvals.coversUnit(unit) || isSpent(unit, lost));
}

/** The removed Kustomizations that read a source. One that stays without its source has a finding of its own. */
function goneReaders({ cluster, object }: ObjectChange, units: readonly UnitChange[]): UnitChange[] {
  if (!SOURCE_KINDS.includes(object.kind)) return [];
  const key = `${cluster}|${object.kind}/${object.namespace}/${object.name}`;
  return units.filter(({ source, change }) => source === key && GONE.has(change));
}

/**
 * Whether machines run on after their object has left the tree, because it is protected from pruning.
 *
 * @param wholly namespaces of the Clusters that go: their finding is about their pools as well
 */
function keepsMachines({ object, place }: ObjectChange, wholly: ReadonlySet<string>): boolean {
  if (isMachinePool(object)) return !wholly.has(object.namespace);
  return isCluster(object) || (object.kind === 'HelmRelease' && place.unit === 'machines');
}

/** Whether Flux may delete and recreate an object although its Kustomization keeps it. */
function isRemade({ action, effect, risks }: ObjectChange): boolean {
  return action === 'changed' && effect === 'race' && risks.some((one) => one.class === 'race');
}

/** Effects that do not delete the object. */
const LEAVES_IT: ReadonlySet<ObjectChange['effect']> = new Set(['adopted', 'patched'] as const);

/**
 * Whether a protected object, or what it created, is deleted although its manifest stays.
 */
function isReplaced(change: ObjectChange, isProtected: IsProtected): boolean {
  const { action, effect, risks } = change;
  if (!isProtected(change)) return false;
  // Moves have a finding of their own.
  const stays = LEAVES_IT.has(effect) || (action === 'changed' && effect === 'race');
  return effect === 'replaced' || (stays && risks.some(isLoss));
}
