import { apiGroup, JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { isMap } from '../tree/parse-manifests';
import { itemName, listShape } from './merge-keys';
import { Redactor } from './redact';

/** One field that differs between two states of an object, without values that may be secret. */
export interface FieldChange {
  /** Where, such as `spec.template.spec.containers[name=web].image`. */
  readonly path: string;
  /** The kind of change. */
  readonly change: 'added' | 'changed' | 'removed' | 'reordered';
  /** The value before, redacted. */
  readonly from?: JsonValue;
  /** The value after, redacted. */
  readonly to?: JsonValue;
}

/** A field before and after, with unredacted values: for assessing risks, never for a report. */
export interface RawChange {
  readonly path: string;
  readonly change: FieldChange['change'];
  readonly from?: JsonValue;
  readonly to?: JsonValue;
}

/**
 * The fields in which two states of an object differ in meaning: null equals absent, and the order of sets and of lists
 * with keyed items does not count.
 */
export function diffObjects(old: KubernetesObject, next: KubernetesObject): FieldChange[] {
  const redactor = new Redactor(old, next);
  return rawDiff(old, next).map(({ path, change, from, to }) => ({ path, change, ...redactor.shown(path, from, to) }));
}

/** As {@link diffObjects}, with unredacted values. */
export function rawDiff(old: KubernetesObject, next: KubernetesObject): RawChange[] {
  const differ = new Differ(apiGroup(next.apiVersion));
  differ.maps(old as unknown as JsonObject, next as unknown as JsonObject, '', []);
  return differ.changes;
}

/** A value's canonical text, with sorted keys and without nulls: equal values have equal texts. */
export function canonical(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isMap(value)) return JSON.stringify(value ?? null);
  const fields = Object.keys(value)
    .filter((key) => value[key] !== null && value[key] !== undefined)
    .sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

class Differ {
  public readonly changes: RawChange[] = [];

  constructor(private readonly group: string) {}

  public maps(old: JsonObject, next: JsonObject, path: string, keys: readonly string[]): void {
    for (const key of [...new Set([...Object.keys(old), ...Object.keys(next)])].sort()) {
      const field = fieldPath(path, key);
      const from = own(old, key);
      const to = own(next, key);
      if (from === undefined && to === undefined) continue;
      if (from === undefined) this.changes.push({ path: field, change: 'added', to: to! });
      else if (to === undefined) this.changes.push({ path: field, change: 'removed', from });
      else this.values(from, to, field, [...keys, key]);
    }
  }

  private values(from: JsonValue, to: JsonValue, path: string, keys: readonly string[]): void {
    if (isMap(from) && isMap(to)) this.maps(from, to, path, keys);
    else if (Array.isArray(from) && Array.isArray(to)) this.lists(from, to, path, keys);
    else if (from !== to) this.changes.push({ path, change: 'changed', from, to });
  }

  private lists(from: readonly JsonValue[], to: readonly JsonValue[], path: string, keys: readonly string[]): void {
    const shape = sameShape(listShape(this.group, keys, from), listShape(this.group, keys, to), from, to);
    if (shape.by === 'fields') this.keyed(from, to, path, keys, shape.fields, shape.ordered);
    else if (shape.by === 'value') this.sets(from, to, path);
    else this.positions(from, to, path, keys);
  }

  private keyed(
    from: readonly JsonValue[],
    to: readonly JsonValue[],
    path: string,
    keys: readonly string[],
    fields: readonly string[],
    ordered: boolean,
  ): void {
    const before = new Map(from.map((item) => [itemName(item, fields), item]));
    const after = new Map(to.map((item) => [itemName(item, fields), item]));
    const count = this.changes.length;
    for (const [name, item] of before) {
      const other = after.get(name);
      const field = `${path}[${name}]`;
      if (other === undefined) this.changes.push({ path: field, change: 'removed', from: item });
      else this.values(item, other, field, keys);
    }
    for (const [name, item] of after) {
      if (!before.has(name)) this.changes.push({ path: `${path}[${name}]`, change: 'added', to: item });
    }
    const order = [...before.keys()].join('\n') !== [...after.keys()].join('\n');
    if (ordered && order && this.changes.length === count) this.changes.push({ path, change: 'reordered' });
  }

  private sets(from: readonly JsonValue[], to: readonly JsonValue[], path: string): void {
    const before = new Map(from.map((item) => [unordered(item), item]));
    const after = new Map(to.map((item) => [unordered(item), item]));
    for (const [text, item] of before) {
      if (!after.has(text)) this.changes.push({ path: `${path}[]`, change: 'removed', from: item });
    }
    for (const [text, item] of after) {
      if (!before.has(text)) this.changes.push({ path: `${path}[]`, change: 'added', to: item });
    }
  }

  private positions(from: readonly JsonValue[], to: readonly JsonValue[], path: string, keys: readonly string[]): void {
    if ([...from, ...to].every((item) => !isMap(item) && !Array.isArray(item))) {
      if (canonical([...from]) !== canonical([...to])) {
        this.changes.push({ path, change: 'changed', from: [...from], to: [...to] });
      }
      return;
    }
    for (let at = 0; at < Math.max(from.length, to.length); at++) {
      const field = `${path}[${at}]`;
      if (at >= from.length) this.changes.push({ path: field, change: 'added', to: to[at]! });
      else if (at >= to.length) this.changes.push({ path: field, change: 'removed', from: from[at]! });
      else this.values(from[at]!, to[at]!, field, keys);
    }
  }
}

type Shape = ReturnType<typeof listShape>;

/** The shape that both sides share; an empty list takes the other's. */
function sameShape(old: Shape, next: Shape, from: readonly JsonValue[], to: readonly JsonValue[]): Shape {
  if (from.length === 0) return next;
  if (to.length === 0 || JSON.stringify(old) === JSON.stringify(next)) return old;
  return old.by === 'value' || next.by === 'value' ? { by: 'value' } : { by: 'position' };
}

/** Canonical text of a set's item. Lists within it are sorted, as they are sets too. */
function unordered(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(unordered).sort().join()}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const fields = Object.keys(value)
    .filter((key) => value[key] !== null)
    .sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${unordered(value[key]!)}`).join()}}`;
}

function own(map: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(map, key) && map[key] !== null ? map[key] : undefined;
}

function fieldPath(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
