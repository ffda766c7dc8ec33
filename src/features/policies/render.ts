import { UnitFile } from '../../units/unit';
import { annotations } from './annotation-policy';
import { exposure } from './exposure-policy';
import { reconcilers, references, sources } from './flux-policies';
import { guardrails, protectedNamespaces } from './guardrail-policies';
import { budgets, pods } from './pod-policies';
import { Policy, policyObjects } from './policy';
import { products } from './product-policy';
import { volumes } from './volume-policy';

/** Input of a cluster's policies. */
export interface PolicyData {
  /** Whether Flux runs on the cluster; a remote cluster has none of its objects. */
  readonly flux: boolean;
  /** Accounts that may change guardrails, as `namespace/name`, sorted. */
  readonly accounts: readonly string[];
}

/** Every policy of a cluster. */
export function clusterPolicies({ flux, accounts }: PolicyData): Policy[] {
  const users = accounts.map((account) => `system:serviceaccount:${account.replace('/', ':')}`);
  return [
    protectedNamespaces(users),
    guardrails(users),
    ...(flux ? [reconcilers(users), sources, references] : []),
    pods,
    budgets,
    volumes(users),
    exposure,
    annotations,
    products,
  ];
}

/** Files of a cluster's policies, one for each policy. */
export function policyFiles(data: PolicyData): UnitFile[] {
  return clusterPolicies(data).map((policy) => ({ path: `${policy.name}.yaml`, objects: policyObjects(policy) }));
}
