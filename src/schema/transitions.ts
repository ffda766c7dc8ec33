import { isMap } from '../core/is-map';
import { listAt, textAt, valueAt } from '../kubernetes/json';
import { apiGroup, KubernetesObject } from '../kubernetes/objects';
import { evaluateTransitions } from './cel';
import { reduce } from './reduce';
import { Schema } from './schema';

/** A rule about an update that the update breaks. */
export interface BrokenTransition {
  /** Path of the value that has the rule; empty for the object itself. */
  readonly path: string;
  /** The rule's demand: its message, or the rule. */
  readonly why: string;
}

/**
 * Rules of a definition that compare a custom resource with what it was (`oldSelf`), and that an update breaks. As on the
 * API server, a value has an old one where the way to it leads through fields, maps, and lists with keys alone
 * (apiextensions-apiserver, pkg/apiserver/schema/cel/validation.go: CorrelatedObject).
 *
 * @param definition the CustomResourceDefinition
 * @param old the object as it was applied
 * @param next the object as it will be applied
 */
export function brokenTransitions(
  definition: KubernetesObject,
  old: KubernetesObject,
  next: KubernetesObject,
): BrokenTransition[] {
  const schema = schemaOf(definition, next.apiVersion);
  if (schema === undefined) return [];
  const found: BrokenTransition[] = [];
  visit(schema, old, next, '', found);
  return found;
}

/** Schemas with rules about updates; of most definitions none. */
const schemas = new WeakMap<KubernetesObject, Map<string, Schema | undefined>>();

function schemaOf(definition: KubernetesObject, apiVersion: string): Schema | undefined {
  const known = schemas.get(definition) ?? new Map<string, Schema | undefined>();
  schemas.set(definition, known);
  if (!known.has(apiVersion)) known.set(apiVersion, readSchema(definition, apiVersion));
  return known.get(apiVersion);
}

function readSchema(definition: KubernetesObject, apiVersion: string): Schema | undefined {
  const group = textAt(definition, 'spec', 'group');
  if (group !== apiGroup(apiVersion)) return undefined;
  const version = listAt(definition, 'spec', 'versions').find(
    (one) => `${group}/${textAt(one, 'name')}` === apiVersion,
  );
  const structure: unknown = valueAt(version, 'schema', 'openAPIV3Schema');
  if (!isMap(structure) || !JSON.stringify(structure).includes('oldSelf')) return undefined;
  try {
    return reduce(structure);
  } catch {
    return undefined;
  }
}

function visit(schema: Schema, old: unknown, next: unknown, path: string, found: BrokenTransition[]): void {
  if (old === undefined || old === null || next === undefined || next === null) return;
  const { rules, properties, additionalProperties, items, listType, listKeys } = schema;
  for (const why of rules ? evaluateTransitions(rules, old, next, schema, path === '') : []) found.push({ path, why });
  if (isMap(old) && isMap(next)) {
    for (const [name, value] of Object.entries(next)) {
      const field = properties ? properties[name] : additionalProperties;
      if (field) visit(field, old[name], value, path === '' ? name : `${path}.${name}`, found);
    }
    return;
  }
  if (!Array.isArray(old) || !Array.isArray(next) || !items || listType !== 'map' || !listKeys) return;
  const keyOf = (item: unknown) =>
    JSON.stringify(listKeys.map((key) => (isMap(item) ? item[key] : undefined) ?? items.properties?.[key]?.default));
  const before = new Map(old.map((item: unknown) => [keyOf(item), item]));
  for (const item of next as unknown[]) visit(items, before.get(keyOf(item)), item, `${path}[]`, found);
}
