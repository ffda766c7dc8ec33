import { defined } from '../core/defined';
import { JsonObject } from '../kubernetes/objects';
import { Amounts, amountsIn, ContainerAmounts, podAmounts, withDefaults } from '../kubernetes/pods/amounts';
import { compareQuantities, Quantity, sumQuantities } from '../kubernetes/quantity';
import { Fields, fieldsIn, isGiven, listIn } from './fields';
import { boundsByNamespace } from './limits';
import { exceededCounts } from './object-counts';
import { ClusterFinding, ClusterObjects, ClusterRule, nameOf, PlacedFact } from './rule';
import { ClaimFact } from './workload-facts';
import { PlacedWorkload, workloadsOf } from './workloads';

/** An object that counts against quotas. */
interface Consumer {
  readonly on: PlacedFact;
  /** Amounts that it takes, by their key in a quota. */
  readonly takes: Amounts;
  /** Whether it takes them all the time, so that they count together with those of others. */
  readonly isLasting: boolean;
  /** Its containers, with the defaults of their namespace. */
  readonly containers: readonly ContainerAmounts[];
}

/** Keys of quotas that every container must have an amount for (pkg/quota/v1/evaluator/core/pods.go). */
const NEEDED: Readonly<Record<string, readonly ['limits' | 'requests', string]>> = {
  cpu: ['requests', 'cpu'],
  memory: ['requests', 'memory'],
  'limits.cpu': ['limits', 'cpu'],
  'limits.memory': ['limits', 'memory'],
  'requests.cpu': ['requests', 'cpu'],
  'requests.memory': ['requests', 'memory'],
};

/** Keys that objects are judged by one by one. */
const PODS: ReadonlySet<string> = new Set(['count/persistentvolumeclaims', 'count/pods']);

function* quotaFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const quotas = objects.of('ResourceQuota').filter(({ fact: { spec } }) => countsAll(spec));
  if (quotas.length === 0) return;
  const consumers = consumersByNamespace(objects);
  for (const quota of quotas) {
    const hard = amountsIn(fieldsIn(quota.fact.spec['hard']) as JsonObject);
    const ofNamespace = consumers.get(quota.fact.metadata.namespace ?? '') ?? [];
    yield* alone(quota, hard, ofNamespace);
    yield* together(quota, hard, ofNamespace);
    const counts = exceededCounts(quota.fact, objects.countsIn(quota.fact.metadata.namespace ?? ''));
    for (const { key, count, most } of counts) {
      if (PODS.has(key)) continue;
      yield {
        on: quota,
        message: `the program itself has ${count} of ${key} in its namespace, of which ${most} is all there is: take some out, or change the quota ("quota" of a tenant)`,
      };
    }
  }
}

/** Whether a quota counts every pod of its namespace. */
function countsAll({ scopes, scopeSelector }: Fields): boolean {
  return listIn(scopes).length === 0 && !isGiven(scopeSelector);
}

/** Objects that a quota refuses each by itself. */
function* alone(quota: PlacedFact, hard: Amounts, consumers: readonly Consumer[]): Generator<ClusterFinding> {
  for (const { on, takes, containers } of consumers) {
    const missing = Object.keys(hard).flatMap((key) => {
      const [of, resource] = NEEDED[key] ?? [];
      if (of === undefined || resource === undefined) return [];
      return containers
        .filter((container) => container[of][resource] === undefined)
        .map(({ name }) => `container ${JSON.stringify(name)} names no ${of}.${resource}, which it counts`);
    });
    const above = Object.entries(hard).flatMap(([key, most]) => {
      const amount = takes[key];
      return amount !== undefined && compareQuantities(amount, most) > 0
        ? [`it takes ${amount} of ${key}, of which ${most} is all there is`]
        : [];
    });
    const found = [...new Set([...missing, ...above])];
    if (found.length > 0) yield { on, message: refusedFor(quota, found) };
  }
}

/** The objects after the last one that there is room for. */
function* together(quota: PlacedFact, hard: Amounts, consumers: readonly Consumer[]): Generator<ClusterFinding> {
  for (const [key, most] of Object.entries(hard)) {
    let total: Quantity = 0;
    for (const { on, takes, isLasting } of consumers) {
      const amount = takes[key];
      if (amount === undefined || !isLasting || compareQuantities(amount, most) > 0) continue;
      total = sumQuantities([total, amount]);
      if (compareQuantities(total, most) <= 0) continue;
      const found = `it and the objects before it take ${total} of ${key}, of which ${most} is all there is`;
      yield { on, message: refusedFor(quota, [found]) };
      break;
    }
  }
}

