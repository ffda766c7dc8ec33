import { Placed, placeOf } from './apply';
import { Difference } from './diff';
import { same } from './objects';

/** Both sides of the comparison, by `cluster Kind namespace/name`. */
export interface World {
  original(place: string): Placed | undefined;
  ours(place: string): Placed | undefined;
}

/** A field that differs between an object of the original and its counterpart. */
export interface Case extends Difference {
  readonly original: Placed;
  readonly ours: Placed;
  readonly world: World;
}

/** Expected value: a test, or the value itself; undefined for absence. */
export type Expected = ((value: unknown, context: Case) => boolean) | string | number | boolean | object | undefined;

/** The differences that a reason covers: kinds, fields, old and new values. */
export interface Scope {
  readonly kinds: readonly string[];
  readonly fields: ReadonlyArray<string | RegExp>;
  readonly was: Expected;
  readonly is: Expected;
  /** Further condition. */
  readonly when?: (context: Case) => boolean;
}

/** Reason for differing fields. */
export interface Reason {
  readonly name: string;
  readonly text: string;
  readonly scopes: readonly Scope[];
}

/** Whether a reason explains a difference. */
export function explains(reason: Reason, context: Case): boolean {
  return reason.scopes.some(
    ({ kinds, fields, was, is, when }) =>
      kinds.includes(context.original.object.kind) &&
      fields.some((field) => (typeof field === 'string' ? field === context.field : field.test(context.field))) &&
      meets(was, context.was, context) &&
      meets(is, context.is, context) &&
      (when?.(context) ?? true),
  );
}

function meets(expected: Expected, value: unknown, context: Case): boolean {
  return typeof expected === 'function'
    ? (expected as (v: unknown, c: Case) => boolean)(value, context)
    : same(expected, value);
}

/** Looks up objects by their place. */
export function worldOf(originals: readonly Placed[], ours: readonly Placed[]): World {
  const [left, right] = [originals, ours].map((all) => new Map(all.map((one) => [placeOf(one), one])));
  return { original: (place) => left!.get(place), ours: (place) => right!.get(place) };
}
