import { defined } from '../../core/defined';
import { mergeMaps } from '../../core/merge-maps';
import { KubernetesObject } from '../../kubernetes/objects';
import { clusterObject } from './cluster-object';
import { poolObject, poolsOf } from './pools';
import { ResolvedProvision } from './resolved';

const GROUP = 'infrastructure.cluster.x-k8s.io';
const VERSION = `${GROUP}/v1beta1`;

/** The objects of a cluster of Azure Kubernetes Service. */
export function aksObjects(provision: ResolvedProvision): KubernetesObject[] {
  const { cluster, version, region, resourceGroup, subscription, identity, identityNamespace } = provision;
  const metadata = { name: cluster, namespace: cluster };
  const controlPlane = {
    version,
    location: region,
    resourceGroupName: resourceGroup ?? cluster,
    identityRef: {
      apiVersion: VERSION,
      kind: 'AzureClusterIdentity',
      name: identity,
      namespace: identityNamespace ?? cluster,
    },
    ...defined({ subscriptionID: subscription }),
  };
  return [
    clusterObject(provision, {
      infrastructure: { apiGroup: GROUP, kind: 'AzureManagedCluster', name: cluster },
      controlPlane: { apiGroup: GROUP, kind: 'AzureManagedControlPlane', name: cluster },
    }),
    {
      apiVersion: VERSION,
      kind: 'AzureManagedControlPlane',
      metadata,
      spec: mergeMaps(controlPlane, { ...provision.controlPlaneSpec }),
    },
    { apiVersion: VERSION, kind: 'AzureManagedCluster', metadata, spec: {} },
    ...poolsOf(provision).flatMap((pool) => {
      const { machineType: sku, mode = 'User', pool: name, spec } = pool;
      const kind = 'AzureManagedMachinePool';
      return [
        poolObject(provision, pool, { infrastructure: { apiGroup: GROUP, kind, name: pool.metadata.name } }),
        { apiVersion: VERSION, kind, metadata: pool.metadata, spec: mergeMaps({ name, mode, sku }, { ...spec }) },
      ];
    }),
  ];
}