function refusedFor(quota: PlacedFact, problems: readonly string[]): string {
  return `${nameOf(quota.fact)} refuses it, because ${problems.join('; ')}: change that, or the quota ("quota" of a tenant)`;
}

function consumersByNamespace(objects: ClusterObjects): ReadonlyMap<string, readonly Consumer[]> {
  const bounds = boundsByNamespace(objects);
  const consumers = [
    ...workloadsOf(objects).map((one) => workloadConsumer(one, bounds.get(one.on.fact.metadata.namespace ?? '') ?? [])),
    ...objects.of('PersistentVolumeClaim').map((on) => ({
      on,
      takes: claimAmounts(on.fact.spec as unknown as ClaimFact),
      isLasting: true,
      containers: [],
    })),
    ...objects.of('Service').map((on) => ({
      on,
      takes: serviceAmounts(on.fact.spec),
      isLasting: true,
      containers: [],
    })),
  ];
  const byNamespace = new Map<string, Consumer[]>();
  for (const consumer of consumers) {
    const namespace = consumer.on.fact.metadata.namespace ?? '';
    const list = byNamespace.get(namespace);
    if (list) list.push(consumer);
    else byNamespace.set(namespace, [consumer]);
  }
  return byNamespace;
}

function workloadConsumer(
  { on, workload, pods, isLasting }: PlacedWorkload,
  bounds: Parameters<typeof withDefaults>[1],
): Consumer {
  const containers = workload.containers.map((container) => withDefaults(container, bounds));
  const [requests, limits] = [podAmounts(containers, 'requests'), podAmounts(containers, 'limits')];
  const ofPod: Amounts = {
    pods: 1,
    'count/pods': 1,
    ...requests,
    ...prefixed('requests.', requests),
    ...prefixed('limits.', limits),
  };
  const all = [ofPod, ...workload.claims.map(claimAmounts)].map((amounts) => times(amounts, pods));
  return { on, takes: sum(all), isLasting, containers };
}

function claimAmounts({ requests: { storage }, storageClass }: ClaimFact): Amounts {
  const key = 'persistentvolumeclaims';
  const counted: Amounts = {
    [key]: 1,
    [`count/${key}`]: 1,
    ...defined({ 'requests.storage': storage }),
  };
  if (storageClass === undefined) return counted;
  const prefix = `${storageClass}.storageclass.storage.k8s.io/`;
  return {
    ...counted,
    ...prefixed(prefix, { [key]: 1, ...defined({ 'requests.storage': storage }) }),
  };
}

/** As pkg/quota/v1/evaluator/core/services.go counts. */
function serviceAmounts({ type, ports, allocateLoadBalancerNodePorts }: Fields): Amounts {
  const isBalancer = type === 'LoadBalancer';
  const hasNodePorts = isBalancer ? allocateLoadBalancerNodePorts !== false : type === 'NodePort';
  const nodePorts = hasNodePorts ? listIn(ports).length : 0;
  return { 'services.nodeports': nodePorts, 'services.loadbalancers': isBalancer ? 1 : 0 };
}

function prefixed(prefix: string, amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [prefix + key, amount]));
}

function times(amounts: Amounts, count: number): Amounts {
  if (count === 1) return amounts;
  return Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [key, product(amount, count)]));
}

/** An amount so many times, by doubling: a manifest may ask for any number of pods. */
function product(amount: Quantity, count: number): Quantity {
  let total: Quantity = 0;
  for (let [part, left] = [amount, count]; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) total = sumQuantities([total, part]);
    part = sumQuantities([part, part]);
  }
  return total;
}

function sum(all: readonly Amounts[]): Amounts {
  const total: Record<string, Quantity> = {};
  for (const amounts of all) {
    for (const [key, amount] of Object.entries(amounts)) {
      total[key] = total[key] === undefined ? amount : sumQuantities([total[key], amount]);
    }
  }
  return total;
}

/** The rule about the quotas of a namespace. */
export const QUOTA_RULES: readonly ClusterRule[] = [
  {
    kind: 'ResourceQuota',
    id: 'namespace-quota',
    controller: 'kube-apiserver',
    file: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
    severity: 'error',
    when: "the program's own objects take more than a ResourceQuota of the program has, or name no amount that it counts",
    then: 'the API server refuses objects or pods, and their workload never gets ready',
    check: quotaFindings,
  },
];
