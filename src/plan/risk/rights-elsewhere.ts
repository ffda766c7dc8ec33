import { matchesLabels } from '../../kubernetes/label-match';
import { RBAC_GROUP, RbacObject, RoleRights } from './rights-model';

/** Kubernetes' own ClusterRoles that take in others by their labels. Clusters bind people to them outside of Git. */
const AGGREGATING = ['admin', 'edit', 'view'];

/** The first word of subjects that no file names. */
const WHOEVER = 'whoever';

/** Whether a subject stands for those that no file names. */
export function isUnnamed(subject: string): boolean {
  return subject.startsWith(`${WHOEVER} `);
}

/**
 * Bindings that stand for those outside of the tree: of changed roles that no binding of the tree names, and of
 * Kubernetes' own roles that changed ones are added to.
 *
 * @param before roles by key, as they were
 * @param after roles by key, as they will be
 * @param bound keys of the roles that bindings of the tree name
 */
export function bindingsElsewhere(
  before: ReadonlyMap<string, RoleRights>,
  after: ReadonlyMap<string, RoleRights>,
  changed: ReadonlySet<string>,
  bound: ReadonlySet<string>,
): RbacObject[] {
  const roles = new Set<string>();
  for (const key of changed) {
    const into = [before, after].flatMap((all) => aggregatedInto(key, all));
    for (const role of into) if (isKubernetesOwn(role)) roles.add(role);
    // A role that is new is bound nowhere yet, and one that others take in is seldom bound itself.
    if (before.has(key) && after.has(key) && into.length === 0) roles.add(key);
  }
  return [...roles].filter((role) => !bound.has(role)).map(bindingElsewhere);
}

function isKubernetesOwn(role: string): boolean {
  return AGGREGATING.some((name) => role === `ClusterRole//${name}`);
}

/** The roles that take in another one by its labels. */
function aggregatedInto(key: string, roles: ReadonlyMap<string, RoleRights>): string[] {
  const labels = key.startsWith('ClusterRole/') ? roles.get(key)?.labels : undefined;
  if (labels === undefined) return [];
  const own = AGGREGATING.filter((name) => labels[`rbac.authorization.k8s.io/aggregate-to-${name}`] === 'true');
  const others = [...roles].filter(([, { aggregates }]) =>
    aggregates.some((selector) => matchesLabels(selector, labels)),
  );
  return [...own.map((name) => `ClusterRole//${name}`), ...others.map(([role]) => role)];
}

function bindingElsewhere(role: string): RbacObject {
  const [kind = '', namespace = '', name = ''] = role.split('/');
  const bindingKind = kind === 'Role' ? 'RoleBinding' : 'ClusterRoleBinding';
  const named = namespace === '' ? name : `${namespace}/${name}`;
  return {
    key: `${bindingKind}/${namespace}/ of ${role} elsewhere`,
    content: `elsewhere ${role}`,
    namespace,
    body: () => ({
      apiVersion: `${RBAC_GROUP}/v1`,
      kind: bindingKind,
      metadata: { name },
      roleRef: { apiGroup: RBAC_GROUP, kind, name },
      subjects: [{ kind: WHOEVER, name: `has ${kind} ${named}` }],
    }),
  };
}
