import { compareQuantities, isQuantity, Quantity } from '../kubernetes/quantity';
import { resourceOf } from '../kubernetes/resources';
import { Fact } from './facts';
import { fieldsIn } from './fields';

/** The key of a quota that counts the objects of a kind. */
export function countKey(group: string, kind: string): string {
  return `count/${resourceOf(group, kind)}${group === '' ? '' : `.${group}`}`;
}

/** Kinds that quotas count by a short key, too (pkg/quota/v1/evaluator/core/registry.go). */
const SHORT: ReadonlySet<string> = new Set([
  ...['configmaps', 'replicationcontrollers', 'resourcequotas', 'secrets', 'services'].map((name) => `count/${name}`),
]);

/** A kind of which a namespace has more objects than a quota counts. */
export interface ExceededCount {
  readonly key: string;
  readonly count: number;
  readonly most: Quantity;
}

/**
 * The kinds of which there are too many.
 *
 * @param counts the number of objects in the quota's namespace, by `group/kind`
 */
export function exceededCounts(quota: Fact, counts: ReadonlyMap<string, number> = new Map()): readonly ExceededCount[] {
  const hard = fieldsIn(quota.spec['hard']);
  const exceeded: ExceededCount[] = [];
  for (const [identity, count] of counts) {
    for (const key of keysOf(identity)) {
      const most = hard[key];
      if (most !== undefined && isQuantity(most) && compareQuantities(count, most) > 0) {
        exceeded.push({ key, count, most });
      }
    }
  }
  return exceeded;
}

/** Keys of the kinds that were counted before, by `group/kind`: every quota asks for the same few. */
const keys = new Map<string, readonly string[]>();

/** The keys that count a kind, given as `group/kind`. */
function keysOf(identity: string): readonly string[] {
  let found = keys.get(identity);
  if (found === undefined) {
    const [group = '', kind = ''] = identity.split('/', 2);
    const key = countKey(group, kind);
    found = SHORT.has(key) ? [key, key.slice('count/'.length)] : [key];
    keys.set(identity, found);
  }
  return found;
}
