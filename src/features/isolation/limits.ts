import { sharedConstant } from '../../core/constant';
import { KubernetesObject } from '../../kubernetes/objects';
import { IsolatedSpaces } from './resolve';

/** The isolation settings that ResourceQuota and LimitRange are rendered from. */
export type LimitLine = 'quota' | 'containerLimits';

/** ResourceQuota and LimitRange of a tenant's namespaces. */
export function limitObjects({ isolation, spaces }: IsolatedSpaces<LimitLine>): KubernetesObject[] {
  const { quota, containerLimits } = isolation;
  return spaces.flatMap(({ namespace }): KubernetesObject[] => [
    ...(Object.keys(quota).length > 0
      ? [
          {
            apiVersion: 'v1',
            kind: 'ResourceQuota',
            metadata: { name: 'tenant', namespace },
            spec: sharedConstant({ hard: quota }),
          },
        ]
      : []),
    ...(containerLimits !== 'none' && Object.keys(containerLimits).length > 0
      ? [
          {
            apiVersion: 'v1',
            kind: 'LimitRange',
            metadata: { name: 'tenant', namespace },
            spec: sharedConstant({ limits: [{ type: 'Container', ...containerLimits }] }),
          },
        ]
      : []),
  ]);
}
