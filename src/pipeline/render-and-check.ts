import { defined } from '../core/defined';
import { Problem, ProblemCollector } from '../core/problem';
import { today } from '../core/today';
import { FleetScope } from '../features/fleet';
import { SourceSpec } from '../features/source';
import { LeakRedactor } from '../leaks/redactor';
import { PlacedUnit } from '../units/placed-unit';
import { UnitCache } from '../units/unit-cache';
import { UnitMemory } from '../units/unit-record';
import { unaffectedBy } from './affected';
import { Checker } from './check/checker';
import { renderCluster } from './render/cluster';
import { clusterGroups } from './render/fleet';
import type { KnownUnit } from './render/known-clusters';
import { ResolvedCluster, ResolvedFleet } from './resolve/resolved-fleet';
import { BRANCHES_FILE } from './write/scope';
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
  /** Called with each unit at each of its places. @default - nobody wants them */
  readonly placed?: ((unit: PlacedUnit) => void) | undefined;
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
  const ofFleet = new Set(known.filter(({ at }) => at === fleet.name).map(({ id }) => id));
  // Most problems of the fleet itself affect everything.
  if ([...ofFleet].some((id) => !BESIDE.has(id) && !(id in STAND_INS))) return undefined;
  const isUnaffected = unaffectedBy(known);
  const resolved = withStandIns(context.resolved, ofFleet);
  const parts = unaffectedParts(withStandIns({ ...context.resolved, clusters }, ofFleet).clusters, known);
  const found = (part: readonly ResolvedCluster[]) => problemsIn({ ...context, resolved, clusters: part });
  // A known problem may reach further than its address. Cluster by cluster, one that fails hides no other.
  const all = found(parts) ?? groupsOf(parts).flatMap((group) => found(group) ?? []);
  for (const problem of all) if (isUnaffected(problem.at.split('/'))) problems.take(problem);
  return undefined;
}

/** The problems of what is rendered; undefined if it cannot be rendered. */
function problemsIn<C extends object>(context: RenderContext<C>): readonly Problem[] | undefined {
  const problems = new ProblemCollector();
  try {
    render({ ...context, problems });
  } catch {
    return undefined;
  }
  return problems.problems;
}

/** Problems of the fleet that no rendered object depends on, by id. */
const BESIDE: ReadonlySet<string> = new Set(['defaults', 'leak', 'removal', 'rule', 'schema', 'warning']);

/** Stand-ins for values of the fleet that have a problem, so that the rest can be checked. */
const STAND_INS = {
  path: './dist',
  source: { kind: 'GitRepository', url: 'https://example.com/fleet', ref: { branch: 'main' } },
} as const;

function withStandIns(resolved: ResolvedFleet, ids: ReadonlySet<string>): ResolvedFleet {
  const source = ids.has('source') ? { source: STAND_INS.source } : {};
  const clusters = resolved.clusters.map((cluster) => ({
    ...cluster,
    environments: cluster.environments.map((environment) => ({ ...environment, ...source })),
  }));
  return { ...resolved, ...source, ...defined({ path: ids.has('path') ? STAND_INS.path : undefined }), clusters };
}

