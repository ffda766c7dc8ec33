import type { CelEngine } from './cel-engine';
import { Schema } from './schema';

type Fields = Readonly<Record<string, unknown>>;

const RESERVED = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return var ' +
    'void while'
  ).split(' '),
);

const escapes = new Map<string, string>();

/** The name of a field in a rule: Kubernetes escapes names that are not valid CEL identifiers. */
export function celName(name: string): string {
  const known = escapes.get(name);
  if (known !== undefined) return known;
  const escaped = RESERVED.has(name)
    ? `__${name}__`
    : name
        .replaceAll('__', '__underscores__')
        .replaceAll('.', '__dot__')
        .replaceAll('-', '__dash__')
        .replaceAll('/', '__slash__');
  escapes.set(name, escaped);
  return escaped;
}

/** A number without fraction is an integer unless its schema says `number`. */
function scalar(engine: CelEngine, value: unknown, schema: Schema | undefined): unknown {
  if (typeof value === 'number' && schema?.type !== 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value !== 'string' || schema?.type !== 'string') return value;
  if (schema.format === 'date-time' || schema.format === 'datetime') return engine.timestamp(value);
  return schema.format === 'duration' ? engine.duration(value) : value;
}

/** Whether a field counts as absent: undefined, or null where the schema is not nullable. */
function isAbsent(value: unknown, schema: Schema): boolean {
  return value === undefined || (value === null && !schema.nullable);
}

/** The metadata fields that a rule may read. */
function metadata(engine: CelEngine, value: unknown): unknown {
  const made = engine.map();
  const { name, generateName } = (value ?? {}) as Fields;
  if (name !== undefined) made.set('name', name);
  if (generateName !== undefined) made.set('generateName', generateName);
  return made;
}

function mapOf(engine: CelEngine, value: Fields, schema: Schema | undefined, isObject: boolean): Map<string, unknown> {
  const made = engine.map();
  const { properties, additionalProperties } = schema ?? {};
  if (properties) {
    for (const name in properties) {
      const field = properties[name];
      if (!field) continue;
      const given = isAbsent(value[name], field) ? field.default : value[name];
      if (given !== undefined) made.set(celName(name), celValue(engine, given, field));
    }
  } else {
    for (const name in value) made.set(name, celValue(engine, value[name], additionalProperties));
  }
  if (isObject) {
    for (const name of ['apiVersion', 'kind']) if (value[name] !== undefined) made.set(name, value[name]);
    made.set('metadata', metadata(engine, value.metadata));
  }
  return made;
}

/**
 * The CEL value of a field: defaulted, reduced to the fields of the schema, with integers as CEL integers.
 *
 * @param isRoot whether the value is a Kubernetes object, whose name a rule may read
 */
export function celValue(engine: CelEngine, value: unknown, schema: Schema | undefined, isRoot = false): unknown {
  if (Array.isArray(value)) {
    const made = engine.list();
    for (const item of value) made.push(celValue(engine, item, schema?.items));
    return made;
  }
  if (typeof value !== 'object' || value === null) return scalar(engine, value, schema);
  return mapOf(engine, value as Fields, schema, isRoot || schema?.embedded === true);
}
