import {
  Amounts,
  ContainerAmounts,
  LimitBounds,
  limitBounds,
  podAmounts,
  withDefaults,
} from '../kubernetes/pods/amounts';
import { compareQuantities } from '../kubernetes/quantity';
import { listIn } from './fields';
import { ClusterFinding, ClusterObjects, ClusterRule } from './rule';
import { ClaimFact } from './workload-facts';
import { workloadsOf } from './workloads';

/** The bounds and defaults of each namespace. */
export function boundsByNamespace(objects: ClusterObjects): ReadonlyMap<string, readonly LimitBounds[]> {
  const bounds = new Map<string, LimitBounds[]>();
  for (const { fact } of objects.of('LimitRange')) {
    const namespace = fact.metadata.namespace ?? '';
    bounds.set(namespace, [...(bounds.get(namespace) ?? []), ...limitBounds(listIn(fact.spec['limits']))]);
  }
  return bounds;
}

function* limitFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const namespaces = boundsByNamespace(objects);
  if (namespaces.size === 0) return;
  for (const { on, workload } of workloadsOf(objects)) {
    const bounds = namespaces.get(on.fact.metadata.namespace ?? '');
    if (bounds === undefined) continue;
    const found = podProblems(workload.containers, bounds).concat(
      workload.claims.flatMap((claim) => claimProblems(claim, bounds)),
    );
    if (found.length > 0) yield { on, message: refusedFor(found) };
  }
  for (const on of objects.of('PersistentVolumeClaim')) {
    const bounds = namespaces.get(on.fact.metadata.namespace ?? '') ?? [];
    const found = claimProblems(on.fact.spec as unknown as ClaimFact, bounds);
    if (found.length > 0) yield { on, message: refusedFor(found) };
  }
}

function refusedFor(problems: readonly string[]): string {
  return `the LimitRange of its namespace refuses that ${problems.join('; ')}: stay within its bounds, or change them ("containerLimits" of a tenant)`;
}

function podProblems(containers: readonly ContainerAmounts[], bounds: readonly LimitBounds[]): string[] {
  const filled = containers.map((container) => withDefaults(container, bounds));
  const ofContainers = filled.flatMap((container, index) => {
    const name = `container ${JSON.stringify(container.name)}`;
    const own = containers[index]!;
    // Above its own limit, a request is wrong without a LimitRange too.
    const above = Object.entries(container.requests).filter(
      ([resource, amount]) =>
        own.limits[resource] === undefined &&
        container.limits[resource] !== undefined &&
        compareQuantities(amount, container.limits[resource]) > 0,
    );
    return [
      ...above.map(
        ([resource, amount]) =>
          `${name} requests ${amount} of ${resource}, above the limit ${container.limits[resource]} that it gets by default`,
      ),
      ...bounds
        .filter(({ type }) => type === 'Container')
        .flatMap((one) => outOf(name, container.requests, container.limits, one)),
    ];
  });
  const [requests, limits] = [podAmounts(filled, 'requests'), podAmounts(filled, 'limits')];
  const ofPod = bounds.filter(({ type }) => type === 'Pod').flatMap((one) => outOf('a pod', requests, limits, one));
  return [...new Set([...ofContainers, ...ofPod])];
}

/** Amounts beyond the bounds (plugin/pkg/admission/limitranger/admission.go, PodValidateLimitFunc). */
function outOf(name: string, requests: Amounts, limits: Amounts, { max, min }: LimitBounds): string[] {
  return [
    ...Object.entries(max).flatMap(([resource, most]) => {
      const limit = limits[resource];
      if (limit === undefined) return [`${name} has no limit of ${resource}, of which ${most} is the most`];
      const amount = [limit, requests[resource]].find((one) => one !== undefined && compareQuantities(one, most) > 0);
      return amount === undefined ? [] : [`${name} takes ${amount} of ${resource}, of which ${most} is the most`];
    }),
    ...Object.entries(min).flatMap(([resource, least]) => {
      const request = requests[resource];
      if (request === undefined) return [`${name} requests no ${resource}, of which ${least} is the least`];
      return compareQuantities(request, least) < 0
        ? [`${name} requests ${request} of ${resource}, of which ${least} is the least`]
        : [];
    }),
  ];
}

function claimProblems({ requests }: ClaimFact, bounds: readonly LimitBounds[]): string[] {
  const { storage } = requests;
  if (storage === undefined) return [];
  return bounds
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap(({ max, min }) => [
      ...(max.storage !== undefined && compareQuantities(storage, max.storage) > 0
        ? [`a claim requests ${storage} of storage, of which ${max.storage} is the most`]
        : []),
      ...(min.storage !== undefined && compareQuantities(storage, min.storage) < 0
        ? [`a claim requests ${storage} of storage, of which ${min.storage} is the least`]
        : []),
    ]);
}

/** The rule about the LimitRanges of a namespace. */
export const LIMIT_RULES: readonly ClusterRule[] = [
  {
    kind: 'LimitRange',
    id: 'namespace-limits',
    controller: 'kube-apiserver',
    file: 'plugin/pkg/admission/limitranger/admission.go',
    severity: 'error',
    when: 'containers, pods or claims are beyond the bounds of a LimitRange of the program',
    then: 'the API server refuses them, and their workload never gets ready',
    check: limitFindings,
  },
];
