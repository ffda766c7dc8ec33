import type { BootstrapPlan } from '../bootstrap';

/** The runbook that makes a cluster anew: the plan of its bootstrap with more steps, and what no repository brings back. */
export interface RecoveryPlan extends BootstrapPlan {
  /** Holders of data that no repository has. */
  readonly data: readonly RecoveredData[];
  /** Gaps of the files, one sentence each. */
  readonly unknown: readonly string[];
}

/** Something that holds data. */
export interface RecoveredData {
  /** Such as `PersistentVolumeClaim prod-shop/data`. */
  readonly name: string;
  readonly namespace: string;
  /** The schedules that back it up; empty where its data is lost with the cluster. */
  readonly schedules: readonly string[];
}
