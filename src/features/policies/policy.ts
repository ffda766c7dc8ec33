import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { ISOLATION_LABEL, MARK_DOMAIN, PROTECTED_LABEL } from '../../units/marks';

/** A named CEL expression. */
export interface Expression {
  readonly name: string;
  readonly expression: string;
}

/** Operations that a rule looks at. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** A rule of admission control. */
export interface Policy {
  /** Name, before the suffix that all of them share. */
  readonly name: string;
  /** What it keeps, in a sentence. */
  readonly why: string;
  /** Namespaces whose objects it looks at: tenants', or itself the protected namespaces. */
  readonly scope: 'tenants' | 'protected namespaces';
  /** What it looks at: groups and resources. */
  readonly resources: ReadonlyArray<{ readonly group: string; readonly resources: readonly string[] }>;
  readonly operations: readonly Operation[];
  /** Requests that it looks at; all of them when left out. */
  readonly conditions?: readonly Expression[];
  readonly variables?: readonly Expression[];
  /** What has to be true, and what is said where it is not. */
  readonly validations: ReadonlyArray<{ readonly expression: string; readonly message: string }>;
}

const WHY = `${MARK_DOMAIN}/why`;

/** Name of a policy's object. */
export function policyName({ name }: Pick<Policy, 'name'>): string {
  return `${name}.${MARK_DOMAIN}`;
}

/** A policy's two objects: the policy and the binding that puts it in force. */
export function policyObjects(policy: Policy): KubernetesObject[] {
  const name = policyName(policy);
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, annotations: { [WHY]: policy.why } },
      spec: specOf(policy),
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}

function specOf({ scope, resources, operations, conditions, variables, validations }: Policy): object {
  const has = (key: string) => ({ matchExpressions: [{ key, operator: 'Exists' }] });
  return {
    // An expression that fails says nothing about the object, so the object stays out.
    failurePolicy: 'Fail',
    matchConstraints: {
      // A namespace is matched by what it was as well, or taking the label away would take it out of the rule.
      ...(scope === 'tenants' ? { namespaceSelector: has(ISOLATION_LABEL) } : { objectSelector: has(PROTECTED_LABEL) }),
      resourceRules: resources.map((rule) => ({
        apiGroups: [rule.group],
        apiVersions: ['*'],
        operations: [...operations],
        resources: [...rule.resources],
      })),
    },
    ...defined({ matchConditions: conditions, variables }),
    validations: validations.map(({ expression, message }) => ({ expression, message, reason: 'Forbidden' })),
  };
}
