import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { CORE } from './cluster-object';
import { ClusterApiReference, MachinePoolProps } from './props';
import { poolObjectName, ResolvedProvision } from './resolved';

/** A pool with the name of its objects. */
export interface NamedPool extends MachinePoolProps {
  /** Name in the program. */
  readonly pool: string;
  /** Name and namespace of its objects. */
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** The pools of a cluster, in the order of the program. */
export function poolsOf({ cluster, pools = {} }: ResolvedProvision): NamedPool[] {
  return Object.entries(pools).map(([pool, props]) => ({
    ...props,
    pool,
    metadata: { name: poolObjectName(cluster, pool), namespace: cluster },
  }));
}

/** The objects that a pool refers to. */
interface PoolReferences {
  readonly infrastructure: ClusterApiReference;
  readonly bootstrap?: ClusterApiReference;
}

/** The MachinePool or MachineDeployment of a pool. */
export function poolObject(
  { cluster, version }: ResolvedProvision,
  { metadata, replicas }: NamedPool,
  { infrastructure, bootstrap }: PoolReferences,
): KubernetesObject {
  const isDeployment = infrastructure.kind.endsWith('Template');
  const spec = {
    clusterName: cluster,
    // A provider without bootstrap data needs the empty name: without it, Cluster API waits for the data for ever.
    bootstrap: bootstrap ? { configRef: bootstrap } : { dataSecretName: '' },
    infrastructureRef: infrastructure,
    ...defined({ version }),
  };
  const labels = { 'cluster.x-k8s.io/cluster-name': cluster, 'cluster.x-k8s.io/deployment-name': metadata.name };
  return {
    ...(isDeployment ? CORE.machineDeployment : CORE.machinePool),
    metadata,
    spec: {
      clusterName: cluster,
      ...defined({ replicas, selector: isDeployment ? { matchLabels: labels } : undefined }),
      template: isDeployment ? { metadata: { labels }, spec } : { spec },
    },
  };
}

/** The pools of a cluster whose objects at the provider are made elsewhere. */
export function referencedPools(provision: ResolvedProvision): KubernetesObject[] {
  return poolsOf(provision).flatMap((pool) => {
    const { infrastructure, bootstrap } = pool;
    return infrastructure ? [poolObject(provision, pool, { infrastructure, ...defined({ bootstrap }) })] : [];
  });
}
