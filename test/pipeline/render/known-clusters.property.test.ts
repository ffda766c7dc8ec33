import * as fc from 'fast-check';
import { buildFleet } from '../../support/build-fleet';
import { runsOf } from '../../support/deep';
import { fleetDescriptions } from '../../support/random-fleet';

/** Where something is that its JSON does not tell apart from something else; undefined fields do not matter. */
function lossyIn(value: unknown, path = ''): string[] {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return [];
    case 'number':
      return Number.isFinite(value) ? [] : [path];
    case 'object': {
      if (value === null) return [];
      const isList = Array.isArray(value);
      const prototype: unknown = Object.getPrototypeOf(value);
      if (!isList && prototype !== Object.prototype && prototype !== null) return [path];
      if ('toJSON' in value || Object.getOwnPropertySymbols(value).length > 0) return [path];
      if (isList && value.includes(undefined)) return [path];
      return Object.entries(value).flatMap(([key, one]) =>
        one === undefined ? [] : lossyIn(one, path === '' ? key : `${path}.${key}`),
      );
    }
    default:
      return [path];
  }
}

test('what a loss is', () => {
  const given = { a: [1, { b: null, c: undefined }], d: 'x', e: true };
  expect(lossyIn(given)).toEqual([]);
  const lossy = {
    f: () => 1,
    g: new Map(),
    h: NaN,
    i: [undefined],
    j: Symbol('a'),
    k: 1n,
    l: { m: /a/ },
    n: new Date(0),
  };
  expect(lossyIn(lossy)).toEqual(['f', 'g', 'h', 'i', 'j', 'k', 'l.m', 'n']);
});

// Clusters are known by it: what is not in it must not make a difference.
test('the JSON of resolved clusters tells all that rendering reads', () => {
  fc.assert(
    fc.property(fleetDescriptions, (description) => {
      const { name, path, source, marksSources, defaults, clusters } =
        buildFleet(description).fleet.synthesize().resolved;
      expect(lossyIn({ name, path, source, marksSources, defaults, clusters })).toEqual([]);
    }),
    { numRuns: runsOf(4, 200) },
  );
});
