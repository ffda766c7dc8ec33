import { hash } from 'node:crypto';
import { compare } from '../../core/order';
import { ProblemCollector } from '../../core/problem';
import { Cluster } from '../../features/cluster';
import { Environment } from '../../features/environment';
import { FleetScope } from '../../features/fleet';
import { ClusterGroup } from '../../features/group';
import { quote } from '../../kubernetes/names';
import { ResolvedCluster } from './resolved-fleet';

/** One of several runs that render a fleet together. */
export interface Shard {
  /** Number of this run, starting at 1. */
  readonly number: number;
  /** Number of runs. */
  readonly of: number;
}

/** The clusters that a run renders. A remote cluster goes with its manager, whose folder contains it. */
export interface SelectionOptions {
  /**
   * This run's share. The shards have about the same size. Folders of clusters that left the program are assigned by a
   * hash of their name; each folder belongs to exactly one run.
   *
   * @default - everything
   */
  readonly shard?: Shard;

  /**
   * Names of clusters, groups and environments: only their clusters are rendered, and folders of other clusters are
   * kept. With `shard`, these clusters are divided.
   *
   * @default - all
   */
  readonly only?: readonly string[];
}

/** The selected clusters. */
export interface Selection {
  /** The clusters, by name. */
  readonly clusters: readonly ResolvedCluster[];
  /** Whether a folder of `clusters/` belongs to this run, even if its cluster no longer exists; undefined if all do. */
  readonly owns?: (folder: string) => boolean;
}

/** Maximum number of names of a kind in a message. */
const MAX_NAMES = 20;

/**
 * Selects the clusters of a run. All runs with the same program and options agree on the split.
 *
 * @param problems receives unknown names and invalid shards
 */
export function selectClusters<C extends object>(
  fleet: FleetScope<C>,
  clusters: readonly ResolvedCluster[],
  { only, shard }: SelectionOptions,
  problems: ProblemCollector,
): Selection {
  if (only === undefined && shard === undefined) return { clusters };
  const named = only && clustersNamed(fleet, only, problems);
  const roots = new Map<string, number>();
  for (const cluster of clusters) {
    const root = rootOf(cluster);
    roots.set(root, (roots.get(root) ?? 0) + sizeOf(cluster));
  }
  const chosen = new Set(
    named ? clusters.filter(({ name }) => named.has(name)).map((cluster) => rootOf(cluster)) : roots.keys(),
  );
  if (shard && !isShard(shard)) {
    const message = `shard ${shard.number}/${shard.of} cannot be: give two whole numbers, the first from 1 to the second`;
    problems.add('selection', fleet.name, message);
    return { clusters: [], owns: () => false };
  }
  const shares = shard && assignShards(new Map([...roots].filter(([root]) => chosen.has(root))), shard.of);
  const owns = (folder: string): boolean => {
    if (shard === undefined || shares === undefined) return chosen.has(folder);
    const share = shares.get(folder) ?? (only === undefined ? shardOfName(folder, shard.of) : undefined);
    return share === shard.number;
  };
  return { clusters: clusters.filter((cluster) => owns(rootOf(cluster))), owns };
}

/** The cluster whose folder contains a cluster. */
function rootOf({ name, manager }: ResolvedCluster): string {
  return manager ?? name;
}

/** Approximate number of units of a cluster. */
function sizeOf({ components, environments }: ResolvedCluster): number {
  let size = 1 + components.length;
  for (const environment of environments) size += 1 + environment.components.length + 2 * environment.tenants.length;
  return size;
}

function isShard({ number, of }: Shard): boolean {
  return Number.isSafeInteger(number) && Number.isSafeInteger(of) && number >= 1 && number <= of;
}

/** Assigns each folder to a shard: the largest first, each to the shard with the least so far. */
function assignShards(sizes: ReadonlyMap<string, number>, count: number): Map<string, number> {
  const loads = Array.from({ length: Math.min(count, sizes.size) }, () => 0);
  const shares = new Map<string, number>();
  const largestFirst = [...sizes].sort(([a, size], [b, other]) => other - size || compare(a, b));
  for (const [name, size] of largestFirst) {
    const least = loads.reduce((best, load, index) => (load < loads[best]! ? index : best), 0);
    loads[least]! += size;
    shares.set(name, least + 1);
  }
  return shares;
}

/** The shard of a cluster that left the program, of which only the name is known. */
function shardOfName(name: string, count: number): number {
  return (parseInt(hash('sha256', name, 'hex').slice(0, 8), 16) % count) + 1;
}

/** Names of the clusters that are named directly, by group or by environment. */
function clustersNamed<C extends object>(
  fleet: FleetScope<C>,
  names: readonly string[],
  problems: ProblemCollector,
): Set<string> {
  const { children } = fleet.node;
  const clusters = children.filter((child): child is Cluster<C> => child instanceof Cluster);
  const groups = children.filter((child): child is ClusterGroup<C> => child instanceof ClusterGroup);
  const environments = children.filter((child): child is Environment<C> => child instanceof Environment);
  const members = new Map<string, Set<string>>();
  for (const { name } of [...clusters, ...groups, ...environments]) members.set(name, new Set());
  for (const { name, groupNames } of clusters) for (const one of [name, ...groupNames]) members.get(one)?.add(name);
  for (const environment of environments) {
    for (const cluster of environment.clusters) members.get(environment.name)!.add(cluster.name);
  }
  const unknown = names.filter((name) => !members.has(name));
  if (unknown.length > 0) {
    const known = [listed('clusters', clusters), listed('groups', groups), listed('environments', environments)];
    const message = `${unknown.map(quote).join(', ')} is no cluster, group or environment: use ${known.join('; ')}`;
    problems.add('selection', fleet.name, message);
  }
  return new Set(names.flatMap((name) => [...(members.get(name) ?? [])]));
}

function listed(kind: string, all: ReadonlyArray<{ readonly name: string }>): string {
  const names = all.map(({ name }) => name).sort(compare);
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `${kind} ${names.length === 0 ? '(none)' : names.slice(0, MAX_NAMES).join(', ')}${more}`;
}
