import { KubernetesObject } from '../../kubernetes/objects';
import { APPLY_VERBS, GrantedRules, PolicyRule, RBAC_GROUP as RBAC } from '../../kubernetes/rbac';
import { ALLOW_DELETION, PROTECTED_LABEL } from '../../units/marks';
import { PLATFORM_ACCOUNT } from './control';
import { FLUX_SYSTEM } from './fleet-source';

/** A namespace, with its labels and annotations. */
export function namespaceObject(
  name: string,
  marks: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  } = {},
): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...marks } };
}

/**
 * A namespace whose deletion admission refuses until it is annotated, because everything of an environment depends on
 * it.
 *
 * @param leaving why it may be deleted, in the step before it leaves the fleet: Flux deletes it then by itself, where a
 * refusal would leave the Kustomization that applied it failing until somebody annotates the namespace
 */
export function controlNamespace(name: string, leaving?: string): KubernetesObject {
  const annotations = leaving === undefined ? {} : { annotations: { [ALLOW_DELETION]: leaving } };
  return namespaceObject(name, { labels: { [PROTECTED_LABEL]: 'true' }, ...annotations });
}

/** A service account. */
export function serviceAccount(name: string, namespace: string, extra: object = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace }, ...extra };
}

/** Subject of a binding: an account, or a group of people. */
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

/** A group of people as the subject of a binding. */
export function groupSubject(name: string): Subject {
  return { kind: 'Group', name, apiGroup: RBAC };
}

/** A Role. */
export function role(name: string, namespace: string, rules: readonly PolicyRule[]): KubernetesObject {
  return { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name, namespace }, rules };
}

/** The platform's account in a control namespace, with all rights on the cluster, as Flux's own installation has. */
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

const RELAY_RULES: readonly PolicyRule[] = [
  { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs: APPLY_VERBS },
  { apiGroups: ['helm.toolkit.fluxcd.io'], resources: ['helmreleases'], verbs: APPLY_VERBS },
  {
    apiGroups: ['source.toolkit.fluxcd.io'],
    resources: ['gitrepositories', 'helmcharts', 'helmrepositories', 'ocirepositories'],
    verbs: APPLY_VERBS,
  },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: APPLY_VERBS },
  // The rights to write further kinds go in the change in which their objects go, which Flux then still has to delete.
  { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['get', 'delete'] },
  {
    apiGroups: ['notification.toolkit.fluxcd.io'],
    resources: ['alerts', 'providers', 'receivers'],
    verbs: ['get', 'delete'],
  },
  { apiGroups: ['source.extensions.fluxcd.io'], resources: ['artifactgenerators'], verbs: ['get', 'delete'] },
];

/** Kinds that come to these: those of notification-controller, what makes their Secrets, and what makes artifacts. */
export interface RelayedKinds {
  /** Whether artifacts are made of a repository. */
  readonly artifacts?: boolean;
  /** Whether there are notifications. */
  readonly notifications?: boolean;
  /** Whether some of them bring an ExternalSecret along. */
  readonly externalSecrets?: boolean;
}

function relayRules({
  artifacts = false,
  notifications = false,
  externalSecrets = false,
}: RelayedKinds): readonly PolicyRule[] {
  return [
    ...RELAY_RULES,
    ...(artifacts
      ? [{ apiGroups: ['source.extensions.fluxcd.io'], resources: ['artifactgenerators'], verbs: APPLY_VERBS }]
      : []),
    ...(notifications
      ? [
          {
            apiGroups: ['notification.toolkit.fluxcd.io'],
            resources: ['alerts', 'providers', 'receivers'],
            verbs: APPLY_VERBS,
          },
        ]
      : []),
    ...(externalSecrets
      ? [{ apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: APPLY_VERBS }]
      : []),
  ];
}

/** Rights of the account that applies a remote cluster's Flux objects on its manager. */
export function relayRights(namespace: string, notifications: RelayedKinds = {}): GrantedRules[] {
  return [{ namespace, rules: relayRules(notifications) }];
}

/**
 * The account that applies a remote cluster's Flux objects on its manager. It can write these in the remote's own
 * control namespace, with the accounts that they name, and nothing else; it needs no more there.
 */
export function relayAccount(namespace: string, notifications: RelayedKinds = {}): KubernetesObject[] {
  return [
    serviceAccount(PLATFORM_ACCOUNT, namespace),
    role(PLATFORM_ACCOUNT, namespace, relayRules(notifications)),
    roleBinding(PLATFORM_ACCOUNT, namespace, { kind: 'Role', name: PLATFORM_ACCOUNT }, [
      { kind: 'ServiceAccount', name: PLATFORM_ACCOUNT, namespace },
    ]),
  ];
}

/** The control namespace of a component, and the prefix of names there. */
export function controlOf({
  cluster,
  environment,
}: {
  readonly cluster: { readonly name: string; readonly managedBy?: unknown };
  readonly environment: { readonly name: string; readonly controlNamespace: string } | undefined;
}): { namespace: string; prefix: string } {
  if (cluster.managedBy === undefined) return { namespace: environment?.controlNamespace ?? FLUX_SYSTEM, prefix: '' };
  return { namespace: cluster.name, prefix: environment ? `${environment.name}-` : '' };
}
