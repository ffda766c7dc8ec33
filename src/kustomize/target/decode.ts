import { FieldType, FieldTypes } from '../data/kustomization-fields';
import { byBytes } from '../yaml/go-json';
import { BuildError, isNodeMap, isNull, isScalar, Node, NodeMap, setKey, toJson } from '../yaml/node';

/** How exactly a file has to keep to its fields: Flux reads the list of a path leniently, kustomize every other one strictly. */
export interface Strictness {
  /** Whether unknown fields are faults; else they are dropped. */
  readonly unknownFields: boolean;
  /** Whether numbers and booleans in the place of texts are faults; else they become texts. */
  readonly scalars: boolean;
}

/** As kustomize reads a list. */
export const STRICT: Strictness = { unknownFields: true, scalars: true };
/** As the configuration of a transformer is read. */
export const LENIENT: Strictness = { unknownFields: false, scalars: false };

/**
 * The fields of a parsed file in their types; nulls are left out.
 *
 * @throws BuildError for unknown fields and wrong types
 */
export function decode<T>(node: Node | undefined, types: FieldTypes, strictness: Strictness, where: string): T {
  if (node === undefined || isNull(node)) return {} as T;
  if (!isNodeMap(node)) throw new BuildError(`${where} is not one map`);
  return decodeMap(node, types, strictness, where) as T;
}

function decodeMap(map: NodeMap, types: FieldTypes, strictness: Strictness, where: string): NodeMap {
  const result: NodeMap = {};
  const keys = Object.keys(map);
  // Of one field in several cases the last counts, in the order of Go's maps.
  if (!keys.every((key) => Object.hasOwn(types, key))) keys.sort(byBytes);
  for (const given of keys) {
    const value = map[given]!;
    const key = fieldName(given, types);
    const type = key === undefined ? undefined : types[key];
    if (key === undefined || type === undefined) {
      if (strictness.unknownFields) throw new BuildError(`${where} has an unknown field ${JSON.stringify(given)}`);
      continue;
    }
    if (isNull(value)) continue;
    result[key] = decodeValue(value, type, strictness, `${where}: ${key}`);
  }
  return result;
}

const namesByCase = new WeakMap<FieldTypes, ReadonlyMap<string, string>>();

/** The field that a key means: Go's JSON reader takes keys in any case. */
function fieldName(key: string, types: FieldTypes): string | undefined {
  if (Object.hasOwn(types, key)) return key;
  let names = namesByCase.get(types);
  if (names === undefined) {
    names = new Map(Object.keys(types).map((name) => [name.toLowerCase(), name]));
    namesByCase.set(types, names);
  }
  return names.get(key.toLowerCase());
}

function decodeValue(value: Node, type: FieldType, strictness: Strictness, where: string): Node {
  switch (type) {
    case 'any':
      return value;
    case 'string':
      return text(value, strictness, where);
    case 'boolean': {
      const json = isScalar(value) ? toJson(value) : undefined;
      if (typeof json !== 'boolean') throw wrong(where, 'true or false');
      return json;
    }
    case 'integer': {
      const json = isScalar(value) ? toJson(value) : undefined;
      if (typeof json !== 'number' || !Number.isInteger(json)) throw wrong(where, 'an integer');
      return json;
    }
    case 'strings':
      if (!Array.isArray(value)) throw wrong(where, 'a list of texts');
      return value.map((item) => (isNull(item) ? '' : text(item, strictness, where)));
    case 'stringMap': {
      if (!isNodeMap(value)) throw wrong(where, 'a map of texts');
      const result: NodeMap = {};
      for (const key of Object.keys(value)) {
        const item = value[key]!;
        setKey(result, key, isNull(item) ? '' : text(item, strictness, where));
      }
      return result;
    }
    default:
      return decodeParts(value, type, strictness, where);
  }
}

function decodeParts(
  value: Node,
  type: { readonly list: FieldTypes } | { readonly map: FieldTypes },
  strictness: Strictness,
  where: string,
): Node {
  if ('map' in type) {
    if (!isNodeMap(value)) throw wrong(where, 'a map');
    return decodeMap(value, type.map, strictness, where);
  }
  if (!Array.isArray(value)) throw wrong(where, 'a list');
  return value.map((item) => {
    if (isNull(item)) return {};
    if (!isNodeMap(item)) throw wrong(where, 'a list of maps');
    return decodeMap(item, type.list, strictness, where);
  });
}

function text(value: Node, { scalars }: Strictness, where: string): string {
  if (typeof value === 'string') return value;
  if (scalars || !isScalar(value)) throw wrong(where, 'a text');
  const json = toJson(value);
  return typeof json === 'string' ? json : JSON.stringify(json);
}

function wrong(where: string, wanted: string): BuildError {
  return new BuildError(`${where} is not ${wanted}`);
}
