import * as fc from 'fast-check';
import { BuildCache } from '../../src/kustomize';
import { FLEET_CONVENTIONS } from '../../src/pipeline/guard/conventions';
import { Builds } from '../../src/plan/predict/builds';
import { pairRoots } from '../../src/plan/predict/root-pairs';
import { Ground, walk } from '../../src/plan/predict/walk';
import { ManifestIndex } from '../../src/plan/tree/manifest-index';
import { ManifestTree } from '../../src/plan-entry';
import { buildFleet } from '../support/build-fleet';
import { runsOf } from '../support/deep';
import { FleetDescription, fleetDescriptions } from '../support/random-fleet';

/** The files of a fleet, some removed or replaced by the content of another. */
function filesOf(description: FleetDescription, edits: readonly (readonly [number, number])[]): Map<string, string> {
  const { tree } = buildFleet(description).fleet.synthesize();
  const files = new Map(tree.paths.map((path) => [path, tree.get(path)!]));
  const { paths } = tree;
  for (const [which, source] of paths.length > 0 ? edits : []) {
    const path = paths[which % paths.length]!;
    if (source % 3 === 0) files.delete(path);
    else files.set(path, tree.get(paths[source % paths.length]!)!);
  }
  return files;
}

test('a tree has the same units with and without builds of the previous tree', () => {
  const seen = { shared: 0, own: 0 };
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 });
  fc.assert(
    fc.property(fleetDescriptions, edits, (description, changes) => {
      const old = ManifestTree.of(filesOf(description, []));
      const next = ManifestTree.of(filesOf(description, changes));
      const index = new ManifestIndex([old, next]);
      const conventions = FLEET_CONVENTIONS;
      const exists = (folder: string) => old.isFolder(folder) || next.isFolder(folder);
      const cache = new BuildCache();
      const common = { index, exists, conventions, within: '' };
      const before: Ground = { ...common, tree: old, builds: new Builds(old, index, cache) };
      const after: Ground = { ...common, tree: next, builds: new Builds(next, index, cache) };
      for (const pair of pairRoots(before, after)) {
        if (!pair.old || !pair.next) continue;
        const was = walk(before, pair.old);
        const plain = walk(after, pair.next, was);
        const shared = walk({ ...after, base: old }, pair.next, was);
        expect([...shared.units]).toEqual([...plain.units]);
        expect([shared.sources, shared.targets]).toEqual([plain.sources, plain.targets]);
        for (const [key, unit] of shared.units) seen[was.units.get(key) === unit ? 'shared' : 'own']++;
      }
    }),
    { numRuns: runsOf(24, 1000), seed: 11, endOnFailure: true },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});
