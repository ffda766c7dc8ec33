import * as fc from 'fast-check';
import { guardSynthesis } from '../../src/pipeline/guard/guard-synthesis';
import { compare, formatText, ManifestTree, planReport, Removal } from '../../src/plan-entry';
import { buildFleet } from '../support/build-fleet';
import { DEEP, runsOf } from '../support/deep';
import { fitting } from '../support/plan-schema';
import { FleetDescription, fleetDescriptions } from '../support/random-fleet';

const runs = runsOf(12, 400);

/** The same cases every time, unless there is time for new ones. */
const seeded = DEEP ? {} : { seed: 20_261_121 };

function filesOf(description: FleetDescription): Array<readonly [string, string]> {
  const { tree } = buildFleet(description).fleet.synthesize();
  return tree.paths.map((path) => [path, tree.get(path)!] as const);
}

const today = '2026-11-21';

test('every object of a fleet is found, and a fleet equals itself', () => {
  fc.assert(
    fc.property(fleetDescriptions, (description) => {
      const tree = ManifestTree.of(filesOf(description));
      expect(compare(tree, tree)).toMatchObject({ changes: [], units: [], problems: [] });
      const first = compare(ManifestTree.of([]), tree);
      expect(first.problems).toEqual([]);
      const clusters = first.clusters.map(({ cluster }) => cluster);
      expect(clusters).toEqual([...new Set(description.clusters.map(({ name }) => name))].sort());
      // Files outside any Kustomization do not belong to the fleet.
      const owned = new Set(
        first.changes.map(({ cluster, object }) => `${cluster} ${object.kind} ${object.namespace}/${object.name}`),
      );
      expect(owned.size).toBe(first.changes.length);
    }),
    { numRuns: runs, ...seeded },
  );
});

test('removing a tenant is rejected, and passes once declared', () => {
  fc.assert(
    fc.property(
      fleetDescriptions.filter(({ tenants }) => tenants.length > 0),
      (description) => {
        const [tenant, ...tenants] = description.tenants;
        const before = filesOf(description);
        const after = filesOf({ ...description, tenants });
        const base = ManifestTree.of(before);
        const plain = guardSynthesis({ base, files: after, today });
        // Policies that no tenant needs any more stay in the cluster, so that they go without a declaration.
        const gone = plain.comparison.changes.some(
          ({ action, object, effect }) =>
            action === 'removed' && !(object.kind.startsWith('ValidatingAdmissionPolicy') && effect === 'orphaned'),
        );
        expect(plain.passed).toBe(!gone);
        const declarations = [Removal.tenant(tenant!.name, { reason: 'a test' })];
        const declared = guardSynthesis({ base, files: after, today, declarations });
        const left = declared.findings.filter(({ severity }) => severity === 'error');
        expect(left.map(({ message }) => message)).toEqual([]);
        expect(formatText(fitting(planReport(declared.comparison, declared.findings)))).not.toBe('');
      },
    ),
    { numRuns: runs, ...seeded },
  );
});
