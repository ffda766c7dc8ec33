import { checkDnsLabel, checkDnsSubdomain, quote } from '../../kubernetes/names';

/** What keeps the rules of tenants at admission: Kubernetes itself, Kyverno, or nobody. */
export type PolicyEngine = 'admission' | 'kyverno' | 'none';

/** Every engine. */
const ENGINES: readonly PolicyEngine[] = ['admission', 'kyverno', 'none'];

/** How a cluster keeps its tenants' rules at admission. A cluster's own win over the fleet's. */
export interface PolicyProps {
  /**
   * What keeps them. `admission` are ValidatingAdmissionPolicies, which every API server since 1.30 evaluates by itself;
   * `kyverno` are the same rules for clusters that have Kyverno; `none` leaves RBAC as the only fence.
   *
   * @default - the fleet's; in the end `admission`
   */
  readonly policies?: PolicyEngine;

  /**
   * Accounts, as `namespace/name`, that may change tenants' fences beside Flux's: those of a backup or a distribution
   * that keeps quotas, roles or network policies in every namespace.
   *
   * @default - the fleet's; in the end none
   */
  readonly trustedAccounts?: readonly string[];
}

/** What is wrong with them, one message each. */
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
