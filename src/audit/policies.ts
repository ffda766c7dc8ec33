import type { WantedCluster } from '../drift';
import { listAt, textAt } from '../kubernetes/json';
import { apiGroup, KubernetesObject } from '../kubernetes/objects';
import {
  BLOCKS_EVICTION,
  EVERYTHING,
  ISOLATION_LABEL,
  MARK_DOMAIN,
  OPENED,
  PROTECTED_LABEL,
  PROTECTION_POLICY,
} from '../units/marks';

/** A policy's effect on what breaks it. */
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
  /** The labels and annotations of its namespaces. */
  readonly namespaces: ReadonlyArray<Marks>;
}

/** Marks by which policies of this library select and limit namespaces. */
type Marks = Pick<KubernetesObject['metadata'], 'annotations' | 'labels'>;

/** The namespaces of a cluster, as its policies see them. */
export function namespacesOn({ objects }: WantedCluster): Marks[] {
  return objects.flatMap(({ object: { kind, metadata } }) => (kind === 'Namespace' ? [metadata] : []));
}

/** Whether a policy has something to refuse in a namespace: those of this library are written only where they do. */
function concerns(policy: string, { labels = {}, annotations = {} }: Marks): boolean {
  const name = /^ValidatingAdmissionPolicy (.+)$/.exec(policy)?.[1];
  if (name === `${PROTECTION_POLICY}.${MARK_DOMAIN}`) return labels[PROTECTED_LABEL] !== undefined;
  if (labels[ISOLATION_LABEL] === undefined) return false;
  if (name === `tenant-budgets.${MARK_DOMAIN}`) return annotations[BLOCKS_EVICTION] !== 'true';
  return name !== `tenant-annotations.${MARK_DOMAIN}` || annotations[OPENED.annotations] !== EVERYTHING;
}

/**
 * Policies that a cluster lacks although clusters of its sort, with Flux or without, have them: one of this library that any
 * other has and that concerns a namespace of the cluster, and one of others that at least half of them have.
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
    const isOwn = (policy: string) => policy.endsWith(`.${MARK_DOMAIN}`);
    const wanted = [...count].filter(([policy, on]) => isOwn(policy) || on * 2 >= clusters.length);
    return clusters.flatMap(({ cluster, policies, namespaces }) =>
      wanted
        .map(([policy]) => policy)
        .filter((name) => policies.every(({ policy }) => policy !== name))
        .filter((name) => !isOwn(name) || namespaces.some((one) => concerns(name, one)))
        .map((policy) => ({ cluster, policy })),
    );
  });
}
