import { isMap, valueAt } from '../json';
import { JsonValue } from '../objects';
import { compareQuantities, isQuantity } from '../quantity';
import { itemKey, keyFields } from './list-items';

/** Lists whose order does not count. */
const SETS: ReadonlySet<string> = new Set(['scopes', 'volumeLifecycleModes']);

/** Fields in which an empty text is a value. */
const TEXTS: ReadonlySet<string> = new Set(['loadBalancerClass', 'storageClassName']);

/** Fields in which an empty map is a value. */
const POINTERS: ReadonlySet<string> = new Set([
  ...['affinity', 'dnsConfig', 'emptyDir', 'lifecycle', 'nodeAffinity', 'podAffinity', 'podAntiAffinity'],
  ...['podFailurePolicy', 'securityContext', 'successPolicy'],
]);

/** Maps of quantities, and fields that are one. */
const QUANTITIES = /^(?:limits|requests|sizeLimit|divisor)$/;

/**
 * Paths of the fields in which two states differ, below a path and without those that are excepted. Items of lists are
 * `[]` in them, and so are keys that are no plain names.
 */
export function differences(
  old: JsonValue | undefined,
  next: JsonValue | undefined,
  path: string,
  except: readonly string[] = [],
): string[] {
  return new Differences(except).of(old, next, path, lastKey(path));
}

class Differences {
  private readonly except: ReadonlySet<string>;

  constructor(except: readonly string[]) {
    this.except = new Set(except);
  }

  public of(old: JsonValue | undefined, next: JsonValue | undefined, path: string, key: string): string[] {
    if (this.except.has(path) || (isNothing(old, key) && isNothing(next, key))) return [];
    if (isMap(old) || isMap(next)) return this.maps(old, next, path, key);
    if (Array.isArray(old) && Array.isArray(next)) return this.lists(old, next, path, key);
    return old === next || isSameQuantity(old, next, path) ? [] : [path];
  }

  private maps(old: JsonValue | undefined, next: JsonValue | undefined, path: string, key: string): string[] {
    // A block that comes or goes is a change of the fields in it, of which some may be excepted.
    const sides = [old, next].map((side) => (isMap(side) ? side : undefined));
    const [before = {}, after = {}] = sides;
    const found = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((field) => {
      const below = /^[\w-]+$/.test(field) ? `${path}.${field}` : `${path}[]`;
      return this.of(valueAt(before, field), valueAt(after, field), below, field);
    });
    const comesOrGoes = POINTERS.has(key) && (isUnset(old) || isUnset(next));
    return found.length === 0 && comesOrGoes && !this.hasExcept(path) ? [path] : found;
  }

  private hasExcept(path: string): boolean {
    return [...this.except].some((one) => one.startsWith(`${path}.`));
  }

  private lists(old: readonly JsonValue[], next: readonly JsonValue[], path: string, key: string): string[] {
    const item = `${path}[]`;
    if (SETS.has(key))
      return old.every((one) => next.includes(one)) && next.every((one) => old.includes(one)) ? [] : [item];
    const [before, after] = [inKeyOrder(old, key), inKeyOrder(next, key)];
    if (before.length !== after.length) return [item];
    return [...new Set(before.flatMap((one, at) => this.of(one, after[at], item, '')))];
  }
}

function inKeyOrder(list: readonly JsonValue[], key: string): readonly JsonValue[] {
  const fields = keyFields(key);
  if (fields === undefined) return list;
  return list
    .map((item) => ({ item, text: itemKey(item, fields) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);
}

/** Whether a value is as good as none to the API server. */
function isNothing(value: JsonValue | undefined, key: string): boolean {
  if (isUnset(value)) return true;
  if (value === '') return !TEXTS.has(key);
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0 && !POINTERS.has(key);
}

function isUnset(value: JsonValue | undefined): boolean {
  return value === undefined || value === null;
}

function isSameQuantity(old: JsonValue | undefined, next: JsonValue | undefined, path: string): boolean {
  const fields = path.split('.').slice(-2);
  return (
    fields.some((field) => QUANTITIES.test(field)) &&
    isQuantity(old) &&
    isQuantity(next) &&
    compareQuantities(old, next) === 0
  );
}

function lastKey(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
