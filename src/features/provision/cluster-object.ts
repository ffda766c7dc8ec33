import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { PROVISIONED_LABEL } from '../../units/marks';
import { ClusterApiReference } from './props';
import { ResolvedProvision } from './resolved';

/** The kinds of Cluster API itself, in the version that its releases since 1.11 store. */
export const CORE = {
  cluster: { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster' },
  machinePool: { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachinePool' },
  machineDeployment: { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachineDeployment' },
  resourceSet: { apiVersion: 'addons.cluster.x-k8s.io/v1beta2', kind: 'ClusterResourceSet' },
} as const;

/** The objects that a Cluster refers to. */
interface ClusterReferences {
  readonly infrastructure?: ClusterApiReference;
  readonly controlPlane?: ClusterApiReference;
}

/** The Cluster, which every other object of Cluster API belongs to. */
export function clusterObject(
  provision: ResolvedProvision,
  { infrastructure, controlPlane }: ClusterReferences,
): KubernetesObject {
  const { cluster, podCidrs, serviceCidrs } = provision;
  const clusterNetwork = defined({
    pods: podCidrs && { cidrBlocks: podCidrs },
    services: serviceCidrs && { cidrBlocks: serviceCidrs },
  });
  return {
    ...CORE.cluster,
    metadata: { name: cluster, namespace: cluster, labels: { [PROVISIONED_LABEL]: cluster } },
    spec: {
      ...defined({
        clusterNetwork: podCidrs || serviceCidrs ? clusterNetwork : undefined,
        controlPlaneRef: controlPlane,
        infrastructureRef: infrastructure,
        topology: topologyOf(provision),
      }),
    },
  };
}

/** The topology of a Cluster with a ClusterClass, which holds its pools. */
function topologyOf(provision: ResolvedProvision): object | undefined {
  const { clusterClass, classNamespace, version, controlPlaneReplicas, variables = {}, pools = {} } = provision;
  if (clusterClass === undefined) return undefined;
  const poolsOf = (wanted: string) =>
    Object.entries(pools)
      .filter(([, { kind = 'MachineDeployment' }]) => kind === wanted)
      .map(([name, pool]) => ({ class: pool.class, name, ...defined({ replicas: pool.replicas }) }));
  const lists = { machineDeployments: poolsOf('MachineDeployment'), machinePools: poolsOf('MachinePool') };
  const workers = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
  const values = Object.entries(variables).map(([name, value]) => ({ name, value }));
  return {
    classRef: { name: clusterClass, ...defined({ namespace: classNamespace }) },
    version,
    ...defined({
      controlPlane: controlPlaneReplicas === undefined ? undefined : { replicas: controlPlaneReplicas },
      variables: values.length > 0 ? values : undefined,
      workers: Object.keys(workers).length > 0 ? workers : undefined,
    }),
  };
}
