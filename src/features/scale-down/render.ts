import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { UnitFile } from '../../units/unit';
import type { ResolvedScaleDown } from './resolved';

/** The version of KEDA's API that is written. */
export const KEDA_API = 'keda.sh/v1alpha1';

/** The files of a tenant's scale-down: one ScaledObject for each workload. */
export function scaleDownFiles({ workloads, uptime }: ResolvedScaleDown): UnitFile[] {
  const objects = workloads.map(({ namespace, kind, name, scaler, replicas, restores }): KubernetesObject => ({
    apiVersion: KEDA_API,
    kind: 'ScaledObject',
    metadata: { name: scaler, namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
      minReplicaCount: 0,
      maxReplicaCount: replicas,
      ...defined({ advanced: restores && { restoreToOriginalReplicaCount: true } }),
      triggers: uptime.map(({ start, end, timezone }) => ({
        type: 'cron',
        metadata: { timezone, start, end, desiredReplicas: String(replicas) },
      })),
    },
  }));
  return objects.length > 0 ? [{ path: 'scale-down.yaml', objects }] : [];
}
