import type { KubernetesObject } from '../kubernetes/objects';

/** Label that Flux's own tools put on the objects of a tenant. */
export const TENANT_LABEL = 'toolkit.fluxcd.io/tenant';

/** Label by which Flux's controllers select what they watch where there are several of a kind. */
export const SHARD_LABEL = 'sharding.fluxcd.io/key';

/** Domain of this library's marks on objects, and suffix of its policies' names. */
export const MARK_DOMAIN = 'fleet.cdk8s.io';

const PREFIX = `${MARK_DOMAIN}/`;

/** Label of a tenant's namespaces: their isolation level. Admission policies apply to namespaces that have it. */
export const ISOLATION_LABEL = `${PREFIX}isolation`;

/** Label of a tenant's namespaces: their environment, which NetworkPolicies select tenants by. */
export const ENVIRONMENT_LABEL = `${PREFIX}environment`;

/** Label of namespaces whose deletion is refused until they are annotated with a reason. */
export const PROTECTED_LABEL = `${PREFIX}protected`;

/** Policy that refuses the deletion of protected namespaces. */
export const PROTECTION_POLICY = 'protected-namespaces';

/** Annotation that allows the deletion of a protected namespace: its reason. */
export const ALLOW_DELETION = `${PREFIX}allow-deletion`;

/** Label of a tenant's namespaces: their cost center. */
export const COST_CENTER_LABEL = `${PREFIX}cost-center`;

/** Annotation of a tenant's namespaces: the tenant's contact. */
export const CONTACT = `${PREFIX}contact`;

/** Annotations of a binding or role: its last day, and its reason. */
export const EXPIRES = `${PREFIX}expires`;
export const REASON = `${PREFIX}reason`;

/**
 * Annotations of a tenant's namespaces with the lists that admission policies read. They are on the Namespace because a
 * tenant may write ConfigMaps in it, but never the Namespace itself. A missing list allows everything, except for
 * sources.
 */
export const ALLOWED = {
  sources: `${PREFIX}allowed-sources`,
  charts: `${PREFIX}allowed-charts`,
  registries: `${PREFIX}allowed-registries`,
  storageClasses: `${PREFIX}allowed-storage-classes`,
  ingressClasses: `${PREFIX}allowed-ingress-classes`,
  gateways: `${PREFIX}allowed-gateways`,
  priorityClasses: `${PREFIX}allowed-priority-classes`,
  hosts: `${PREFIX}allowed-hosts`,
} as const;

/**
 * Annotations with further lists of the same kind, of what lies outside the tenant. A missing list allows nothing, and
 * {@link EVERYTHING} everything, so that namespaces without these annotations are closed.
 */
export const OPENED = {
  addresses: `${PREFIX}opened-addresses`,
  annotations: `${PREFIX}opened-annotations`,
  externalNames: `${PREFIX}opened-external-names`,
  persistentVolumes: `${PREFIX}opened-persistent-volumes`,
  secretStores: `${PREFIX}opened-secret-stores`,
  volumeTypes: `${PREFIX}opened-volume-types`,
} as const;

/** The content of a list in {@link OPENED} that allows everything. */
export const EVERYTHING = '*';

/** Annotation of a tenant's namespaces: PodDisruptionBudgets may allow no eviction. */
export const BLOCKS_EVICTION = `${PREFIX}allow-blocking-eviction`;

/** Annotation of a source: everything there is signed, and nothing verifies it yet. */
export const SIGNED = `${PREFIX}signed`;

/** Annotation of a tenant's namespaces: sources must be signed. */
export const VERIFIED = `${PREFIX}require-verification`;

/** Annotation of a tenant's namespaces: Services may claim external addresses. */
export const EXTERNAL_IPS = `${PREFIX}allow-external-ips`;

/** Annotation of a tenant's namespaces: the tenant may write NetworkPolicies of its own. */
export const OWN_NETWORK_POLICIES = `${PREFIX}own-network-policies`;

/** Annotation of a tenant's namespaces: the tenant's groups of people, one a line. */
export const GROUPS = `${PREFIX}groups`;

/** Prefixes of the labels and annotations that admission stands on: these policies, and Kubernetes itself. */
export const MARK_PREFIXES = [
  ...[PREFIX, 'pod-security.kubernetes.io/', TENANT_LABEL],
  // Access to devices that others use; the nodes that the namespace's pods may go to.
  ...['resource.kubernetes.io/', 'scheduler.alpha.kubernetes.io/'],
];

/** Names of the NetworkPolicies that this library generates. */
export const NETWORK_POLICIES = {
  deny: 'default-deny',
  same: 'allow-same-namespace',
  dns: 'allow-dns',
  platform: 'allow-ingress-from-platform',
  ingress: 'allow-ingress',
  egress: 'allow-egress',
} as const;

/** Annotations of an object that Flux leaves in place when it is no longer in the tree. */
export const NOT_PRUNED: Readonly<Record<string, string>> = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };

/** An object that Flux leaves in place when it is no longer in the tree. */
export function notPruned(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, ...NOT_PRUNED } } };
}

/** Label of a provisioned cluster's Cluster object, by which Cluster API finds what it applies there. */
export const PROVISIONED_LABEL = `${PREFIX}provisioned`;

/** Label of the artifacts of units: the source of their control, by which a receiver wakes all of them. */
export const SOURCE_LABEL = `${PREFIX}source`;

/** Folder of the objects that make clusters, below their management cluster's, and first part of their Kustomizations' names. */
export const PROVISIONED = 'provisioned';
