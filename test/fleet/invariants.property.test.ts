import * as fc from 'fast-check';
import { buildFleet } from '../support/build-fleet';
import { runsOf } from '../support/deep';
import { brokenFluxObjects, trespassingTenants, wrongWaits } from '../support/flux-invariants';
import { cleanPath, filesOf } from '../support/paths';
import { FleetDescription, fleetDescriptions } from '../support/random-fleet';
import { brokenLists, misplacedObjects, sharedObjects } from '../support/tree-invariants';
import { World } from '../support/world';

const runs = runsOf(40, 2_000);

function worldOf(description: FleetDescription): World {
  return new World(filesOf(buildFleet(description).fleet.synthesize().tree), description);
}

test('random fleets contain every feature often enough', () => {
  const worlds = fc.sample(fleetDescriptions, { numRuns: 80, seed: 1 }).map(worldOf);
  const count = (what: (world: World) => boolean) => worlds.filter(what).length;
  const kinds = new Set(worlds.flatMap(({ objects }) => objects.map(({ object }) => object.kind)));

  expect(count(({ description }) => description.clusters.some(({ managedBy }) => managedBy))).toBeGreaterThan(20);
  expect(count(({ files }) => [...files.keys()].some((file) => file.includes('/tenants/')))).toBeGreaterThan(20);
  expect(count(({ files }) => [...files.keys()].some((file) => file.includes('/releases/')))).toBeGreaterThan(8);
  expect(count(({ files }) => files.size > 30)).toBeGreaterThan(8);
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      ...['ClusterRole', 'ClusterRoleBinding', 'ConfigMap', 'GitRepository', 'HelmRelease', 'HelmRepository'],
      ...['Kustomization', 'Namespace', 'OCIRepository', 'Role', 'RoleBinding', 'ServiceAccount'],
    ]),
  );
});

test('the invariants hold for random fleets', () => {
  fc.assert(
    fc.property(fleetDescriptions, (description) => {
      const world = worldOf(description);
      expect([
        ...brokenLists(world),
        ...sharedObjects(world),
        ...misplacedObjects(world),
        ...brokenFluxObjects(world),
        ...wrongWaits(world),
        ...trespassingTenants(world),
      ]).toEqual([]);
    }),
    { numRuns: runs },
  );
});

test('the resolved fleet is plain data and contains every statement', () => {
  fc.assert(
    fc.property(fleetDescriptions, (description) => {
      const { resolved: plan, tree, counts } = buildFleet(description).fleet.synthesize();
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
      expect(plan.path).toBe(cleanPath(description.path));
      expect(plan.clusters.map(({ name, manager }) => [name, manager])).toEqual(
        description.clusters.map(({ name, managedBy }) => [name, managedBy]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
      );
      for (const { name, environments } of plan.clusters) {
        const carried = description.environments.filter(({ clusters }) => clusters.includes(name));
        expect(environments.map((environment) => environment.name)).toEqual(carried.map((one) => one.name).sort());
      }
      expect(counts.clusters).toBe(description.clusters.length);
      expect(counts.distinctUnits).toBeLessThanOrEqual(counts.units);
      expect(counts.units).toBe(tree.paths.filter((path) => path.endsWith('/kustomization.yaml')).length);
    }),
    { numRuns: runs / 5 },
  );
});
