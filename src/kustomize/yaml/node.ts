import { JsonObject, JsonValue } from '../../kubernetes/objects';
import { resolvePlain } from './plain-scalars';
import { BuildError, located, Node, NodeMap, RawScalar, ScalarTag } from './types';

export { BuildError, located, RawScalar };
export type { Node, NodeMap };

/** Whether a node is a map. */
export function isNodeMap(node: Node | undefined): node is NodeMap {
  return typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof RawScalar);
}

/** Whether a node is a scalar, null included. */
export function isScalar(node: Node | undefined): node is string | number | boolean | null | RawScalar {
  return node !== undefined && (typeof node !== 'object' || node === null || node instanceof RawScalar);
}

/** Whether a node is null, however it is written. */
export function isNull(node: Node | undefined): boolean {
  return node === null || (node instanceof RawScalar && node.tag === 'null');
}

/** Whether a node is missing or null. */
export function isMissingOrNull(node: Node | undefined): node is undefined | null {
  return node === undefined || isNull(node);
}

/** Whether a node is missing, null, or an empty map or list. */
export function isNothing(node: Node | undefined): boolean {
  if (isMissingOrNull(node)) return true;
  if (Array.isArray(node)) return node.length === 0;
  return isNodeMap(node) && isEmptyMap(node);
}

/** Whether a map has no keys. */
export function isEmptyMap(map: NodeMap): boolean {
  for (const key in map) if (Object.hasOwn(map, key)) return false;
  return true;
}

/** The text of a scalar as it was written; empty for everything else. */
export function textOf(node: Node | undefined): string {
  if (typeof node === 'string') return node;
  if (node instanceof RawScalar) return node.text;
  if (node === undefined || (typeof node === 'object' && node !== null)) return '';
  return String(node);
}

/** The text of a scalar; the empty string for null. */
export function valueOf(node: Node | undefined): string {
  return isNull(node) ? '' : textOf(node);
}

/** A scalar with another text and the tag that it has. */
export function withText(node: Node, text: string): Node {
  if (typeof node === 'string' || !isScalar(node)) return text;
  const tag = tagOf(node);
  return tag === 'plain' ? text : raw(text, tag);
}

/** A scalar of a tag. */
export function raw(text: string, tag: ScalarTag): Node {
  const resolved = resolvePlain(text);
  return tagOf(resolved) === tag ? resolved : new RawScalar(text, tag);
}

/** The tag of a scalar; `plain` for strings. */
export function tagOf(node: Node): ScalarTag {
  if (node === null) return 'null';
  if (node instanceof RawScalar) return node.tag;
  if (typeof node === 'boolean') return 'bool';
  if (typeof node === 'number') return Number.isInteger(node) ? 'int' : 'float';
  return 'plain';
}

/** A deep copy. */
export function copyNode<T extends Node>(node: T): T {
  if (typeof node !== 'object' || node === null || node instanceof RawScalar) return node;
  if (Array.isArray(node)) return node.map(copyNode) as T;
  const copy: NodeMap = {};
  for (const key of Object.keys(node)) setKey(copy, key, copyNode(node[key]!));
  return copy as T;
}

/** Sets a key of a map, also one that JavaScript would take for itself. */
export function setKey(map: NodeMap, key: string, value: Node): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

/** The field of a map; undefined when it has none. */
export function fieldOf(node: Node | undefined, key: string): Node | undefined {
  return isNodeMap(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}

/** The value at a path of keys. */
export function nodeAt(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  let found = node;
  for (const key of keys) found = fieldOf(found, key);
  return found;
}

/** The JSON of a node; parts without special scalars are shared with it. */
export function toJson(node: Node): JsonValue {
  if (typeof node !== 'object' || node === null) return node;
  if (node instanceof RawScalar) return rawJson(node);
  if (Array.isArray(node)) {
    const items = node.map(toJson);
    return items.every((item, at) => item === node[at]) ? (node as JsonValue[]) : items;
  }
  let result: JsonObject | undefined;
  for (const key of Object.keys(node)) {
    const value = node[key]!;
    const json = toJson(value);
    if (json === value) continue;
    result ??= { ...(node as JsonObject) };
    setKey(result, key, json);
  }
  return result ?? (node as JsonObject);
}

function rawJson({ text, tag }: RawScalar): JsonValue {
  if (tag === 'null') {
    if (isNull(resolvePlain(text))) return null;
    throw new BuildError('a text is put where null stood');
  }
  if (tag === 'timestamp') return timestampJson(text);
  // An empty scalar without a tag is written in quotes.
  if (tag === 'plain' && text === '') return '';
  const resolved = tag === 'plain' ? resolvePlain(text) : typed(text, tag);
  if (!(resolved instanceof RawScalar)) return resolved as JsonValue;
  if (resolved.tag === 'timestamp') return timestampJson(text);
  return resolved.tag === 'bool' ? text.toLowerCase() === 'true' : numberOf(text);
}

function typed(text: string, tag: ScalarTag): Node {
  const resolved = resolvePlain(text);
  const found = tagOf(resolved);
  if (found === tag || (tag === 'float' && found === 'int')) return resolved;
  throw new BuildError(`a text is put where ${tag === 'bool' ? 'a boolean' : 'a number'} stood`);
}

/** The number that a YAML text stands for. */
export function numberOf(text: string): JsonValue {
  const plain = text.replaceAll('_', '').replace(/^\+/, '');
  if (/^-?0[0-7]+$/.test(plain)) return parseInt(plain, 8);
  if (/^-0[box]/i.test(plain)) return -Number(plain.slice(1));
  if (/^[-+]?\.inf$|^\.nan$/i.test(text)) throw new BuildError('holds a number that JSON cannot hold');
  const number = Number(plain);
  return Number.isFinite(number) ? number : text;
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]+(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?\s*(Z|[-+]\d{2}:\d{2})?)?$/;

/** A date as Go writes it. */
function timestampJson(text: string): string {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = DATE.exec(text) ?? [];
  const two = (part: string | undefined) => (part ?? '').padStart(2, '0');
  const rest = fraction.replace(/0+$/, '').replace(/^\.$/, '');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${rest}${zone === '+00:00' ? 'Z' : zone}`;
}
