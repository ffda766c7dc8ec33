import * as fc from 'fast-check';
import { Tree } from '../../src';
import { buildFleet } from '../support/build-fleet';
import { runsOf } from '../support/deep';
import { fleetDescriptions } from '../support/random-fleet';

const runs = runsOf(40, 2_000);

/** A tree as one string. */
function bytes(tree: Tree): string {
  return tree.paths.map((path) => `${path}\n${tree.get(path)}`).join('\n');
}

test('a fleet gives the same bytes in any order of statements', () => {
  fc.assert(
    fc.property(fleetDescriptions, fc.integer({ min: 1, max: 2 ** 31 }), (description, order) => {
      const once = bytes(buildFleet(description).fleet.synthesize().tree);
      expect(bytes(buildFleet(description, order).fleet.synthesize().tree)).toBe(once);
    }),
    { numRuns: runs },
  );
});

test('a fleet synthesized twice gives the same bytes', () => {
  fc.assert(
    fc.property(fleetDescriptions, (description) => {
      const { fleet } = buildFleet(description);
      expect(bytes(fleet.synthesize().tree)).toBe(bytes(fleet.synthesize().tree));
    }),
    { numRuns: runs / 5 },
  );
});
