import { SharedField } from '../resource/resource';
import {
  BuildError,
  fieldOf,
  isEmptyMap,
  isMissingOrNull,
  isNodeMap,
  isNull,
  isScalar,
  Node,
  NodeMap,
  RawScalar,
  setKey,
  textOf,
} from '../yaml/node';
import { splitPath } from './fields';
import { goRegExp } from './regular-expression';

/** A field or list item that can be replaced. */
export interface Spot {
  readonly get: () => Node;
  readonly set: (value: Node) => void;
  /** The field of a map that it is. */
  readonly field?: SharedField;
}

/** The parts of a field path; brackets hold a part with dots, or a condition on list items. */
export function fieldPath(path: string): string[] {
  const split = splitPath(path, '.');
  const parts: string[] = [];
  for (let at = 0; at < split.length; at++) {
    const part = split[at]!;
    if (!part.startsWith('[') || part.endsWith(']')) {
      parts.push(part);
      continue;
    }
    const bracketed = [part];
    while (at < split.length - 1) {
      bracketed.push(split[++at]!);
      if (split[at]!.endsWith(']')) break;
    }
    const text = bracketed.join('.');
    parts.push(text.includes('=') ? text : text.replace(/^[[\]]+|[[\]]+$/g, ''));
  }
  return parts;
}

/** The one value at a path; undefined when there is none. */
export function lookUp(node: Node, path: readonly string[]): Node | undefined {
  let found: Node | undefined = node;
  for (const raw of path) {
    const part = raw.trim();
    if (part === '') continue;
    if (found === undefined) return undefined;
    found = step(found, part);
  }
  return found;
}

function step(node: Node, part: string): Node | undefined {
  if (isNumber(part) || part === '-') {
    if (isNull(node)) return undefined;
    if (!Array.isArray(node)) throw new BuildError(`${part} is no place in something that is no list`);
    return part === '-' ? node.at(-1) : node[Number(part)];
  }
  if (part === '*') throw new BuildError('a wildcard cannot name one value');
  if (isCondition(part)) {
    if (isNull(node)) return undefined;
    if (!Array.isArray(node)) throw new BuildError(`${part} is no place in something that is no list`);
    const [key, value] = conditionOf(part);
    return node.find((item) =>
      key === '' ? textOf(item) === value : isNodeMap(item) && Object.hasOwn(item, key) && textOf(item[key]) === value,
    );
  }
  if (isNull(node)) return undefined;
  if (!isNodeMap(node)) throw new BuildError(`${JSON.stringify(part)} is no field of something that is no map`);
  return fieldOf(node, part);
}

function isNumber(part: string): boolean {
  return /^\d+$/.test(part);
}

function isCondition(part: string): boolean {
  return part.startsWith('[') && part.endsWith(']');
}

function conditionOf(part: string): [key: string, value: string] {
  const inner = part.slice(1, -1);
  const at = inner.indexOf('=');
  if (at < 0) throw new BuildError(`${part} is no condition on list items`);
  return [inner.slice(0, at), inner.slice(at + 1)];
}

/** All fields that a path matches; with `creates`, missing ones are made. */
export function matchPath(spot: Spot, path: readonly string[], creates: 'list' | 'map' | 'scalar' | undefined): Spot[] {
  const [part, ...rest] = path;
  if (part === undefined) return [spot];
  if (isNumber(part)) return matchIndex(spot, Number(part), rest, creates);
  if (isCondition(part)) return matchCondition(spot, part, rest, creates);
  if (part === '*') return itemsOf(spot.get()).flatMap((item) => matchPath(item, rest, creates));
  return matchField(spot, part, rest, creates);
}

function matchField(
  spot: Spot,
  key: string,
  rest: readonly string[],
  creates: 'list' | 'map' | 'scalar' | undefined,
): Spot[] {
  const node = spot.get();
  if (!isNull(node) && !isNodeMap(node))
    throw new BuildError(`${JSON.stringify(key)} is no field of something that is no map`);
  const map: NodeMap = isNodeMap(node) ? node : {};
  if (!Object.hasOwn(map, key)) {
    if (creates === undefined) return [];
    if (!isNodeMap(node)) spot.set(map);
    setKey(map, key, emptyFor(rest[0], creates));
  }
  const next = inMap(map, key);
  if (isScalar(next.get()) && !isNull(next.get()) && rest.length > 0) {
    throw new BuildError(`${JSON.stringify(key)} holds a text`);
  }
  return matchPath(next, rest, creates);
}

function matchIndex(
  spot: Spot,
  index: number,
  rest: readonly string[],
  creates: 'list' | 'map' | 'scalar' | undefined,
): Spot[] {
  const list = spot.get();
  if (!Array.isArray(list)) throw new BuildError(`${index} is no place in something that is no list`);
  if (list.length === index && creates !== undefined) list.push(emptyFor(rest[0], creates));
  if (index >= list.length) throw new BuildError(`${index} is beyond the end of a list of ${list.length}`);
  return matchPath(inList(list, index), rest, creates);
}

function matchCondition(
  spot: Spot,
  part: string,
  rest: readonly string[],
  creates: 'list' | 'map' | 'scalar' | undefined,
): Spot[] {
  const [key, pattern] = conditionOf(part);
  const expression = goRegExp(pattern);
  const search = () =>
    itemsOf(spot.get()).flatMap((item) => {
      const value = key === '' ? item.get() : fieldOf(item.get(), key);
      if (value === undefined || !expression.test(written(value))) return [];
      return key === '' ? [item] : matchPath(item, rest, creates);
    });
  const found = search();
  if (found.length > 0 || creates === undefined) return found;
  const value = new RawScalar(pattern, 'plain');
  itemsOf(spot.get());
  (spot.get() as Node[]).push(key === '' ? value : { [key]: value });
  return search();
}

/** A scalar as YAML. */
function written(value: Node): string {
  return isMissingOrNull(value) ? 'null' : textOf(value);
}

function itemsOf(node: Node): Spot[] {
  if (!Array.isArray(node)) throw new BuildError('a path looks for items in something that is no list');
  return node.map((_item, at) => inList(node, at));
}

function inMap(map: NodeMap, key: string): Spot {
  return { get: () => map[key]!, set: (value) => setKey(map, key, value), field: { map, key } };
}

function inList(list: Node[], at: number): Spot {
  return { get: () => list[at]!, set: (value) => void (list[at] = value) };
}

function emptyFor(next: string | undefined, last: 'list' | 'map' | 'scalar'): Node {
  const kind = next === undefined ? last : isNumber(next) || isCondition(next) ? 'list' : 'map';
  return kind === 'list' ? [] : kind === 'map' ? {} : new RawScalar('', 'plain');
}

/** Whether a path ends within a text, as in the JSON of a ConfigMap's value. */
export function structuredTextAt(
  node: Node,
  path: readonly string[],
): { readonly text: string; readonly depth: number } | undefined {
  for (let depth = 1; depth < path.length; depth++) {
    let found: Node | undefined;
    try {
      found = lookUp(node, path.slice(0, depth));
    } catch (error) {
      if (error instanceof BuildError) continue;
      throw error;
    }
    if (found !== undefined && isScalar(found) && !isNull(found)) return { text: textOf(found), depth };
    if (isNodeMap(found) && isEmptyMap(found)) return undefined;
  }
  return undefined;
}
