import { defined } from '../../core/defined';
import { FluxContext } from '../../flux/context';
import { HelmRelease } from '../../flux/helm-release';
import { HealthCheck, HealthCheckExpression } from '../../flux/kustomize';
import { KubernetesObject } from '../../kubernetes/objects';
import { NOT_PRUNED, notPruned, PROTECTED_LABEL, PROVISIONED, PROVISIONED_LABEL } from '../../units/marks';
import { UnitFile } from '../../units/unit';
import { toYaml, toYamlStream } from '../../units/yaml';
import {
  chartFields,
  chartSource,
  controlNamespace,
  FLUX_SYSTEM,
  namespaceObject,
  PLATFORM_ACCOUNT,
  platformAccount,
} from '../control';
import { aksObjects } from './aks';
import { clusterObject, CORE } from './cluster-object';
import { dockerObjects } from './docker';
import { eksObjects } from './eks';
import { referencedPools } from './pools';
import { poolObjectName, ResolvedProvision } from './resolved';

/** Input of the files that make a cluster. */
export interface ProvisionData {
  readonly provision: ResolvedProvision;
  /** The management cluster's version of Flux, and the fleet's defaults. */
  readonly flux: FluxContext;
}

/** Kinds that no machine depends on: Flux deletes them with their file. */
const SPARE: ReadonlySet<string> = new Set(['ClusterResourceSet', 'ConfigMap', 'GitRepository', 'OCIRepository']);

/** The files that make a cluster, for its management cluster. */
export function provisionFiles({ provision, flux }: ProvisionData): UnitFile[] {
  const { chart, isRemote, cluster } = provision;
  const namespace = isRemote ? [] : [provisionNamespace(cluster)];
  const made = chart === undefined ? machineObjects(provision) : releaseObjects(provision, flux);
  return [
    { path: 'cluster.yaml', objects: [...namespace, ...made.map((object) => protectedObject(object, provision))] },
    ...(isRemote ? [{ path: 'access.yaml', objects: accessObjects(cluster) }] : []),
  ];
}

/** The namespace of a cluster's objects on its management cluster. It is never pruned: its deletion would delete them all. */
export function provisionNamespace(cluster: string): KubernetesObject {
  return namespaceObject(cluster, { labels: { [PROTECTED_LABEL]: 'true' }, annotations: NOT_PRUNED });
}

/** The object that a cluster's Kustomization waits for. */
export function provisionHealth(cluster: string): {
  readonly healthChecks: readonly HealthCheck[];
  readonly healthCheckExprs: readonly HealthCheckExpression[];
} {
  const { apiVersion, kind } = CORE.cluster;
  return {
    healthChecks: [{ apiVersion, kind, name: cluster, namespace: cluster }],
    // Not Available: it needs nodes that are ready, and these may need a network that is an add-on.
    healthCheckExprs: [
      { apiVersion, kind, current: ['ControlPlaneAvailable', 'RemoteConnectionProbe'].map(isTrue).join(' && ') },
    ],
  };
}

function isTrue(condition: string): string {
  return `status.conditions.exists(c, c.type == '${condition}' && c.status == 'True')`;
}

/** Keeps an object with its machines where Flux would prune it, unless the program allows that. */
function protectedObject(
  object: KubernetesObject,
  { cluster, deletable, pools = {} }: ResolvedProvision,
): KubernetesObject {
  const { kind, metadata } = object;
  if (SPARE.has(kind)) return object;
  // Cluster API deletes all others itself, in the order that loses nothing in the cloud.
  if (deletable === true && (kind === 'Cluster' || kind === 'HelmRelease')) return object;
  const isPool = kind === 'MachinePool' || kind === 'MachineDeployment';
  const ofPool = Object.entries(pools).find(([name]) => poolObjectName(cluster, name) === metadata.name);
  if (isPool && ofPool?.[1].deletable === true) return object;
  return notPruned(object);
}

function machineObjects(provision: ResolvedProvision): KubernetesObject[] {
  switch (provision.provider) {
    case 'aks':
      return aksObjects(provision);
    case 'eks':
      return eksObjects(provision);
    case 'docker':
      return dockerObjects(provision);
    case undefined:
      return [clusterObject(provision, provision), ...referencedPools(provision)];
  }
}

/** The release of the chart that makes the objects. It is with the account of the platform, as all of its releases are. */
function releaseObjects(provision: ResolvedProvision, flux: FluxContext): KubernetesObject[] {
  const { cluster, chart, values } = provision;
  const metadata = { name: `${PROVISIONED}-${cluster}`, namespace: FLUX_SYSTEM };
  const source = chartSource(chart!, metadata, flux);
  return [
    ...(source ? [source] : []),
    {
      ...HelmRelease.manifest(
        {
          ...chartFields(chart!, metadata.name),
          releaseName: cluster,
          targetNamespace: cluster,
          serviceAccountName: PLATFORM_ACCOUNT,
          postRenderers: [{ patches: [markedCluster(provision), LEFT_TO_CLUSTER_API] }],
          // Machines take longer than Helm waits, and the Kustomization waits for the Cluster.
          specOverrides: { install: { disableWait: true }, upgrade: { disableWait: true } },
          ...defined({ values }),
        },
        flux,
      ),
      metadata,
    },
  ];
}

/** Tells Helm never to delete an object. */
const KEPT = { 'helm.sh/resource-policy': 'keep' };

/**
 * Objects that a chart's Cluster refers to, by the names that kinds of providers have. Helm deletes all objects of a release at
 * once; Cluster API deletes these after the machines.
 */
const LEFT_TO_CLUSTER_API = {
  target: { group: '(.+\\.)?(infrastructure|controlplane)\\.cluster\\.x-k8s\\.io', kind: '.+(Cluster|ControlPlane)' },
  patch: toYaml({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'any', annotations: KEPT } }),
};

/** The marks of a Cluster that a chart makes: those that every other one has, in the form that Helm reads. */
function markedCluster({ cluster, deletable }: ResolvedProvision): { readonly target: object; readonly patch: string } {
  const [group] = CORE.cluster.apiVersion.split('/') as [string];
  const annotations = deletable === true ? {} : { annotations: KEPT };
  const metadata = { name: cluster, labels: { [PROVISIONED_LABEL]: cluster }, ...annotations };
  return { target: { group, kind: CORE.cluster.kind }, patch: toYaml({ ...CORE.cluster, metadata }) };
}

/**
 * The namespace, account and rights with which the management cluster's Flux works on the new cluster. Flux cannot make
 * them itself, because it has no rights before; Cluster API does, as soon as the cluster answers.
 */
function accessObjects(cluster: string): KubernetesObject[] {
  const metadata = { name: `${cluster}-access`, namespace: cluster };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { 'access.yaml': toYamlStream([controlNamespace(cluster), ...platformAccount(cluster)]) },
    },
    {
      ...CORE.resourceSet,
      metadata,
      spec: {
        strategy: 'Reconcile',
        clusterSelector: { matchLabels: { [PROVISIONED_LABEL]: cluster } },
        resources: [{ kind: 'ConfigMap', name: metadata.name }],
      },
    },
  ];
}
