import { Kind } from './kinds';
import { ClusterObjects, PlacedFact } from './rule';
import { WorkloadFact } from './workload-facts';

/** Kinds that are pods or make pods. */
const WORKLOAD_KINDS: readonly Kind[] = [
  ...(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'ReplicationController'] as const),
  'StatefulSet',
];

/** Kinds that the fences of a namespace hold. */
export const FENCED_KINDS: readonly Kind[] = [...WORKLOAD_KINDS, 'PersistentVolumeClaim', 'Service'];

/** Kinds that are fences of a namespace. */
export const FENCE_KINDS: ReadonlySet<Kind> = new Set<Kind>(['LimitRange', 'Namespace', 'ResourceQuota']);

/** Kinds that keep a number of pods running. */
const REPLICATED: ReadonlySet<Kind> = new Set<Kind>([
  ...(['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'] as const),
]);

/** A workload at its place. */
export interface PlacedWorkload {
  readonly on: PlacedFact;
  readonly workload: WorkloadFact;
  /** Pods that run at the same time, at least. */
  readonly pods: number;
  /** Whether its pods run all the time. */
  readonly isLasting: boolean;
}

/** The workloads of a cluster, in the order of their kinds and identities. */
export function workloadsOf(objects: ClusterObjects): PlacedWorkload[] {
  return WORKLOAD_KINDS.flatMap((kind) => objects.of(kind).map(placed));
}

function placed(on: PlacedFact): PlacedWorkload {
  const workload = on.fact.spec as WorkloadFact;
  const isReplicated = REPLICATED.has(on.fact.kind);
  const { replicas } = workload;
  return {
    on,
    workload,
    pods: isReplicated && Number.isInteger(replicas) ? Math.max(Number(replicas), 0) : 1,
    isLasting: isReplicated || on.fact.kind === 'DaemonSet' || on.fact.kind === 'Pod',
  };
}
