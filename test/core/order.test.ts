import { byName, compare, findCycles } from '../../src/core/order';

test('names are compared by code units, regardless of locale', () => {
  expect(['b', 'a', 'Z', 'é', 'a-b', 'ab', 'a'].sort(compare)).toEqual(['Z', 'a', 'a', 'a-b', 'ab', 'b', 'é']);
  expect([compare('a', 'b'), compare('b', 'a'), compare('a', 'a')]).toEqual([-1, 1, 0]);
});

test('byName does not modify its input', () => {
  const items = [{ name: 'b' }, { name: 'a' }];
  expect(byName(items)).toEqual([{ name: 'a' }, { name: 'b' }]);
  expect(items[0]).toEqual({ name: 'b' });
});

describe('findCycles', () => {
  function cycles(edges: Record<string, string>) {
    return findCycles(new Map(Object.entries(edges).map(([from, to]) => [from, [...to]])));
  }

  test('finds none in an acyclic graph', () => {
    expect(cycles({})).toEqual([]);
    expect(cycles({ a: 'bc', b: 'd', c: 'd', d: '' })).toEqual([]);
    expect(cycles({ a: 'z' })).toEqual([]);
  });

  test('finds every cycle', () => {
    expect(cycles({ a: 'a' })).toEqual([['a', 'a']]);
    expect(cycles({ a: 'b', b: 'c', c: 'b', x: 'y', y: 'x' })).toEqual([
      ['b', 'c', 'b'],
      ['x', 'y', 'x'],
    ]);
  });
});
