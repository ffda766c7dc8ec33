import { isConstant } from '../core/constant';
import { formatName, NUMBER_FORMATS, STRING_FORMATS } from './formats';
import { goRegExp } from './go-regexp';
import { duplicateIn, listKeys } from './list-keys';
import { COMBINATORS, Schema } from './schema';

/**
 * A fast check that a value fits a schema. False means "does not fit, or undecided". Nearly every object fits, and this
 * check needs no preparation, whereas ajv takes a tenth of a second to load and some milliseconds per kind. Only values
 * that fail here go to ajv, which decides and reports the errors.
 */
export type Fits = (value: unknown) => boolean;

type Fields = Readonly<Record<string, unknown>>;
type Test<T> = (value: T) => boolean;

/** Keywords that this check leaves to ajv: combined schemas, embedded objects, and rare ones. */
const LEFT_TO_AJV: readonly (keyof Schema)[] = [...COMBINATORS, 'embedded', 'multipleOf', 'uniqueItems'];

/** Half of a surrogate pair: a text with one has fewer characters than `length` says. */
const SURROGATE = /[\ud800-\udfff]/;

const known = new WeakMap<Schema, Fits>();

/**
 * The check for a schema, built once.
 *
 * @throws SyntaxError when JavaScript cannot express a pattern
 */
export function fitsOf(schema: Schema): Fits {
  const before = known.get(schema);
  if (before) return before;
  // A schema may contain itself. Until its check is built, inner checks look it up when they run.
  known.set(schema, (value) => known.get(schema)?.(value) === true);
  const made = fitsFor(schema);
  known.set(schema, made);
  return made;
}

function fitsFor(schema: Schema): Fits {
  if (LEFT_TO_AJV.some((keyword) => schema[keyword] !== undefined)) return () => false;
  const text = takes(schema, 'string') ? textTest(schema) : undefined;
  const number = takes(schema, 'number') || takes(schema, 'integer') ? numberTest(schema) : undefined;
  const isBoolean = takes(schema, 'boolean');
  const list = takes(schema, 'array') ? listTest(schema) : undefined;
  const fields = takes(schema, 'object') ? fieldsTest(schema) : undefined;
  const isNull = schema.nullable === true || (isAny(schema) && schema.enum === undefined);
  const allowed = schema.enum && new Set<unknown>(schema.enum);
  return (value) => {
    if (value === null) return isNull;
    if (allowed !== undefined && !allowed.has(value)) return false;
    switch (typeof value) {
      case 'string':
        return text !== undefined && text(value);
      case 'number':
        return number !== undefined && number(value);
      case 'boolean':
        return isBoolean;
      case 'object':
        return Array.isArray(value)
          ? list !== undefined && list(value as unknown[])
          : fields !== undefined && fields(value as Fields);
      default:
        return false;
    }
  };
}

/** Whether a schema accepts every type. */
function isAny({ type, intOrString, format }: Schema): boolean {
  return type === undefined && !intOrString && format !== 'quantity';
}

/** Whether a schema accepts values of a type. */
function takes(schema: Schema, type: NonNullable<Schema['type']>): boolean {
  if (schema.type !== undefined && !schema.intOrString) return schema.type === type;
  if (isAny(schema)) return true;
  return type === 'string' || type === (schema.intOrString ? 'integer' : 'number');
}

function textTest({ pattern, format, minLength = 0, maxLength = Infinity }: Schema): Test<string> {
  const expression = pattern === undefined ? undefined : goRegExp(pattern);
  const named = format === undefined ? undefined : STRING_FORMATS[formatName(format)];
  return (text) => {
    if (text.length < minLength || text.length > maxLength) return false;
    if (minLength > 1 && SURROGATE.test(text)) return false;
    return (expression?.test(text) ?? true) && (named?.(text) ?? true);
  };
}

function numberTest(schema: Schema): Test<number> {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum, format } = schema;
  const isWhole = !takes(schema, 'number');
  const named = format === undefined ? undefined : NUMBER_FORMATS[formatName(format)];
  return (number) => {
    if (!(isWhole ? Number.isInteger(number) : Number.isFinite(number))) return false;
    if (exclusiveMinimum ? number <= minimum : number < minimum) return false;
    if (exclusiveMaximum ? number >= maximum : number > maximum) return false;
    return named?.(number) ?? true;
  };
}

function listTest(schema: Schema): Test<readonly unknown[]> {
  const { items, listType, minItems = 0, maxItems = Infinity } = schema;
  const item = items && fitsOf(items);
  const keys = listKeys(schema);
  const fitting = new WeakSet<readonly unknown[]>();
  return (list) => {
    if (fitting.has(list)) return true;
    if (list.length < minItems || list.length > maxItems) return false;
    if (item && !list.every(item)) return false;
    const isFit = listType === undefined || duplicateIn(list, keys) === undefined;
    if (isFit && isConstant(list)) fitting.add(list);
    return isFit;
  };
}

function fieldsTest(schema: Schema): Test<Fields> {
  const fields = new Map(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, fitsOf(field)]));
  const required = (schema.required ?? []).filter((name) => schema.properties?.[name]?.default === undefined);
  const isOpen = schema.preserveUnknown === true || schema.type !== 'object';
  const { additionalProperties: values } = schema;
  // The API server checks values also where unknown fields are kept.
  const others = values && schema.type === 'object' ? fitsOf(values) : () => isOpen;
  const { minProperties = 0, maxProperties = Infinity } = schema;
  const isCounted = minProperties > 0 || maxProperties < Infinity;
  const fitting = new WeakSet<Fields>();
  const fits = (object: Fields): boolean => {
    for (const name of required) if (object[name] === undefined) return false;
    for (const name in object) {
      const value = object[name];
      const field = fields.get(name);
      if (field === undefined ? !others(value) : value !== undefined && !field(value)) return false;
    }
    if (!isCounted) return true;
    const count = Object.keys(object).length;
    return count >= minProperties && count <= maxProperties;
  };
  return (object) => {
    if (fitting.has(object)) return true;
    const isFit = fits(object);
    if (isFit && isConstant(object)) fitting.add(object);
    return isFit;
  };
}
