import { anything, list, text } from '../../core/options';
import { checkDnsLabel, checkDnsSubdomain, quote } from '../../kubernetes/names';

/** The engine that enforces tenants' rules at admission: the API server itself, or none. */
export type PolicyEngine = 'admission' | 'none';

/** Every engine. */
const ENGINES: readonly PolicyEngine[] = ['admission', 'none'];

/** How a cluster enforces its tenants' rules at admission. A cluster's options take precedence over the fleet's. */
export interface PolicyProps {
  /**
   * The engine. `admission` writes ValidatingAdmissionPolicies, which every API server since 1.30 evaluates; `none`
   * writes none, which leaves RBAC as the only guardrail of a cluster that never had any. Flux does not prune policies:
   * those of a cluster that had `admission` stay until somebody deletes them with kubectl.
   *
   * @default - the fleet's; in the end `admission`, with no more policies than the cluster's tenants need
   */
  readonly policies?: PolicyEngine;

  /**
   * Accounts, as `namespace/name`, that may change tenants' guardrails beside Flux's: those of a backup, or of a
   * distribution that manages quotas, roles or network policies in every namespace.
   *
   * @default - the fleet's; in the end none
   */
  readonly trustedAccounts?: readonly string[];
}

/** The types of the options, whose words checkPolicies knows. */
export const POLICY_TYPES = { policies: anything, trustedAccounts: list(text) } as const;

/** Problems of a cluster's or fleet's policy options, one message each. */
export function checkPolicies({ policies, trustedAccounts = [] }: PolicyProps): string[] {
  const accounts = trustedAccounts.flatMap((account) => {
    const [namespace = '', name = '', ...rest] = String(account).split('/');
    const bad = checkDnsLabel('namespace', namespace) ?? checkDnsSubdomain('name', name);
    return bad !== undefined || rest.length > 0
      ? [`trustedAccount ${quote(account)} is not an account: write its namespace and name, "velero/velero"`]
      : [];
  });
  return policies === undefined || ENGINES.includes(policies)
    ? accounts
    : [`policies ${quote(policies)} is not known: use one of ${ENGINES.join(', ')}`, ...accounts];
}
