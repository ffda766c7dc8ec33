import { KubernetesObject } from '../../kubernetes/objects';
import { Risk, risk } from '../risk/risk';
import { textAt, valueAt } from '../tree/parse-manifests';

/**
 * The risk of a ScaledObject of KEDA that goes while its workload stays: unless it is told to, KEDA does not restore the
 * number of replicas.
 *
 * @param old workloads and scalers of its namespace in the old tree
 * @param next those in the new tree
 */
export function scalerEnd(name: string, old: readonly KubernetesObject[], next: readonly KubernetesObject[]): Risk[] {
  const own = old.find((one) => one.kind === 'ScaledObject' && one.metadata.name === name);
  if (own === undefined || valueAt(own, 'spec', 'advanced', 'restoreToOriginalReplicaCount') === true) return [];
  if (Number(valueAt(own, 'spec', 'minReplicaCount') ?? 0) > 0) return [];
  const target = targetOf(own);
  const isTarget = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name}` === target.join(' ');
  const workload = next.find(isTarget);
  // Flux writes the replicas that a file has, and another scaler its own.
  if (workload === undefined ? old.some(isTarget) : typeof valueAt(workload, 'spec', 'replicas') === 'number')
    return [];
  if (next.some((one) => targetOf(one).join(' ') === target.join(' '))) return [];
  const message = `ScaledObject ${name} leaves ${target[1]} with the replicas that it has then, which may be none`;
  return [risk('availability', message)];
}

/** Kind and name of the workload that a scaler is for; no name for other objects. */
function targetOf(scaler: KubernetesObject): readonly [kind: string, name: string] {
  const field = (name: string) => textAt(scaler, 'spec', 'scaleTargetRef', name);
  return [field('kind') ?? 'Deployment', field('name') ?? ''];
}
