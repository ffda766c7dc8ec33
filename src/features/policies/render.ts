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
  /** Rules for the cluster's tenants; undefined for a cluster without tenants. */
  readonly tenants?: TenantNeeds;
}

/** Rules for at least one tenant of a cluster, where a tenant's own settings may lift all of a policy. */
export interface TenantNeeds {
  /** Whether a tenant's PodDisruptionBudgets have to allow evictions. */
  readonly evictions: boolean;
  /** Whether a tenant may not use any annotation. */
  readonly annotations: boolean;
}

/** Every policy that has something to refuse on a cluster. */
export function clusterPolicies({ flux, accounts, tenants }: PolicyData): Policy[] {
  const users = accounts.map((account) => `system:serviceaccount:${account.replace('/', ':')}`);
  if (tenants === undefined) return [protectedNamespaces(users)];
  return [
    protectedNamespaces(users),
    guardrails(users),
    ...(flux ? [reconcilers(users), sources, references] : []),
    pods,
    ...(tenants.evictions ? [budgets] : []),
    volumes(users),
    exposure,
    ...(tenants.annotations ? [annotations] : []),
    products,
  ];
}

/** Files of a cluster's policies, one for each policy. */
export function policyFiles(data: PolicyData): UnitFile[] {
  return clusterPolicies(data).map((policy) => ({ path: `${policy.name}.yaml`, objects: policyObjects(policy) }));
}
