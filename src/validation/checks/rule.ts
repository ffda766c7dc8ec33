import { defined } from '../../core/defined';
import { FormatName } from './formats';
import { Report } from './report';

/** Fields of an object, as JSON holds them. */
export type Fields = Readonly<Record<string, unknown>>;

/** A condition on the object that a rule stands at. */
export type Condition =
  /** A field has one of these values. `orElse` is the value that the API server gives an absent one. */
  | { readonly field: string; readonly is: readonly unknown[]; readonly orElse?: unknown }
  /** A field is there, or is not. */
  | { readonly field: string; readonly given: boolean }
  /** A field is absent, or empty, 0 or false. */
  | { readonly field: string; readonly zero: true }
  | { readonly not: Condition }
  | { readonly all: readonly Condition[] };

/** A rule between several fields, which no table can say. */
export type Relation = (value: unknown, report: Report) => void;

/** A rule about a value. All but `required` pass an absent value. */
export type Check =
  /** The value is there, and neither empty text nor an empty list. `filled`: nor an empty map. */
  | { readonly rule: 'required'; readonly filled?: boolean; readonly hint?: string }
  /** The value must be absent. `zero`: or a value that the API server takes for none: empty, 0 or false. */
  | { readonly rule: 'forbidden'; readonly why: string; readonly zero?: boolean }
  | { readonly rule: 'range'; readonly min?: number; readonly max?: number; readonly zero?: boolean }
  /** One of several texts. Empty text passes unless `strict`: the API server gives it the default. */
  | { readonly rule: 'choice'; readonly values: readonly string[]; readonly strict?: boolean }
  /** A text of a format. Empty text passes unless `strict`. */
  | { readonly rule: 'format'; readonly format: FormatName; readonly strict?: boolean }
  /** The number of items or entries. */
  | { readonly rule: 'size'; readonly max: number }
  | { readonly rule: 'each'; readonly checks: readonly Check[] }
  | { readonly rule: 'keys'; readonly checks: readonly Check[] }
  | { readonly rule: 'values'; readonly checks: readonly Check[] }
  /** No two items agree in these fields, or at all without fields. Items without the first field are left out. */
  | { readonly rule: 'unique'; readonly fields: readonly string[]; readonly defaults?: Fields }
  | { readonly rule: 'shape'; readonly shape: () => Shape }
  /** The checks apply where the condition holds for the object. */
  | { readonly rule: 'when'; readonly condition: Condition; readonly checks: readonly Check[] }
  /** Checks of one field of the object, for use within `when`. */
  | { readonly rule: 'field'; readonly field: string; readonly checks: readonly Check[] }
  /** How many of these fields are there. */
  | {
      readonly rule: 'count';
      readonly fields: readonly string[];
      readonly min: 0 | 1;
      readonly max?: 1;
      readonly of: string;
    }
  | { readonly rule: 'relation'; readonly check: Relation }
  /** The checks apply to a field as the API server sees it, which the object decides. */
  | {
      readonly rule: 'view';
      readonly field: string;
      readonly view: (object: Fields) => unknown;
      readonly checks: readonly Check[];
    }
  /** Findings of the checks are warnings: the API server takes the object, and refuses what comes of it. */
  | { readonly rule: 'warning'; readonly checks: readonly Check[] }
  /** The checks apply in these minor versions of Kubernetes only. */
  | { readonly rule: 'in'; readonly since?: number; readonly until?: number; readonly checks: readonly Check[] };

/** The rules of a type of the API. */
export interface Shape {
  /**
   * The file and, after `#`, the function that decide: a folder of `pkg/apis` in Kubernetes 1.34.4, or one of a module of
   * `k8s.io`.
   */
  readonly source: string;
  /** Rules of single fields. */
  readonly fields?: Readonly<Record<string, Check | readonly Check[]>>;
  /** Rules between fields. */
  readonly rules?: readonly Check[];
}

/** A value that must be there. */
export const required: Check = { rule: 'required' };

/** A map that must have entries. */
export const filled: Check = { rule: 'required', filled: true };

/** A number of at least `min`, at most `max`. */
export const range = (min: number, max?: number): Check => ({
  rule: 'range',
  min,
  ...defined({ max }),
});

/** A number in a range, or 0, which stands for none. */
export const rangeOrZero = (min: number, max?: number): Check => ({ ...range(min, max), zero: true }) as Check;

/** A number that is not negative. */
export const natural: Check = range(0);

/** A port. */
export const port: Check = range(1, 65_535);

/** One of several texts, or empty text. */
export const choice = (...values: readonly string[]): Check => ({ rule: 'choice', values });

