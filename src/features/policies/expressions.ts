import { EVERYTHING } from '../../units/marks';
import { Expression } from './policy';

/** A string literal of CEL. */
export function literal(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

/** A list literal of CEL. */
export function literals(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

/** An annotation of the namespace, as an optional value. */
export function annotation(key: string): string {
  return `namespaceObject.metadata.?annotations[?${literal(key)}]`;
}

/** Whether an annotation of the namespace is `true`. */
export function isSet(key: string): string {
  return `${annotation(key)}.orValue('') == 'true'`;
}

/**
 * Variables for a list in an annotation of the namespace: `<name>` holds its items, and `any<Name>` is true without the
 * annotation, which allows everything. An empty list allows nothing.
 */
export function allowedList(name: string, key: string): Expression[] {
  return [
    { name: anyOf(name), expression: `!${annotation(key)}.hasValue()` },
    { name, expression: `${annotation(key)}.orValue('').split(' ').filter(item, item != '')` },
  ];
}

/**
 * Variables for a list in an annotation of the namespace that allows nothing when it is missing: `<name>` holds its
 * items, and `any<Name>` is true where it allows everything.
 */
export function openedList(name: string, key: string): Expression[] {
  return [
    { name: anyOf(name), expression: `${annotation(key)}.orValue('') == ${literal(EVERYTHING)}` },
    { name, expression: `${annotation(key)}.orValue('').split(' ').filter(item, item != '')` },
  ];
}

/** Name of the variable that is true where a list allows everything. */
export function anyOf(name: string): string {
  return `any${name[0]!.toUpperCase()}${name.slice(1)}`;
}

/**
 * Matches creation, and updates that change the spec. Updates of metadata alone pass, because controllers have to
 * remove their finalizers even from objects that are older than the policy.
 */
export const SPEC_CHANGES: Expression = {
  name: 'spec-changes',
  expression: "request.operation == 'CREATE' || object.spec != oldObject.spec",
};

/** Matches objects that are not being deleted. */
export const NOT_LEAVING: Expression = {
  name: 'not-leaving',
  expression: "request.operation == 'CREATE' || !has(object.metadata.deletionTimestamp)",
};

/**
 * Whether a reference stays in its namespace.
 *
 * @param path optional path to the reference
 */
export function staysHere(path: string): string {
  return `${path}.?namespace.orValue(request.namespace) == request.namespace`;
}

/** Whether a host is in the list of a variable, or has exactly one label in place of a listed star. */
export function isHostIn(list: string): string {
  return `variables.${list}.exists(one, one == host || (one.startsWith('*.') && host.endsWith(one.substring(1)) && !host.substring(0, size(host) - size(one) + 1).contains('.')))`;
}

/** Variable that is true for an update that leaves the whole spec as it is, also where there is none. */
export const SAME_SPEC: Expression = {
  name: 'sameSpec',
  expression:
    "request.operation == 'UPDATE' && has(object.spec) == has(oldObject.spec) && (!has(object.spec) || object.spec == oldObject.spec)",
};

/** Whether a field of the spec is as it was before an update. */
export function unchanged(field: string, empty: string): string {
  const value = (object: string) => `${object}.spec.?${field}.orValue(${empty})`;
  return `(request.operation == 'UPDATE' && ${value('oldObject')} == ${value('object')})`;
}

/**
 * Whether the request comes from a controller of the platform or of Kubernetes, or from an administrator: neither from a
 * service account of the tenant, all of which have the namespace in their names, nor from a person. Controllers write
 * down what they gave an object, in fields by which a tenant would claim it.
 *
 * Not the complement of `insider`: a person in none of the tenant's groups is neither.
 */
export const OUTSIDER: Expression = {
  name: 'outsider',
  expression: [
    "request.userInfo.username.startsWith('system:serviceaccount:')",
    ` ? !${isOwnAccount('request.namespace')}`,
    " : request.userInfo.username.startsWith('system:') || 'system:masters' in request.userInfo.?groups.orValue([])",
  ].join(''),
};

/** Whether the request comes from a service account of the tenant, whose names all have that of its namespace. */
function isOwnAccount(namespace: string): string {
  const user = 'request.userInfo.username';
  return `(${user}.startsWith('system:serviceaccount:' + ${namespace} + ':') || ${user}.endsWith(':' + ${namespace}) || ${user}.endsWith(':' + ${namespace} + '.helm'))`;
}

/**
 * Whether the request comes from the tenant itself: an account of its own, or a person of its groups. Not the complement
 * of `outsider`, to which people do not belong unless they are administrators.
 *
 * @param namespace expression for the name of the tenant's namespace
 * @param groups expression for the tenant's groups of people
 */
export function insider(namespace: string, groups: string): Expression {
  return {
    name: 'insider',
    expression: `request.userInfo.username.startsWith('system:serviceaccount:') ? ${isOwnAccount(namespace)} : request.userInfo.?groups.orValue([]).exists(group, group in ${groups})`,
  };
}

/**
 * Whether the request comes from somebody who may change guardrails: administrators, Kubernetes' own controllers, the
 * accounts of the platform, and people outside of the tenant's groups. All other service accounts are untrusted.
 *
 * @param accounts user names of the platform's accounts
 * @param groups expression for the tenant's groups of people
 */
export function trusted(accounts: readonly string[], groups: string): Expression {
  const own = 'request.userInfo.?groups.orValue([])';
  return {
    name: 'trusted',
    expression: [
      `'system:masters' in ${own} || (request.userInfo.username.startsWith('system:serviceaccount:')`,
      ` ? 'system:serviceaccounts:kube-system' in ${own} || request.userInfo.username in ${literals(accounts)}`,
      ` : !${own}.exists(group, group in ${groups}))`,
    ].join(''),
  };
}

/** Expression for the lines of an annotation, given as an optional value. */
export function lines(optional: string): string {
  return `${optional}.orValue('').split('\\n')`;
}
