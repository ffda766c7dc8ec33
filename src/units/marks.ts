/** Label that Flux's own tools put on what belongs to a tenant. */
export const TENANT_LABEL = 'toolkit.fluxcd.io/tenant';

/** Domain of this library's marks on objects, and suffix of its policies' names. */
export const MARK_DOMAIN = 'fleet.cdk8s.io';

const PREFIX = `${MARK_DOMAIN}/`;

/** Label of a tenant's namespaces: the preset they are held apart by. Admission's rules hold where it is. */
export const ISOLATION_LABEL = `${PREFIX}isolation`;

/** Label of a tenant's namespaces: their environment, by which tenants of one environment find each other. */
export const ENVIRONMENT_LABEL = `${PREFIX}environment`;

/** Label of namespaces whose deletion is refused until they are annotated. */
export const PROTECTED_LABEL = `${PREFIX}protected`;

/** Policy that refuses the deletion of protected namespaces. */
export const PROTECTION_POLICY = 'protected-namespaces';

/** Annotation that lets a protected namespace be deleted: why. */
export const ALLOW_DELETION = `${PREFIX}allow-deletion`;

/** Label of a tenant's namespaces: who pays. */
export const COST_CENTER_LABEL = `${PREFIX}cost-center`;

/** Annotation of a tenant's namespaces: how to reach the tenant. */
export const CONTACT = `${PREFIX}contact`;

/** Annotations of a binding or role: the last day it is for, and why it is there. */
export const EXPIRES = `${PREFIX}expires`;
export const REASON = `${PREFIX}reason`;

/**
 * Annotations of a tenant's namespaces that admission reads its rules from. They are on the Namespace because a tenant
 * can write ConfigMaps in it, but never the Namespace itself; a list that is missing allows everything, except for
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

/** Annotation of a tenant's namespaces: sources must carry a signature. */
export const VERIFIED = `${PREFIX}require-verification`;

/** Annotation of a tenant's namespaces: Services may claim external addresses. */
export const EXTERNAL_IPS = `${PREFIX}allow-external-ips`;

/** Annotation of a tenant's namespaces: the tenant may write NetworkPolicies beside those made here. */
export const OWN_NETWORK_POLICIES = `${PREFIX}own-network-policies`;

/** Annotation of a tenant's namespaces: the groups of people that are the tenant's, one a line. */
export const GROUPS = `${PREFIX}groups`;

/** What the keys of labels and annotations begin with that admission's rules stand on. */
export const MARK_PREFIXES = [PREFIX, 'pod-security.kubernetes.io/', TENANT_LABEL] as const;

/** Names of the NetworkPolicies made here. */
export const NETWORK_POLICIES = {
  deny: 'default-deny',
  same: 'allow-same-namespace',
  dns: 'allow-dns',
  platform: 'allow-ingress-from-platform',
  ingress: 'allow-ingress',
  egress: 'allow-egress',
} as const;
