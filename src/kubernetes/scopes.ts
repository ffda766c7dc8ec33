import { apiGroup } from './objects';

/** Cluster-scoped kinds of Kubernetes' own API groups, by group. */
const CLUSTER_SCOPED: Readonly<Record<string, readonly string[]>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
};

/** Whether a kind is a known cluster-scoped one of Kubernetes. */
export function isClusterScoped(apiVersion: string, kind: string): boolean {
  const group = apiGroup(apiVersion);
  return Object.hasOwn(CLUSTER_SCOPED, group) && CLUSTER_SCOPED[group]!.includes(kind);
}

/** Kubernetes' own groups without cluster-scoped kinds that nevertheless have a dot in their names. */
const NAMESPACED_GROUPS: ReadonlySet<string> = new Set([
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'metrics.k8s.io',
]);

/** Whether a group is one that every API server has by itself, without a CustomResourceDefinition. */
export function isBuiltInGroup(group: string): boolean {
  return !group.includes('.') || NAMESPACED_GROUPS.has(group) || Object.hasOwn(CLUSTER_SCOPED, group);
}
