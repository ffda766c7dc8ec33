import { defined } from '../../core/defined';
import { keptWhile } from '../../core/kept-while';
import { compare } from '../../core/order';
import type { FluxVersion } from '../../flux/version';
import { DEFAULT_FLUX_VERSION } from '../../schema';
import { DEFAULT_CONTROLLERS, type ExtraController, knownExtraControllers, shardsOfFlux } from '../bootstrap';
import { Cluster } from '../cluster';
import { Environment } from '../environment';
import { FleetScope } from '../fleet';
import { Tenant, TenantTrack } from '../tenant';

/** A cluster as its alerts and dashboards know it. */
export interface MonitoredCluster {
  readonly name: string;
  /** The controllers that it runs, sorted; those of a shard are called `kustomize-controller-SHARD`. */
  readonly controllers: readonly string[];
  /** The version of Flux, as far as it is given. */
  readonly flux?: FluxVersion;
  /** The metric that tells the state of Flux's objects. */
  readonly stateMetric: 'flux_resource_info' | 'gotk_resource_info';
  readonly environments: readonly MonitoredEnvironment[];
  /** Clusters that it deploys to, sorted: their objects are in namespaces of their names. */
  readonly remotes: readonly string[];
}

/** An environment of a cluster, whose namespaces begin with its prefix. */
export interface MonitoredEnvironment {
  readonly name: string;
  readonly prefix: string;
  /** Tenants of the fleet, sorted. */
  readonly tenants: readonly string[];
  /** Tracks of tenants, sorted. */
  readonly tracks: readonly string[];
}

/** The clusters of a fleet that run Flux, by name. Asked for at each target, and found once for a whole program. */
export const monitoredClusters = keptWhile(
  ({ node }: FleetScope<object>) => node.findAll().length,
  (fleet) => findClusters(fleet),
);

function findClusters<C extends object>(fleet: FleetScope<C>): ReadonlyMap<string, MonitoredCluster> {
  const children = fleet.node.children;
  const clusters = children.filter((child): child is Cluster<C> => child instanceof Cluster);
  const environments = children.filter((child): child is Environment<C> => child instanceof Environment);
  const tenants = children.filter((child): child is Tenant<C> => child instanceof Tenant);
  const tracks = tenants.flatMap(({ node }) => node.children.filter((child) => child instanceof TenantTrack));
  return new Map(
    clusters
      .filter(({ managedBy }) => managedBy === undefined)
      .map((cluster): [string, MonitoredCluster] => {
        const remotes = clusters.filter(({ managedBy }) => managedBy === cluster);
        const isHere = (environment: Environment<C>) =>
          [cluster, ...remotes].some((one) => environment.clusters.includes(one));
        return [
          cluster.name,
          {
            name: cluster.name,
            ...defined({ flux: fluxOf(fleet, cluster) }),
            controllers: controllersOf(fleet, cluster),
            stateMetric: bootstrapOf(fleet, cluster) === 'operator' ? 'flux_resource_info' : 'gotk_resource_info',
            environments: environments
              .filter(isHere)
              .map(({ name, prefix }) => ({ name, prefix, tenants: namesOf(tenants), tracks: namesOf(tracks) }))
              .sort((a, b) => compare(a.name, b.name)),
            remotes: namesOf(remotes),
          },
        ];
      }),
  );
}

function bootstrapOf<C extends object>(fleet: FleetScope<C>, cluster: Cluster<C>) {
  return cluster.bootstrap ?? fleet.bootstrap ?? 'external';
}

function controllersOf<C extends object>(fleet: FleetScope<C>, cluster: Cluster<C>): string[] {
  const plain = [...DEFAULT_CONTROLLERS, ...extraControllers(fleet, cluster)];
  const sharding = cluster.installation.sharding ?? fleet.installation.sharding;
  if (sharding === undefined || bootstrapOf(fleet, cluster) === 'external') return plain.sort(compare);
  const { shardedControllers, weightsOf } = shardsOfFlux();
  const sharded: readonly string[] = shardedControllers(fluxOf(fleet, cluster) ?? DEFAULT_FLUX_VERSION);
  const ofShards = plain.filter((controller) => sharded.includes(controller));
  const shards = Object.keys(weightsOf(sharding));
  return [...plain, ...shards.flatMap((shard) => ofShards.map((controller) => `${controller}-${shard}`))].sort(compare);
}

/** The version of Flux that the program gives for a cluster, in the order of precedence. */
function fluxOf<C extends object>(fleet: FleetScope<C>, cluster: Cluster<C>): FluxVersion | undefined {
  const holders = [cluster, ...[...cluster.groups].reverse(), fleet];
  return holders.map(({ versions }) => versions.flux).find((flux) => flux !== undefined);
}

function extraControllers<C extends object>(fleet: FleetScope<C>, cluster: Cluster<C>): readonly ExtraController[] {
  const given = cluster.extraControllers ?? fleet.extraControllers;
  return knownExtraControllers({ bootstrap: bootstrapOf(fleet, cluster) }, given) ?? [];
}

function namesOf(elements: ReadonlyArray<{ readonly name: string }>): string[] {
  return [...new Set(elements.map(({ name }) => name))].sort(compare);
}
