import fc from 'fast-check';
import { differencesOf, formatPath } from '../../src/testing/pattern';
import { Match } from '../../src/testing-entry';

/** The differences as text. */
function differences(pattern: unknown, value: unknown): string[] {
  return differencesOf(pattern, value).map(({ path, found, wanted }) => {
    return `${formatPath(path)}: ${JSON.stringify(found)}, wanted ${wanted}`;
  });
}

const fits = (pattern: unknown, value: unknown) => differencesOf(pattern, value).length === 0;

test('a map stands for a map with at least these keys', () => {
  expect(differences({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 })).toEqual([]);
  expect(differences({ a: { b: 1, c: 2 } }, { a: { b: 2 } })).toEqual(['a.b: 2, wanted 1', 'a.c: undefined, wanted 2']);
  expect(differences({ a: { b: 1 } }, { a: [1] })).toEqual(['a: [1], wanted { b: 1 }']);
  expect(differences({ toString: Match.absent() }, {})).toEqual([]);
});

test('a list stands for a list of these items, in order', () => {
  expect(differences([1, { a: 1 }], [1, { a: 1, b: 2 }])).toEqual([]);
  expect(differences([1, 2], [2, 1])).toEqual(['[0]: 2, wanted 1', '[1]: 1, wanted 2']);
  expect(differences([1], [])).toEqual([': [], wanted 1 item, [1]']);
  expect(differences({ a: [1] }, { a: 1 })).toEqual(['a: 1, wanted [1]']);
});

test('a regular expression stands for text that it matches, wherever its last match was', () => {
  const pattern = /^web-/g;
  expect([fits(pattern, 'web-1'), fits(pattern, 'web-1'), fits(pattern, 'a'), fits(/1/, 1)]).toEqual([
    ...[true, true, false, false],
  ]);
  expect(differences({ 'a/b': /x/ }, { 'a/b': 'y' })).toEqual(['["a/b"]: "y", wanted text that matches /x/']);
});

test('anything and absent', () => {
  for (const value of [0, '', false, [], {}]) expect(fits(Match.anything(), value)).toBe(true);
  expect(differences({ a: Match.anything() }, { a: null })).toEqual(['a: null, wanted anything']);
  expect(differences({ a: Match.anything() }, {})).toEqual(['a: undefined, wanted anything']);
  expect(differences({ a: Match.absent() }, { a: 1 })).toEqual(['a: 1, wanted nothing']);
});

test('exact allows no further keys, at any depth', () => {
  expect(differences(Match.exact({ a: { b: 1 } }), { a: { b: 1 } })).toEqual([]);
  expect(differences(Match.exact({ a: [{ b: 1 }] }), { a: [{ b: 1, c: 2 }], d: 3 })).toEqual([
    'a[0].c: 2, wanted nothing',
    'd: 3, wanted nothing',
  ]);
});

test('contains takes items in any order and among others, each once', () => {
  const list = [{ name: 'b', size: 2 }, { name: 'a' }, 'text'];
  expect(differences(Match.contains('text', { name: 'b' }), list)).toEqual([]);
  expect(differences(Match.contains({ name: 'b', size: 3 }), list)).toEqual(['[0].size: 2, wanted 3']);
  expect(differences(Match.contains('b'), ['a'])).toEqual([': ["a"], wanted a list with "b"']);
  expect(differences(Match.contains('a', 'a'), ['a'])).toEqual([': ["a"], wanted a list with "a" and "a"']);
  expect(differences(Match.contains('a'), 'a')).toEqual([': "a", wanted a list with "a"']);
  // A pattern that fits several items leaves the only one of another to that.
  expect(fits(Match.contains(/./, 'a'), ['a', 'b'])).toBe(true);
  expect(fits(Match.contains('a', /./), ['a', 'b'])).toBe(true);
});

test('contains does not depend on orders', () => {
  const list = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 });
  fc.assert(
    fc.property(list, list, fc.infiniteStream(fc.nat()), (items, wanted, order) => {
      const shuffled = items
        .map((item) => [order.next().value, item] as const)
        .sort(([a], [b]) => a - b)
        .map(([, item]) => item);
      const rest = [...items];
      const isThere = wanted.every((one) => {
        const at = rest.indexOf(one);
        if (at >= 0) rest.splice(at, 1);
        return at >= 0;
      });
      if (wanted.length > 0) expect(fits(Match.contains(...wanted), shuffled)).toBe(isThere);
    }),
  );
});

test('not and where', () => {
  expect(differences({ tag: Match.not('latest') }, { tag: 'latest' })).toEqual(['tag: "latest", wanted not "latest"']);
  expect(fits({ tag: Match.not('latest') }, {})).toBe(true);
  const even = Match.where('an even number', (value) => Number(value) % 2 === 0);
  expect(differences([even, even], [2, 3])).toEqual(['[1]: 3, wanted an even number']);
});

test('what fits nothing is no pattern', () => {
  expect(() => fits({ a: { b: undefined } }, { a: {} })).toThrow(
    'a.b of the pattern is undefined: leave it out, or say Match.absent() if nothing may be there',
  );
  expect(() => fits(() => true, {})).toThrow(
    'the pattern is function: give a value, a regular expression or a matcher, such as Match.where',
  );
  expect(() => fits({ a: new Date(0) }, {})).toThrow(/^a of the pattern is an object of a class: give a value/);
  expect(() => Match.contains()).toThrow(
    'Match.contains has no pattern: give one for each item, or say Match.anything()',
  );
});

test('JSON fits itself, and itself exactly', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(differencesOf(value, value)).toEqual([]);
      expect(differencesOf(Match.exact(value), value)).toEqual([]);
    }),
  );
});
