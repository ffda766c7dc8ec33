import { defined } from '../../core/defined';
import { mergeMaps } from '../../core/merge-maps';
import { KubernetesObject } from '../../kubernetes/objects';
import { clusterObject } from './cluster-object';
import { poolObject, poolsOf } from './pools';
import { ResolvedProvision } from './resolved';

const CONTROL_PLANE_GROUP = 'controlplane.cluster.x-k8s.io';
const GROUP = 'infrastructure.cluster.x-k8s.io';

/** The objects of a cluster of Amazon Elastic Kubernetes Service. */
export function eksObjects(provision: ResolvedProvision): KubernetesObject[] {
  const { cluster, version, region, identity, identityKind = 'AWSClusterRoleIdentity' } = provision;
  const metadata = { name: cluster, namespace: cluster };
  const controlPlane = {
    version,
    region,
    eksClusterName: cluster,
    identityRef: { kind: identityKind, name: identity },
  };
  return [
    clusterObject(provision, {
      infrastructure: { apiGroup: GROUP, kind: 'AWSManagedCluster', name: cluster },
      controlPlane: { apiGroup: CONTROL_PLANE_GROUP, kind: 'AWSManagedControlPlane', name: cluster },
    }),
    {
      apiVersion: `${CONTROL_PLANE_GROUP}/v1beta2`,
      kind: 'AWSManagedControlPlane',
      metadata,
      spec: mergeMaps(controlPlane, { ...provision.controlPlaneSpec }),
    },
    { apiVersion: `${GROUP}/v1beta2`, kind: 'AWSManagedCluster', metadata, spec: {} },
    ...poolsOf(provision).flatMap((pool) => {
      const { machineType: instanceType, pool: eksNodegroupName, spec } = pool;
      const kind = 'AWSManagedMachinePool';
      return [
        poolObject(provision, pool, { infrastructure: { apiGroup: GROUP, kind, name: pool.metadata.name } }),
        {
          apiVersion: `${GROUP}/v1beta2`,
          kind,
          metadata: pool.metadata,
          // The provider's default is Amazon Linux 2, of which EKS has no images for Kubernetes 1.33 and later.
          spec: mergeMaps(
            { eksNodegroupName, amiType: 'AL2023_x86_64_STANDARD', ...defined({ instanceType }) },
            { ...spec },
          ),
        },
      ];
    }),
  ];
}
