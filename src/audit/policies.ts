import type { WantedCluster } from '../drift';
import { listAt, textAt } from '../kubernetes/json';
import { apiGroup, KubernetesObject } from '../kubernetes/objects';
import { MARK_DOMAIN } from '../units/marks';

/** What a policy does with what breaks it. */
export type PolicyState = 'enforced' | 'reports only' | 'not bound';

/** An admission policy on a cluster. */
export interface PolicyOn {
  /** Kind and name, such as `ValidatingAdmissionPolicy volumes.fleet.cdk8s.io`. */
  readonly policy: string;
  readonly state: PolicyState;
}

/** The admission policies of a cluster, by name. */
export function policiesOn({ objects }: WantedCluster): PolicyOn[] {
  const all = objects.map(({ object }) => object);
  const bound = new Map<string, string[]>();
  for (const object of all) {
    if (object.kind !== 'ValidatingAdmissionPolicyBinding') continue;
    const name = textAt(object, 'spec', 'policyName') ?? '';
    bound.set(name, [...(bound.get(name) ?? []), ...listAt(object, 'spec', 'validationActions').map(String)]);
  }
  const found = all.flatMap((object) => {
    const state = stateOf(object, bound);
    return state === undefined ? [] : [{ policy: `${object.kind} ${object.metadata.name}`, state }];
  });
  return found.sort((a, b) => (a.policy < b.policy ? -1 : 1));
}

function stateOf(object: KubernetesObject, bound: ReadonlyMap<string, readonly string[]>): PolicyState | undefined {
  const group = apiGroup(object.apiVersion);
  if (group === 'admissionregistration.k8s.io' && object.kind === 'ValidatingAdmissionPolicy') {
    const actions = bound.get(object.metadata.name);
    if (actions === undefined) return 'not bound';
    return actions.includes('Deny') ? 'enforced' : 'reports only';
  }
  if (group === 'kyverno.io' && object.kind === 'ClusterPolicy') {
    const given = [
      textAt(object, 'spec', 'validationFailureAction'),
      ...listAt(object, 'spec', 'rules').map((rule) => textAt(rule, 'validate', 'failureAction')),
    ];
    return given.some((action) => action?.toLowerCase() === 'enforce') ? 'enforced' : 'reports only';
  }
  if (group === 'constraints.gatekeeper.sh') {
    const action = textAt(object, 'spec', 'enforcementAction') ?? 'deny';
    return action === 'deny' ? 'enforced' : 'reports only';
  }
  return undefined;
}

/** The policies of a cluster, for comparison with others. */
export interface ClusterPolicies {
  readonly cluster: string;
  /** The cluster whose Flux deploys to it: it has no policies for Flux's own objects. */
  readonly manager?: string;
  readonly policies: readonly PolicyOn[];
}

/**
 * Policies that a cluster lacks although clusters of its sort, with Flux or without, have them: one of this library that any
 * other has, and one of others that at least half of them have.
 */
export function missingPolicies(
  all: readonly ClusterPolicies[],
): Array<{ readonly cluster: string; readonly policy: string }> {
  const sorts = [
    all.filter(({ manager }) => manager === undefined),
    all.filter(({ manager }) => manager !== undefined),
  ];
  return sorts.flatMap((clusters) => {
    const count = new Map<string, number>();
    for (const { policies } of clusters)
      for (const { policy } of policies) count.set(policy, (count.get(policy) ?? 0) + 1);
    const wanted = [...count].filter(([policy, on]) => policy.endsWith(`.${MARK_DOMAIN}`) || on * 2 >= clusters.length);
    return clusters.flatMap(({ cluster, policies }) =>
      wanted
        .map(([policy]) => policy)
        .filter((name) => policies.every(({ policy }) => policy !== name))
        .map((policy) => ({ cluster, policy })),
    );
  });
}
