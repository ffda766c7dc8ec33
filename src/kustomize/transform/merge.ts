import { mergeSchemaOf, MergedList, MergeSchema } from '../data/merge-keys';
import {
  BuildError,
  fieldOf,
  isEmptyMap,
  isMissingOrNull,
  isNodeMap,
  isNothing,
  isNull,
  isScalar,
  Node,
  NodeMap,
  RawScalar,
  setKey,
  textOf,
} from '../yaml/node';

/** Merges a strategic merge patch into an object. Both may end up in the result; undefined when it is deleted. */
export function strategicMerge(target: NodeMap, patch: NodeMap): NodeMap | undefined {
  const merged = mergeNodes(target, patch, undefined);
  return isNodeMap(merged) ? merged : undefined;
}

function mergeNodes(
  target: Node | undefined,
  patch: Node | undefined,
  given: MergeSchema | undefined,
  list?: MergedList,
): Node | undefined {
  const first = isMissingOrNull(target) ? patch : target;
  if (isMissingOrNull(first)) return mergeMaps(target, patch, given);
  if (Array.isArray(first)) {
    if (!isArrayOrNull(target) || !isArrayOrNull(patch)) throw wrongKind('a list');
    return list === undefined ? (patch === undefined ? target : patch) : mergeLists(target, patch, list);
  }
  if (isScalar(first)) {
    if (!isScalarOrMissing(target) || !isScalarOrMissing(patch)) throw wrongKind('a scalar');
    return patch === undefined ? target : patch;
  }
  if (!isMapOrNull(target) || !isMapOrNull(patch)) throw wrongKind('a map');
  return mergeMaps(target, patch, given ?? schemaOf(target) ?? schemaOf(patch));
}

function isArrayOrNull(node: Node | undefined): boolean {
  return isMissingOrNull(node) || Array.isArray(node);
}

function isMapOrNull(node: Node | undefined): boolean {
  return isMissingOrNull(node) || isNodeMap(node);
}

function isScalarOrMissing(node: Node | undefined): boolean {
  return node === undefined || isScalar(node);
}

function wrongKind(kind: string): BuildError {
  return new BuildError(`a patch and its target differ in kind: one of them is ${kind}`);
}

function schemaOf(node: Node | undefined): MergeSchema | undefined {
  const kind = fieldOf(node, 'kind');
  const apiVersion = fieldOf(node, 'apiVersion');
  return kind === undefined || apiVersion === undefined ? undefined : mergeSchemaOf(textOf(apiVersion), textOf(kind));
}

function mergeMaps(
  target: Node | undefined,
  patch: Node | undefined,
  schema: MergeSchema | undefined,
): Node | undefined {
  const result = chosenMap(target, patch);
  if (!isNodeMap(result)) return result;
  const other = isNodeMap(patch) ? patch : undefined;
  for (const key of keysOf(result, other)) {
    const merged = mergeNodes(fieldOf(result, key), fieldOf(other, key), schema?.maps?.[key], schema?.lists?.[key]);
    if (merged === undefined || (isNull(merged) && !isKept(result, other, key))) delete result[key];
    else setKey(result, key, merged);
  }
  return result;
}

/** A null that the target has and the patch does not speak of stays, if it is written out. */
function isKept(target: NodeMap, patch: NodeMap | undefined, key: string): boolean {
  return fieldOf(patch, key) === undefined && textOf(fieldOf(target, key)) !== '';
}

function keysOf(...maps: ReadonlyArray<NodeMap | undefined>): string[] {
  return [...new Set(maps.flatMap((map) => (map === undefined ? [] : Object.keys(map))))].sort();
}

/** The map that the fields are merged into; undefined when the patch deletes it. */
function chosenMap(target: Node | undefined, patch: Node | undefined): Node | undefined {
  if (isMissingOrNull(target)) {
    if (isNodeMap(patch) && takeDirective(patch) === 'delete') return undefined;
    if (patch === undefined && target !== undefined && textOf(target) !== '') return target;
    return patch;
  }
  if (patch === undefined) return target;
  if (isNull(patch)) return undefined;
  const directive = takeDirective(patch as NodeMap);
  return directive === 'delete' ? undefined : directive === 'replace' ? patch : target;
}

type Directive = 'delete' | 'merge' | 'replace';

/** Removes the directive of a patch and returns it. */
function takeDirective(patch: NodeMap): Directive {
  const value = fieldOf(patch, '$patch');
  if (value === undefined) return 'merge';
  const directive = directiveOf(value);
  delete patch.$patch;
  return directive;
}

function directiveOf(value: Node): Directive {
  const text = textOf(value);
  if (text === 'delete' || text === 'merge' || text === 'replace') return text;
  throw new BuildError(`unknown patch strategy ${JSON.stringify(text)}`);
}

function mergeLists(target: Node | undefined, patch: Node | undefined, list: MergedList): Node | undefined {
  const result = chosenList(target as Node[] | undefined, patch as Node[] | undefined);
  if (!Array.isArray(result)) return result;
  return new ListMerge(result, Array.isArray(patch) ? patch : undefined, list).run();
}

function chosenList(target: Node[] | undefined, patch: Node[] | undefined): Node | undefined {
  if (isMissingOrNull(target)) return patch;
  if (patch === undefined) return target;
  if (isNull(patch)) return undefined;
  const at = patch.findIndex((item) => isNodeMap(item) && Object.hasOwn(item, '$patch'));
  const item = patch[at];
  if (!isNodeMap(item) || Object.keys(item).length > 1) return target;
  const directive = directiveOf(item.$patch!);
  patch.splice(at, 1);
  return directive === 'delete' ? undefined : directive === 'replace' ? patch : target;
}

/** Merges the items of two lists by their keys: those of the patch come first. */
class ListMerge {
  constructor(
    private readonly target: Node[],
    private readonly patch: Node[] | undefined,
    private readonly list: MergedList,
  ) {}

  public run(): Node | undefined {
    const values = this.values();
    if (values.length === 0) return this.target;
    const { keys } = this.list;
    return keys.length === 0 ? this.mergeScalars(values) : this.mergeItems(values);
  }

  /** The values of the keys of all items, each combination once. */
  private values(): string[][] {
    const { keys } = this.list;
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
    let keys: readonly string[] = this.list.keys;
    for (const all of values) {
      const valid = validKeys(values, all, this.list.keys);
      keys = valid.keys;
      const own = validKeys([valid.values], valid.values, valid.keys);
      const merged = mergeNodes(find(this.target, own), this.patch && find(this.patch, own), this.list.items);
      if (isMissingOrNull(merged) || (isNodeMap(merged) && isEmptyMap(merged))) {
        removeMatching(this.target, valid.keys, valid.values);
        continue;
      }
      valid.keys.forEach((key, at) => {
        if (isNodeMap(merged) && !Object.hasOwn(merged, key) && valid.values[at] !== '') {
          setKey(merged, key, plain(valid.values[at]!));
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

/** A key that is written anew: a number looks like one. */
function plain(text: string): Node {
  return new RawScalar(text, 'plain');
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
