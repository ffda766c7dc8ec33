import { sharedConstant } from '../../core/constant';
import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { ISOLATION_LABEL, MARK_DOMAIN, NOT_PRUNED, PROTECTED_LABEL } from '../../units/marks';

/** A named CEL expression. */
export interface Expression {
  readonly name: string;
  readonly expression: string;
}

/** Operations that a policy matches. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** One rule of a policy. */
export interface Validation {
  /** The condition. */
  readonly expression: string;
  /** The problem where the condition fails, and the way forward. */
  readonly message: string;
  /** An expression that makes the message of the object. @default - `message` */
  readonly messageExpression?: string;
}

/** An admission policy. */
export interface Policy {
  /** Name, before the suffix that all policies share. */
  readonly name: string;
  /** Its purpose, in a sentence. */
  readonly why: string;
  /** Matched objects: those in tenants' namespaces, or the protected namespaces themselves. */
  readonly scope: 'tenants' | 'protected namespaces';
  /** Matched groups and resources. */
  readonly resources: ReadonlyArray<{ readonly group: string; readonly resources: readonly string[] }>;
  /** Resources that are not matched although `resources` has them; none when left out. */
  readonly except?: Policy['resources'];
  readonly operations: readonly Operation[];
  /** Conditions on matched requests; none when left out. */
  readonly conditions?: readonly Expression[];
  readonly variables?: readonly Expression[];
  /** Expressions that have to be true, and the messages of those that are not. */
  readonly validations: readonly Validation[];
}

const WHY = `${MARK_DOMAIN}/why`;

/** Name of a policy's object. */
export function policyName({ name }: Pick<Policy, 'name'>): string {
  return `${name}.${MARK_DOMAIN}`;
}

/**
 * A policy's two objects: the policy and the binding that puts it in force. Flux does not prune them: a tenant's
 * namespaces stay with its accounts and rights when the tenant leaves the program, and so do the fences around them.
 */
export function policyObjects(policy: Policy): KubernetesObject[] {
  const name = policyName(policy);
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, annotations: { ...NOT_PRUNED, [WHY]: policy.why } },
      spec: sharedConstant(specOf(policy)),
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name, annotations: NOT_PRUNED },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}

function specOf({ scope, resources, except, operations, conditions, variables, validations }: Policy): object {
  const rules = (matched: Policy['resources']) =>
    matched.map((rule) => ({
      apiGroups: [rule.group],
      apiVersions: ['*'],
      operations: [...operations],
      resources: [...rule.resources],
      // A namespace selector does not hold back objects outside namespaces, which a star would take in.
      ...defined({ scope: rule.resources.some((one) => one.startsWith('*')) ? 'Namespaced' : undefined }),
    }));
  const has = (key: string) => ({ matchExpressions: [{ key, operator: 'Exists' }] });
  return {
    // Fail closed: an expression that cannot be evaluated refuses the object.
    failurePolicy: 'Fail',
    matchConstraints: {
      // An object selector also matches the old object, so that removing the label does not evade the policy.
      ...(scope === 'tenants' ? { namespaceSelector: has(ISOLATION_LABEL) } : { objectSelector: has(PROTECTED_LABEL) }),
      resourceRules: rules(resources),
      ...defined({ excludeResourceRules: except && rules(except) }),
    },
    ...defined({ matchConditions: conditions, variables }),
    validations: validations.map((validation) => ({ ...validation, reason: 'Forbidden' })),
  };
}
