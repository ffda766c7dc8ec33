import { matchesLabels } from '../../kubernetes/label-match';
import { JsonObject, KubernetesObject } from '../../kubernetes/objects';
import { isMap, listAt, mapAt, textAt } from '../tree/parse-manifests';

/** A right: a verb on a resource, or on a URL of the API server. `*` stands for all. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** The object that it is limited to; undefined for all. */
  readonly name?: string;
  /** Whether `resource` is a URL outside Kubernetes' resources. */
  readonly url?: boolean;
}

/** A Role or ClusterRole. */
export interface RoleRights {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly rights: readonly Right[];
  /** Selectors of the ClusterRoles that it aggregates; a role that matches any of them counts. */
  readonly aggregates: readonly JsonObject[];
}

/** A role or binding on a cluster. */
export interface RbacObject {
  /** Its identity, such as `Role/team-a/deployer`. */
  readonly key: string;
  /** A text that is the same for equal contents. */
  readonly content: string;
  readonly namespace: string;
  readonly body: () => KubernetesObject;
}

/** A RoleBinding, or a ClusterRoleBinding if its namespace is empty. */
export interface Binding {
  readonly namespace: string;
  /** `ClusterRole//name` or `Role/namespace/name`. */
  readonly role: string;
  readonly subjects: readonly string[];
}

/** The API group of RBAC. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** The rights that a Role or ClusterRole lists. */
export function roleRights(object: KubernetesObject): RoleRights {
  return {
    labels: mapAt(object, 'metadata', 'labels'),
    rights: listAt(object, 'rules').flatMap(rightsOfRule),
    aggregates: listAt(object, 'aggregationRule', 'clusterRoleSelectors').filter(isMap),
  };
}

function rightsOfRule(rule: unknown): Right[] {
  const texts = (field: string) => listAt(rule, field).filter((one) => typeof one === 'string');
  const names = texts('resourceNames');
  return texts('verbs').flatMap((verb) => [
    ...texts('nonResourceURLs').map((resource) => ({ verb, group: '', resource, url: true })),
    ...texts('apiGroups').flatMap((group) =>
      texts('resources').flatMap((resource): Right[] =>
        names.length === 0 ? [{ verb, group, resource }] : names.map((name) => ({ verb, group, resource, name })),
      ),
    ),
  ]);
}

/** A RoleBinding's or ClusterRoleBinding's role and subjects. */
export function bindingOf(object: KubernetesObject, namespace: string): Binding {
  const kind = textAt(object, 'roleRef', 'kind') ?? '';
  const name = textAt(object, 'roleRef', 'name') ?? '';
  return {
    namespace,
    role: kind === 'Role' ? `Role/${namespace}/${name}` : `ClusterRole//${name}`,
    subjects: listAt(object, 'subjects').map((subject) => {
      const own = textAt(subject, 'name') ?? '';
      const account = textAt(subject, 'kind') === 'ServiceAccount';
      return account
        ? `ServiceAccount ${textAt(subject, 'namespace') ?? namespace}/${own}`
        : `${textAt(subject, 'kind')} ${own}`;
    }),
  };
}

/** Kubernetes' own ClusterRoles; each includes those after it. Their rules are unknown here. */
const BUILT_IN = ['cluster-admin', 'admin', 'edit', 'view'];

/**
 * All rights of a role, with those that it aggregates. Those of a ClusterRole that no file holds are one right that stands
 * for all of them.
 *
 * @param above roles that aggregate this one
 */
export function effectiveRights(
  role: string,
  roles: ReadonlyMap<string, RoleRights>,
  above: ReadonlySet<string> = new Set(),
): Right[] {
  const name = role.replace(/^ClusterRole\/\//, '');
  if (name === 'cluster-admin')
    return [
      { verb: '*', group: '*', resource: '*' },
      { verb: '*', group: '', resource: '*', url: true },
    ];
  const own = roles.get(role);
  const builtIn = BUILT_IN.indexOf(name);
  // A chart may bring a ClusterRole; a Role would be beside its binding.
  if (!own && builtIn < 0) return role.startsWith('ClusterRole/') ? [everythingOf(role)] : [];
  const taken = [...(own?.aggregates ?? []), ...(builtIn > 0 ? BUILT_IN.slice(builtIn).map(aggregationLabel) : [])];
  const rights = builtIn > 0 ? BUILT_IN.slice(builtIn).map((one) => everythingOf(`ClusterRole//${one}`)) : [];
  rights.push(...(own?.rights ?? []));
  for (const [key, other] of roles) {
    if (key === role || above.has(key) || !key.startsWith('ClusterRole/')) continue;
    if (taken.some((selector) => matchesLabels(selector, other.labels)))
      rights.push(...effectiveRights(key, roles, new Set([...above, role])));
  }
  return rights;
}

function aggregationLabel(name: string): JsonObject {
  return { matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${name}`]: 'true' } };
}

/** A right that stands for all rules of a role that no file holds. */
function everythingOf(role: string): Right {
  const [kind = '', namespace = '', name = ''] = role.split('/');
  const named = namespace === '' ? name : `${namespace}/${name}`;
  return { verb: 'use', group: '', resource: `everything of ${kind} ${named}` };
}

/** Whether a right includes another one. */
export function covers(wide: Right, right: Right): boolean {
  if ((wide.url ?? false) !== (right.url ?? false)) return false;
  if (wide.verb !== '*' && wide.verb !== right.verb) return false;
  if (right.url) return coversUrl(wide.resource, right.resource);
  if (wide.group !== '*' && wide.group !== right.group) return false;
  if (wide.name !== undefined && wide.name !== right.name) return false;
  if (wide.resource === '*' || wide.resource === right.resource) return true;
  // "*/scale" is that subresource of all resources.
  return wide.resource.startsWith('*/') && right.resource.endsWith(wide.resource.slice(1));
}

function coversUrl(wide: string, url: string): boolean {
  return wide === url || wide === '*' || (wide.endsWith('*') && url.startsWith(wide.slice(0, -1)));
}
