import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { canonical, RawChange } from '../diff/field-diff';
import { listAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { asksForOtherAddress, otherEndpoints, otherNames } from './risk-addresses';
import { policyTypes } from './risk-policy';

/** Kinds with a number of replicas that the API server sets to 1 where a manifest leaves it out. */
const SCALED = new Set(['apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet', '/ReplicationController']);

/** Other kinds of whose annotations ExternalDNS makes records. */
const NAMED = new Set(['GRPCRoute', 'Gateway', 'HTTPRoute', 'Ingress', 'TLSRoute', 'VirtualService']);

/** Risks of a service that stops, or can no longer be moved, without any deletion. */
export function serviceLost(
  old: KubernetesObject | undefined,
  next: KubernetesObject,
  changes: readonly RawChange[],
): Risk[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  if (SCALED.has(kind))
    return old ? [...fewerReplicas(old, next), ...allAtOnce(old, next), ...otherClaims(old, next)] : [];
  if (kind === 'policy/PodDisruptionBudget') return evictionBlocked(old, next);
  if (kind === '/Service') return old ? [...serviceChanged(old, next, changes), ...otherNames(old, next)] : [];
  if (NAMED.has(next.kind)) return old ? otherNames(old, next) : [];
  if (kind === 'discovery.k8s.io/EndpointSlice' || kind === '/Endpoints') return old ? otherEndpoints(old, next) : [];
  if (kind === 'batch/CronJob')
    return old ? [...suspended(old, next), ...otherTimes(old, next), ...otherClaims(old, next)] : [];
  if (kind === 'apps/DaemonSet') return old ? otherClaims(old, next) : [];
  if (kind === 'batch/Job') return [...(old ? suspended(old, next) : []), ...runsAgain(old, next)];
  if (kind === 'networking.k8s.io/IngressClass' || kind === 'scheduling.k8s.io/PriorityClass')
    return old ? noLongerDefault(old, next) : [];
  if (kind === 'networking.k8s.io/NetworkPolicy') return cutOff(old, next);
  if (kind === 'storage.k8s.io/StorageClass') return old ? noDefault(old, next) : [];
  if (kind.startsWith('admissionregistration.k8s.io/')) return failsWithout(old, next);
  return kind === 'autoscaling/HorizontalPodAutoscaler' && old ? lowerBounds(old, next) : [];
}

function fewerReplicas(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const before = numberAt(old, 'spec', 'replicas');
  const after = numberAt(next, 'spec', 'replicas');
  const what = `${next.kind} ${next.metadata.name}`;
  if (after === 0 && before !== 0)
    return [risk('availability', `${what} goes to 0 replicas: all its pods stop`, 'high')];
  if (after === undefined && before !== undefined && before > 1) {
    const message = `${what} no longer sets its ${before} replicas: the API server falls back to 1, until an autoscaler sets another number`;
    return [risk('availability', message)];
  }
  return after !== undefined && before !== undefined && after < before
    ? [risk('availability', `${what} goes from ${before} to ${after} replicas`, 'low')]
    : [];
}

/** A Deployment whose next rollout stops all of its pods. */
function allAtOnce(old: KubernetesObject, next: KubernetesObject): Risk[] {
  if (next.kind !== 'Deployment') return [];
  const isAll = (one: KubernetesObject) =>
    textAt(one, 'spec', 'strategy', 'type') !== 'Recreate' &&
    isValue(valueAt(one, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable'), 100);
  const message = `Deployment ${next.metadata.name} may stop all of its pods at once when they change (maxUnavailable 100%)`;
  return isAll(next) && !isAll(old) ? [risk('availability', message)] : [];
}

/** Pods that no longer mount a claim start without what is in it. */
function otherClaims(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const claims = (one: KubernetesObject) =>
    listAt(podTemplate(one), 'spec', 'volumes').flatMap(
      (volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? [],
    );
  const lost = claims(old).filter((name) => !claims(next).includes(name));
  if (lost.length === 0) return [];
  const message = `pods of ${next.kind} ${next.metadata.name} no longer mount claim ${lost.join(' and ')}: they start with another volume, or an empty one`;
  return [risk('availability', message)];
}

/** A policy that restricts what no policy restricted before cuts off who is not in its rules. */
function cutOff(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const restricted = (policy: KubernetesObject | undefined) => (policy ? policyTypes(policy) : []);
  const more = restricted(next).filter((type) => !restricted(old).includes(type));
  if (more.length === 0) return [];
  const message = `NetworkPolicy ${next.metadata.namespace ?? ''}/${next.metadata.name} restricts ${more.join(' and ').toLowerCase()}: what it does not allow is cut off, unless another policy allows it`;
  return [risk('availability', message, 'low')];
}

/** Claims that name no class wait until there is a default one. */
function noDefault(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const isDefault = (one: KubernetesObject) =>
    textAt(one, 'metadata', 'annotations', 'storageclass.kubernetes.io/is-default-class') === 'true';
  const message = `StorageClass ${next.metadata.name} is no longer the default: new claims without a class stay pending where there is no other`;
  return isDefault(old) && !isDefault(next) ? [risk('availability', message)] : [];
}

function lowerBounds(old: KubernetesObject, next: KubernetesObject): Risk[] {
  return (['minReplicas', 'maxReplicas'] as const).flatMap((field) => {
    const [before, after] = [numberAt(old, 'spec', field) ?? 1, numberAt(next, 'spec', field) ?? 1];
    const message = `HorizontalPodAutoscaler ${next.metadata.name}: ${field} goes from ${before} to ${after}`;
    return after < before ? [risk('availability', message, 'low')] : [];
  });
}

/** A webhook without which requests fail from now on. */
function failsWithout(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const strict = (one: KubernetesObject | undefined) =>
    listAt(one, 'webhooks')
      .filter((hook) => textAt(hook, 'failurePolicy') !== 'Ignore')
      .flatMap((hook) => textAt(hook, 'name') ?? []);
  const before = new Set(strict(old));
  const more = [...new Set(strict(next))].filter((name) => !before.has(name));
  if (more.length === 0) return [];
  const message = `${next.kind} ${next.metadata.name} lets requests fail while ${more.join(' and ')} does not answer`;
  return [risk('availability', message, old === undefined ? 'low' : 'medium')];
}

/** A budget that allows no eviction keeps every node with one of its pods from being drained. */
function evictionBlocked(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const allowsNone = (budget: KubernetesObject) =>
    isValue(valueAt(budget, 'spec', 'maxUnavailable'), 0) || isValue(valueAt(budget, 'spec', 'minAvailable'), 100);
  const selects = (budget: KubernetesObject) => canonical(valueAt(budget, 'spec', 'selector') ?? null);
  if (old && selects(old) !== selects(next))
    return [
      risk(
        'availability',
        `PodDisruptionBudget ${next.metadata.name} is for other pods: those before may all be evicted at once`,
        'low',
      ),
    ];
  if (!allowsNone(next) || (old && allowsNone(old))) return [];
  const message = `PodDisruptionBudget ${next.metadata.name} allows no eviction: nodes with its pods cannot be drained`;
  return [risk('availability', message)];
}

/** Whether a value is nothing (0 or 0%), or all (100%). */
function isValue(value: JsonValue | undefined, percent: 0 | 100): boolean {
  return value === `${percent}%` || (percent === 0 && (value === 0 || value === '0'));
}

function serviceChanged(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const what = `Service ${next.metadata.name}`;
  const found: Risk[] = [];
  const [before, after] = [old, next].map((one) => textAt(one, 'spec', 'type') ?? 'ClusterIP');
  if (before !== after && before === 'LoadBalancer')
    found.push(risk('availability', `${what} gives up its load balancer and its address`, 'high'));
  if (before === 'NodePort' && after === 'ClusterIP')
    found.push(risk('availability', `${what} gives up its ports on nodes`));
  // The API server keeps the address of a Service whose manifest gives none (pkg/registry/core/service/storage: patchAllocatedValues).
  if (
    textAt(old, 'spec', 'clusterIP') === 'None' &&
    textAt(next, 'spec', 'clusterIP') === undefined &&
    after !== 'ExternalName'
  )
    found.push(risk('held', `${what} no longer says clusterIP None, and stays headless all the same`));
  if (before === after && asksForOtherAddress(old, next, changes))
    found.push(risk('availability', `${what} asks for another address`));
  if (changes.some(({ path, to }) => path === 'spec.internalTrafficPolicy' && to === 'Local'))
    found.push(
      risk('availability', `${what} sends to pods of the same node alone: where there is none, requests fail`),
    );
  if (
    after !== 'ClusterIP' &&
    changes.some(({ path, from = 'Cluster', to = 'Cluster' }) => path === 'spec.externalTrafficPolicy' && from !== to)
  )
    found.push(
      risk(
        'availability',
        `${what} takes traffic from outside otherwise: with Local at nodes with its pods alone, with Cluster without the address of the caller`,
        'low',
      ),
    );
  if (after === 'ExternalName' && before !== after)
    found.push(risk('availability', `${what} becomes a name of another host, and gives up its address`));
  if (after === 'ExternalName' && before === after && changes.some(({ path }) => path === 'spec.externalName'))
    found.push(risk('availability', `${what} becomes the name of another host`));
  const selects = changes.some(({ path }) => path === 'spec.selector' || path.startsWith('spec.selector.'));
  if (selects) found.push(risk('availability', `${what} selects other pods`));
  const moved = changes.filter(({ path, from, to }) => NODE_PORT.test(path) && from !== undefined && to !== undefined);
  if (after !== 'ClusterIP' && moved.length > 0)
    found.push(
      risk(
        'availability',
        `${what} moves to port ${plainText(moved[0]!.to)} of nodes: nobody answers at ${plainText(moved[0]!.from)}`,
      ),
    );
  // The API server keeps a port of nodes that it has given out (patchAllocatedValues, as above).
  const ports = changes.filter(
    ({ path, change }) => path.startsWith('spec.ports') && change === 'removed' && !NODE_PORT.test(path),
  );
  if (ports.length > 0) found.push(risk('availability', `${what} loses a port or a part of it`));
  if (changes.some(({ path }) => /^spec\.(?:ipFamilies|ipFamilyPolicy)\b/.test(path)))
    found.push(risk('availability', `${what} changes its IP families: addresses of the family that goes are released`));
  return found;
}

const NODE_PORT = /^spec\.(?:ports\b.*\.nodePort|healthCheckNodePort)$/;

function suspended(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const isOff = (job: KubernetesObject) => valueAt(job, 'spec', 'suspend') === true;
  if (!isOff(next) || isOff(old)) return [];
  const says = next.kind === 'Job' ? 'its pods are deleted until it is not' : 'no further run starts';
  return [risk('availability', `${next.kind} ${next.metadata.name} is suspended: ${says}`, 'low')];
}

/** Flux makes a Job again that is deleted when it is done. */
function runsAgain(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const ends = (one: KubernetesObject | undefined) =>
    numberAt(one ?? next, 'spec', 'ttlSecondsAfterFinished') !== undefined;
  if (!ends(next) || (old && ends(old))) return [];
  const message = `Job ${next.metadata.name} is deleted some time after it is done, and Flux makes it anew at its next interval: it runs again and again`;
  return [risk('restart', message, 'low')];
}

function otherTimes(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const times = (job: KubernetesObject) =>
    [textAt(job, 'spec', 'schedule') ?? '', textAt(job, 'spec', 'timeZone')].filter(Boolean).join(' ');
  if (times(old) === times(next)) return [];
  return [risk('availability', `CronJob ${next.metadata.name} runs at ${times(next)} instead of ${times(old)}`, 'low')];
}

/** Objects without a class get none from now on. */
function noLongerDefault(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const isDefault = (one: KubernetesObject) =>
    valueAt(one, 'globalDefault') === true ||
    textAt(one, 'metadata', 'annotations', 'ingressclass.kubernetes.io/is-default-class') === 'true';
  if (!isDefault(old) || isDefault(next)) return [];
  const says =
    next.kind === 'PriorityClass'
      ? 'new pods without a class have priority 0'
      : 'an Ingress without a class is served by nobody, where there is no other default';
  return [risk('availability', `${next.kind} ${next.metadata.name} is no longer the default: ${says}`, 'low')];
}

function numberAt(object: KubernetesObject, ...path: readonly string[]): number | undefined {
  const value = valueAt(object, ...path);
  return typeof value === 'number' ? value : undefined;
}