/** The clusters, each with its remote ones. */
function groupsOf(clusters: readonly ResolvedCluster[]): ReadonlyArray<readonly ResolvedCluster[]> {
  const groups = new Map<string, ResolvedCluster[]>();
  for (const cluster of clusters) {
    const key = cluster.manager ?? cluster.name;
    groups.set(key, [...(groups.get(key) ?? []), cluster]);
  }
  return [...groups.values()];
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
      provisions: cluster.provisions.filter((provision) => !addresses.has(provision.cluster)),
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

/** The fleet's rules about its backups; undefined for none. */
function backupsAsked<C extends object>(fleet: FleetScope<C>) {
  if (!fleet.statements.has('backups')) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { backupsOf } = require('../features/backup') as typeof import('../features/backup');
  const backups = backupsOf(fleet);
  return (
    backups && { required: backups.required, acknowledged: backups.acknowledgements, fleet: fleet.name, today: today() }
  );
}

/** Whether a part of the fleet may be read from another branch than the rest. */
function readsBranches({ source, clusters }: ResolvedFleet): boolean {
  const isOther = (one: SourceSpec) => one.ref !== source.ref && JSON.stringify(one.ref) !== JSON.stringify(source.ref);
  return clusters.some((cluster) =>
    [cluster.source ?? source, ...cluster.environments.map((environment) => environment.source)].some(isOther),
  );
}

// Loaded with the first fleet that several branches are read of.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const branchesFiles = () => require('./branches/branches-file') as typeof import('./branches/branches-file');

// Loaded with the first run that has a cache.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const knownClusters = () => require('./render/known-clusters') as typeof import('./render/known-clusters');

function render<C extends object>(context: RenderContext<C>): Rendered {
  const { fleet, resolved, clusters, isWhole, problems, warnings, redactor, memory, rendered } = context;
  const checker = new Checker(problems, warnings, {
    crds: fleet.schemas,
    strict: fleet.strict,
    clusters: resolved.clusters,
    acknowledged: fleet.acknowledgedLeaks,
    fleet: fleet.name,
    hide: (values) => redactor.hide(values),
    own: {
      rules: fleet.rules,
      acknowledged: fleet.acknowledgedRules,
      fleet: fleet.name,
      today: today(),
    },
    backups: backupsAsked(fleet),
  });
  const cache = new UnitCache(
    (files, at, versions, admission) => checker.unit(files, at, versions, admission),
    (at, message) => problems.add('unwritable', at, message),
    memory,
  );
  const tree = new Tree();
  let objects = 0;
  let done = 0;
  rendered(0);
  // Without the parts of known problems, their clusters are not whole.
  const isComplete = context.known.length === 0;
  const isKept = memory !== undefined && isComplete && context.placed === undefined && !checker.looksAtAll;
  const known = isKept ? new (knownClusters().KnownClusters)(resolved, cache, memory) : undefined;
  const add = ({ directory, unit }: KnownUnit, at: string) => {
    objects += unit.identities.length;
    const taken = tree.addUnit(directory, unit);
    for (const path of taken)
      problems.add('duplicate-path', at, `${path} is made twice: rename one of those that make it`);
    return taken.length === 0;
  };
  for (const group of clusterGroups(clusters)) {
    const { cluster, remotes } = group;
    const folder = `clusters/${cluster.name}`;
    const key = known?.keyOf(group);
    const earlier = key === undefined ? undefined : known?.recall(key, group);
    if (earlier) {
      for (const one of earlier.units) add(one, cluster.name);
      tree.setRecord(folder, earlier.record);
    } else {
      const before = checker.found;
      const placed = renderCluster(resolved, cluster, remotes, cache);
      let isFree = true;
      for (const one of placed) {
        checker.place(one);
        context.placed?.(one);
        isFree = add(one, one.at) && isFree;
      }
      checker.clusters(isComplete);
      const isSound = isFree && checker.found === before;
      const record = isSound && key !== undefined ? known?.keep(key, group, placed) : undefined;
      if (record) tree.setRecord(folder, record);
    }
    rendered((done += 1 + remotes.length));
  }
  const branches = readsBranches(resolved) ? branchesFiles().branchesFile(resolved) : undefined;
  if (branches !== undefined) tree.add(BRANCHES_FILE, branches);
  // An acknowledgement without a use here may have one in another shard, or in a fleet without problems.
  if (isWhole && isComplete) checker.finish();
  const { placed: units, distinct: distinctUnits, recalled: recalledUnits, objects: distinctObjects } = cache.counts;
  return { tree, counts: { units, distinctUnits, recalledUnits, objects, distinctObjects } };
}
