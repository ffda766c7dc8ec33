import { FieldChange } from '../diff/field-diff';
import { GuardFinding } from '../guard/finding';
import { ChangeAction, ChangeEffect, Known, NotCompared, ObjectName } from '../objects/comparison';
import { Risk } from '../risk/risk';

/**
 * The effects of a merge, ready to be shown. Holds no value of a secret. docs/plan.schema.json describes its JSON form.
 */
export interface PlanReport {
  /** The amount of changes. */
  readonly summary: {
    /** Number of clusters that are added, changed, removed and unchanged. */
    readonly clusters: Readonly<Record<'added' | 'changed' | 'removed' | 'unchanged', number>>;
    /** Number of objects by action. */
    readonly objects: Readonly<Record<ChangeAction, number>>;
    /** Number of objects by effect in the cluster. */
    readonly effects: Readonly<Partial<Record<ChangeEffect, number>>>;
    /** Number of objects by class of risk. */
    readonly risks: Readonly<Partial<Record<Risk['class'], number>>>;
  };
  /** The branch that is compared, if other branches feed some environments and it is known. */
  readonly branch?: string;
  /** Findings of the guard, errors first. */
  readonly findings: readonly GuardFinding[];
  /** Clusters that are added or removed as a whole. Their objects are not among the entries. */
  readonly clusters: ReadonlyArray<{
    /** The cluster's name. */
    readonly cluster: string;
    /** The cluster's change. */
    readonly change: 'added' | 'removed';
    /** Number of objects that are added or removed: its own, and those that its management cluster has for it. */
    readonly objects: number;
    /** Number of these objects by effect. */
    readonly effects: Readonly<Partial<Record<ChangeEffect, number>>>;
  }>;
  /** All other changes, the most dangerous first. The same change on many clusters is one entry. */
  readonly entries: ReadonlyArray<{
    /** The object, by its name on the first of the clusters. */
    readonly object: ObjectName;
    /** The change from the old tree to the new one. */
    readonly action: ChangeAction;
    /** The effect of Flux applying the change. */
    readonly effect: ChangeEffect;
    /** The environment of the object. */
    readonly environment?: string;
    /** The tenant of the object. */
    readonly tenant?: string;
    /** The component of the object. */
    readonly component?: string;
    /** The app of the object. */
    readonly app?: string;
    /** The branch that Flux reads it from, where that is not the one that is compared. */
    readonly branch?: string;
    /** Kustomizations that had the object, as `namespace/name`. */
    readonly from: readonly string[];
    /** Kustomizations that have it. */
    readonly to: readonly string[];
    /** The new name of a renamed object. */
    readonly renamedTo?: string;
    /** The reason for the effect, where it is not obvious. */
    readonly reason?: string;
    /** The clusters with this change, sorted. */
    readonly clusters: readonly string[];
    /** Number of clusters that have the object's Kustomization. */
    readonly of: number;
    /** The clusters among these without this change, sorted. */
    readonly except: readonly string[];
    /** The fields that differ, with secret values redacted. */
    readonly fields: readonly FieldChange[];
    /** Risks of the change. */
    readonly risks: readonly Risk[];
  }>;
  /** Changes of Kustomizations, such as renamed, split or pointed elsewhere, each as one sentence. */
  readonly units: readonly string[];
  /** Unknowns of the trees that the outcome depends on, one sentence for each reason. */
  readonly notEvaluated: readonly string[];
  /** How many Kustomizations of both trees there are, and of how many everything is known. */
  readonly known: Known;
  /** Whether something that is not known may differ between the trees. */
  readonly mayDiffer: boolean;
  /** Clusters whose root cannot be built in the old tree, so that nothing is known of them. */
  readonly notCompared: readonly NotCompared[];
  /** How what is asked for changes; undefined where the program does not ask for it, or nothing changes. */
  readonly costs?: PlanCosts;
}

/** Something before and after a change; undefined where it is not there. */
export interface BeforeAfter<T> {
  /** Before. */
  readonly from?: T;
  /** After. */
  readonly to?: T;
}

/** An amount as Kubernetes writes it, or the least and the most of one that varies. */
export type PlanAmount = string | { readonly least: string; readonly most: string };

/** Money of a month, or the least and the most of it. */
export type PlanMoney = number | { readonly least: number; readonly most: number };

/** How requests, quotas and money change. */
export interface PlanCosts {
  /** Currency of all money; undefined without prices. */
  readonly currency?: string;
  /** Each tenant and component that asks for something else than before, by its place; `all` is everything. */
  readonly changes: ReadonlyArray<{
    /** Place without its cluster: `prod/web`; `all` for everything together. */
    readonly name: string;
    /** The clusters where it differs, sorted. */
    readonly clusters: readonly string[];
    /** Requests that differ, by resource. */
    readonly requests: Readonly<Record<string, BeforeAfter<PlanAmount>>>;
    /** Requests of DaemonSets for each node that differ, by resource. */
    readonly perNode: Readonly<Record<string, BeforeAfter<PlanAmount>>>;
    /** Quotas that differ, by resource. */
    readonly quota: Readonly<Record<string, BeforeAfter<PlanAmount>>>;
    /** Price of the requests for a month, if it differs. */
    readonly cost?: BeforeAfter<PlanMoney>;
    /** Price of the whole quota for a month, if it differs. */
    readonly quotaCost?: BeforeAfter<PlanMoney>;
  }>;
}

/** The end of a sentence about what is not known and may differ between the trees. */
export const MAY_DIFFER = ', and it may have changed';

/** One change, on one or many clusters. */
export type ReportEntry = PlanReport['entries'][number];

/** A cluster that is added or removed as a whole. */
export type ReportCluster = PlanReport['clusters'][number];
