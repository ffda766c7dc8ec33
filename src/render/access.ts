import { KubernetesObject } from '../kubernetes/objects';
import { PLATFORM_ACCOUNT } from './control';

const RBAC = 'rbac.authorization.k8s.io';

/** Label that Flux's own tools put on what belongs to a tenant. */
export const TENANT_LABEL = 'toolkit.fluxcd.io/tenant';

/** A namespace. */
export function namespaceObject(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** A service account. */
export function serviceAccount(name: string, namespace: string, extra: object = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace }, ...extra };
}

/** Who a binding is for: an account, or a group of people. */
export type Subject =
  | { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string }
  | { readonly kind: 'Group'; readonly name: string; readonly apiGroup: string };

/** A binding of a role within one namespace. */
export function roleBinding(
  name: string,
  namespace: string,
  role: { readonly kind: 'Role' | 'ClusterRole'; readonly name: string },
  subjects: readonly Subject[],
): KubernetesObject {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: { apiGroup: RBAC, ...role },
    subjects,
  };
}

/** A group of people as a binding names it. */
export function groupSubject(name: string): Subject {
  return { kind: 'Group', name, apiGroup: RBAC };
}

/** A rule of a Role. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A Role. */
export function role(name: string, namespace: string, rules: readonly PolicyRule[]): KubernetesObject {
  return { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name, namespace }, rules };
}

/** The verbs that applying, waiting for and pruning objects takes; never deletion of a whole collection. */
export const APPLY_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const;

/** The platform's account in a control namespace, with all rights on the cluster: what Flux's own installation has. */
export function platformAccount(namespace: string): KubernetesObject[] {
  return [
    serviceAccount(PLATFORM_ACCOUNT, namespace),
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: `${namespace}-${PLATFORM_ACCOUNT}` },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: PLATFORM_ACCOUNT, namespace }],
    },
  ];
}

/**
 * The account that keeps a remote cluster's Flux objects on its manager. It can write these in the remote's own control
 * namespace and nothing else: on the manager, a remote cluster needs no more.
 */
export function relayAccount(namespace: string): KubernetesObject[] {
  return [
    serviceAccount(PLATFORM_ACCOUNT, namespace),
    role(PLATFORM_ACCOUNT, namespace, [
      { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs: APPLY_VERBS },
      { apiGroups: ['helm.toolkit.fluxcd.io'], resources: ['helmreleases'], verbs: APPLY_VERBS },
      {
        apiGroups: ['source.toolkit.fluxcd.io'],
        resources: ['gitrepositories', 'helmcharts', 'helmrepositories', 'ocirepositories'],
        verbs: APPLY_VERBS,
      },
    ]),
    roleBinding(PLATFORM_ACCOUNT, namespace, { kind: 'Role', name: PLATFORM_ACCOUNT }, [
      { kind: 'ServiceAccount', name: PLATFORM_ACCOUNT, namespace },
    ]),
  ];
}
