import { Problem, Severity } from '../../core/problem';
import { Place } from '../conventions/place';
import { FieldChange } from '../diff/field-diff';
import { Risk } from '../risk/risk';

/** What names an object within a cluster. */
export interface ObjectName {
  /** API group; empty for the core group. */
  readonly group: string;
  /** The kind. */
  readonly kind: string;
  /** Empty outside namespaces. */
  readonly namespace: string;
  /** The name. */
  readonly name: string;
}

/** A Flux Kustomization as the owner of objects. */
export interface OwnerName {
  /** The cluster whose Flux runs it; for a remote cluster, that is its manager. */
  readonly cluster: string;
  /** The Kustomization's namespace. */
  readonly namespace: string;
  /** The Kustomization's name. */
  readonly name: string;
}

/**
 * What happens to an object between two trees.
 *
 * - `moved`: another Kustomization has it; both are units of their own.
 * - `re-owned`: another Kustomization has it, because its owner was renamed.
 * - `renamed`: it goes, and one of another name and the same content comes.
 */
export type ChangeAction = 'added' | 'changed' | 'moved' | 're-owned' | 'removed' | 'renamed';

/**
 * What Flux does about it.
 *
 * - `created`, `patched`: applied.
 * - `replaced`: deleted and made again, because a field cannot be changed and `force` is on.
 * - `refused`: the API server refuses the change, and the whole Kustomization fails.
 * - `pruned`: deleted.
 * - `orphaned`: stays in the cluster, and nobody takes care of it any more.
 * - `adopted`: stays in the cluster under its new owner.
 * - `race`: deleted (and made again, if the new tree has it) or not, applied or not: it depends on which Kustomization
 *   comes first.
 * - `held`: nothing, because the Kustomization is suspended or cannot be built.
 */
export type ChangeEffect =
  'adopted' | 'created' | 'held' | 'orphaned' | 'patched' | 'pruned' | 'race' | 'refused' | 'replaced';

/** Effects by which an object that leaves the tree stays in the cluster. */
export const STAYS: ReadonlySet<ChangeEffect> = new Set(['held', 'orphaned', 'refused'] as const);

/** One object that is not the same in both trees. */
export interface ObjectChange {
  /** The cluster that the object is on. */
  readonly cluster: string;
  /** The object, by its name in the old tree, or in the new one if it comes. */
  readonly object: ObjectName;
  /** What happens between the trees. */
  readonly action: ChangeAction;
  /** What Flux does about it. */
  readonly effect: ChangeEffect;
  /** Why the effect is what it is, where that is not plain. */
  readonly reason?: string;
  /** Owners in the old tree. */
  readonly from: readonly OwnerName[];
  /** Owners in the new tree. */
  readonly to: readonly OwnerName[];
  /** The object's new name, when it is renamed. */
  readonly renamedTo?: ObjectName;
  /** Where in the fleet it is. */
  readonly place: Place;
  /** The fields that differ, without what must not be shown. */
  readonly fields: readonly FieldChange[];
  /** What can go wrong. */
  readonly risks: readonly Risk[];
  /** Files that had it in the old tree. */
  readonly files: readonly string[];
  /** Whether its file is still there with it in it, and no Kustomization builds that file any more. */
  readonly forgotten: boolean;
  /** Whether a mark against pruning comes with this very change, and so too late: Flux reads it from the live object. */
  readonly lateMark: boolean;
  /** Kustomizations above the object in the old tree, nearest first, as `cluster|namespace/name`. */
  readonly chain: readonly string[];
}

/** One Kustomization that is not the same in both trees. */
export interface UnitChange {
  /** The Kustomization. */
  readonly owner: OwnerName;
  /** The cluster that its objects are on, before; after, for a new one. */
  readonly cluster: string;
  /** What happens to it. */
  readonly change: 'added' | 'emptied' | 'merged' | 'removed' | 'renamed' | 'retargeted' | 'split';
  /** The Kustomizations that have its objects now. */
  readonly to: readonly OwnerName[];
  /** Where in the fleet it is. */
  readonly place: Place;
  /** How many objects it had; how many it has, for a new one. */
  readonly objects: number;
  /** How many objects it has in the new tree. */
  readonly left: number;
  /** Whether it reads from elsewhere, so that its objects are not known. */
  readonly external: boolean;
  /** Whether it leaves its objects alone when it is deleted, by what the old tree says. */
  readonly orphans: boolean;
  /** The source that it reads, as `cluster|kind/namespace/name`. */
  readonly source: string;
  /** It and the Kustomizations above it in the old tree, as `cluster|namespace/name`. */
  readonly chain: readonly string[];
}

/** One cluster of either tree. */
export interface ClusterChange {
  /** The name. */
  readonly cluster: string;
  /** Whether the cluster comes, goes, or has something that changes. */
  readonly change: 'added' | 'changed' | 'removed' | 'unchanged';
  /** Objects in the old tree; undefined where nothing changed, because they are not counted then. */
  readonly before?: number;
  /** Objects in the new tree; undefined where nothing changed. */
  readonly after?: number;
  /** Namespaces that had objects and have none any more. */
  readonly emptied: readonly string[];
}

/**
 * A problem of a Kustomization: it cannot be built, or does harm by the way it is written. A warning where it was so
 * before, or does no harm. The guard has a finding of the same id, whose message also says what to do.
 */
export interface UnitProblem extends Problem {
  /** Stable name of the problem. */
  readonly id:
    | 'account-removed'
    | 'broken-build'
    | 'missing-path'
    | 'root-moved'
    | 'source-missing'
    | 'sync-contained'
    | 'sync-with-access'
    | 'target-namespace';
  /** The Kustomization. */
  readonly owner: OwnerName;
  /** The cluster that its objects are on. */
  readonly cluster: string;
  /** Where in the fleet it is. */
  readonly place: Place;
  /** Whether it is new and does harm. */
  readonly severity: Severity;
}

/** Something that could change what happens and is not evaluated. */
export interface NotEvaluated {
  /** What it is, such as `patches in a/kustomization.yaml`. */
  readonly what: string;
  /** The clusters that it concerns, sorted. */
  readonly clusters: readonly string[];
  /** Whether a file that has to do with it differs between the trees. */
  readonly changed: boolean;
}

/** All differences between two trees, by what they mean. */
export interface Comparison {
  /** All clusters of both trees, by name. */
  readonly clusters: readonly ClusterChange[];
  /** The objects that differ, or that Flux does something about. */
  readonly changes: readonly ObjectChange[];
  /** The Kustomizations that differ in what they have. */
  readonly units: readonly UnitChange[];
  /** What is wrong with Kustomizations of the new tree, or with the way they go. */
  readonly problems: readonly UnitProblem[];
  /** What could change the outcome and is not evaluated. */
  readonly notEvaluated: readonly NotEvaluated[];
  /** Clusters that have a Kustomization, in either tree, by its `namespace/name`. */
  readonly clustersOf: ReadonlyMap<string, readonly string[]>;
}

/** A comparison of trees in which nothing differs. */
export const NO_CHANGE: Comparison = {
  clusters: [],
  changes: [],
  units: [],
  problems: [],
  notEvaluated: [],
  clustersOf: new Map(),
};

/** An object's name as messages have it: `Deployment team-a/web`. */
export function formatObject({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** An owner's name as messages have it: `flux-system/apps`. */
export function formatOwner({ namespace, name }: OwnerName): string {
  return `${namespace}/${name}`;
}
