import { UnitFile } from '../../units/unit';
import { reconcilers, references, sources } from './flux-policies';
import { guardrails, protectedNamespaces } from './guardrail-policies';
import { Policy, policyObjects } from './policy';
import { exposure, pods, volumes } from './workload-policies';

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
    volumes,
    exposure,
  ];
}

/** Files of a cluster's policies, one for each policy. */
export function policyFiles(data: PolicyData): UnitFile[] {
  return clusterPolicies(data).map((policy) => ({ path: `${policy.name}.yaml`, objects: policyObjects(policy) }));
}
