import * as fc from 'fast-check';
import { buildFleet } from '../../support/build-fleet';
import { runsOf } from '../../support/deep';
import { FleetDescription } from '../../support/fleet-description';
import { fleetDescriptions } from '../../support/random-fleet';
import {
  removableApps,
  withoutApp,
  withoutCluster,
  withoutComponent,
  withoutEnvironment,
  withoutGroup,
  withoutPreset,
  withoutTenant,
} from '../../support/without';
import { Program, Twins } from './twins';

const runs = runsOf(4, 300);

interface Step {
  readonly what:
    | 'cluster'
    | 'environment'
    | 'group'
    | 'preset'
    | 'tenant'
    | 'app'
    | 'component'
    | 'value'
    | 'owners'
    | 'path'
    | 'back'
    | 'nothing';
  readonly pick: number;
  readonly value: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom<Step['what']>(
    ...(['cluster', 'environment', 'group', 'preset', 'tenant', 'app', 'component'] as const),
    ...(['value', 'value', 'owners', 'path', 'back', 'back', 'nothing'] as const),
  ),
  pick: fc.nat({ max: 100 }),
  value: fc.nat({ max: 5 }),
});

function one<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % Math.max(list.length, 1)];
}

/** The fleet after a step; things that went come back with one that goes back to an earlier fleet. */
function after(fleets: readonly FleetDescription[], { what, pick, value }: Step): FleetDescription {
  const fleet = fleets.at(-1)!;
  const without = (
    list: ReadonlyArray<{ name: string }>,
    take: (from: FleetDescription, name: string) => typeof fleet,
  ) => {
    const name = one(list, pick)?.name;
    return name === undefined ? fleet : take(fleet, name);
  };
  const replaced = <T>(list: readonly T[], change: (item: T) => T) =>
    list.map((item, index) => (index === pick % list.length ? change(item) : item));
  switch (what) {
    case 'cluster': {
      const managers = new Set(fleet.clusters.map(({ managedBy }) => managedBy));
      return without(
        fleet.clusters.filter(({ name }) => fleet.clusters.length > 1 && !managers.has(name)),
        withoutCluster,
      );
    }
    case 'environment':
      return without(fleet.environments, withoutEnvironment);
    case 'group':
      return without(fleet.groups, withoutGroup);
    case 'preset':
      return without(fleet.presets, withoutPreset);
    case 'tenant':
      return without(fleet.tenants, withoutTenant);
    case 'app': {
      const app = one(removableApps(fleet), pick);
      return app === undefined ? fleet : withoutApp(fleet, app);
    }
    case 'component': {
      const needed = new Set(fleet.components.flatMap(({ dependsOn }) => dependsOn));
      return without(
        fleet.components.filter(({ name }) => !needed.has(name)),
        withoutComponent,
      );
    }
    case 'value': {
      const nested = { replicas: value };
      const clusters = replaced(fleet.clusters, (cluster) => ({ ...cluster, config: { ...cluster.config, nested } }));
      return { ...fleet, clusters };
    }
    case 'owners':
      return { ...fleet, tenants: replaced(fleet.tenants, (tenant) => ({ ...tenant, owners: [`team-${value}`] })) };
    case 'path':
      return { ...fleet, path: value > 2 ? './dist' : './deploy' };
    case 'back':
      return one(fleets, pick)!;
    case 'nothing':
      return fleet;
  }
}

/** How one run after another is asked for: the whole fleet, a shard of it, or some of its clusters. */
const part = fc.constantFrom('whole', 'whole', 'whole', '1', '2', 'only');

function check(numRuns: number, useGit: boolean): void {
  let recalled = 0;
  let trusted = 0;
  let plans = 0;
  fc.assert(
    fc.property(fleetDescriptions, fc.array(fc.tuple(step, part), { minLength: 2, maxLength: 5 }), (start, steps) => {
      const twins = new Twins();
      try {
        const fleets = [start];
        const run = (fleet: FleetDescription, how: string) => {
          const program: Program = (outdir) => buildFleet(fleet, 0, outdir).fleet;
          const only = fleet.clusters.slice(0, 1).map(({ name }) => name);
          const scope = { whole: {}, only: { only } }[how] ?? { shard: { number: Number(how), of: 2 } };
          // A plan reads what earlier runs kept, and says what one says that knows nothing.
          if (useGit) plans += twins.run(program, { mode: 'plan', ...scope }).plan === undefined ? 0 : 1;
          recalled += twins.run(program, { guard: useGit, ...scope }).recalled ?? 0;
          if (useGit) twins.commit();
          trusted += twins.trusted().length;
        };
        run(start, 'whole');
        for (const [change, how] of steps) {
          fleets.push(after(fleets, change));
          run(fleets.at(-1)!, how);
        }
        run(fleets.at(-1)!, 'whole');
      } finally {
        twins.delete();
      }
    }),
    { numRuns },
  );
  // What never happens would not be tested.
  expect(recalled).toBeGreaterThan(numRuns);
  expect(trusted).toBeGreaterThan(numRuns);
  if (useGit) expect(plans).toBeGreaterThan(numRuns);
}

beforeEach(() => jest.spyOn(console, 'warn').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

test('whatever changes from run to run, a cache changes nothing', () => check(runs, false));

test('nor does it where runs are compared with what is committed', () => check(Math.ceil(runs / 10), true));
