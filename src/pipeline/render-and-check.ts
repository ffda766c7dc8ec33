import { Problem, ProblemCollector } from '../core/problem';
import { FleetScope } from '../features/fleet';
import { LeakRedactor } from '../leaks/redactor';
import { UnitCache } from '../units/unit-cache';
import { UnitMemory } from '../units/unit-record';
import { Checker } from './check/checker';
import { renderFleet } from './render/fleet';
import { ResolvedCluster, ResolvedFleet } from './resolve/resolved-fleet';
import { Tree } from './write/tree';

/** What rendering is for. */
export interface RenderContext<C extends object> {
  readonly fleet: FleetScope<C>;
  readonly resolved: ResolvedFleet;
  /** Those that are rendered. */
  readonly clusters: readonly ResolvedCluster[];
  /** Whether these are all that there are. */
  readonly isWhole: boolean;
  /** What was found before. */
  readonly known: readonly Problem[];
  readonly problems: ProblemCollector;
  readonly warnings: ProblemCollector;
  readonly redactor: LeakRedactor;
  /** What is known of units from earlier runs. @default - nothing */
  readonly memory?: UnitMemory | undefined;
  /** Called when clusters are done, with how many are by then. */
  readonly rendered: (done: number) => void;
}

/** What was rendered. */
export interface Rendered {
  readonly tree: Tree;
  /** How much: units placed, different ones, those of them that are known from earlier runs; objects likewise. */
  readonly counts: {
    readonly units: number;
    readonly distinctUnits: number;
    readonly recalledUnits: number;
    readonly objects: number;
    readonly distinctObjects: number;
  };
}

/**
 * Renders the plan and checks what comes out. Where something is wrong already, all that this has nothing to do with is
 * looked through all the same, so that all problems come together.
 *
 * @returns undefined when something was wrong already
 */
export function renderAndCheck<C extends object>(context: RenderContext<C>): Rendered | undefined {
  const { fleet, known, clusters, problems } = context;
  if (known.length === 0) return render(context);
  // What is wrong with the fleet as a whole is wrong everywhere.
  if (known.some(({ at }) => at === fleet.name)) return undefined;
  const isSound = soundBy(known);
  const found = new ProblemCollector();
  try {
    render({ ...context, clusters: soundParts(clusters, known), problems: found });
  } catch {
    // What is known to be wrong may reach further than its address says; then it has to be mended first.
    return undefined;
  }
  for (const { id, at, message } of found.problems) if (isSound(at.split('/'))) problems.add(id, at, message);
  return undefined;
}

/** Tells addresses that neither lie within those of known problems nor hold one. */
function soundBy(known: readonly Problem[]): (address: readonly string[]) => boolean {
  const affected = [...new Set(known.map(({ at }) => at))].map((at) => at.split('/'));
  return (address) => !affected.some((other) => isWithin(other, address) || isWithin(address, other));
}

/** The clusters, without what is named in the address of a known problem. */
function soundParts(clusters: readonly ResolvedCluster[], known: readonly Problem[]): readonly ResolvedCluster[] {
  const addresses = new Set(known.map(({ at }) => at));
  const named = new Set([...addresses].flatMap((at) => at.split('/')));
  const isNamed = ({ name }: { readonly name: string }) => named.has(name);
  return clusters
    .filter(({ name }) => !addresses.has(name))
    .map((cluster) => ({
      ...cluster,
      components: cluster.components.filter((component) => !isNamed(component)),
      environments: cluster.environments
        .filter(({ name }) => !addresses.has(name) && !addresses.has(`${name}/${cluster.name}`))
        .map((environment) => ({
          ...environment,
          components: environment.components.filter((component) => !isNamed(component)),
          tenants: environment.tenants.filter((tenant) => !isNamed(tenant)),
          secrets: environment.secrets.filter(({ tenant }) => !named.has(tenant)),
          configs: environment.configs.filter(({ tenant }) => !named.has(tenant)),
        })),
    }));
}

/** Whether all names of an address are in another one, in their order: `shop/till` in `dev/eu-1/shop/till`. */
function isWithin(names: readonly string[], others: readonly string[]): boolean {
  let next = 0;
  for (const name of others) if (name === names[next]) next++;
  return next === names.length;
}

function render<C extends object>(context: RenderContext<C>): Rendered {
  const { fleet, resolved, clusters, isWhole, problems, warnings, redactor, memory, rendered } = context;
  const checker = new Checker(problems, warnings, {
    crds: fleet.schemas,
    strict: fleet.strict,
    acknowledged: fleet.acknowledgedLeaks,
    fleet: fleet.name,
    hide: (values) => redactor.hide(values),
  });
  const cache = new UnitCache(
    (files, at, versions) => checker.unit(files, at, versions),
    (at, message) => problems.add('unwritable', at, message),
    memory,
  );
  const tree = new Tree();
  let objects = 0;
  rendered(0);
  for (const placed of renderFleet(resolved, cache, clusters, rendered)) {
    checker.place(placed);
    objects += placed.unit.identities.length;
    for (const path of tree.addUnit(placed.directory, placed.unit)) {
      problems.add('duplicate-path', placed.at, `${path} is made twice: rename one of those that make it`);
    }
  }
  // What has no use here may have one where another run renders, or where nothing is wrong.
  if (isWhole && context.known.length === 0) checker.finish();
  const { placed: units, distinct: distinctUnits, recalled: recalledUnits, objects: distinctObjects } = cache.counts;
  return { tree, counts: { units, distinctUnits, recalledUnits, objects, distinctObjects } };
}
