import type { KubernetesObject } from '../../../src';

/*
 * What RBAC says, written down from Kubernetes' documentation and not from this library: rules are added up, a binding
 * holds in its namespace, `*` stands for everything, a rule with names is for these alone and never for lists, and a
 * rule of a Role says nothing about what lives outside namespaces.
 */

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface SubjectRef {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Role {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules: readonly Rule[];
}

interface Binding {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly SubjectRef[];
}

/** Who asks: an account, or somebody of a group. */
export type Subject = { readonly account: string; readonly namespace: string } | { readonly group: string };

/** What is asked. Without a namespace it is for what lives outside them; without a name for the whole collection. */
export interface Request {
  readonly verb: string;
  readonly group: string;
  /** With its subresource behind a slash. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** The role `view` of Kubernetes, as far as it matters: everything that people look at, and no Secret. */
const VIEW: readonly Rule[] = [
  {
    apiGroups: ['', 'apps', 'batch', 'autoscaling', 'policy', 'networking.k8s.io'],
    resources: ['configmaps', 'pods', 'pods/log', 'services', 'deployments', 'resourcequotas', 'jobs', 'ingresses'],
    verbs: ['get', 'list', 'watch'],
  },
];

/** The rights that a set of objects gives. */
export class RbacModel {
  private readonly roles = new Map<string, readonly Rule[]>();
  private readonly bindings: Binding[] = [];

  constructor(objects: readonly KubernetesObject[]) {
    this.roles.set('ClusterRole//view', VIEW);
    for (const object of objects) {
      const key = `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
      if (object.kind === 'Role' || object.kind === 'ClusterRole')
        this.roles.set(key, (object as unknown as Role).rules);
      if (object.kind.endsWith('RoleBinding') || object.kind === 'RoleBinding')
        this.bindings.push(object as unknown as Binding);
    }
  }

  /** Everybody that a binding names. */
  get subjects(): Subject[] {
    const all = this.bindings.flatMap(({ subjects }) => subjects);
    const found = new Map(all.map((one) => [JSON.stringify(one), one]));
    return [...found.values()].map(({ kind, name, namespace }) =>
      kind === 'ServiceAccount' ? { account: name, namespace: namespace! } : { group: name },
    );
  }

  /** Every rule of every role. */
  get rules(): Rule[] {
    return [...this.roles].filter(([key]) => key !== 'ClusterRole//view').flatMap(([, rules]) => rules);
  }

  /** Whether a subject may do something. @throws Error when a binding leads to a role that nobody knows */
  allows(subject: Subject, request: Request): boolean {
    return this.bindings.some((binding) => {
      const { namespace } = binding.metadata;
      const everywhere = binding.kind === 'ClusterRoleBinding';
      if (!everywhere && namespace !== request.namespace) return false;
      if (!binding.subjects.some((one) => isSubject(one, subject))) return false;
      const { kind, name } = binding.roleRef;
      const rules = this.roles.get(`${kind}/${kind === 'Role' ? (namespace ?? '') : ''}/${name}`);
      if (rules === undefined) throw new Error(`${binding.kind} ${binding.metadata.name} leads to ${kind} ${name}`);
      return rules.some((rule) => covers(rule, request));
    });
  }
}

function isSubject({ kind, name, namespace }: SubjectRef, subject: Subject): boolean {
  return 'account' in subject
    ? kind === 'ServiceAccount' && name === subject.account && namespace === subject.namespace
    : kind === 'Group' && name === subject.group;
}

function covers({ apiGroups = [], resources = [], resourceNames = [], verbs }: Rule, request: Request): boolean {
  const has = (list: readonly string[], value: string) => list.includes('*') || list.includes(value);
  const named =
    resourceNames.length === 0 ||
    (request.name !== undefined &&
      !['list', 'watch', 'deletecollection'].includes(request.verb) &&
      resourceNames.includes(request.name));
  return has(verbs, request.verb) && has(apiGroups, request.group) && has(resources, request.resource) && named;
}

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

const inNamespace: ReadonlyArray<readonly [string, string]> = [
  ['', 'resourcequotas'],
  ['', 'limitranges'],
  ['', 'endpoints'],
  ['discovery.k8s.io', 'endpointslices'],
  ['networking.k8s.io', 'networkpolicies'],
  ['cilium.io', 'ciliumnetworkpolicies'],
  ['crd.projectcalico.org', 'networkpolicies'],
  ['rbac.authorization.k8s.io', 'roles'],
  ['rbac.authorization.k8s.io', 'rolebindings'],
  ['kyverno.io', 'policies'],
  ['fluxcd.controlplane.io', 'resourcesets'],
  ['fluxcd.controlplane.io', 'fluxinstances'],
];

const outside: ReadonlyArray<readonly [string, string]> = [
  ['', 'namespaces'],
  ['', 'nodes'],
  ['', 'nodes/proxy'],
  ['', 'persistentvolumes'],
  ['rbac.authorization.k8s.io', 'clusterroles'],
  ['rbac.authorization.k8s.io', 'clusterrolebindings'],
  ['admissionregistration.k8s.io', 'validatingadmissionpolicies'],
  ['admissionregistration.k8s.io', 'validatingadmissionpolicybindings'],
  ['admissionregistration.k8s.io', 'mutatingadmissionpolicies'],
  ['admissionregistration.k8s.io', 'validatingwebhookconfigurations'],
  ['admissionregistration.k8s.io', 'mutatingwebhookconfigurations'],
  ['apiregistration.k8s.io', 'apiservices'],
  ['certificates.k8s.io', 'certificatesigningrequests'],
  ['certificates.k8s.io', 'certificatesigningrequests/approval'],
];

/**
 * What nobody of a tenant may do in its own namespace or outside of all.
 *
 * @param names of objects that the program asks for, to see that a name makes no difference
 */
export function forbiddenRequests(namespace: string, names: readonly string[], ownNetworkPolicies: boolean): Request[] {
  const fences = inNamespace.filter(([, resource]) => !(ownNetworkPolicies && resource === 'networkpolicies'));
  const clusterNames = [undefined, 'anything', ...names];
  return [
    ...fences.flatMap(([group, resource]) => WRITES.map((verb) => ({ verb, group, resource, namespace }))),
    ...['update', 'patch', 'delete'].map((verb) => ({
      ...{ verb, group: '', resource: 'namespaces', namespace, name: namespace },
    })),
    ...outside.flatMap(([group, resource]) =>
      WRITES.flatMap((verb) =>
        clusterNames.map((name) => ({ verb, group, resource, ...(name === undefined ? {} : { name }) })),
      ),
    ),
    ...WRITES.map((verb) => ({ verb, group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' })),
    ...WRITES.map((verb) => ({
      ...{ verb, group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' },
      name: 'kustomizations.kustomize.toolkit.fluxcd.io',
    })),
    ...['escalate', 'bind'].flatMap((verb) => [
      { verb, group: 'rbac.authorization.k8s.io', resource: 'roles', namespace },
      { verb, group: 'rbac.authorization.k8s.io', resource: 'clusterroles', name: 'cluster-admin' },
    ]),
    { verb: 'impersonate', group: '', resource: 'users', name: 'admin' },
    { verb: 'impersonate', group: '', resource: 'groups', name: 'system:masters' },
    { verb: 'impersonate', group: '', resource: 'serviceaccounts', namespace },
    { verb: 'create', group: '', resource: 'serviceaccounts/token', namespace },
    { verb: '*', group: '*', resource: '*', namespace },
  ];
}

/** What nobody of a tenant may do in a namespace that is not the tenant's. */
export function trespasses(namespace: string): Request[] {
  return [
    { verb: 'get', group: '', resource: 'secrets', namespace },
    { verb: 'list', group: '', resource: 'pods', namespace },
    { verb: 'create', group: '', resource: 'pods/exec', namespace },
    { verb: 'patch', group: '', resource: 'configmaps', namespace },
    { verb: 'create', group: 'apps', resource: 'deployments', namespace },
    { verb: 'delete', group: '', resource: 'services', namespace },
    { verb: 'create', group: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations', namespace },
  ];
}
