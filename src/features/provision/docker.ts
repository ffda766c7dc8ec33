import { hash } from 'node:crypto';
import { mergeMaps } from '../../core/merge-maps';
import { KubernetesObject } from '../../kubernetes/objects';
import { clusterObject } from './cluster-object';
import { poolObject, poolsOf } from './pools';
import { ResolvedProvision } from './resolved';

const GROUP = 'infrastructure.cluster.x-k8s.io';
const VERSION = `${GROUP}/v1beta2`;
const CONTROL_PLANE_GROUP = 'controlplane.cluster.x-k8s.io';
const BOOTSTRAP_GROUP = 'bootstrap.cluster.x-k8s.io';

/** The objects of a cluster of containers, by Cluster API's own provider for development and kubeadm. */
export function dockerObjects(provision: ResolvedProvision): KubernetesObject[] {
  const { cluster, version, controlPlaneReplicas: replicas = 1 } = provision;
  const metadata = { name: cluster, namespace: cluster };
  const template = machineTemplate(cluster, `${cluster}-control-plane`, {});
  const controlPlane = {
    version,
    replicas,
    machineTemplate: { spec: { infrastructureRef: referenceTo(template) } },
  };
  return [
    clusterObject(provision, {
      infrastructure: { apiGroup: GROUP, kind: 'DevCluster', name: cluster },
      controlPlane: { apiGroup: CONTROL_PLANE_GROUP, kind: 'KubeadmControlPlane', name: cluster },
    }),
    { apiVersion: VERSION, kind: 'DevCluster', metadata, spec: { backend: { docker: {} } } },
    {
      apiVersion: `${CONTROL_PLANE_GROUP}/v1beta2`,
      kind: 'KubeadmControlPlane',
      metadata,
      spec: mergeMaps(controlPlane, { ...provision.controlPlaneSpec }),
    },
    template,
    ...poolsOf(provision).flatMap((pool) => {
      const { name } = pool.metadata;
      const machines = machineTemplate(cluster, name, { ...pool.spec });
      const bootstrap = { apiGroup: BOOTSTRAP_GROUP, kind: 'KubeadmConfigTemplate', name };
      return [
        poolObject(provision, pool, { infrastructure: referenceTo(machines), bootstrap }),
        machines,
        { apiVersion: `${BOOTSTRAP_GROUP}/v1beta2`, kind: bootstrap.kind, metadata: pool.metadata },
      ];
    }),
  ];
}

/**
 * A template of machines. Cluster API forbids to change one: it has a new name for each content, which rolls out the
 * machines.
 */
function machineTemplate(cluster: string, prefix: string, given: Readonly<Record<string, unknown>>): KubernetesObject {
  const spec = mergeMaps({ backend: { docker: {} } }, given);
  const name = `${prefix}-${hash('sha256', JSON.stringify(spec)).slice(0, 8)}`;
  return {
    apiVersion: VERSION,
    kind: 'DevMachineTemplate',
    metadata: { name, namespace: cluster },
    spec: { template: { spec } },
  };
}

function referenceTo({ kind, metadata: { name } }: KubernetesObject) {
  return { apiGroup: GROUP, kind, name };
}
