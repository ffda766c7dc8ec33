import { defined } from '../core/defined';
import { formatName, NUMBER_FORMATS, STRING_FORMATS } from './formats';
import { listKeys } from './list-keys';
import { COMBINATORS, LIMITS, Schema, SchemaType } from './schema';

/** A schema in ajv's format. */
export type JsonSchema = Record<string, unknown> | boolean;

/** Custom keyword with the list type and the keys of the items. */
export const LIST_KEYWORD = 'uniqueKeys';

/** Names the schemas to compile separately; `undefined` for a schema to inline. */
export type Naming = (schema: Schema) => string | undefined;

function types(schema: Schema): SchemaType | readonly string[] | undefined {
  const isQuantity = schema.type === undefined && schema.format === 'quantity';
  const own = schema.intOrString ? ['integer', 'string'] : isQuantity ? ['string', 'number'] : schema.type;
  if (own === undefined || !schema.nullable) return own;
  return [...(typeof own === 'string' ? [own] : own), 'null'];
}

/** Whether the API server checks a format. Other formats would only cost time. */
function isChecked(format: unknown): boolean {
  const name = formatName(String(format));
  return name in STRING_FORMATS || name in NUMBER_FORMATS;
}

/**
 * In OpenAPI 3.0 the exclusive limits are booleans that modify the others; in JSON schema they are the limits
 * themselves.
 */
function exclusiveLimits(kept: Record<string, unknown>): Record<string, unknown> {
  const pairs = [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const;
  for (const [limit, exclusive] of pairs) {
    const isExclusive = kept[exclusive] === true;
    delete kept[exclusive];
    if (!isExclusive) continue;
    kept[exclusive] = kept[limit];
    delete kept[limit];
  }
  return kept;
}

function limits(schema: Schema): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const limit of LIMITS) {
    if (schema[limit] !== undefined) kept[limit] = schema[limit];
  }
  if (schema.format !== undefined) {
    if (isChecked(schema.format)) kept.format = formatName(schema.format);
    else delete kept.format;
  }
  if (schema.nullable && schema.enum && !schema.enum.includes(null)) kept.enum = [...schema.enum, null];
  return exclusiveLimits(kept);
}

/** Converts the conditions in `anyOf` and similar keywords. */
function conditions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(conditions);
  if (typeof value !== 'object' || value === null) return value;
  const rest = Object.entries(value).filter(([key]) => !key.startsWith('x-') && key !== 'nullable');
  const kept = Object.fromEntries(rest.map(([key, inner]) => [key, conditions(inner)]));
  if (typeof kept.format === 'string') kept.format = formatName(kept.format);
  return exclusiveLimits(kept);
}

/** The keywords for fields. Unlisted fields are rejected unless the schema preserves them. */
function fields(schema: Schema, naming: Naming): Record<string, unknown> {
  const named = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => [name, toJsonSchema(field, naming)] as const,
  );
  const open = schema.preserveUnknown === true || schema.type !== 'object';
  const values = schema.additionalProperties;
  const identity = schema.embedded ? { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: {} } : {};
  const required = schema.required?.filter((name) => schema.properties?.[name]?.default === undefined) ?? [];
  const all = schema.embedded ? [...new Set(['apiVersion', 'kind', ...required])] : required;
  return defined<Record<string, unknown>>({
    properties: named.length > 0 || schema.embedded ? { ...Object.fromEntries(named), ...identity } : undefined,
    additionalProperties: values && schema.type === 'object' ? toJsonSchema(values, naming) : open ? undefined : false,
    required: all.length > 0 ? all : undefined,
  });
}

/**
 * The JSON schema equivalent to strict field validation after defaulting. CEL rules, deprecations and metadata are not
 * part of it.
 */
export function toJsonSchema(schema: Schema, naming: Naming, top = false): JsonSchema {
  const name = top ? undefined : naming(schema);
  if (name !== undefined) return { $ref: name };
  const type = types(schema);
  const json: Record<string, unknown> = {
    ...defined({ type }),
    ...limits(schema),
    ...fields(schema, naming),
  };
  if (schema.items) json.items = toJsonSchema(schema.items, naming);
  for (const key of COMBINATORS) if (schema[key] !== undefined) json[key] = conditions(schema[key]);
  if (schema.listType) json[LIST_KEYWORD] = listKeys(schema);
  return json;
}
