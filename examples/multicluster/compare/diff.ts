import { Fields, isFields, KubeObject, same } from './objects';

/** A field that differs; `undefined` for an absent value. */
export interface Difference {
  readonly field: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** Duration fields, which have several spellings. */
const DURATIONS = ['interval', 'retryInterval', 'timeout'];

/**
 * Fields that differ between two objects. A field missing on one side is reported at its topmost level. Lists of named
 * entries are compared by name.
 */
export function differences(original: KubeObject, ours: KubeObject): Difference[] {
  return compare('', normalized(original), normalized(ours));
}

/** Milliseconds of a duration; undefined for any other text. */
export function milliseconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * units[unit!]!,
    0,
  );
}

function compare(field: string, was: unknown, is: unknown): Difference[] {
  if (same(was, is)) return [];
  const [left, right] = [entries(was), entries(is)];
  if (!left || !right) return [{ field, was, is }];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return keys.flatMap((key) => {
    const name = Array.isArray(was) ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`;
    return isSameDuration(key, left[key], right[key]) ? [] : compare(name, left[key], right[key]);
  });
}

/** A mapping's fields, or a list's entries by their names; undefined for anything else. */
function entries(value: unknown): Fields | undefined {
  if (isFields(value)) return value;
  if (!Array.isArray(value) || !value.every((one) => isFields(one) && typeof one.name === 'string')) return undefined;
  const byName = new Map((value as Fields[]).map((one) => [one.name as string, one]));
  return byName.size === value.length ? Object.fromEntries(byName) : undefined;
}

function isSameDuration(key: string, was: unknown, is: unknown): boolean {
  if (!DURATIONS.includes(key) || typeof was !== 'string' || typeof is !== 'string') return false;
  const length = milliseconds(was);
  return length !== undefined && length === milliseconds(is);
}

/** The object without a source namespace that equals its own. */
function normalized(object: KubeObject): unknown {
  const { namespace } = object.metadata;
  const walk = (value: unknown): unknown => {
    if (!isFields(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key !== 'sourceRef' || !isFields(inner) || inner.namespace !== namespace) return [key, walk(inner)];
        const { namespace: _, ...rest } = inner;
        return [key, rest];
      }),
    );
  };
  return walk(object);
}
