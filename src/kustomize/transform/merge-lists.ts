import {
  fieldOf,
  isEmptyMap,
  isMissingOrNull,
  isNodeMap,
  isNothing,
  Node,
  NodeMap,
  setKey,
  textOf,
} from '../yaml/node';

/** Merges an item of a list with that of its patch. */
export type MergeItems = (target: Node | undefined, patch: Node | undefined) => Node | undefined;

/** Merges the items of two lists by their keys: those of the patch come first. Without keys the items are scalars. */
export function mergeItems(
  target: Node[],
  patch: Node[] | undefined,
  keys: readonly string[],
  merge: MergeItems,
): Node[] {
  return new ListMerge(target, patch, keys, merge).run();
}

class ListMerge {
  constructor(
    private readonly target: Node[],
    private readonly patch: Node[] | undefined,
    private readonly keys: readonly string[],
    private readonly merge: MergeItems,
  ) {}

  public run(): Node[] {
    const values = this.values();
    if (values.length === 0) return this.target;
    const { keys } = this;
    return keys.length === 0 ? this.mergeScalars(values) : this.mergeItems(values);
  }

  /** The values of the keys of all items, each combination once. */
  private values(): string[][] {
    const { keys } = this;
    const seen = new Set<string>();
    const result: string[][] = [];
    for (const item of [...(this.patch ?? []), ...this.target]) {
      const values = keys.length === 0 ? [textOf(item)] : keys.map((key) => keyValue(item, key));
      const text = JSON.stringify(values);
      if (!seen.has(text)) result.push(values);
      seen.add(text);
    }
    return keys.length > 1 ? unify(result) : result;
  }

  private mergeScalars(values: readonly string[][]): Node[] {
    const items = [...(this.patch ?? []), ...this.target];
    return values.flatMap(([value]) => items.find((item) => textOf(item) === value) ?? []);
  }

  private mergeItems(values: string[][]): Node[] {
    const added: Node[] = [];
    let keys: readonly string[] = this.keys;
    for (const all of values) {
      const valid = validKeys(values, all, this.keys);
      keys = valid.keys;
      const own = validKeys([valid.values], valid.values, valid.keys);
      const merged = this.merge(find(this.target, own), this.patch && find(this.patch, own));
      if (isMissingOrNull(merged) || (isNodeMap(merged) && isEmptyMap(merged))) {
        removeMatching(this.target, valid.keys, valid.values);
        continue;
      }
      valid.keys.forEach((key, at) => {
        if (isNodeMap(merged) && !Object.hasOwn(merged, key) && valid.values[at] !== '') {
          setKey(merged, key, valid.values[at]!);
        }
      });
      setElement(added, merged, valid.keys, valid.values);
    }
    return this.appendRest(added, keys);
  }

  /** Puts the target's own items behind those that were merged, or in their place. */
  private appendRest(added: Node[], keys: readonly string[]): Node[] {
    for (const item of this.target) {
      const values: string[] = [];
      for (const key of keys) {
        const value = fieldOf(item, key);
        if (value === undefined) added.push(item);
        else values.push(textOf(value));
      }
      if (keys.length > 1) removeMatching(added, keys, values);
      setElement(added, item, keys, values);
    }
    return added;
  }
}

function keyValue(item: Node, key: string): string {
  const value = fieldOf(item, key);
  return isNothing(value) ? '' : textOf(value);
}

interface Keys {
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

function find(items: readonly Node[], { keys, values }: Keys): Node | undefined {
  return items.find((item) => isNodeMap(item) && matches(item, keys, values));
}

function matches(item: NodeMap, keys: readonly string[], values: readonly string[]): boolean {
  return keys.every((key, at) => {
    const value = fieldOf(item, key);
    if (value === undefined) return false;
    return at >= values.length || textOf(value) === values[at];
  });
}

/** Replaces the items that match, or appends one. */
function setElement(items: Node[], element: Node, keys: readonly string[], values: readonly string[]): void {
  let found = false;
  const result: Node[] = [];
  for (const item of items) {
    if (isMissingOrNull(item) || (isNodeMap(item) && isEmptyMap(item))) continue;
    if (isNodeMap(item) && isElement(item, keys, values)) {
      found = true;
      result.push(element);
    } else if (!isNodeMap(item) || values.length > 0) {
      result.push(item);
    }
  }
  if (!found) result.push(element);
  items.splice(0, Infinity, ...result);
}

function removeMatching(items: Node[], keys: readonly string[], values: readonly string[]): void {
  const result = items.filter((item) => {
    if (isMissingOrNull(item) || (isNodeMap(item) && isEmptyMap(item))) return false;
    if (!isNodeMap(item)) return true;
    return isElement(item, keys, values) ? false : values.length > 0;
  });
  items.splice(0, Infinity, ...result);
}

/** As {@link matches}; an empty value only asks for the key. */
function isElement(item: NodeMap, keys: readonly string[], values: readonly string[]): boolean {
  let value: Node | undefined;
  for (const [at, key] of keys.entries()) {
    if (at < values.length) {
      const field = fieldOf(item, key);
      value = field !== undefined && (values[at] === '' || textOf(field) === values[at]) ? field : undefined;
    }
    if (value === undefined) return false;
  }
  return true;
}

/** The keys that any item has a value for, with the values of one item; all when there is none. */
function validKeys(all: readonly (readonly string[])[], values: readonly string[], keys: readonly string[]): Keys {
  const valid = new Set<string>();
  for (const one of all) {
    one.forEach((value, at) => {
      if (value !== '') valid.add(keys[at]!);
    });
  }
  if (valid.size === 0) return { keys, values };
  return {
    keys: keys.filter((key) => valid.has(key)),
    values: values.filter((value, at) => value !== '' || valid.has(keys[at]!)),
  };
}

/** Completes values that agree in one key and lack another. */
function unify(values: string[][]): string[][] {
  for (let one = 0; one < values.length; one++) {
    for (let other = 0; other < values.length; other++) {
      const both = union(values[one]!, values[other]!);
      if (both !== undefined) {
        values[one] = both;
        values[other] = both;
      }
    }
  }
  return values;
}

function union(one: readonly string[], other: readonly string[]): string[] | undefined {
  let common = false;
  const result: string[] = [];
  for (const [at, value] of one.entries()) {
    if (value === other[at]) common = true;
    else if (value !== '' && other[at] !== '') return undefined;
    result.push(value !== '' ? value : other[at]!);
  }
  return common ? result : undefined;
}
