import { isMap, listAt, mapAt, textAt, valueAt } from '../kubernetes/json';
import { apiGroup, JsonObject, KubernetesObject } from '../kubernetes/objects';
import { amountsIn, limitBounds, LimitBounds } from '../kubernetes/pods/amounts';
import { podOf } from '../kubernetes/pods/pod-spec';
import { podRequests } from '../kubernetes/pods/requests';
import { NANO, parseQuantity } from '../kubernetes/quantity';
import { SpanSum } from './amounts';

/** How many of a workload's pods run. */
interface Replicas {
  readonly least: number;
  readonly most: number;
  /** Whether an autoscaler starts pods where the manifest has none. */
  readonly fromZero?: true;
}

/** The context that the objects of a cluster share. */
export interface Surroundings {
  /** The LimitRanges of each namespace. */
  readonly bounds: ReadonlyMap<string, readonly LimitBounds[]>;
  /** The autoscaler of each workload, by `kind/namespace/name`. */
  readonly autoscalers: ReadonlyMap<string, Replicas>;
}

/** Where amounts of an object are added. */
export interface Account {
  readonly requests: SpanSum;
  /** Requests of pods of DaemonSets on each node. */
  readonly perNode: SpanSum;
  readonly quota: SpanSum;
}

/** Most replicas that KEDA makes where nothing says so. */
const KEDA_MOST = 100;

/** The LimitRanges and autoscalers of a cluster. */
export function surroundingsOf(objects: readonly KubernetesObject[]): Surroundings {
  const bounds = new Map<string, readonly LimitBounds[]>();
  const autoscalers = new Map<string, Replicas>();
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? '';
    const key = (target: JsonObject, kind: string) =>
      `${textAt(target, 'kind') ?? kind}/${namespace}/${textAt(target, 'name')}`;
    const target = mapAt(object, 'spec', 'scaleTargetRef');
    switch (`${apiGroup(object.apiVersion)}/${object.kind}`) {
      case '/LimitRange':
        bounds.set(namespace, [...(bounds.get(namespace) ?? []), ...limitBounds(listAt(object, 'spec', 'limits'))]);
        break;
      case 'autoscaling/HorizontalPodAutoscaler': {
        const least = countAt(object, 1, 'spec', 'minReplicas');
        autoscalers.set(key(target, ''), {
          least,
          most: Math.max(countAt(object, least, 'spec', 'maxReplicas'), least),
        });
        break;
      }
      case 'keda.sh/ScaledObject': {
        const least = countAt(object, 0, 'spec', 'minReplicaCount');
        const most = countAt(object, KEDA_MOST, 'spec', 'maxReplicaCount');
        const idle = countAt(object, least, 'spec', 'idleReplicaCount');
        autoscalers.set(key(target, 'Deployment'), {
          least: Math.min(least, idle),
          most: Math.max(most, least),
          fromZero: true,
        });
        break;
      }
    }
  }
  return { bounds, autoscalers };
}

/** Adds what an object asks for; nothing for one that asks for nothing. */
export function addObject(object: KubernetesObject, { requests, perNode, quota }: Account, around: Surroundings): void {
  const pod = podOf(object);
  if (pod !== undefined) {
    const bounds = around.bounds.get(object.metadata.namespace ?? '') ?? [];
    const amounts = { pods: NANO, ...podRequests(pod.spec, bounds) };
    const isPerNode = object.kind === 'DaemonSet';
    const { least, most } = isPerNode ? { least: 1, most: 1 } : replicasOf(object, around);
    const sum = isPerNode ? perNode : requests;
    for (const [resource, amount] of Object.entries(amounts)) sum.add(resource, amount, least, most);
    if (object.kind !== 'StatefulSet') return;
    for (const claim of listAt(object, 'spec', 'volumeClaimTemplates')) addClaim(claim, requests, least, most);
    return;
  }
  if (apiGroup(object.apiVersion) !== '') return;
  if (object.kind === 'PersistentVolumeClaim') addClaim(object, requests);
  if (object.kind === 'ResourceQuota') addQuota(object, quota);
  if (object.kind === 'Service' && textAt(object, 'spec', 'type') === 'LoadBalancer')
    requests.add('services.loadbalancers', NANO);
}

function addClaim(claim: unknown, requests: SpanSum, least = 1, most = least): void {
  const { storage } = amountsIn(mapAt(claim, 'spec', 'resources', 'requests'));
  const storageClass = textAt(claim, 'spec', 'storageClassName');
  const amount = storage === undefined ? undefined : parseQuantity(storage);
  if (amount !== undefined)
    requests.add(storageClass === undefined ? 'storage' : `storage/${storageClass}`, amount, least, most);
}

/** A quota of limits, or of counts of objects, is no capacity. A quota with scopes counts some pods only. */
const CAPACITY = /^(?:requests\.)?(?:cpu|memory|ephemeral-storage)$|^requests\.|^services\.loadbalancers$|^pods$/;
const CLASS = /^(.+)\.storageclass\.storage\.k8s\.io\/requests\.storage$/;

function addQuota(object: KubernetesObject, quota: SpanSum): void {
  if (listAt(object, 'spec', 'scopes').length > 0 || isMap(valueAt(object, 'spec', 'scopeSelector'))) return;
  for (const [key, amount] of Object.entries(amountsIn(mapAt(object, 'spec', 'hard')))) {
    const [, storageClass] = CLASS.exec(key) ?? [];
    const name = storageClass === undefined ? key.replace(/^requests\./, '') : `storage/${storageClass}`;
    if (storageClass !== undefined || CAPACITY.test(key)) quota.add(name, parseQuantity(amount)!);
  }
}

/**
 * How many pods of a workload run: as an autoscaler allows, else the number in the manifest. Those of a Job run at times:
 * none at least, and its parallelism at most, which is also what one run of a CronJob takes.
 */
function replicasOf(object: KubernetesObject, { autoscalers }: Surroundings): Replicas {
  const { kind, metadata } = object;
  if (kind === 'Pod') return { least: 1, most: 1 };
  if (kind === 'Job' || kind === 'CronJob') {
    const job = kind === 'Job' ? mapAt(object, 'spec') : mapAt(object, 'spec', 'jobTemplate', 'spec');
    if (valueAt(object, 'spec', 'suspend') === true || job.suspend === true) return { least: 0, most: 0 };
    const parallel = countAt(job, 1, 'parallelism');
    return { least: 0, most: Math.min(parallel, countAt(job, parallel, 'completions')) };
  }
  const given = countAt(object, 1, 'spec', 'replicas');
  const scaled = autoscalers.get(`${kind}/${metadata.namespace ?? ''}/${metadata.name}`);
  // A HorizontalPodAutoscaler leaves a workload of zero replicas alone.
  const isOff = given === 0 && scaled?.fromZero !== true;
  return scaled === undefined || isOff ? { least: given, most: given } : scaled;
}

function countAt(value: unknown, fallback: number, ...keys: readonly string[]): number {
  const found = valueAt(value, ...keys);
  return typeof found === 'number' && Number.isInteger(found) && found >= 0 ? found : fallback;
}
