import { bindingsElsewhere, isUnnamed } from './rights-elsewhere';
import {
  Binding,
  bindingOf,
  covers,
  effectiveRights,
  RBAC_GROUP,
  RbacObject,
  Right,
  RoleRights,
  roleRights,
} from './rights-model';
import { Risk, risk } from './risk';

/** Rights that one subject gains and loses. */
export interface RightsChange {
  readonly subject: string;
  /** The namespace of the rights; empty for the whole cluster. */
  readonly namespace: string;
  readonly gained: readonly Right[];
  readonly lost: readonly Right[];
}

/** Whether an object is a role or binding of RBAC. */
export function isRbac({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return group === RBAC_GROUP && /^(?:Cluster)?Role(?:Binding)?$/.test(kind);
}

/** Most rights that a risk names one by one. */
const NAMED = 8;

/** A right in a namespace, or in the whole cluster if that is empty. */
export interface Grant {
  readonly namespace: string;
  readonly right: Right;
}

/**
 * Compares the effective rights of subjects. Equal roles and bindings are evaluated once, on however many clusters they
 * occur.
 */
export class Rights {
  private readonly roles = new Map<string, RoleRights>();
  private readonly bindings = new Map<string, Binding>();
  private readonly results = new Map<string, readonly RightsChange[]>();

  /**
   * The rights that subjects gain and lose by a change of some roles and bindings.
   *
   * @param oldObjects the roles and bindings before
   * @param nextObjects the roles and bindings after
   * @param changed keys of the objects that differ
   */
  public changes(
    oldObjects: readonly RbacObject[],
    nextObjects: readonly RbacObject[],
    changed: ReadonlySet<string>,
  ): readonly RightsChange[] {
    const elsewhere = this.elsewhere(oldObjects, nextObjects, changed);
    const old = [...oldObjects, ...elsewhere];
    const next = [...nextObjects, ...elsewhere];
    const before = this.relevant(old, changed);
    const after = this.relevant(next, changed);
    const subjects = new Set([...before.subjects, ...after.subjects]);
    if (subjects.size === 0) return [];
    const involved = (objects: readonly RbacObject[]) => this.involved(objects, subjects);
    const key = [involved(old), involved(next)]
      .map((objects) =>
        objects
          .map((one) => `${one.key} ${one.content}`)
          .sort()
          .join('\n'),
      )
      .join('\n\n');
    let result = this.results.get(key);
    if (result === undefined) {
      const had = this.grants(old, subjects);
      const has = this.grants(next, subjects);
      result = [...subjects].sort().flatMap((subject) => difference(subject, had.get(subject), has.get(subject)));
      this.results.set(key, result);
    }
    return result;
  }

  /** All rights that some roles and bindings give to some subjects together. */
  public grantsOf(objects: readonly RbacObject[], subjects: ReadonlySet<string>): readonly Grant[] {
    return [...this.grants(objects, subjects).values()].flat();
  }

  /** Bindings that stand for those outside of the tree. */
  private elsewhere(
    old: readonly RbacObject[],
    next: readonly RbacObject[],
    changed: ReadonlySet<string>,
  ): RbacObject[] {
    if (![...changed].some((key) => /^(?:Cluster)?Role\//.test(key))) return [];
    const bound = new Set([...old, ...next].filter(isBinding).map((object) => this.binding(object).role));
    return bindingsElsewhere(this.rolesOf(old), this.rolesOf(next), changed, bound);
  }

  /** Subjects of the bindings that changed or whose role did. */
  private relevant(objects: readonly RbacObject[], changed: ReadonlySet<string>): { readonly subjects: Set<string> } {
    const aggregated = [...changed].some((key) => key.startsWith('ClusterRole/'));
    const roles = this.rolesOf(objects);
    const subjects = new Set<string>();
    for (const object of objects) {
      if (!isBinding(object)) continue;
      const binding = this.binding(object);
      // Other ClusterRoles may aggregate a changed one by its labels.
      const through = aggregated && (roles.get(binding.role)?.aggregates.length ?? 1) > 0;
      if (changed.has(object.key) || changed.has(binding.role) || through) {
        for (const subject of binding.subjects) subjects.add(subject);
      }
    }
    return { subjects };
  }

  private involved(objects: readonly RbacObject[], subjects: ReadonlySet<string>): RbacObject[] {
    const bindings = objects.filter(
      (object) => isBinding(object) && this.binding(object).subjects.some((subject) => subjects.has(subject)),
    );
    const roles = new Set(bindings.map((object) => this.binding(object).role));
    return [
      ...bindings,
      ...objects.filter(({ key }) => roles.has(key) || (key.startsWith('ClusterRole/') && roles.size > 0)),
    ];
  }

  private grants(objects: readonly RbacObject[], subjects: ReadonlySet<string>): Map<string, Grant[]> {
    const roles = this.rolesOf(objects);
    const grants = new Map<string, Grant[]>();
    for (const object of objects) {
      if (!isBinding(object)) continue;
      const { namespace, role, subjects: bound } = this.binding(object);
      const concerned = bound.filter((subject) => subjects.has(subject));
      if (concerned.length === 0) continue;
      const given = effectiveRights(role, roles).map((right) => ({ namespace, right }));
      for (const subject of concerned) grants.set(subject, [...(grants.get(subject) ?? []), ...given]);
    }
    return grants;
  }

  private rolesOf(objects: readonly RbacObject[]): Map<string, RoleRights> {
    const roles = new Map<string, RoleRights>();
    for (const object of objects) {
      if (isBinding(object)) continue;
      let role = this.roles.get(object.content);
      if (role === undefined) this.roles.set(object.content, (role = roleRights(object.body())));
      roles.set(object.key, role);
    }
    return roles;
  }

  private binding(object: RbacObject): Binding {
    const key = `${object.namespace} ${object.content}`;
    let binding = this.bindings.get(key);
    if (binding === undefined) this.bindings.set(key, (binding = bindingOf(object.body(), object.namespace)));
    return binding;
  }
}

function isBinding({ key }: RbacObject): boolean {
  return key.startsWith('RoleBinding/') || key.startsWith('ClusterRoleBinding/');
}

function difference(subject: string, had: readonly Grant[] = [], has: readonly Grant[] = []): RightsChange[] {
  const gained = has.filter((grant) => !had.some((one) => coversGrant(one, grant)));
  const lost = had.filter((grant) => !has.some((one) => coversGrant(one, grant)));
  const namespaces = new Set([...gained, ...lost].map(({ namespace }) => namespace));
  return [...namespaces].sort().map((namespace) => ({
    subject,
    namespace,
    gained: gained.filter((grant) => grant.namespace === namespace).map(({ right }) => right),
    lost: lost.filter((grant) => grant.namespace === namespace).map(({ right }) => right),
  }));
}

/** Whether a right in its namespace includes another one. */
export function coversGrant(wide: Grant, grant: Grant): boolean {
  return (wide.namespace === '' || wide.namespace === grant.namespace) && covers(wide.right, grant.right);
}

/** Changes of rights as risks, the gains first. */
export function rightsRisks(changes: readonly RightsChange[]): Risk[] {
  return changes.flatMap(({ subject, namespace, gained, lost }) => {
    const known = namespace === '' ? 'in all of the cluster' : `in namespace ${namespace}`;
    const where = isUnnamed(subject) ? 'wherever that is' : known;
    const severity = isUnnamed(subject) ? 'medium' : 'high';
    return [
      ...(gained.length > 0
        ? [risk('rights-widened', `${subject} may newly ${listRights(gained)} ${where}`, severity)]
        : []),
      ...(lost.length > 0 ? [risk('rights-narrowed', `${subject} may no longer ${listRights(lost)} ${where}`)] : []),
    ];
  });
}

/**
 * Rights as a sentence: the verbs of each resource together, and the resources of the same verbs.
 *
 * @param most most parts that are named
 */
export function listRights(rights: readonly Right[], most = NAMED): string {
  const verbs = new Map<string, Set<string>>();
  for (const right of rights) {
    const resource = resourceName(right);
    verbs.set(resource, (verbs.get(resource) ?? new Set()).add(right.verb));
  }
  const resources = new Map<string, string[]>();
  for (const [resource, set] of verbs) {
    const text = set.has('*') ? 'do anything with' : [...set].sort().join(', ');
    resources.set(text, [...(resources.get(text) ?? []), resource]);
  }
  const parts = [...resources].map(([text, names]) => `${text} ${names.sort().join(', ')}`).sort();
  const more = Math.max(parts.length - most, 0);
  return [...parts.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function resourceName({ group, resource, name, url }: Right): string {
  if (url) return resource === '*' ? 'every address' : `address ${resource}`;
  const of = group === '' ? 'the core' : group === '*' ? 'every group' : group;
  if (resource === '*') return group === '*' ? 'every resource' : `every resource of ${of}`;
  const full = group === '' ? resource : group === '*' ? `${resource} of every group` : `${resource}.${group}`;
  return name === undefined ? full : `${full}/${name}`;
}
