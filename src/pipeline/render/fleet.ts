import { PlacedUnit } from '../../units/placed-unit';
import { UnitCache } from '../../units/unit-cache';
import { ResolvedCluster, ResolvedFleet } from '../resolve/resolved-fleet';
import { renderCluster } from './cluster';

/**
 * All units of a fleet, cluster by cluster, so that only the text of finished clusters stays in memory.
 *
 * @param clusters the clusters to render, each remote one with its manager; all by default
 * @param rendered called with the number of finished clusters
 */
export function* renderFleet(
  fleet: ResolvedFleet,
  cache: UnitCache,
  clusters: readonly ResolvedCluster[] = fleet.clusters,
  rendered: (done: number) => void = () => {},
): Generator<PlacedUnit> {
  const remotes = new Map<string, ResolvedCluster[]>();
  for (const cluster of clusters) {
    if (cluster.manager === undefined) continue;
    const behind = remotes.get(cluster.manager);
    if (behind) behind.push(cluster);
    else remotes.set(cluster.manager, [cluster]);
  }
  let done = 0;
  for (const cluster of clusters) {
    if (cluster.manager !== undefined) continue;
    const behind = remotes.get(cluster.name) ?? [];
    yield* renderCluster(fleet, cluster, behind, cache);
    rendered((done += 1 + behind.length));
  }
}
