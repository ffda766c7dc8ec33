import fc from 'fast-check';
import { placeOfKey } from '../../src/core/rendezvous';

const keys = Array.from({ length: 3000 }, (_, index) => `key-${index}`);

const share = (weights: Record<string, number>, place: string): number =>
  keys.filter((key) => placeOfKey(key, weights) === place).length / keys.length;

test('places get keys by their weights', () => {
  expect(share({ a: 1, b: 1, c: 1 }, 'a')).toBeCloseTo(1 / 3, 1);
  expect(share({ a: 3, b: 1 }, 'a')).toBeCloseTo(3 / 4, 1);
  expect(share({ a: 0.001, b: 1 }, 'a')).toBeLessThan(0.01);
});

test('the order of the places does not matter', () => {
  for (const key of keys.slice(0, 100)) {
    expect(placeOfKey(key, { b: 1, a: 2, c: 3 })).toBe(placeOfKey(key, { c: 3, a: 2, b: 1 }));
  }
});

test('keys stay where they are between releases', () => {
  const places = keys.slice(0, 12).map((key) => placeOfKey(key, { a: 1, b: 2, c: 1 }));
  expect(places.join('')).toMatchInlineSnapshot(`"babcabcbcaab"`);
});

const weights = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 9 }), {
  minKeys: 1,
});

test('a new place, or more weight of one, only takes keys to that place', () => {
  fc.assert(
    fc.property(weights, fc.constantFrom('a', 'c', 'new'), fc.integer({ min: 1, max: 9 }), (before, grown, more) => {
      const after = { ...before, [grown]: (before[grown] ?? 0) + more };
      for (const key of keys.slice(0, 50)) {
        const place = placeOfKey(key, after);
        if (place !== grown) expect(place).toBe(placeOfKey(key, before));
      }
    }),
  );
});
