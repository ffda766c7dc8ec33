import fc from 'fast-check';
import { Validator } from '../../src/schema';
import { fluxCatalog, kubernetesCatalog } from '../../src/schema/catalog';
import { runsOf } from '../support/deep';
import { KindInRelease, kindsIn, samples } from './corpus';

const RUNS = runsOf(60, 5_000);

const validator = new Validator();
const kinds = [fluxCatalog(), kubernetesCatalog()].flatMap((catalog) => kindsIn(catalog, catalog.releases.length - 1));

/** An object of a kind with one random value replaced by any other. */
const damaged = fc
  .tuple(fc.constantFrom(...kinds), fc.array(fc.nat(20), { maxLength: 8 }), fc.jsonValue())
  .map(([of, way, value]) => replace(of, way, value));

function replace(of: KindInRelease, way: readonly number[], value: unknown): unknown {
  const object = structuredClone(samples(of, () => false)[0]?.object ?? {});
  let holder: Record<string, unknown> = object;
  for (const step of way) {
    const keys = Object.keys(holder);
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) break;
    const next = holder[key];
    if (typeof next !== 'object' || next === null || step === way.at(-1)) {
      holder[key] = value;
      break;
    }
    holder = next as Record<string, unknown>;
  }
  return object;
}

test('the validator checks any value without failing or modifying it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), damaged), (object) => {
      const before = JSON.stringify(object);
      for (const { id, message, severity } of validator.validate(object)) {
        expect([id, message].every((text) => text !== '')).toBe(true);
        expect(['error', 'warning']).toContain(severity);
      }
      expect(JSON.stringify(object)).toBe(before);
    }),
    { numRuns: RUNS, seed: 7 },
  );
});

test('validating an object twice gives the same findings', () => {
  fc.assert(
    fc.property(damaged, (object) => {
      expect(validator.validate(object)).toEqual(new Validator().validate(object));
    }),
    { numRuns: RUNS / 5, seed: 7 },
  );
});
