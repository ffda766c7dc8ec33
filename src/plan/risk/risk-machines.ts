import { firstNames } from '../../core/first-names';
import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { listAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

const GROUP = 'cluster.x-k8s.io';

/** Lists of pools in the topology of a Cluster. */
const LISTS = ['machineDeployments', 'machinePools'];

/** Most pools and Services that a message names. */
const NAMED = 5;

/**
 * Things that go with a Cluster API cluster, for messages.
 *
 * @param pools its pools with their machines, as far as a tree tells
 * @param services the Services of type LoadBalancer that a tree has for it
 */
export function machinesText(pools: readonly string[], services: readonly string[]): string {
  return [
    pools.length === 0
      ? 'its machines, of which the tree names no pool'
      : `its machines: pools ${firstNames(pools, NAMED)}`,
    services.length === 0
      ? 'no Service of type LoadBalancer is known on it'
      : `Services of type LoadBalancer ${firstNames(services, NAMED)}`,
    'what else is there, such as volumes and what charts make, is unknown',
  ].join('; ');
}

/** The loss of machines by a change of a Cluster: its topology holds its pools, and one that leaves the list is deleted. */
export function poolsLost(old: KubernetesObject, next: KubernetesObject): Risk[] {
  if (old.kind !== 'Cluster' || apiGroup(old.apiVersion) !== GROUP) return [];
  const kept = new Set(topologyPools(next).map(([pool]) => pool));
  return topologyPools(old)
    .filter(([pool]) => !kept.has(pool))
    .map(([pool, replicas]) =>
      risk('deletion', `pool ${poolText(pool, replicas)} leaves the Cluster, and Cluster API deletes its machines`),
    );
}

/** The pools of a Cluster's topology, each with its number of machines. */
export function topologyPools(cluster: object): Array<readonly [pool: string, replicas: unknown]> {
  return LISTS.flatMap((list) =>
    listAt(cluster, 'spec', 'topology', 'workers', list).map(
      (pool) => [textAt(pool, 'name') ?? '', valueAt(pool, 'replicas')] as const,
    ),
  );
}

/** A pool with its machines, as messages name it. */
export function poolText(pool: string, replicas: unknown): string {
  if (typeof replicas !== 'number') return `${pool} (number of machines unknown)`;
  return `${pool} (${replicas} ${replicas === 1 ? 'machine' : 'machines'})`;
}
