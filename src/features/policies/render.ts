import { UnitFile } from '../../units/unit';
import { fences, protectedNamespaces } from './fence-policies';
import { reconcilers, references, sources } from './flux-policies';
import { Policy, policyObjects } from './policy';
import { exposure, pods, volumes } from './workload-policies';

/** What a cluster's policies depend on. */
export interface PolicyData {
  /** Whether Flux's objects are on the cluster: not so on a remote one. */
  readonly flux: boolean;
  /** Accounts that may change fences, as `namespace/name`, sorted. */
  readonly accounts: readonly string[];
}

/** Every policy of a cluster. */
export function clusterPolicies({ flux, accounts }: PolicyData): Policy[] {
  const users = accounts.map((account) => `system:serviceaccount:${account.replace('/', ':')}`);
  return [
    protectedNamespaces(users),
    fences(users),
    ...(flux ? [reconcilers(users), sources, references] : []),
    pods,
    volumes,
    exposure,
  ];
}

/** Files of a cluster's policies, one for each. */
export function policyFiles(data: PolicyData): UnitFile[] {
  return clusterPolicies(data).map((policy) => ({ path: `${policy.name}.yaml`, objects: policyObjects(policy) }));
}
