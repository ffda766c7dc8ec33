import { defined } from '../../core/defined';
import { Comparison, formatObject, formatOwner, ObjectChange, UnitChange } from '../compare/comparison';
import { Risk } from '../risk/risk';
import { isFluxKustomization, SOURCE_KINDS } from '../tree/flux-spec';
import { Approvals, GONE, isCluster, isMachinePool, leaves, ownerKey } from './approval';
import { Declarations } from './declarations';
import { ClusterFinding } from './finding';

/** Kinds whose removal needs a declaration, as `group/Kind`: data, access or other objects are lost with them. So does the
 * removal of custom resources that hold data or machines, such as databases and clusters. */
export const PROTECTED_KINDS: readonly string[] = [
  '/Namespace',
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apps/StatefulSet',
  'fluxcd.controlplane.io/FluxInstance',
  'fluxcd.controlplane.io/ResourceSet',
  'helm.toolkit.fluxcd.io/HelmRelease',
  'kustomize.toolkit.fluxcd.io/Kustomization',
  ...SOURCE_KINDS.map((kind) => `source.toolkit.fluxcd.io/${kind}`),
];

/** Whether the removal of an object needs a declaration. */
type IsProtected = (change: ObjectChange) => boolean;

/** A protected kind as `group/Kind`. kubectl's form is `kind.group`, or `plural.group` as definitions are named. */
function kindKeys(kind: string): string[] {
  const dot = kind.indexOf('.');
  if (kind.includes('/') || dot < 0) return [kind];
  const [name, group] = [kind.slice(0, dot), kind.slice(dot + 1)];
  const singular = [name, name.replace(/ies$/, 'y'), name.replace(/es$/, ''), name.replace(/s$/, '')];
  return singular.map((one) => `${group}/${one}`);
}

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

/** Kustomizations with an object that neither has a new owner nor is declared as removed. */
function lostUnits({ changes, units }: Comparison, approvals: Approvals): ReadonlySet<string> {
  const lost = new Set<string>();
  for (const change of changes) {
    const { action, effect, from } = change;
    if (action === 'added' || action === 'changed' || effect === 'adopted' || approvals.covers(change)) continue;
    const readers = goneReaders(change, units);
    if (readers.length > 0 && readers.every((unit) => approvals.coversUnit(unit))) continue;
    for (const owner of from) lost.add(ownerKey(owner));
  }
  return lost;
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

function removedFinding(change: ObjectChange, declarations: Declarations): ClusterFinding {
  const { object, place, cluster, renamedTo } = change;
  const rank = PROTECTED_KINDS.indexOf(`${object.group}/${object.kind}`);
  const isOfPlace = !declarations.isOfObject(change);
  const goes = renamedTo ? `gets the name ${JSON.stringify(renamedTo.name)}, and so goes` : 'goes';
  return {
    id: 'protected-removed',
    severity: 'error',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} ${goes}${outcome(change)}`,
    todo: (clusters) => `${declarations.for(change, clusters)}, or keep it`,
    ...defined({
      // Of what makes a cluster, the Cluster says most.
      rank: isOfPlace ? (isCluster(object) ? -1 : rank < 0 ? PROTECTED_KINDS.length : rank) : undefined,
      steps: isOfPlace || change.effect !== 'refused' || !declarations.isProgram ? undefined : ANNOUNCED,
    }),
  };
}

/** The steps that let a tenant's namespace go: admission refuses it without a mark that only the tree before can bring. */
const ANNOUNCED = [
  'keep it and declare its removal, commit that and let Flux apply it: that annotates it',
  'take it out, keep the declaration, and commit that: Flux deletes it with everything in it',
  'take the declaration out',
];

function outcome({ effect, reason, files, holds, leaves }: ObjectChange): string {
  const why = reason === undefined ? '' : `, ${reason}`;
  const from = files[0] === undefined ? '' : ` out of ${fileName(files[0])}`;
  const stays = leaves === undefined ? '' : `, and ${leaves} is left without an owner`;
  const along = holds === undefined ? stays : ` and with it ${holds}`;
  switch (effect) {
    case 'pruned':
      return `${from} and Flux deletes it${along}${why}`;
    case 'orphaned':
      return `${from} and is left in the cluster without an owner${why}`;
    case 'held':
      return `${from}, and Flux does nothing about it yet${why}`;
    default:
      return `${from}${why}`;
  }
}

/** A file's path without its cluster, so that findings of several clusters are equal. */
function fileName(path: string): string {
  return path.replace(/^.*clusters\/[^/]+\//, '');
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

function keptFinding({ object, place, cluster, reason }: ObjectChange): ClusterFinding {
  const why = reason === undefined ? '' : ` (${reason})`;
  return {
    id: 'deletion-refused',
    severity: 'warning',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} is declared to go, but Flux leaves it in the cluster${why}, and its machines run on`,
    todo: 'give it deletable: true first and let Flux apply that, or delete it by hand afterwards',
  };
}

