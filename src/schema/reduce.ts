import { defined } from '../core/defined';
import { COMBINATORS, LIMITS, Rule, Schema } from './schema';

/** An OpenAPI schema as published by a CRD or an API server. */
export type OpenApi = Readonly<Record<string, unknown>>;

/** Callbacks of {@link reduce} for everything that is not structure. */
export interface ReduceOptions {
  /** Resolves a `$ref`. @default - a `$ref` is an error */
  readonly resolve?: (ref: string) => Schema;
  /** The remedy for the field at this path (`spec.sourceRef[]`), if deprecated. @default - nothing is deprecated */
  readonly deprecation?: (path: string, schema: OpenApi) => string | undefined;
  /** The message of a rule. @default - the rule's own message */
  readonly message?: (rule: string, message: string | undefined) => string | undefined;
}

function isObject(value: unknown): value is OpenApi {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The conditions in `anyOf` and similar keywords, without prose. */
function conditions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(conditions);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => key !== 'description' || typeof inner !== 'string');
  return Object.fromEntries(kept.map(([key, inner]) => [key, conditions(inner)]));
}

function rulesOf(value: unknown, options: ReduceOptions): Rule[] {
  return (Array.isArray(value) ? value.filter(isObject) : []).map((given) => {
    const rule = String(given.rule).trim();
    const own = typeof given.message === 'string' ? given.message : undefined;
    const message = options.message ? options.message(rule, own) : own;
    return {
      rule,
      ...defined({
        message,
        messageExpression: typeof given.messageExpression === 'string' ? given.messageExpression : undefined,
        optionalOldSelf: given.optionalOldSelf === true ? (true as const) : undefined,
      }),
    };
  });
}

/** Reduces the fields, items and values of a schema. */
function children(given: OpenApi, options: ReduceOptions, path: string): Partial<Schema> {
  const { properties, items, additionalProperties: values } = given;
  const names = isObject(properties) ? Object.keys(properties).sort() : [];
  const fields = names.map((name) => {
    const below = path === '' ? name : `${path}.${name}`;
    return [name, reduce((properties as Record<string, OpenApi>)[name] ?? {}, options, below)] as const;
  });
  return {
    ...defined({
      properties: names.length > 0 ? Object.fromEntries(fields) : undefined,
      additionalProperties: isObject(values) ? reduce(values, options, `${path}{}`) : undefined,
      items: isObject(items) ? reduce(items, options, `${path}[]`) : undefined,
    }),
  };
}

/**
 * Reduces an OpenAPI schema to its structure: types, fields, limits, defaults and rules, without prose.
 *
 * @param path path of the schema, for the callbacks
 * @throws Error when a `$ref` cannot be resolved
 */
export function reduce(given: OpenApi, options: ReduceOptions = {}, path = ''): Schema {
  const { allOf } = given;
  const only: unknown = Array.isArray(allOf) && allOf.length === 1 ? allOf[0] : undefined;
  const ref = given.$ref ?? (isObject(only) ? only.$ref : undefined);
  if (typeof ref === 'string') {
    if (!options.resolve)
      throw new Error(`schema ${ref} at ${path || 'the root'} is a reference: give the whole schema`);
    return options.resolve(ref);
  }
  const reduced: Record<string, unknown> = {};
  if (typeof given.type === 'string') reduced.type = given.type;
  Object.assign(reduced, children(given, options, path));
  if (Array.isArray(given.required) && given.required.length > 0)
    reduced.required = [...(given.required as string[])].sort();
  for (const limit of LIMITS) if (given[limit] !== undefined) reduced[limit] = given[limit];
  for (const key of COMBINATORS) if (given[key] !== undefined) reduced[key] = conditions(given[key]);
  if (given.default !== undefined) reduced.default = given.default;
  if (given.nullable === true) reduced.nullable = true;
  if (given['x-kubernetes-preserve-unknown-fields'] === true || given.additionalProperties === true) {
    reduced.preserveUnknown = true;
  }
  if (given['x-kubernetes-int-or-string'] === true) reduced.intOrString = true;
  if (given['x-kubernetes-embedded-resource'] === true) reduced.embedded = true;
  const listType = given['x-kubernetes-list-type'];
  if (listType === 'set' || listType === 'map') reduced.listType = listType;
  if (listType === 'map') reduced.listKeys = given['x-kubernetes-list-map-keys'];
  const rules = rulesOf(given['x-kubernetes-validations'], options);
  if (rules.length > 0) reduced.rules = rules;
  const deprecated = options.deprecation?.(path, given);
  if (deprecated !== undefined) reduced.deprecated = deprecated;
  return reduced;
}