/** One of several texts. */
export const strictChoice = (...values: readonly string[]): Check => ({ rule: 'choice', values, strict: true });

/** A protocol of ports, or empty text. */
export const protocol: Check = choice('TCP', 'UDP', 'SCTP');

/** Text of a format, or empty text. */
export const text = (format: FormatName): Check => ({ rule: 'format', format });

/** Text of a format; empty text is checked too. */
export const strictText = (format: FormatName): Check => ({ rule: 'format', format, strict: true });

/** The items of a list. */
export const each = (...checks: readonly Check[]): Check => ({ rule: 'each', checks });

/** The keys of a map. */
export const keys = (...checks: readonly Check[]): Check => ({ rule: 'keys', checks });

/** The values of a map. */
export const values = (...checks: readonly Check[]): Check => ({ rule: 'values', checks });

/** A list without two items that agree in these fields. */
export const unique = (...fields: readonly string[]): Check => ({ rule: 'unique', fields });

/** {@link unique}, with the values that the API server gives absent fields. */
export const uniqueBy = (fields: readonly string[], defaults: Fields): Check => ({ rule: 'unique', fields, defaults });

/** A list or map of at most `max` entries. */
export const atMost = (max: number): Check => ({ rule: 'size', max });

/** A value of a type. Types may refer to types that stand below them. */
export const a = (shape: () => Shape): Check => ({ rule: 'shape', shape });

/** A value of a type that must be there. */
export const needed = (shape: () => Shape): readonly Check[] => [required, a(shape)];

/** A list of values of a type. */
export const listOf = (shape: () => Shape): Check => each(a(shape));

/** A value that must be absent. */
export const forbidden = (why: string): Check => ({ rule: 'forbidden', why });

/** A value that must be absent, or one that the API server takes for none. */
export const unset = (why: string): Check => ({ rule: 'forbidden', why, zero: true });

/** Checks of a field. */
export const field = (name: string, ...checks: readonly Check[]): Check => ({ rule: 'field', field: name, checks });

/** Checks where a condition holds. */
export const when = (condition: Condition, ...checks: readonly Check[]): Check => ({ rule: 'when', condition, checks });

/** A field has one of these values. */
export const is = (name: string, ...values: readonly unknown[]): Condition => ({ field: name, is: values });

/** A field has one of these values; an absent one has `orElse`. */
export const isOr = (name: string, orElse: unknown, ...values: readonly unknown[]): Condition => ({
  field: name,
  is: values,
  orElse,
});

/** A field is there. */
export const given = (name: string): Condition => ({ field: name, given: true });

/** A field is not there. */
export const absent = (name: string): Condition => ({ field: name, given: false });

/** A condition does not hold. */
export const not = (condition: Condition): Condition => ({ not: condition });

/** All conditions hold. */
export const all = (...conditions: readonly Condition[]): Condition => ({ all: conditions });

/** Exactly one of these fields is there. */
export const exactlyOne = (of: string, ...fields: readonly string[]): Check => ({
  rule: 'count',
  fields,
  min: 1,
  max: 1,
  of,
});

/** At most one of these fields is there. */
export const noMoreThanOne = (of: string, ...fields: readonly string[]): Check => ({
  rule: 'count',
  fields,
  min: 0,
  max: 1,
  of,
});

/** At least one of these fields is there. */
export const atLeastOne = (of: string, ...fields: readonly string[]): Check => ({ rule: 'count', fields, min: 1, of });

/** A rule between fields. */
export const relation = <T>(check: (value: T, report: Report) => void): Check => ({
  rule: 'relation',
  check: check as Relation,
});

/** Checks of a field as the API server sees it. */
export const viewed = (name: string, view: (object: Fields) => unknown, ...checks: readonly Check[]): Check => ({
  rule: 'view',
  field: name,
  view,
  checks,
});

/** Checks whose findings are warnings. */
export const warning = (...checks: readonly Check[]): Check => ({ rule: 'warning', checks });

/** Checks from a minor version of Kubernetes on: `since(34, …)` for 1.34. */
export const since = (minor: number, ...checks: readonly Check[]): Check => ({ rule: 'in', since: minor, checks });

/** Checks up to and including a minor version of Kubernetes. */
export const until = (minor: number, ...checks: readonly Check[]): Check => ({ rule: 'in', until: minor, checks });

/** An IP address in one of the older fields, which take fewer notations from 1.36 on. */
export const ip: Check = { rule: 'in', checks: [until(35, strictText('ip')), since(36, strictText('plainIp'))] };

/** An address range in one of the older fields, which take fewer notations from 1.36 on. */
export const cidr: Check = { rule: 'in', checks: [until(35, strictText('cidr')), since(36, strictText('plainCidr'))] };
