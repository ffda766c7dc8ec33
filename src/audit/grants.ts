import { defined } from '../core/defined';
import type { WantedCluster, WantedObject } from '../drift';
import { textAt } from '../kubernetes/json';
import { apiGroup, KubernetesObject, objectName } from '../kubernetes/objects';
import { listRights } from '../plan/risk/rights';
import {
  bindingOf,
  covers,
  effectiveRights,
  RBAC_GROUP,
  Right,
  RoleRights,
  roleRights,
} from '../plan/risk/rights-model';
import { EXPIRES, REASON } from '../units/marks';

/** Rights that a binding gives to a subject on a cluster. */
export interface Grant {
  readonly cluster: string;
  /** `User ann`, `Group web-leads` or `ServiceAccount prod-web/deployer`. */
  readonly subject: string;
  /** Namespace of the rights; empty for the whole cluster. */
  readonly namespace: string;
  /** The role, such as `ClusterRole view`. */
  readonly role: string;
  readonly rights: readonly Right[];
  /** The binding, such as `RoleBinding prod-web/owners`. */
  readonly binding: string;
  readonly environment?: string;
  readonly tenant?: string;
  /** Why it is given, where the binding says so. */
  readonly reason?: string;
  /** Last day, where the binding says one. */
  readonly until?: string;
}

/** An account and the Flux object that acts as it. */
export interface Actor {
  readonly cluster: string;
  /** The account, as `namespace/name`; undefined for the controller's own or its default. */
  readonly account?: string;
  /** The object, such as `Kustomization prod-web/shop`. */
  readonly object: string;
  /** Whether the account is the one of that name on another cluster, which a kubeconfig leads to. */
  readonly isRemote: boolean;
}

/** The rights that the bindings of a cluster give. */
export function grantsOf({ cluster, objects }: WantedCluster): Grant[] {
  const rbac = objects.filter(({ object }) => apiGroup(object.apiVersion) === RBAC_GROUP);
  const roles = new Map<string, RoleRights>();
  for (const { object } of rbac) {
    if (object.kind === 'Role')
      roles.set(`Role/${object.metadata.namespace}/${object.metadata.name}`, roleRights(object));
    if (object.kind === 'ClusterRole') roles.set(`ClusterRole//${object.metadata.name}`, roleRights(object));
  }
  return rbac.filter(({ object }) => object.kind.endsWith('Binding')).flatMap((one) => ofBinding(cluster, one, roles));
}

function ofBinding(cluster: string, { object, place }: WantedObject, roles: ReadonlyMap<string, RoleRights>): Grant[] {
  const namespace = object.kind === 'RoleBinding' ? (object.metadata.namespace ?? '') : '';
  const { role, subjects } = bindingOf(object, namespace);
  const { environment, tenant } = place;
  const marks = object.metadata.annotations ?? {};
  return subjects.map((subject) => ({
    cluster,
    subject,
    namespace,
    role: role.replace('//', ' ').replace('/', ' '),
    rights: effectiveRights(role, roles),
    binding: objectName(object),
    ...defined({ environment, tenant, reason: marks[REASON], until: marks[EXPIRES] }),
  }));
}

/** Whether a subject is a person or a group of people, and not one of Kubernetes' own. */
export function isPerson(subject: string): boolean {
  return /^(?:User|Group) (?!system:)/.test(subject);
}

/** A right that gives more than it says, with what it gives. */
interface Sensitive {
  readonly right: Right;
  readonly what: string;
}

const core = (verb: string, resource: string): Right => ({ verb, group: '', resource });

/** Rights by which a person gets at what is not theirs. */
const SENSITIVE: readonly Sensitive[] = [
  ...['get', 'list', 'watch'].map((verb) => ({ right: core(verb, 'secrets'), what: 'read Secrets' })),
  ...['create', 'get'].map((verb) => ({ right: core(verb, 'pods/exec'), what: 'enter pods' })),
  ...['users', 'groups', 'serviceaccounts'].map((kind) => ({
    right: core('impersonate', kind),
    what: 'act as others',
  })),
  { right: core('create', 'serviceaccounts/token'), what: 'act as accounts' },
  ...['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'].flatMap((resource) =>
    ['create', 'update', 'patch', 'bind', 'escalate'].map((verb) => ({
      right: { verb, group: RBAC_GROUP, resource },
      what: 'give rights',
    })),
  ),
];

/** Rights that give more than they say; empty for none. Rights on named objects count like all others. */
export function sensitiveOf(rights: readonly Right[]): string[] {
  const found = SENSITIVE.filter(({ right }) => rights.some(({ name: _name, ...wide }) => covers(wide, right)));
  const builtIn = rights.flatMap(({ verb, resource }) => {
    const name = verb === 'use' ? /^everything of ClusterRole (admin|edit)$/.exec(resource)?.[1] : undefined;
    return name === undefined
      ? []
      : [`do what ClusterRole ${name} allows, such as to read Secrets and to act as accounts`];
  });
  return [...new Set([...found.map(({ what }) => what), ...builtIn])];
}

/** Grants of rights that subjects did not have before, on clusters that were there before. */
export function widened(old: readonly Grant[], next: readonly Grant[], known: ReadonlySet<string>): Grant[] {
  const had = new Map<string, Grant[]>();
  for (const grant of old) {
    const key = `${grant.cluster} ${grant.subject}`;
    had.set(key, [...(had.get(key) ?? []), grant]);
  }
  return next.flatMap((grant) => {
    if (!known.has(grant.cluster)) return [];
    const before = (had.get(`${grant.cluster} ${grant.subject}`) ?? []).filter(
      ({ namespace }) => namespace === '' || namespace === grant.namespace,
    );
    const gained = grant.rights.filter(
      (right) => !before.some(({ rights }) => rights.some((one) => covers(one, right))),
    );
    return gained.length === 0 ? [] : [{ ...grant, rights: gained }];
  });
}

/** Rights as one sentence. */
export function rightsText(rights: readonly Right[]): string {
  return listRights(rights, Number.POSITIVE_INFINITY);
}

/** The accounts that Flux objects act as. */
export function actorsOf({ cluster, objects }: WantedCluster): Actor[] {
  return objects.flatMap(({ object }) => {
    if (!isActing(object)) return [];
    const name = textAt(object, 'spec', 'serviceAccountName');
    const account = name && `${object.metadata.namespace ?? ''}/${name}`;
    const isRemote =
      object.kind !== 'ResourceSet' &&
      (object['spec'] as { kubeConfig?: unknown } | undefined)?.kubeConfig !== undefined;
    return [{ cluster, ...defined({ account }), object: objectName(object), isRemote }];
  });
}

const ACTING: ReadonlySet<string> = new Set([
  'kustomize.toolkit.fluxcd.io/Kustomization',
  'helm.toolkit.fluxcd.io/HelmRelease',
  'fluxcd.controlplane.io/ResourceSet',
]);

function isActing({ apiVersion, kind }: KubernetesObject): boolean {
  return ACTING.has(`${apiGroup(apiVersion)}/${kind}`);
}
