/**
 * Kinds that an application is made of, each with its resource in RBAC and the API. All of them are namespaced, and
 * none of them widens rights or lifts a fence.
 */
export const DEPLOYABLE_KINDS = {
  ConfigMap: 'configmaps',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  Pod: 'pods',
  ReplicationController: 'replicationcontrollers',
  Secret: 'secrets',
  Service: 'services',
  ServiceAccount: 'serviceaccounts',
  'apps/DaemonSet': 'daemonsets',
  'apps/Deployment': 'deployments',
  'apps/ReplicaSet': 'replicasets',
  'apps/StatefulSet': 'statefulsets',
  'autoscaling/HorizontalPodAutoscaler': 'horizontalpodautoscalers',
  'batch/CronJob': 'cronjobs',
  'batch/Job': 'jobs',
  'gateway.networking.k8s.io/GRPCRoute': 'grpcroutes',
  'gateway.networking.k8s.io/HTTPRoute': 'httproutes',
  'gateway.networking.k8s.io/TLSRoute': 'tlsroutes',
  'helm.toolkit.fluxcd.io/HelmRelease': 'helmreleases',
  'image.toolkit.fluxcd.io/ImagePolicy': 'imagepolicies',
  'image.toolkit.fluxcd.io/ImageRepository': 'imagerepositories',
  'image.toolkit.fluxcd.io/ImageUpdateAutomation': 'imageupdateautomations',
  'kustomize.toolkit.fluxcd.io/Kustomization': 'kustomizations',
  'networking.k8s.io/Ingress': 'ingresses',
  'networking.k8s.io/NetworkPolicy': 'networkpolicies',
  'notification.toolkit.fluxcd.io/Alert': 'alerts',
  'notification.toolkit.fluxcd.io/Provider': 'providers',
  'notification.toolkit.fluxcd.io/Receiver': 'receivers',
  'policy/PodDisruptionBudget': 'poddisruptionbudgets',
  'snapshot.storage.k8s.io/VolumeSnapshot': 'volumesnapshots',
  'source.toolkit.fluxcd.io/Bucket': 'buckets',
  'source.toolkit.fluxcd.io/GitRepository': 'gitrepositories',
  'source.toolkit.fluxcd.io/HelmChart': 'helmcharts',
  'source.toolkit.fluxcd.io/HelmRepository': 'helmrepositories',
  'source.toolkit.fluxcd.io/OCIRepository': 'ocirepositories',
} as const satisfies Readonly<Record<string, string>>;

/** A kind of {@link DEPLOYABLE_KINDS}: `Service`, or `apps/Deployment` with its group. */
export type DeployableKind = keyof typeof DEPLOYABLE_KINDS;

/** A kind of another product, with everything that RBAC must know about it. */
export interface CustomKind {
  /** API group, such as `cert-manager.io`. */
  readonly group: string;
  /** Kind, such as `Certificate`. */
  readonly kind: string;
  /** Plural name of its resource, such as `certificates`. */
  readonly resource: string;
  /**
   * Why the tenant may have a kind whose controller reads, signs or serves with rights of its own, and whose content
   * nobody checks. Only kinds that are refused for this need it.
   *
   * @default - such a kind is refused
   */
  readonly unchecked?: string;
}

/** `group/Kind`, or the kind alone for the core group. */
export function kindKey(group: string, kind: string): string {
  return group === '' ? kind : `${group}/${kind}`;
}

/** Irregular plurals. */
const IRREGULAR: Readonly<Record<string, string>> = { Endpoints: 'endpoints', StorageClass: 'storageclasses' };

/** The resource of a kind: from the table, or by English plural rules, which is how Kubernetes' own tools guess. */
export function resourceOf(group: string, kind: string): string {
  const known = (DEPLOYABLE_KINDS as Readonly<Record<string, string>>)[kindKey(group, kind)] ?? IRREGULAR[kind];
  if (known !== undefined) return known;
  const lower = kind.toLowerCase();
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(lower) ? `${lower}es` : `${lower}s`;
}
