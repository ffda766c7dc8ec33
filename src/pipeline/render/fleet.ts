import { PlacedUnit } from '../../units/placed-unit';
import { UnitCache } from '../../units/unit-cache';
import { ResolvedCluster, ResolvedFleet } from '../resolve/resolved-fleet';
import { renderCluster } from './cluster';

/**
 * All units of a fleet, cluster by cluster, so that nothing of a cluster need be kept but its text.
 *
 * @param clusters those that are rendered, each remote one with its manager; all if left out
 * @param rendered called when clusters are done, with how many are by then
 */
export function* renderFleet(
  plan: ResolvedFleet,
  cache: UnitCache,
  clusters: readonly ResolvedCluster[] = plan.clusters,
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
    yield* renderCluster(plan, cluster, behind, cache);
    rendered((done += 1 + behind.length));
  }
}
