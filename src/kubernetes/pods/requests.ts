import { isMap, listAt, mapAt, textAt } from '../json';
import { JsonObject } from '../objects';
import { parseQuantity } from '../quantity';
import { Amounts, amountsIn, LimitBounds, withDefaults } from './amounts';

/** Amounts in nano-units, by resource. */
export type NanoAmounts = Readonly<Record<string, bigint>>;

/**
 * Amounts that the scheduler reserves on a node for a pod, with the defaults of its namespace (PodRequests of
 * k8s.io/component-helpers/resource/helpers.go, 1.34.4): the containers and sidecars together, or an init container with
 * the sidecars that start before it if that is more; the pod's own requests instead; the overhead on top.
 *
 * @param bounds the LimitRanges of the namespace
 */
export function podRequests(pod: JsonObject, bounds: readonly LimitBounds[] = []): NanoAmounts {
  const total: Record<string, bigint> = {};
  const sidecars: Record<string, bigint> = {};
  const most: Record<string, bigint> = {};
  for (const container of listAt(pod, 'containers').filter(isMap)) add(total, requestsOf(container, bounds));
  for (const container of listAt(pod, 'initContainers').filter(isMap)) {
    const requests = requestsOf(container, bounds);
    const isSidecar = textAt(container, 'restartPolicy') === 'Always';
    if (isSidecar) {
      add(total, requests);
      add(sidecars, requests);
      raise(most, sidecars);
    } else raise(most, sum(requests, sidecars));
  }
  raise(total, most);
  Object.assign(total, ofPod(pod, total));
  add(total, nano(amountsIn(mapAt(pod, 'overhead'))));
  return total;
}

function requestsOf(container: JsonObject, bounds: readonly LimitBounds[]): NanoAmounts {
  const limits = amountsIn(mapAt(container, 'resources', 'limits'));
  const requests = { ...limits, ...amountsIn(mapAt(container, 'resources', 'requests')) };
  return nano(withDefaults({ name: '', isInit: false, requests, limits }, bounds).requests);
}

/** The resources that a pod may have requests of as a whole. */
const OF_PODS = /^(?:cpu|memory|hugepages-.+)$/;

/** The requests of the pod as a whole, which count instead of those of its containers. */
function ofPod(pod: JsonObject, total: NanoAmounts): NanoAmounts {
  const requests = nano(amountsIn(mapAt(pod, 'resources', 'requests')));
  const limits = nano(amountsIn(mapAt(pod, 'resources', 'limits')));
  const missing = Object.entries(limits).filter(([key]) => total[key] === undefined);
  const all = { ...Object.fromEntries(missing), ...requests };
  return Object.fromEntries(Object.entries(all).filter(([key]) => OF_PODS.test(key)));
}

function nano(amounts: Amounts): NanoAmounts {
  return Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [key, parseQuantity(amount)!]));
}

function sum(a: NanoAmounts, b: NanoAmounts): NanoAmounts {
  const total = { ...a };
  add(total, b);
  return total;
}

function add(total: Record<string, bigint>, amounts: NanoAmounts): void {
  for (const [key, amount] of Object.entries(amounts)) total[key] = (total[key] ?? 0n) + amount;
}

function raise(total: Record<string, bigint>, amounts: NanoAmounts): void {
  for (const [key, amount] of Object.entries(amounts)) {
    if (amount > (total[key] ?? -1n)) total[key] = amount;
  }
}
