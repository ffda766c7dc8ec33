import { Problem } from '../../core/problem';
import { Place } from '../conventions/place';
import { FieldChange } from '../diff/field-diff';
import { Risk } from '../risk/risk';

/** Identity of an object within a cluster. */
export interface ObjectName {
  /** API group; empty for the core group. */
  readonly group: string;
  /** The kind. */
  readonly kind: string;
  /** The namespace; empty for cluster-scoped objects. */
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
 * The difference of an object between two trees.
 *
 * - `moved`: another Kustomization owns it.
 * - `re-owned`: another Kustomization owns it, because its owner was renamed.
 * - `renamed`: it is removed, and one of another name and the same content is added.
 */
export type ChangeAction = 'added' | 'changed' | 'moved' | 're-owned' | 'removed' | 'renamed';

/**
 * Flux's reaction to a change.
 *
 * - `created`, `patched`: applied.
 * - `replaced`: deleted and created again, because an immutable field changes and `force` is on.
 * - `refused`: the API server refuses the change, and the whole Kustomization fails.
 * - `pruned`: deleted.
 * - `orphaned`: stays in the cluster without an owner.
 * - `adopted`: stays in the cluster under its new owner.
 * - `race`: depends on which Kustomization comes first: deleted (and created again, if the new tree has it) or not,
 *   applied or not.
 * - `held`: nothing, because the Kustomization is suspended or cannot be built.
 */
export type ChangeEffect =
  'adopted' | 'created' | 'held' | 'orphaned' | 'patched' | 'pruned' | 'race' | 'refused' | 'replaced';

/** Effects with which a removed object stays in the cluster. */
export const STAYS: ReadonlySet<ChangeEffect> = new Set(['held', 'orphaned', 'refused'] as const);

/** The change of one object. */
export interface ObjectChange {
  /** The cluster that the object is on. */
  readonly cluster: string;
  /** The object, by its name in the old tree; in the new one if it is added. */
  readonly object: ObjectName;
  /** The difference between the trees. */
  readonly action: ChangeAction;
  /** Flux's reaction. */
  readonly effect: ChangeEffect;
  /** Why Flux does that, where it is not obvious. */
  readonly reason?: string;
  /** Owners in the old tree. */
  readonly from: readonly OwnerName[];
  /** Owners in the new tree. */
  readonly to: readonly OwnerName[];
  /** The object's new name, when it is renamed. */
  readonly renamedTo?: ObjectName;
  /** For a source that goes: name of another one, in its namespace, that fetches the same. */
  readonly servedBy?: string;
  /** For a HelmRelease that goes: the one that comes for the same Helm release. */
  readonly heir?: ObjectName;
  /** Where in the fleet it is. */
  readonly place: Place;
  /** The fields that differ, redacted. */
  readonly fields: readonly FieldChange[];
  /** The risks of the change. */
  readonly risks: readonly Risk[];
  /** Whether Flux takes only what is signed by it from now on: it is a source, or makes one. */
  readonly startsVerifying?: true;
  /** Data or machines that are deleted with it, for messages; undefined for kinds that hold none. */
  readonly holds?: string;
  /** For a Canary of Flagger that goes while its Deployment stays, or that hangs: what that does. */
  readonly canary?: {
    /** Name of the Deployment. */
    readonly target: string;
    /** Name of the Service through which the app is reached. */
    readonly service: string;
    /** Whether the old tree has the Deployment; that of a chart is not known. */
    readonly isKnown: boolean;
    /** Resource of the route that Flagger made under the Service's name; undefined for none. */
    readonly route?: string;
    /** Its autoscaler; undefined for none. */
    readonly scaler?: { readonly kind: string; readonly name: string };
    /** The Kustomization that applies the Deployment; undefined for unknown. */
    readonly owner?: OwnerName;
    /**
     * Parts of a lossless end that the trees lack: `revertOnDeletion` and `suspend` of the Canary, `replicas` of the
     * Deployment, the `Service`.
     */
    readonly missing: readonly string[];
    /** Whether the deletion never ends, because the Deployment goes as well. */
    readonly hangs: boolean;
  };
  /** For an object of Flux that is deleted: what has to let it go and goes as well, so that its deletion never ends. */
  readonly lostController?: string;
  /** Things that a Flux object leaves in the cluster when it is deleted; undefined if it deletes them. */
  readonly leaves?: string;
  /** Files that hold it in the old tree. */
  readonly files: readonly string[];
  /** Whether its file still holds it, and no Kustomization builds that file any more. */
  readonly forgotten: boolean;
  /** Whether this change adds a mark against pruning. It comes too late: Flux reads it from the live object. */
  readonly lateMark: boolean;
  /** Kustomizations above the object in the old tree, nearest first, as `cluster|namespace/name`. */
  readonly chain: readonly string[];
}

/** The change of one Kustomization. */
export interface UnitChange {
  /** The Kustomization. */
  readonly owner: OwnerName;
  /** The cluster of its objects, in the old tree; in the new one if it is added. */
  readonly cluster: string;
  /** The kind of change. */
  readonly change: 'added' | 'emptied' | 'merged' | 'removed' | 'renamed' | 'retargeted' | 'split';
  /** The Kustomizations that take over its objects. */
  readonly to: readonly OwnerName[];
  /** Where in the fleet it is. */
  readonly place: Place;
  /** Number of its objects in the old tree; in the new one if it is added. */
  readonly objects: number;
  /** Number of its objects in the new tree. */
  readonly left: number;
  /** Whether it reads from another source, so that its objects are unknown. */
  readonly external: boolean;
  /** Whether its deletion leaves its objects, by its fields in the old tree. */
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
  /** Whether the cluster or something on it is added, changed or removed. */
  readonly change: 'added' | 'changed' | 'removed' | 'unchanged';
  /** Number of objects in the old tree; not counted, and undefined, where nothing changes. */
  readonly before?: number;
  /** Number of objects in the new tree; undefined where nothing changes. */
  readonly after?: number;
  /** Namespaces with objects in the old tree and without any in the new one. */
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
    | 'broken-base'
    | 'broken-build'
    | 'dependency-circle'
    | 'dependency-missing'
    | 'duplicate-owner'
    | 'missing-path'
    | 'reference-missing'
    | 'root-moved'
    | 'source-missing'
    | 'source-new'
    | 'sync-contained'
    | 'sync-with-access'
    | 'target-namespace';
  /** The Kustomization. */
  readonly owner: OwnerName;
  /** The cluster of its objects. */
  readonly cluster: string;
  /** Where in the fleet it is. */
  readonly place: Place;
  /**
   * For `sync-with-access`: what goes too early, and the object that needs it.
   *
   * `of` is such as `HelmRelease shop/web`; by default it is the Kustomization. `bindings` names the bindings of its
   * account that go, such as `RoleBinding shop/web`.
   */
  readonly access?: {
    readonly needs: 'account' | 'bindings' | 'kubeconfig' | 'rights';
    readonly of?: string;
    readonly bindings?: string;
  };
  /** The source that it turns to, for `source-new`. */
  readonly source?: { readonly kind: string; readonly namespace: string; readonly name: string };
  /** Whether it is new and does harm. */
  readonly severity: 'error' | 'warning';
}

/** Unknowns of the trees, for one reason. */
export interface NotEvaluated {
  /** The reason, in one word. */
  readonly reason: string;
  /** Its names, such as `2 remote bases (https://example.com/a, https://example.com/b)`. */
  readonly what: string;
  /** The clusters that it concerns, sorted. */
  readonly clusters: readonly string[];
  /** Number of Kustomizations that depend on it. */
  readonly kustomizations: number;
  /** Whether it may differ between the trees. */
  readonly changed: boolean;
}

/** How much of two trees' Kustomizations is known. */
export interface Known {
  /** Number of Kustomizations of both trees. */
  readonly kustomizations: number;
  /** Number of those whose objects are all known in full. */
  readonly known: number;
}

/** A cluster that cannot be compared. */
export interface NotCompared {
  /** The cluster. */
  readonly cluster: string;
  /** The folder of its root. */
  readonly directory: string;
  /** Why it cannot be built. */
  readonly reason: string;
}

/** All differences between two trees and their effects. */
export interface Comparison {
  /** All clusters of both trees, by name. */
  readonly clusters: readonly ClusterChange[];
  /** The changes of objects. */
  readonly changes: readonly ObjectChange[];
  /** The changes of Kustomizations. */
  readonly units: readonly UnitChange[];
  /** Problems of the new tree's Kustomizations, and of the way others are removed. */
  readonly problems: readonly UnitProblem[];
  /** Unknowns of the trees. */
  readonly notEvaluated: readonly NotEvaluated[];
  /** Clusters on which a tenant, an app, a component, an environment or anything at all stays, by `kind|environment|name`. */
  readonly remaining: ReadonlyMap<string, ReadonlySet<string>>;
  /** How many Kustomizations are known in full. */
  readonly known: Known;
  /** Clusters whose root cannot be built, so that nothing is known of them. */
  readonly notCompared: readonly NotCompared[];
  /** Clusters with a Kustomization in either tree, by its `namespace/name`. */
  readonly clustersOf: ReadonlyMap<string, readonly string[]>;
  /** Branches of the repository that Flux reads: all, and those of changed Kustomizations, by `cluster|namespace/name`. */
  readonly branches: { readonly all: ReadonlySet<string>; readonly of: ReadonlyMap<string, string> };
}

/** The comparison of equal trees. */
export const NO_CHANGE: Comparison = {
  clusters: [],
  changes: [],
  units: [],
  problems: [],
  notEvaluated: [],
  remaining: new Map(),
  known: { kustomizations: 0, known: 0 },
  notCompared: [],
  clustersOf: new Map(),
  branches: { all: new Set(), of: new Map() },
};

/** An object's name in messages: `Deployment team-a/web`. */
export function formatObject({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** An owner's name in messages: `flux-system/apps`. */
export function formatOwner({ namespace, name }: OwnerName): string {
  return `${namespace}/${name}`;
}

/** API group of the objects from which Cluster API makes clusters. */
const CLUSTER_API = 'cluster.x-k8s.io';

/** Whether an object is a Cluster of Cluster API. */
export function isCluster({ group, kind }: Pick<ObjectName, 'group' | 'kind'>): boolean {
  return group === CLUSTER_API && kind === 'Cluster';
}

/** Whether an object is a pool of machines, of which one may go while the others stay. */
export function isMachinePool({ group, kind }: Pick<ObjectName, 'group' | 'kind'>): boolean {
  return group === CLUSTER_API && (kind === 'MachinePool' || kind === 'MachineDeployment');
}
