/** A value as JSON holds it, for the constants that schemas carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The types that a value can have. */
export type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';

/** A CEL rule that a value must fulfil. */
export interface Rule {
  /** The CEL expression, over `self`. */
  readonly rule: string;
  /** What to do when the rule is broken. */
  readonly message?: string;
  /** A CEL expression that makes the message. */
  readonly messageExpression?: string;
  /** Whether `oldSelf` is an optional, so that the rule also holds when an object is created. */
  readonly optionalOldSelf?: true;
}

/** Conditions on a value that say nothing about which fields exist, as `anyOf` and its like hold them. */
export interface ValueRule {
  readonly [keyword: string]: unknown;
}

/** Conditions that hold for a value itself. */
export interface Limits {
  readonly enum?: readonly Json[];
  /** An expression of Go's `regexp` that must match somewhere. */
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
 * The structure of a value: what an OpenAPI schema of Kubernetes says, without its prose.
 * One object may stand for many places, and may hold itself.
 */
export interface Schema extends Limits {
  /** Absent: any type. */
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
  /** Fields that are not listed are kept and not checked. */
  readonly preserveUnknown?: true;
  /** An integer or a string. */
  readonly intOrString?: true;
  /** A whole Kubernetes object with apiVersion, kind and metadata. */
  readonly embedded?: true;
  /** `set`: no item twice. `map`: no two items with equal keys. */
  readonly listType?: 'set' | 'map';
  /** The fields that are an item's key in a list of type `map`. */
  readonly listKeys?: readonly string[];
  readonly rules?: readonly Rule[];
  /** The field is deprecated: what to do instead. */
  readonly deprecated?: string;
  readonly allOf?: readonly ValueRule[];
  readonly anyOf?: readonly ValueRule[];
  readonly oneOf?: readonly ValueRule[];
  readonly not?: ValueRule;
}

/** The keywords of {@link Limits}, in the order they are stored. */
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

/** The keywords whose values are conditions without structure. */
export const JUNCTORS = ['allOf', 'anyOf', 'oneOf', 'not'] as const;
