import { defined } from '../core/defined';
import { apiGroup, KubernetesObject } from './objects';
import { resourceOf } from './resources';

/** API group of roles and bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  /** API groups; the empty string is the core group. */
  readonly apiGroups: readonly string[];
  /** Plural names of resources, such as `deployments`. */
  readonly resources: readonly string[];
  /** The only objects that the rule covers. @default - all */
  readonly resourceNames?: readonly string[];
  /** Verbs. */
  readonly verbs: readonly string[];
}

/** The verbs for applying, waiting for and pruning objects; never deletion of a whole collection. */
export const APPLY_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const;

/** The verbs for reading. */
export const READ_VERBS = ['get', 'list', 'watch'] as const;

/**
 * Verbs that Flux needs for each object that it applies: create and patch, delete to prune, get and list to read its
 * health.
 */
const NEEDED_VERBS = ['get', 'list', 'create', 'patch', 'delete'] as const;

/** Verbs that Flux needs for an object that it may apply by name only: lists have no name. */
const NEEDED_BY_NAME = ['get', 'create', 'patch', 'delete'] as const;

/** The rule for applying objects by their names. */
export function namedRule(group: string, resource: string, names: readonly string[]): PolicyRule {
  // Requests to list and watch name no object.
  const verbs = APPLY_VERBS.filter((verb) => verb !== 'list' && verb !== 'watch');
  return { apiGroups: [group], resources: [resource], resourceNames: names, verbs };
}

/** Rules with their scope: one namespace, or the whole cluster. */
export interface GrantedRules {
  /** Namespace; undefined for the rules of a ClusterRole bound to the whole cluster. */
  readonly namespace?: string;
  /** The rules. */
  readonly rules: readonly PolicyRule[];
}

/** The fields of an object that decide which rights applying it takes. */
export type RightsSubject = Pick<KubernetesObject, 'apiVersion' | 'kind'> & {
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

/** An object that an account cannot apply, and the rule that would let it. */
export interface MissingRight {
  /** The object. */
  readonly object: RightsSubject;
  /** The missing rule, with the missing verbs. */
  readonly rule: PolicyRule;
  /** Namespace; undefined for the whole cluster. */
  readonly namespace?: string;
}

/**
 * The rights that an account lacks to apply objects, verb by verb; empty when it can apply them all.
 *
 * @example
 * missingRights([deployment], [{ namespace: 'prod-web', rules: [{ apiGroups: ['apps'], resources: ['*'], verbs: ['get'] }] }]);
 */
export function missingRights(objects: readonly RightsSubject[], granted: readonly GrantedRules[]): MissingRight[] {
  return objects.flatMap((object): MissingRight[] => {
    const { name, namespace } = object.metadata;
    const group = apiGroup(object.apiVersion);
    const resource = resourceOf(group, object.kind);
    const holds = (verb: string) =>
      granted.some(
        (grant) =>
          (grant.namespace === undefined || grant.namespace === namespace) &&
          grant.rules.some((rule) => allows(rule, { verb, group, resource, name })),
      );
    const needed = namespace === undefined ? NEEDED_BY_NAME : NEEDED_VERBS;
    const verbs = needed.filter((verb) => !holds(verb));
    if (verbs.length === 0) return [];
    const rule = { apiGroups: [group], resources: [resource], verbs };
    return [{ object, rule, ...defined({ namespace }) }];
  });
}

/** Whether a rule allows one request. A list request has no name, so a rule with names never allows it. */
function allows(
  rule: PolicyRule,
  request: { readonly verb: string; readonly group: string; readonly resource: string; readonly name: string },
): boolean {
  const has = (values: readonly string[], value: string) => values.includes('*') || values.includes(value);
  const named = rule.resourceNames?.length
    ? request.verb !== 'list' && rule.resourceNames.includes(request.name)
    : true;
  return (
    has(rule.verbs, request.verb) &&
    has(rule.apiGroups, request.group) &&
    has(rule.resources, request.resource) &&
    named
  );
}
