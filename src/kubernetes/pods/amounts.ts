import { isMap, listAt, mapAt, textAt } from '../json';
import { JsonObject } from '../objects';
import { compareQuantities, isQuantity, Quantity, sumQuantities } from '../quantity';
import { containersOf } from './pod-spec';

/** Quantities by resource, such as `cpu`. */
export type Amounts = Readonly<Record<string, Quantity>>;

/** A container's requests and limits. */
export interface ContainerAmounts {
  readonly name: string;
  /** Whether it ends before the others start. */
  readonly isInit: boolean;
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** Bounds and defaults of one type of object in a LimitRange, with what the API server fills in. */
export interface LimitBounds {
  /** `Container`, `Pod` or `PersistentVolumeClaim`. */
  readonly type: string;
  readonly max: Amounts;
  readonly min: Amounts;
  readonly default: Amounts;
  readonly defaultRequest: Amounts;
}

/** The amounts in a map; what is no quantity is left out. */
export function amountsIn(map: JsonObject): Amounts {
  return Object.fromEntries(Object.entries(map).filter((entry): entry is [string, Quantity] => isQuantity(entry[1])));
}

/**
 * The amounts of each container of a pod; none where the pod has amounts as a whole. Limits count as requests, too
 * (SetDefaults_Pod of pkg/apis/core/v1/defaults.go, 1.34.4).
 */
export function containerAmounts(pod: JsonObject): ContainerAmounts[] {
  if (isMap(pod.resources)) return [];
  const isInit = new Set(listAt(pod, 'initContainers').filter((one) => textAt(one, 'restartPolicy') !== 'Always'));
  return containersOf(pod).map((container) => {
    const limits = amountsIn(mapAt(container, 'resources', 'limits'));
    return {
      name: textAt(container, 'name') ?? '',
      isInit: isInit.has(container),
      requests: { ...limits, ...amountsIn(mapAt(container, 'resources', 'requests')) },
      limits,
    };
  });
}

/** The bounds of a LimitRange (SetDefaults_LimitRangeItem of pkg/apis/core/v1/defaults.go, 1.34.4). */
export function limitBounds(limits: readonly unknown[]): LimitBounds[] {
  return limits.filter(isMap).map((item) => {
    const [max, min] = [amountsIn(mapAt(item, 'max')), amountsIn(mapAt(item, 'min'))];
    const type = textAt(item, 'type') ?? '';
    const isContainer = type === 'Container';
    const defaults = { ...(isContainer ? max : {}), ...amountsIn(mapAt(item, 'default')) };
    const requests = { ...(isContainer ? { ...min, ...defaults } : {}), ...amountsIn(mapAt(item, 'defaultRequest')) };
    return { type, max, min, default: defaults, defaultRequest: requests };
  });
}

/** A container with the defaults of its namespace. */
export function withDefaults(container: ContainerAmounts, bounds: readonly LimitBounds[]): ContainerAmounts {
  return bounds
    .filter(({ type }) => type === 'Container')
    .reduce(
      (one, given) => ({
        ...one,
        requests: { ...given.defaultRequest, ...one.requests },
        limits: { ...given.default, ...one.limits },
      }),
      container,
    );
}

/** The amounts of a pod: those of its containers together, or of the largest one that runs before them. */
export function podAmounts(containers: readonly ContainerAmounts[], kind: 'limits' | 'requests'): Amounts {
  const total = new Map<string, Quantity>();
  for (const { isInit, [kind]: amounts } of containers) {
    if (isInit) continue;
    for (const [name, amount] of Object.entries(amounts)) {
      total.set(name, sumQuantities([total.get(name) ?? 0, amount]));
    }
  }
  for (const { isInit, [kind]: amounts } of containers) {
    if (!isInit) continue;
    for (const [name, amount] of Object.entries(amounts)) {
      if (compareQuantities(amount, total.get(name) ?? 0) > 0) total.set(name, amount);
    }
  }
  return Object.fromEntries(total);
}
