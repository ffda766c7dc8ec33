import * as fc from 'fast-check';
import { SharedData } from '../../src/core/shared-data';
import { DataKeys } from '../../src/units/data-key';
import { runsOf } from '../support/deep';

const plain = () =>
  fc.object({ maxDepth: 3, maxKeys: 4, values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)] });

test('equal data become one frozen object, other data stay unchanged', () => {
  const shared = new SharedData();
  const make = (path: string) => ({ name: 'web', apps: [{ path, dependsOn: [] as string[] }] });
  const first = shared.share('web', make('./a'));
  expect(Object.isFrozen(first)).toBe(true);
  expect(shared.share('web', make('./a'))).toBe(first);
  const other = shared.share('web', make('./b'));
  expect(other).toEqual(make('./b'));
  expect([shared.share('web', make('./b')), shared.share('web', make('./a'))]).toEqual([other, first]);
  expect(shared.share('web', make('./a'))).toBe(first);
  expect(shared.share('shop', make('./a'))).not.toBe(first);
});

test.each<readonly [string, object, object]>([
  ['a field more', { a: 1 }, { a: 1, b: 2 }],
  ['a field less', { a: 1, b: 2 }, { a: 1 }],
  ['another field without a value', { a: undefined }, { b: undefined }],
  ['a list and a map', { a: [1] }, { a: { 0: 1 } }],
  ['a longer list', { a: [1] }, { a: [1, 2] }],
  ['null and a map', { a: null }, { a: {} }],
  ['a number and its text', { a: 1 }, { a: '1' }],
  ['what has a class', { a: new Date(0) }, { a: new Date(0) }],
  ['a name that every object has', { toString: 1 }, { a: 1 }],
])('%s are not shared', (_, one, other) => {
  const shared = new SharedData();
  shared.share('x', one);
  expect(shared.share('x', other)).toBe(other);
  expect(shared.share('x', one)).toBe(one);
});

test('the shared value always equals the given one', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), plain()), { maxLength: 40 }), (given) => {
      const shared = new SharedData();
      for (const [group, data] of [...given, ...given]) {
        const copy = structuredClone(data);
        expect(shared.share(group, structuredClone(data))).toEqual(copy);
      }
    }),
    { numRuns: runsOf(100, 2000), seed: 7 },
  );
});

test('a group without repetition stops sharing; equal data still have equal keys', () => {
  const shared = new SharedData();
  const given = [...Array(40).keys(), ...Array(40).keys()].map((index) => shared.share('x', { index }));
  expect([new Set(given).size, given.every(Object.isFrozen)]).toEqual([80, true]);
  const keys = new DataKeys();
  expect(new Set(given.map((data) => keys.of({ data }))).size).toBe(40);
  // Other groups are unaffected.
  expect(shared.share('y', { a: 1 })).toBe(shared.share('y', { a: 1 }));
});

test('keys are equal exactly if the JSON is, with and without shared parts', () => {
  fc.assert(
    fc.property(plain(), plain(), fc.boolean(), (one, other, same) => {
      const keys = new DataKeys();
      const shared = new SharedData();
      const key = (part: object, isShared: boolean) =>
        keys.of({ tenant: isShared ? shared.share('x', structuredClone(part)) : part, list: [1] });
      const twin = same ? structuredClone(one) : other;
      for (const isShared of [true, false]) {
        expect(key(one, isShared) === key(twin, isShared)).toBe(JSON.stringify(one) === JSON.stringify(twin));
      }
    }),
    { numRuns: runsOf(300, 5000), seed: 7 },
  );
});

test('the key of a list is built from the keys of its shared items', () => {
  const keys = new DataKeys();
  const [one, other] = [Object.freeze({ a: 1 }), Object.freeze({ a: 2 })];
  const list = keys.of({ spaces: [one, other] });
  expect(keys.of({ spaces: [Object.freeze({ a: 1 }), other] })).toBe(list);
  const others = [[other, one], [one], [one, other, one], [], ['#0', '#1']];
  expect(others.map((spaces) => keys.of({ spaces })).includes(list)).toBe(false);
});
