/** Label that Flux's own tools put on the objects of a tenant. */
export const TENANT_LABEL = 'toolkit.fluxcd.io/tenant';

const PREFIX = 'fleet.cdk8s.io/';

/** Label of a tenant's namespaces: the isolation level. Admission policies match it. */
export const ISOLATION_LABEL = `${PREFIX}isolation`;

/**
 * Label of a tenant's namespaces: their environment. Tenants of one environment select each other's namespaces by it.
 */
export const ENVIRONMENT_LABEL = `${PREFIX}environment`;

/** Label of namespaces whose deletion is refused until they are annotated. */
export const PROTECTED_LABEL = `${PREFIX}protected`;

/** Annotation that allows the deletion of a protected namespace. Its value is the reason. */
export const ALLOW_DELETION = `${PREFIX}allow-deletion`;

/** Label of a tenant's namespaces: who pays. */
export const COST_CENTER_LABEL = `${PREFIX}cost-center`;

/** Annotation of a tenant's namespaces: the tenant's contact. */
export const CONTACT = `${PREFIX}contact`;

/** Annotations of a binding or role: its last day, and its reason. */
export const EXPIRES = `${PREFIX}expires`;
export const REASON = `${PREFIX}reason`;

/**
 * Annotations of a tenant's namespaces from which admission reads its rules. They are on the Namespace because a tenant
 * can write ConfigMaps in it, but never the Namespace itself. A missing list allows everything, except for sources.
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

/** Annotation of a tenant's namespaces: the tenant's groups of people, one per line. */
export const GROUPS = `${PREFIX}groups`;

/** Prefixes of the label and annotation keys that admission policies depend on. */
export const MARK_PREFIXES = [PREFIX, 'pod-security.kubernetes.io/', TENANT_LABEL] as const;

/** Names of the generated NetworkPolicies. */
export const NETWORK_POLICIES = {
  deny: 'default-deny',
  same: 'allow-same-namespace',
  dns: 'allow-dns',
  platform: 'allow-ingress-from-platform',
  ingress: 'allow-ingress',
  egress: 'allow-egress',
} as const;
