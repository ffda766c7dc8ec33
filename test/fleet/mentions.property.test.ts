import * as fc from 'fast-check';
import { ProblemCollector } from '../../src/core/problem';
import { renderFleet } from '../../src/pipeline/render/fleet';
import { resolveFleet } from '../../src/pipeline/resolve/resolve';
import { UnitCache } from '../../src/units/unit-cache';
import { buildFleet } from '../support/build-fleet';
import { Changes } from '../support/changes';
import { runsOf } from '../support/deep';
import { FleetDescription, fleetDescriptions } from '../support/random-fleet';
import { withoutComponent, withoutEnvironment, withoutGroup, withoutPreset } from '../support/without';

const runs = runsOf(20, 2_000);

/** The rendered files of a fleet, without the rules over it: they cost most of a run and have their own tests. */
function filesOf(description: FleetDescription): Map<string, string> {
  const { fleet } = buildFleet(description);
  const problems = new ProblemCollector();
  const plan = resolveFleet(fleet, { problems, warnings: new ProblemCollector() });
  expect([...fleet.problems.problems, ...problems.problems]).toEqual([]);
  const cache = new UnitCache(
    () => true,
    (at, message) => problems.add('unwritable', at, message),
  );
  const files = new Map<string, string>();
  for (const { directory, unit } of renderFleet(plan, cache)) {
    for (const { path, text } of unit.files) files.set(`${directory}/${path}`, text);
  }
  return files;
}

/** A removable part of a fleet: its clusters, and the fleet without it. */
interface Part {
  readonly name: string;
  /** Clusters with it. */
  readonly clusters: readonly string[];
  /** Environments with it on these clusters; undefined for whole clusters. */
  readonly environments?: readonly string[];
  readonly rest: FleetDescription;
}

const KINDS: Readonly<Record<string, (fleet: FleetDescription) => Part[]>> = {
  group: (fleet) =>
    fleet.groups.map(({ name }) => ({
      name,
      clusters: fleet.clusters.filter(({ groups }) => groups.includes(name)).map((cluster) => cluster.name),
      rest: withoutGroup(fleet, name),
    })),
  preset: (fleet) =>
    fleet.presets.map(({ name }) => {
      const has = ({ presets }: { readonly presets: readonly string[] }) => presets.includes(name);
      const groups = fleet.groups.filter(has).map((group) => group.name);
      const own = fleet.clusters.filter((one) => has(one) || one.groups.some((group) => groups.includes(group)));
      const carried = fleet.environments.filter(has).flatMap(({ clusters }) => clusters);
      return { name, clusters: [...own.map((one) => one.name), ...carried], rest: withoutPreset(fleet, name) };
    }),
  environment: (fleet) =>
    fleet.environments.map(({ name, clusters }) => ({
      ...{ name, clusters, environments: [name] },
      rest: withoutEnvironment(fleet, name),
    })),
  component: (fleet) => {
    const needed = new Set(fleet.components.flatMap(({ dependsOn }) => dependsOn));
    return fleet.components
      .filter(({ name }) => !needed.has(name))
      .map(({ name, scope }) => {
        const [kind, of] = scope.split(' ');
        const clusters = {
          fleet: fleet.clusters.map((one) => one.name),
          cluster: [of!],
          group: fleet.clusters.filter(({ groups }) => groups.includes(of!)).map((one) => one.name),
          environment: fleet.environments.find((one) => one.name === of)?.clusters ?? [],
        }[kind as 'fleet'];
        return {
          ...{ name, clusters, rest: withoutComponent(fleet, name) },
          ...(kind === 'environment' ? { environments: [of!] } : {}),
        };
      });
  },
};

/** The cluster and, if any, the environment of a file. */
function placeOf(path: string, { environments }: FleetDescription) {
  const [, cluster, ...rest] = path.split('/');
  const isRemote = rest[0] === 'remotes';
  const [first] = isRemote ? rest.slice(2) : rest;
  return {
    cluster: isRemote ? rest[1]!.replace(/\.yaml$/, '') : cluster!,
    environment: environments.find(({ name }) => name === first)?.name,
  };
}

test.each(Object.keys(KINDS))('removing a %s changes nothing elsewhere', (kind) => {
  let changed = 0;
  fc.assert(
    fc.property(
      fleetDescriptions.filter((description) => KINDS[kind]!(description).length > 0),
      fc.nat(),
      (description, number) => {
        const parts = KINDS[kind]!(description);
        const { name, clusters, environments, rest } = parts[number % parts.length]!;
        const { added, removed, changed: differing } = new Changes(filesOf(description), filesOf(rest));
        const paths = [...added, ...removed, ...differing];
        const elsewhere = paths.filter((path) => {
          const place = placeOf(path, description);
          if (!clusters.includes(place.cluster)) return true;
          return environments && place.environment !== undefined && !environments.includes(place.environment);
        });
        expect([name, elsewhere]).toEqual([name, []]);
        changed += paths.length > 0 ? 1 : 0;
      },
    ),
    { numRuns: runs },
  );
  expect(changed).toBeGreaterThan(runs / 5);
});
