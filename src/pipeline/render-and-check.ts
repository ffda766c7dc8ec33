import { Problem, ProblemCollector } from '../core/problem';
import { FleetScope } from '../features/fleet';
import { LeakRedactor } from '../leaks/redactor';
import { UnitCache } from '../units/unit-cache';
import { UnitMemory } from '../units/unit-record';
import { Checker } from './check/checker';
import { renderFleet } from './render/fleet';
import { ResolvedCluster, ResolvedFleet } from './resolve/resolved-fleet';
import { Tree } from './write/tree';

/** Input of rendering. */
export interface RenderContext<C extends object> {
  readonly fleet: FleetScope<C>;
  readonly resolved: ResolvedFleet;
  /** The clusters to render. */
  readonly clusters: readonly ResolvedCluster[];
  /** Whether these are all clusters of the fleet. */
  readonly isWhole: boolean;
  /** Problems found so far. */
  readonly known: readonly Problem[];
  readonly problems: ProblemCollector;
  readonly warnings: ProblemCollector;
  readonly redactor: LeakRedactor;
  /** Units rendered by earlier runs. @default - nothing */
  readonly memory?: UnitMemory | undefined;
  /** Called with the number of finished clusters. */
  readonly rendered: (done: number) => void;
}

/** Result of rendering. */
export interface Rendered {
  readonly tree: Tree;
  /** Numbers of placed units, distinct ones, those of them recalled from earlier runs, and likewise of objects. */
  readonly counts: {
    readonly units: number;
    readonly distinctUnits: number;
    readonly recalledUnits: number;
    readonly objects: number;
    readonly distinctObjects: number;
  };
}

/**
 * Renders the resolved fleet and checks the result. If there are problems already, everything that they do not affect
 * is still rendered and checked, so that all problems are reported together.
 *
 * @returns undefined if there were problems already
 */
export function renderAndCheck<C extends object>(context: RenderContext<C>): Rendered | undefined {
  const { fleet, known, clusters, problems } = context;
  if (known.length === 0) return render(context);
  // A problem of the fleet itself affects everything.
  if (known.some(({ at }) => at === fleet.name)) return undefined;
  const isUnaffected = unaffectedBy(known);
  const found = new ProblemCollector();
  try {
    render({ ...context, clusters: unaffectedParts(clusters, known), problems: found });
  } catch {
    // A known problem may reach further than its address; then it has to be fixed first.
    return undefined;
  }
  for (const { id, at, message } of found.problems) if (isUnaffected(at.split('/'))) problems.add(id, at, message);
  return undefined;
}

/** Returns a test for addresses that no known problem affects: neither address lies within the other. */
function unaffectedBy(known: readonly Problem[]): (address: readonly string[]) => boolean {
  const affected = [...new Set(known.map(({ at }) => at))].map((at) => at.split('/'));
  return (address) => !affected.some((other) => isWithin(other, address) || isWithin(address, other));
}

/** The clusters without the parts that the address of a known problem names. */
function unaffectedParts(clusters: readonly ResolvedCluster[], known: readonly Problem[]): readonly ResolvedCluster[] {
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

/** Whether another address contains all names of this one in their order: `shop/till` in `dev/eu-1/shop/till`. */
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
  // Without the parts of known problems, their clusters are not whole.
  const clustersDone = () => checker.clusters(context.known.length === 0);
  let current: string | undefined;
  for (const placed of renderFleet(resolved, cache, clusters, rendered)) {
    const folder = placed.directory.split('/', 2).join('/');
    if (folder !== current) clustersDone();
    current = folder;
    checker.place(placed);
    objects += placed.unit.identities.length;
    for (const path of tree.addUnit(placed.directory, placed.unit)) {
      problems.add('duplicate-path', placed.at, `${path} is made twice: rename one of those that make it`);
    }
  }
  clustersDone();
  // An acknowledgement without a use here may have one in another shard, or in a fleet without problems.
  if (isWhole && context.known.length === 0) checker.finish();
  const { placed: units, distinct: distinctUnits, recalled: recalledUnits, objects: distinctObjects } = cache.counts;
  return { tree, counts: { units, distinctUnits, recalledUnits, objects, distinctObjects } };
}
