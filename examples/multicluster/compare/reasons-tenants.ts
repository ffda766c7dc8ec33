import { at, KubeObject, same } from './objects';
import { Case, Reason } from './reason';
import { fenceReasons } from './reasons-fences';

export const REMOTE = 'k3s-america-south';

/** The original's namespace of an object. */
const namespaceOf = ({ original }: Pick<Case, 'original'>) => String(original.object.metadata.namespace);

/** Permissions that no tenant may have. */
const DANGEROUS = ['*', 'bind', 'escalate', 'impersonate'];

function isModest(role: KubeObject | undefined): boolean {
  const rules = (role?.rules ?? []) as unknown[];
  const words = rules.flatMap((rule) =>
    ['apiGroups', 'resources', 'verbs'].flatMap((key) => (at(rule, key) ?? []) as string[]),
  );
  return rules.length > 0 && !words.some((word) => DANGEROUS.includes(word));
}

const isKubeConfig = (value: unknown) => same(value, { secretRef: { name: `${REMOTE}-kubeconfig` } });
const onRemotesNamespace = ({ ours }: Pick<Case, 'ours'>) => ours.object.metadata.namespace === REMOTE;

/** Differences in the tenants' access, and for the remote cluster. */
export const tenantReasons: readonly Reason[] = [
  {
    name: 'least privilege',
    text: 'Instead of cluster-admin the account has a Role: it may apply workloads, and neither widen its rights nor lift its fences.',
    scopes: [
      {
        kinds: ['RoleBinding'],
        fields: ['metadata.name'],
        was: (value) => typeof value === 'string' && value.endsWith('-reconciler'),
        is: 'deployer',
      },
      {
        kinds: ['RoleBinding'],
        fields: ['roleRef.kind', 'roleRef.name'],
        was: (value) => value === 'ClusterRole' || value === 'cluster-admin',
        is: (value) => value === 'Role' || value === 'deployer',
        when: (context) =>
          isModest(context.world.ours(`${context.ours.cluster} Role ${namespaceOf(context)}/deployer`)?.object),
      },
    ],
  },
  {
    name: 'accounts instead of users',
    text: 'The user that early versions of Flux acted as has no use any more.',
    scopes: [
      {
        kinds: ['RoleBinding'],
        fields: [/^subjects\[gotk:.+:reconciler\]$/],
        was: (value) => at(value, 'kind') === 'User',
        is: undefined,
      },
    ],
  },
  {
    name: 'pull secrets for the pods',
    text:
      "Images are pulled with the account that pods run as, in the tenant's releases as well. The original gives the " +
      'secret to the account that Flux applies with, which no pod uses unless it says so.',
    scopes: [
      {
        kinds: ['ServiceAccount'],
        fields: ['imagePullSecrets'],
        was: Array.isArray,
        is: undefined,
        when: (context) => {
          const account = context.world.ours(`${context.ours.cluster} ServiceAccount ${namespaceOf(context)}/default`);
          return same(account?.object.imagePullSecrets, context.was);
        },
      },
    ],
  },
  {
    name: 'no token in pods',
    text: 'No pod gets a token of an account that it has no use for.',
    scopes: [{ kinds: ['ServiceAccount'], fields: ['automountServiceAccountToken'], was: undefined, is: false }],
  },
  {
    name: "the remote's own namespace",
    text:
      'On the manager, what is for the remote cluster is in a namespace named like it, and so is its kubeconfig. In ' +
      "the original it is in the environment's and the tenants' namespaces, each with a copy of the kubeconfig.",
    scopes: [
      {
        kinds: ['Kustomization', 'GitRepository'],
        fields: ['metadata.namespace'],
        was: (value) => typeof value === 'string' && value.startsWith('dev-'),
        is: REMOTE,
      },
      {
        kinds: ['Kustomization'],
        fields: ['metadata.name'],
        was: (value) => typeof value === 'string' && value.startsWith(`${REMOTE}-`),
        is: (value) => typeof value === 'string' && value.startsWith('dev-'),
        when: onRemotesNamespace,
      },
      {
        kinds: ['GitRepository'],
        fields: ['metadata.name'],
        was: (value) => typeof value === 'string',
        is: (value, context) => value === namespaceOf(context),
        when: onRemotesNamespace,
      },
      {
        kinds: ['Kustomization'],
        fields: ['spec.serviceAccountName'],
        was: (value) => typeof value === 'string',
        is: (value, context) => value === namespaceOf(context),
        when: onRemotesNamespace,
      },
    ],
  },
  {
    name: 'no namespace rendered twice',
    text:
      "In the original two Kustomizations render the tenants' namespaces, accounts and bindings on the manager, the " +
      'second of them for the remote cluster, where none of it arrives. Here it is on the cluster it is for; the ' +
      'account is where Flux looks for it, in the namespace named like the remote.',
    scopes: [
      {
        kinds: ['Namespace', 'ServiceAccount', 'RoleBinding'],
        fields: ['cluster'],
        was: 'k3d-america',
        is: REMOTE,
        when: ({ original }) => original.via === `dev-flux-system/${REMOTE}-tenants`,
      },
      {
        kinds: ['ServiceAccount'],
        fields: ['metadata.name', 'metadata.namespace'],
        was: (value) => typeof value === 'string',
        is: (value, context) => [REMOTE, namespaceOf(context)].includes(String(value)),
        when: ({ ours }) => ours.cluster === REMOTE,
      },
      {
        kinds: ['RoleBinding'],
        fields: [/^subjects\[[a-z0-9-]+\]$/],
        was: () => true,
        is: () => true,
        when: ({ was, is, ours, ...context }) => {
          const account = { kind: 'ServiceAccount', name: namespaceOf(context), namespace: REMOTE };
          return ours.cluster === REMOTE && is === undefined
            ? at(was, 'kind') === 'ServiceAccount' && same(ours.object.subjects, [account])
            : was === undefined && same(is, account);
        },
      },
    ],
  },
  {
    name: 'reaches the remote',
    text:
      "The original leaves the kubeconfig out where a tenant's access, and the release of an app, is meant for the " +
      'remote cluster: both are applied to the manager.',
    scopes: [
      {
        kinds: ['Kustomization'],
        fields: ['spec.kubeConfig'],
        was: undefined,
        is: isKubeConfig,
        when: ({ original, ours }) =>
          onRemotesNamespace({ ours }) && original.object.metadata.name.startsWith(`${REMOTE}-`),
      },
    ],
  },
  ...fenceReasons,
];
