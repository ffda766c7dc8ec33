import { Construct } from 'constructs';
import { byName } from '../../core/order';
import { SharedData } from '../../core/shared-data';
import { indexTenants, TenantIndex } from '../app';
import { Cluster } from '../cluster';
import { Component, ComponentGroup, PlainScope } from '../component';
import { Environment } from '../environment';
import { FleetScope } from '../fleet';
import { ClusterGroup } from '../group';
import { presetOf } from '../preset';
import { ClusterGrant, Tenant } from '../tenant';

/** A cluster as a whole, or an environment on it. */
export interface FleetTarget<C extends object> {
  readonly cluster: Cluster<C>;
  readonly environment?: Environment<C>;
}

/** Index of the program's constructs: searching for each cluster would take quadratic time. */
export class Program<C extends object> {
  /** The clusters, by name. */
  public readonly clusters: ReadonlyArray<Cluster<C>>;

  /** The tenants with their elements, by name. */
  public readonly tenants: ReadonlyArray<TenantIndex<C>>;

  /** Every element with layers of configuration. */
  public readonly holders: ReadonlyArray<FleetScope<C> | Environment<C> | ClusterGroup<C> | Cluster<C>>;

  /** Resolved data that several targets share. */
  public readonly shared = new SharedData();

  private readonly environments = new Map<Cluster<C>, Array<Environment<C>>>();
  private readonly components = new Map<Construct, ReadonlyArray<Component<C>>>();

  constructor(public readonly fleet: FleetScope<C>) {
    const children = fleet.node.children;
    this.clusters = byName(children.filter((child): child is Cluster<C> => child instanceof Cluster));
    this.tenants = indexTenants(
      children.filter((child): child is Tenant<C> => child instanceof Tenant),
      children.filter((child): child is ClusterGrant<C> => child instanceof ClusterGrant),
    );
    const groups = children.filter((child): child is ClusterGroup<C> => child instanceof ClusterGroup);
    const environments = children.filter((child): child is Environment<C> => child instanceof Environment);
    this.holders = [fleet, ...environments, ...groups, ...this.clusters];
    for (const environment of byName(environments)) {
      for (const cluster of new Set(environment.clusters)) {
        const carried = this.environments.get(cluster);
        if (carried) carried.push(environment);
        else this.environments.set(cluster, [environment]);
      }
    }
  }

  /** The environments on a cluster, by name. */
  public environmentsOn(cluster: Cluster<C>): ReadonlyArray<Environment<C>> {
    return this.environments.get(cluster) ?? [];
  }

  /** Every environment on every cluster, by cluster. */
  public get environmentTargets(): Array<FleetTarget<C>> {
    return this.clusters.flatMap((cluster) =>
      this.environmentsOn(cluster).map((environment) => ({ cluster, environment })),
    );
  }

  /**
   * The components of the scopes of one target. Components of a preset that several scopes have appear once, from the
   * last of these scopes.
   *
   * @param scopes weakest first
   */
  public componentsOf(scopes: ReadonlyArray<PlainScope<C>>): ReadonlyArray<Component<C>> {
    const bringers = new Map<object, PlainScope<C>>();
    for (const scope of scopes) {
      for (const preset of ('presets' in scope && scope.presets) || []) bringers.set(preset, scope);
    }
    return scopes.flatMap((scope) =>
      this.componentsIn(scope).filter((component) => {
        const preset = presetOf(component);
        return preset === undefined || bringers.get(preset) === scope;
      }),
    );
  }

  private componentsIn(scope: PlainScope<C>): ReadonlyArray<Component<C>> {
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
