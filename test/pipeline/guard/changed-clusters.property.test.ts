import * as fs from 'node:fs';
import * as fc from 'fast-check';
import { changedClusters } from '../../../src/pipeline/guard/changed-clusters';
import { generatedTree } from '../../../src/pipeline/guard/generated-tree';
import { guardSynthesis } from '../../../src/pipeline/guard/guard-synthesis';
import { guardTree } from '../../../src/pipeline/guard/guard-tree';
import { writeTree } from '../../../src/pipeline/write/writer';
import { buildFleet } from '../../support/build-fleet';
import { runsOf } from '../../support/deep';
import { FleetDescription } from '../../support/fleet-description';
import { fleetDescriptions } from '../../support/random-fleet';
import { Repository } from '../../support/repository';
import { removableApps, withoutApp, withoutCluster, withoutTenant } from '../../support/without';

const repository = new Repository();
const dist = repository.path('dist');

afterAll(() => repository.remove());

/** Leaves a file of somebody else in the folder of a cluster. */
function foreign(): void {
  const [cluster] = fs.readdirSync(`${dist}/clusters`);
  fs.writeFileSync(
    `${dist}/clusters/${cluster}/mine.yaml`,
    'kind: ConfigMap\napiVersion: v1\nmetadata: {name: mine}\n',
  );
}

/** The fleet without one of its parts, if it has any. */
function lessened(fleet: FleetDescription, what: number): FleetDescription {
  const pick = <T>(from: readonly T[]): T | undefined => from[what % Math.max(from.length, 1)];
  const managers = new Set(fleet.clusters.map(({ managedBy }) => managedBy));
  const free = fleet.clusters.filter(({ name }) => !managers.has(name));
  const [app, tenant, cluster] = [pick(removableApps(fleet)), pick(fleet.tenants), pick(free)];
  if (what % 3 === 0 && app) return withoutApp(fleet, app);
  if (what % 3 === 1 && tenant) return withoutTenant(fleet, tenant.name);
  return cluster ? withoutCluster(fleet, cluster.name) : fleet;
}

test('the guard finds the same in the changed clusters as in all, and the same as where equal folders are read', () => {
  const seen = { narrow: 0, found: 0, same: 0 };
  fc.assert(
    fc.property(fleetDescriptions, fc.nat({ max: 1000 }), fc.boolean(), (description, what, isBack) => {
      fs.rmSync(dist, { recursive: true, force: true });
      const [one, other] = [description, lessened(description, what)];
      const [from, to] = isBack ? [other, one] : [one, other];
      const { tree: before } = buildFleet(from).fleet.synthesize();
      fc.pre(before.size > 0);
      writeTree(before, dist);
      if (what % 4 === 0) foreign();
      repository.commit();
      const { tree } = buildFleet(to).fleet.synthesize();
      const rules = { at: 'fleet', declarations: [], limits: {} };
      const quick = guardTree(tree, dist, {}, { ...rules, quick: true });
      const whole = guardTree(tree, dist, {}, { ...rules, quick: false });
      expect([quick.passed, quick.findings]).toEqual([whole.passed, whole.findings]);
      // Compared as if nothing were known of folders that are equal.
      const committed = { repository: repository.directory, ref: 'HEAD', path: 'dist' };
      const plain = guardSynthesis({ declarations: [], limits: {}, files: generatedTree(tree), base: committed });
      expect(whole).toEqual(plain);
      const { changes: changed } = whole.comparison;
      expect(quick.comparison.changes).toEqual(changed);
      const alike = changedClusters(tree, { repository: repository.directory, path: 'dist' }, 'HEAD')?.equal.size ?? 0;
      seen.narrow += Number(alike > 0 && changed.length > 0);
      seen.found += Number(whole.findings.length > 0);
      seen.same += Number(changed.length === 0);
    }),
    { numRuns: runsOf(16, 300), seed: 7, endOnFailure: true },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(runsOf(0, 10));
});
