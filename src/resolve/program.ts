import { Construct } from 'constructs';
import { Cluster } from '../model/cluster';
import { ClusterGrant } from '../model/cluster-grant';
import { Component, ComponentGroup, PlainScope } from '../model/component';
import { Environment } from '../model/environment';
import { FleetScope } from '../model/fleet-scope';
import { Tenant } from '../model/tenant';
import { byName } from './order';
import { indexTenants, TenantIndex } from './tenants';

/** What the program holds, looked up once: a search for each cluster would cost the square of their number. */
export class Program<C extends object> {
  /** The clusters, by name. */
  public readonly clusters: ReadonlyArray<Cluster<C>>;

  /** The tenants with what belongs to them, by name. */
  public readonly tenants: ReadonlyArray<TenantIndex<C>>;

  private readonly environments = new Map<Cluster<C>, Array<Environment<C>>>();
  private readonly components = new Map<Construct, ReadonlyArray<Component<C>>>();

  constructor(fleet: FleetScope<C>) {
    const children = fleet.node.children;
    this.clusters = byName(children.filter((child): child is Cluster<C> => child instanceof Cluster));
    this.tenants = indexTenants(
      children.filter((child): child is Tenant<C> => child instanceof Tenant),
      children.filter((child): child is ClusterGrant<C> => child instanceof ClusterGrant),
    );
    const environments = children.filter((child): child is Environment<C> => child instanceof Environment);
    for (const environment of byName(environments)) {
      for (const cluster of new Set(environment.clusters)) {
        const carried = this.environments.get(cluster);
        if (carried) carried.push(environment);
        else this.environments.set(cluster, [environment]);
      }
    }
  }

  /** The environments that a cluster carries, by name. */
  public environmentsOn(cluster: Cluster<C>): ReadonlyArray<Environment<C>> {
    return this.environments.get(cluster) ?? [];
  }

  /** The components that belong to a scope, with those of its lists. */
  public componentsOf(scope: PlainScope<C>): ReadonlyArray<Component<C>> {
    const known = this.components.get(scope);
    if (known) return known;
    const found = scope.node.children.flatMap((child): ReadonlyArray<Component<C>> => {
      if (child instanceof ComponentGroup) return (child as ComponentGroup<C>).components;
      return child instanceof Component ? [child as Component<C>] : [];
    });
    this.components.set(scope, found);
    return found;
  }
}
