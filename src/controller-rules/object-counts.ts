import { JsonObject } from '../kubernetes/objects';
import { amountsIn } from '../kubernetes/pods/amounts';
import { compareQuantities, Quantity } from '../kubernetes/quantity';
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
  const hard = amountsIn(fieldsIn(quota.spec['hard']) as JsonObject);
  return [...counts].flatMap(([identity, count]) => {
    const [group = '', kind = ''] = identity.split('/', 2);
    const key = countKey(group, kind);
    return [key, ...(SHORT.has(key) ? [key.slice('count/'.length)] : [])].flatMap((name) => {
      const most = hard[name];
      return most !== undefined && compareQuantities(count, most) > 0 ? [{ key: name, count, most }] : [];
    });
  });
}
