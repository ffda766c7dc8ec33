/** A JSON value, for the constants in schemas. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The types of a value. */
export type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';

/** A CEL rule that values must satisfy. */
export interface Rule {
  /** The CEL expression, over `self`. */
  readonly rule: string;
  /** Message for a broken rule. */
  readonly message?: string;
  /** A CEL expression that computes the message. */
  readonly messageExpression?: string;
  /** Whether `oldSelf` is optional, so that the rule also applies on creation. */
  readonly optionalOldSelf?: true;
}

/** Value conditions without structure, as in `anyOf` and similar keywords. */
export interface ValueRule {
  readonly [keyword: string]: unknown;
}

/** Limits on a value. */
export interface Limits {
  readonly enum?: readonly Json[];
  /** A Go `regexp` pattern that must match somewhere in the value. */
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

/**
 * The structure of a value: an OpenAPI schema of Kubernetes without prose. Schemas are shared between positions and may
 * be recursive.
 */
export interface Schema extends Limits {
  /** Absent for any type. */
  readonly type?: SchemaType;
  /** The fields of an object. */
  readonly properties?: Readonly<Record<string, Schema>>;
  /** The values of a map. */
  readonly additionalProperties?: Schema;
  /** The items of a list. */
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly default?: Json;
  readonly nullable?: true;
  /** Unlisted fields are kept and not checked. */
  readonly preserveUnknown?: true;
  /** An integer or a string. */
  readonly intOrString?: true;
  /** A whole Kubernetes object with apiVersion, kind and metadata. */
  readonly embedded?: true;
  /** `set`: unique items. `map`: items with unique keys. */
  readonly listType?: 'set' | 'map';
  /** The key fields of the items in a list of type `map`. */
  readonly listKeys?: readonly string[];
  readonly rules?: readonly Rule[];
  /** Remedy, if the field is deprecated. */
  readonly deprecated?: string;
  readonly allOf?: readonly ValueRule[];
  readonly anyOf?: readonly ValueRule[];
  readonly oneOf?: readonly ValueRule[];
  readonly not?: ValueRule;
}

/** The keywords of {@link Limits}, in storage order. */
export const LIMITS = [
  'enum',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
] as const satisfies readonly (keyof Limits)[];

/** The keywords for conditions without structure. */
export const COMBINATORS = ['allOf', 'anyOf', 'oneOf', 'not'] as const;
