import { PlacedUnit } from '../../units/placed-unit';
import { UnitCache } from '../../units/unit-cache';
import { ResolvedCluster, ResolvedFleet } from '../resolve/resolved-fleet';
import { renderCluster } from './cluster';
import type { ClusterGroup } from './known-clusters';

/**
 * All units of a fleet, cluster by cluster, so that only the text of finished clusters stays in memory.
 *
 * @param clusters the clusters to render, each remote one with its manager; all by default
 */
export function* renderFleet(
  fleet: ResolvedFleet,
  cache: UnitCache,
  clusters: readonly ResolvedCluster[] = fleet.clusters,
): Generator<PlacedUnit> {
  for (const { cluster, remotes } of clusterGroups(clusters)) yield* renderCluster(fleet, cluster, remotes, cache);
}

/** The clusters with folders of their own, each with its remote ones. */
export function clusterGroups(clusters: readonly ResolvedCluster[]): ClusterGroup[] {
  const remotes = new Map<string, ResolvedCluster[]>();
  for (const cluster of clusters) {
    if (cluster.manager === undefined) continue;
    const behind = remotes.get(cluster.manager);
    if (behind) behind.push(cluster);
    else remotes.set(cluster.manager, [cluster]);
  }
  return clusters
    .filter(({ manager }) => manager === undefined)
    .map((cluster) => ({ cluster, remotes: remotes.get(cluster.name) ?? [] }));
}
