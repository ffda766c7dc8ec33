import { ClusterPlan, FleetPlan } from '../resolve/plan';
import { renderCluster } from './cluster';
import { PlacedUnit } from './placed-unit';
import { UnitCache } from './unit';

/** All units of a fleet, cluster by cluster, so that nothing of a cluster need be kept but its text. */
export function* renderFleet(plan: FleetPlan, cache: UnitCache): Generator<PlacedUnit> {
  const remotes = new Map<string, ClusterPlan[]>();
  for (const cluster of plan.clusters) {
    if (cluster.manager === undefined) continue;
    const behind = remotes.get(cluster.manager);
    if (behind) behind.push(cluster);
    else remotes.set(cluster.manager, [cluster]);
  }
  for (const cluster of plan.clusters) {
    if (cluster.manager === undefined) yield* renderCluster(plan, cluster, remotes.get(cluster.name) ?? [], cache);
  }
}
