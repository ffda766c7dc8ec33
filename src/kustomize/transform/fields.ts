import { FieldSpec } from '../data/field-specs';
import { groupAndVersion, isSelected } from '../resource/ids';
import { BuildError, isNodeMap, isNull, Node, NodeMap, setKey, textOf } from '../yaml/node';

/** A transformer's edit of the fields that it finds. */
export interface FieldEdit {
  /** The new value of a field that was found or created. */
  readonly set: (value: Node) => Node;
  /** The kind of node that a missing field becomes. */
  readonly creates?: 'map' | 'scalar';
}

const paths = new Map<string, readonly string[]>();

/** The keys of a path between delimiters; a backslash before one makes it part of the key. */
export function splitPath(path: string, delimiter = '/'): readonly string[] {
  const cached = delimiter === '/' ? paths.get(path) : undefined;
  if (cached !== undefined) return cached;
  const parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts.shift();
  const keys: string[] = [parts[0]!];
  for (const part of parts.slice(1)) {
    const last = keys.at(-1)!;
    if (last.endsWith('\\')) keys[keys.length - 1] = last.slice(0, -1) + delimiter + part;
    else keys.push(part);
  }
  if (delimiter === '/') paths.set(path, keys);
  return keys;
}

/** Whether a field is one of an object's kind. */
export function appliesTo(object: NodeMap, spec: FieldSpec): boolean {
  if (!spec.kind && !spec.group && !spec.version) return true;
  return isSelected({ ...groupAndVersion(textOf(object.apiVersion)), kind: textOf(object.kind) }, spec);
}

/** Changes the fields of an object that a specification selects; the object is changed in place. */
export function editField(object: NodeMap, spec: FieldSpec, edit: FieldEdit): void {
  if (appliesTo(object, spec)) walk(object, splitPath(spec.path), 0, spec, edit);
}

/** Whether an edit of a field would find or create something, so that the object has to be copied first. */
export function hasField(object: NodeMap, spec: FieldSpec): boolean {
  if (!appliesTo(object, spec)) return false;
  return spec.create === true || reaches(object, splitPath(spec.path), 0);
}

function reaches(node: Node | undefined, keys: readonly string[], at: number): boolean {
  if (node === undefined) return false;
  if (at === keys.length) return true;
  if (Array.isArray(node)) return node.some((item) => reaches(item, keys, at));
  // A scalar on the way is a fault, which the edit finds.
  if (!isNodeMap(node)) return !isNull(node);
  const key = keys[at]!.replace(/\[\]$/, '');
  return Object.hasOwn(node, key) && reaches(node[key], keys, at + 1);
}

function walk(node: Node, keys: readonly string[], at: number, spec: FieldSpec, edit: FieldEdit): Node {
  if (at === keys.length) return edit.set(node);
  if (isNull(node)) return node;
  if (Array.isArray(node)) {
    for (let item = 0; item < node.length; item++) node[item] = walk(node[item]!, keys, at, spec, edit);
    return node;
  }
  if (!isNodeMap(node)) throw new BuildError(`field ${spec.path}: expected a list or map on the way`);
  const name = keys[at]!;
  const isList = name.endsWith('[]');
  const key = isList ? name.slice(0, -2) : name;
  const creates =
    spec.create !== true || isList ? undefined : at + 1 === keys.length ? edit.creates : edit.creates && 'map';
  const found = Object.hasOwn(node, key) ? node[key]! : undefined;
  if (found === undefined && creates === undefined) return node;
  const value =
    found === undefined || (isNull(found) && (creates !== undefined || isList))
      ? empty(isList ? 'list' : creates!)
      : found;
  setKey(node, key, walk(value, keys, at + 1, spec, edit));
  return node;
}

function empty(kind: 'list' | 'map' | 'scalar'): Node {
  return kind === 'list' ? [] : kind === 'map' ? {} : '';
}
