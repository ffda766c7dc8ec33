import { FieldSpec } from '../data/field-specs';
import { idKey, isClusterScopedId, isSameButNamespace, ResourceId } from '../resource/ids';
import { Resources } from '../resource/resources';
import {
  BuildError,
  isMissingOrNull,
  isNodeMap,
  isScalar,
  Node,
  RawScalar,
  setKey,
  toJson,
  valueOf,
} from '../yaml/node';
import { editField, hasField } from './fields';
import { fieldPath, lookUp } from './paths';

/** An entry of `vars`: a name for the value of an object's field. */
export interface Variable {
  readonly name: string;
  readonly object: ResourceId;
  readonly fieldPath: string;
}

/** Notes on the objects which variables read them, as long as they have their own names. */
export function noteVariables(resources: Resources, variables: readonly Variable[]): void {
  for (const { name, object } of variables) {
    const exact = object.namespace !== '' || isClusterScopedId(object);
    const key = idKey(object);
    const matched = resources.matching((id) => (exact ? idKey(id) === key : isSameButNamespace(id, object)));
    if (matched.length > 1) throw new BuildError(`vars: several objects may be meant by ${name}`);
    matched[0]?.variables.push(name);
  }
}

/** Replaces `$(NAME)` in the fields that may hold variables. */
export function resolveVariables(
  resources: Resources,
  variables: readonly Variable[],
  fieldSpecs: readonly FieldSpec[],
): void {
  if (variables.length === 0) return;
  const values = new Map(variables.map((variable) => [variable.name, valueIn(resources, variable)]));
  for (const resource of resources.all) {
    for (const spec of fieldSpecs) {
      if (hasField(resource.data, { ...spec, create: false })) {
        editField(resource.edit(), { ...spec, create: false }, { set: (value) => replaceIn(value, values) });
      }
    }
  }
}

function valueIn(resources: Resources, { name, fieldPath: path }: Variable): Node {
  const resource = resources.all.find(({ variables }) => variables.includes(name));
  if (resource === undefined && resources.hidden) return `$(${name})`;
  if (resource === undefined) throw new BuildError(`vars: no object is meant by ${name}`);
  const parts = fieldPath(path).flatMap((part) => {
    const [, key, index] = /^(.*)\[(\d+)\]$/.exec(part) ?? [];
    return index === undefined ? [part] : key === '' ? [index] : [key!, index];
  });
  const value = lookUp(resource.data, parts);
  if (value === undefined) throw new BuildError(`vars: ${name} reads ${path}, which is missing`);
  return value;
}

function replaceIn(value: Node, values: ReadonlyMap<string, Node>): Node {
  if (isMissingOrNull(value)) return value;
  if (isScalar(value)) return replaceText(value, values);
  if (Array.isArray(value)) {
    return value.map((item) => {
      if (typeof item !== 'string') throw new BuildError('vars: a list holds something that is no text');
      return replaceText(item, values);
    });
  }
  if (isNodeMap(value)) for (const key of Object.keys(value)) setKey(value, key, replaceText(value[key]!, values));
  return value;
}

function replaceText(given: Node, values: ReadonlyMap<string, Node>): Node {
  // A scalar without a tag counts as a text, and becomes one.
  const node = given instanceof RawScalar && given.tag === 'plain' ? given.text : given;
  if (typeof node !== 'string' || !node.includes('$')) return node;
  const whole = /^\$\(([^)]*)\)$/.exec(node);
  if (whole && values.has(whole[1]!)) return typedValue(values.get(whole[1]!)!, node);
  return node.replaceAll(/\$(?:\$|\(([^)]*)\))/g, (all: string, name: string | undefined) => {
    if (name === undefined) return '$';
    const value = values.get(name);
    return value === undefined || !isScalar(value) ? all : plainText(value);
  });
}

/** A text that is nothing but a variable takes over the type of its value. */
function typedValue(value: Node, text: string): Node {
  if (!isScalar(value)) return text;
  return value instanceof RawScalar && value.tag !== 'timestamp' ? toJson(value) : value;
}

function plainText(value: Node): string {
  return value instanceof RawScalar && value.tag !== 'plain' ? jsonText(value) : valueOf(value);
}

function jsonText(value: Node): string {
  const json = toJson(value);
  return typeof json === 'string' ? json : JSON.stringify(json);
}
