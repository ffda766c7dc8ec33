import { Expression } from './policy';

/** The text as a literal of CEL. */
export function literal(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

/** A list of literals. */
export function literals(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

/** An annotation of the namespace, as an optional. */
export function annotation(key: string): string {
  return `namespaceObject.metadata.?annotations[?${literal(key)}]`;
}

/** Whether an annotation of the namespace says yes. */
export function isSet(key: string): string {
  return `${annotation(key)}.orValue('') == 'true'`;
}

/**
 * Variables for a list that an annotation of the namespace holds: `<name>`, its items, and `any<Name>`, whether there is
 * no such list. An empty list holds nothing, so nothing is allowed.
 */
export function allowedList(name: string, key: string): Expression[] {
  return [
    { name: anyOf(name), expression: `!${annotation(key)}.hasValue()` },
    { name, expression: `${annotation(key)}.orValue('').split(' ').filter(item, item != '')` },
  ];
}

/** Name of the variable that says whether a list allows everything. */
export function anyOf(name: string): string {
  return `any${name[0]!.toUpperCase()}${name.slice(1)}`;
}

/**
 * Creation, and updates that change the spec. Updates that only touch metadata pass, because controllers take their
 * finalizers away from objects that were there before the rule.
 */
export const SPEC_CHANGES: Expression = {
  name: 'spec-changes',
  expression: "request.operation == 'CREATE' || object.spec != oldObject.spec",
};

/** Objects that are on their way out are let go. */
export const NOT_LEAVING: Expression = {
  name: 'not-leaving',
  expression: "request.operation == 'CREATE' || !has(object.metadata.deletionTimestamp)",
};

/** Whether a reference stays in its namespace: optional path to the reference. */
export function staysHere(path: string): string {
  return `${path}.?namespace.orValue(request.namespace) == request.namespace`;
}

/**
 * Whether the request comes from somebody who may change fences: administrators, Kubernetes' own controllers, the
 * accounts of the platform, and people who are not the tenant's. Every other service account is a tenant's, or none of
 * the fence's business.
 *
 * @param accounts user names of the platform's accounts
 * @param groups expression for the groups of people that are the tenant's
 */
export function trusted(accounts: readonly string[], groups: string): Expression {
  const mine = 'request.userInfo.?groups.orValue([])';
  return {
    name: 'trusted',
    expression: [
      `'system:masters' in ${mine} || (request.userInfo.username.startsWith('system:serviceaccount:')`,
      ` ? 'system:serviceaccounts:kube-system' in ${mine} || request.userInfo.username in ${literals(accounts)}`,
      ` : !${mine}.exists(group, group in ${groups}))`,
    ].join(''),
  };
}

/** The lines of an annotation, as an expression of its optional. */
export function lines(optional: string): string {
  return `${optional}.orValue('').split('\\n')`;
}
