import * as fc from 'fast-check';
import { defined } from '../../src/core/defined';

// The types are half of this test: `tsc` fails on a missing expected error as well as on an unexpected one.

/** Whether two types are identical, including `readonly` and `?`. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(value: Same<A, B>) => value;

const maybe = <T>(value: T): T | undefined => value;
const missing = <T>(): T | undefined => undefined;

test('undefined fields are dropped, the others keep their order', () => {
  const fields = defined({ z: 1, gone: undefined, b: missing<string>(), a: maybe('x'), m: [] });
  expect(JSON.stringify(fields)).toBe('{"z":1,"a":"x","m":[]}');
  expect('gone' in fields || 'b' in fields).toBe(false);
  expect(defined({})).toEqual({});
});

test('a spread inserts the fields at its position', () => {
  const make = (at?: string, by?: string) => ({ first: 1, ...defined({ at, by }), last: 2 });
  expect(Object.keys(make('x', 'y'))).toEqual(['first', 'at', 'by', 'last']);
  expect(Object.keys(make(undefined, 'y'))).toEqual(['first', 'by', 'last']);
  expect(Object.keys(make())).toEqual(['first', 'last']);
});

test('only undefined counts as missing', () => {
  const fields = { no: null, off: false, zero: 0, nan: NaN, text: '', list: [], map: {} };
  expect(Object.entries(defined(fields))).toEqual(Object.entries(fields));
});

test('a key that a plain assignment would lose is kept', () => {
  const given = JSON.parse('{"__proto__":{"a":1},"b":2}') as object;
  expect(JSON.stringify(defined(given))).toBe('{"__proto__":{"a":1},"b":2}');
});

test('the result is a new object, the argument is unchanged', () => {
  const given = Object.freeze({ a: 1, b: undefined });
  const made = defined(given);
  expect(made).not.toBe(given);
  expect(Object.keys(given)).toEqual(['a', 'b']);
  const inherited = Object.create({ inherited: 1 }) as { own?: number };
  inherited.own = 2;
  expect(defined(inherited)).toEqual({ own: 2 });
});

test('it equals a chain of conditional spreads', () => {
  const fields = fc.dictionary(fc.string(), fc.option(fc.anything(), { nil: undefined }));
  fc.assert(
    fc.property(fields, (given) => {
      const chain = Object.entries(given).reduce<Record<string, unknown>>(
        (before, [key, value]) => ({ ...before, ...(value === undefined ? {} : { [key]: value }) }),
        {},
      );
      expect(Object.entries(defined(given))).toEqual(Object.entries(chain));
    }),
  );
});

describe('types', () => {
  test('a field that may be undefined becomes optional without undefined', () => {
    const made = defined({ name: 'x', namespace: missing<string>(), amount: maybe<number | null>(null) });
    expect(same<typeof made, { name: string; namespace?: string; amount?: number | null }>(true)).toBe(true);
    const all: Record<string, string | number | null> = made;
    expect(all).toEqual({ name: 'x', amount: null });
    // @ts-expect-error -- it may be missing
    const namespace: string = made.namespace;
    expect(namespace).toBeUndefined();
  });

  test('optional, readonly and unknown fields are unchanged', () => {
    interface Given {
      readonly name: string;
      readonly size?: number;
      extra: unknown;
    }
    const made = defined<Given>({ name: 'x', extra: undefined });
    expect(same<typeof made, { readonly name: string; readonly size?: number; extra?: unknown }>(true)).toBe(true);
    expect(made).toEqual({ name: 'x' });
  });

  test('a record type stays a record, without undefined', () => {
    const key: string = 'example.com/team';
    const made = defined({ [key]: maybe('x') });
    expect(same<typeof made, { [key: string]: string }>(true)).toBe(true);
    expect(made).toEqual({ 'example.com/team': 'x' });
  });

  test('the members of a union are handled separately', () => {
    type Git = { kind: 'git'; branch: string | undefined };
    type Chart = { kind: 'chart'; version?: string };
    const made = defined<Git | Chart>({ kind: 'git', branch: 'main' });
    expect(same<typeof made, { kind: 'git'; branch?: string } | { kind: 'chart'; version?: string }>(true)).toBe(true);
    expect(made).toEqual({ kind: 'git', branch: 'main' });
  });

  test('a spread over a required field keeps it required', () => {
    const made = { name: 'x', ...defined({ name: missing<string>() }) };
    expect(same<typeof made, { name: string }>(true)).toBe(true);
    expect(made).toEqual({ name: 'x' });
  });

  test('excess properties are rejected for an explicit type', () => {
    interface Options {
      readonly quick?: boolean;
    }
    // @ts-expect-error -- no such field
    const made: Options = defined<Options>({ quik: true });
    expect(made).toEqual({ quik: true });
    // @ts-expect-error -- a truth value
    defined<Options>({ quick: 'yes' });
    // @ts-expect-error -- not an object
    defined('text');
  });
});
