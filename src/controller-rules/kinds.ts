import { apiGroup, KubernetesObject } from '../kubernetes/objects';

/** The kinds that rules read, with their groups. */
export const GROUPS = {
  GitRepository: 'source.toolkit.fluxcd.io',
  OCIRepository: 'source.toolkit.fluxcd.io',
  HelmRepository: 'source.toolkit.fluxcd.io',
  HelmChart: 'source.toolkit.fluxcd.io',
  Bucket: 'source.toolkit.fluxcd.io',
  ArtifactGenerator: 'source.extensions.fluxcd.io',
  Kustomization: 'kustomize.toolkit.fluxcd.io',
  HelmRelease: 'helm.toolkit.fluxcd.io',
  Receiver: 'notification.toolkit.fluxcd.io',
  Alert: 'notification.toolkit.fluxcd.io',
  Provider: 'notification.toolkit.fluxcd.io',
  ImageRepository: 'image.toolkit.fluxcd.io',
  ImagePolicy: 'image.toolkit.fluxcd.io',
  ImageUpdateAutomation: 'image.toolkit.fluxcd.io',
  ResourceSet: 'fluxcd.controlplane.io',
  ResourceSetInputProvider: 'fluxcd.controlplane.io',
  FluxInstance: 'fluxcd.controlplane.io',
  Canary: 'flagger.app',
  HorizontalPodAutoscaler: 'autoscaling',
  ScaledObject: 'keda.sh',
  ScheduledBackup: 'postgresql.cnpg.io',
  DaemonSet: 'apps',
  Deployment: 'apps',
  ReplicaSet: 'apps',
  StatefulSet: 'apps',
  CronJob: 'batch',
  Job: 'batch',
  PodDisruptionBudget: 'policy',
  LimitRange: '',
  Namespace: '',
  PersistentVolumeClaim: '',
  Pod: '',
  ReplicationController: '',
  ResourceQuota: '',
  Service: '',
  ValidatingAdmissionPolicy: 'admissionregistration.k8s.io',
  ValidatingAdmissionPolicyBinding: 'admissionregistration.k8s.io',
  ClusterPolicy: 'kyverno.io',
  Policy: 'kyverno.io',
  K8sDisallowedTags: 'constraints.gatekeeper.sh',
  CustomResourceDefinition: 'apiextensions.k8s.io',
  /** Any kind that neither Flux nor Kubernetes has. No object says that of itself. */
  CustomResource: '*',
  /** The first object of a unit of such a kind and version. */
  CustomVersion: '*',
} as const;

/** A kind that rules read. */
export type Kind = keyof typeof GROUPS;

/** Kinds of admission policies that may forbid the tag `latest`. */
export const LATEST_POLICIES = [
  ...(['ClusterPolicy', 'K8sDisallowedTags', 'Policy', 'ValidatingAdmissionPolicy'] as const),
] satisfies readonly Kind[];

/** The kind of an object if rules read it; another group's kind of the same name is not. */
export function kindOf({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): Kind | undefined {
  if (!Object.hasOwn(GROUPS, kind) || typeof apiVersion !== 'string') return undefined;
  return GROUPS[kind as Kind] === apiGroup(apiVersion) ? (kind as Kind) : undefined;
}