function refusedFinding(change: ObjectChange, isProgram: boolean): ClusterFinding {
  const { object, place, cluster, reason, from } = change;
  const owner = from.map(formatOwner).join(' and ');
  return {
    id: 'deletion-refused',
    severity: 'warning',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} is declared to go, but ${reason}`,
    todo: `${isProgram && place.tenant !== undefined ? 'commit the declaration before the removal, which annotates it' : 'annotate it in the step before'}; else Kustomization ${owner} fails, and what waits for it gets no change, until somebody annotates the namespace and Flux tries again`,
  };
}

function movedFinding(change: ObjectChange): ClusterFinding {
  const { object, place, cluster, from, to, lateMark } = change;
  const [source, target] = [from, to].map((owners) => owners.map(formatOwner).join(' and '));
  const late = lateMark ? '; the mark that this change brings comes too late, because Flux reads the live object' : '';
  return {
    id: 'moved',
    severity: 'error',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} moves from Kustomization ${source} to ${target}, and the old one may delete it first${late}`,
    todo: 'move it in steps',
    steps: movingSteps(change, target!),
  };
}

/** The steps of a move: without pruning, the old owner cannot delete the object. */
function movingSteps({ object, place }: ObjectChange, target: string): string[] {
  const who = inProgram(place);
  if (who !== undefined) {
    return [
      `give ${who} prune: false where it is now, commit that and let Flux apply it`,
      `move ${formatObject(object)} to ${target}, leave prune: false as it is, and commit that`,
      'take prune: false out when the new Kustomization has it',
    ];
  }
  return [
    `mark ${formatObject(object)} with the annotation kustomize.toolkit.fluxcd.io/prune: disabled where it is, commit that and let Flux apply it`,
    `move it to ${target}, with the mark, and commit that`,
    'take the mark off when the new Kustomization has it',
  ];
}

/** The program's element that a Kustomization belongs to, if it has an option against pruning. */
function inProgram({ component, tenant, app }: ObjectChange['place']): string | undefined {
  if (component !== undefined) return `component ${component}`;
  return app === undefined ? undefined : `app ${app} of tenant ${tenant}`;
}

/** Whether Flux may delete and recreate an object although its Kustomization keeps it. */
function isRemade({ action, effect, risks }: ObjectChange): boolean {
  return action === 'changed' && effect === 'race' && risks.some((one) => one.class === 'race');
}

function recreatedFinding(change: ObjectChange): ClusterFinding {
  const { object, place, cluster, from } = change;
  const owner = from.map(formatOwner).join(' and ');
  return {
    id: 'recreated',
    severity: 'error',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} stays with Kustomization ${owner}, which is changed, and may delete it first`,
    todo: 'change it in steps',
    steps: [
      `change Kustomization ${owner} and leave its old folder as it is, commit that and let Flux apply it`,
      'take the objects out of the old folder',
    ],
  };
}

/** Effects that do not delete the object. */
const LEAVES_IT: ReadonlySet<ObjectChange['effect']> = new Set(['adopted', 'patched'] as const);

/**
 * Whether a protected object, or what it created, is deleted although its manifest stays.
 */
function isReplaced(change: ObjectChange, isProtected: IsProtected): boolean {
  const { effect, risks } = change;
  if (!isProtected(change)) return false;
  return effect === 'replaced' || (LEAVES_IT.has(effect) && risks.some(isLoss));
}

function isLoss({ class: riskClass, severity }: Risk): boolean {
  return riskClass === 'deletion' && severity === 'high';
}

function replacedFinding(change: ObjectChange, declarations: Declarations): ClusterFinding {
  const { object, place, cluster, effect, risks } = change;
  const name = formatObject(object);
  const [reason, keep] =
    effect === 'replaced'
      ? [risks.find((one) => one.class === 'immutable')!.message, 'leave these fields as they are']
      : [risks.find(isLoss)!.message, 'leave that as it is'];
  const wrong = reason.startsWith(name) ? reason : `${name}: ${reason}`;
  const todo = (clusters: readonly string[]) => `${declarations.ofObject(object, clusters)}, or ${keep}`;
  return { id: 'replaced', severity: 'error', place, cluster, object, wrong, todo };
}

function renamedFinding(change: ObjectChange, unit: UnitChange): ClusterFinding {
  const { object, place, cluster } = change;
  const to = unit.to.map(formatOwner).join(' and ');
  const who = inProgram(place);
  const first =
    who === undefined
      ? `set spec.deletionPolicy: Orphan on ${formatObject(object)}`
      : `give ${who} prune: false under its old name`;
  return {
    id: 'kustomization-renamed',
    severity: 'error',
    place,
    cluster,
    object,
    owner: unit.owner,
    wrong: `${formatObject(object)} is renamed to ${to}, and Flux deletes all that it applied`,
    todo: 'rename it in steps',
    steps: [
      `${first}, commit that and let Flux apply it`,
      `rename it to ${to} and commit that: the new Kustomization takes over what the old one leaves`,
    ],
  };
}

function unlistedFinding(change: ObjectChange, declarations: Declarations): ClusterFinding {
  const { object, place, cluster, files } = change;
  return {
    id: 'unlisted-file',
    severity: 'error',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} is in ${fileName(files[0]!)} as before, but no kustomization.yaml lists that file any more`,
    todo: (clusters) => `list it again, or ${declarations.for(change, clusters)}`,
  };
}
