import { Construct } from 'constructs';
import { isReservedNamespace, quote } from '../kubernetes/names';
import { Cluster } from '../model/cluster';
import { Component } from '../model/component';
import { Environment } from '../model/environment';
import { FleetScope } from '../model/fleet-scope';
import { ProblemCollector } from '../model/problem';
import { Tenant } from '../model/tenant';
import { resolveComponents } from './components';
import { byName } from './order';
import { ClusterPlan, EnvironmentPlan, FleetPlan } from './plan';
import { checkReferences } from './references';
import { Site } from './site';
import { indexTenants, resolveTenants, TenantIndex } from './tenants';
import { resolveVersions } from './versions';

/**
 * Everything that the program says, for every place, as plain data.
 *
 * @param problems takes what is wrong; the plan is only good when it stayed empty
 */
export function resolveFleet<C extends object>(fleet: FleetScope<C>, problems: ProblemCollector): FleetPlan {
  checkReferences(fleet, problems);
  const tenants = indexTenants(childrenOf(fleet, Tenant<C>));
  const environments = byName(childrenOf(fleet, Environment<C>));
  const clusters = byName(childrenOf(fleet, Cluster<C>)).map((cluster) =>
    resolveCluster(fleet, cluster, environments, tenants, problems),
  );
  return { name: fleet.name, path: fleet.path, source: fleet.source, clusters };
}

function resolveCluster<C extends object>(
  fleet: FleetScope<C>,
  cluster: Cluster<C>,
  environments: ReadonlyArray<Environment<C>>,
  tenants: ReadonlyArray<TenantIndex<C>>,
  problems: ProblemCollector,
): ClusterPlan {
  const site = new Site(cluster, undefined, problems);
  if (cluster.managedBy && isReservedNamespace(cluster.name)) {
    site.report(
      'namespace',
      [],
      `cluster ${quote(cluster.name)} needs a namespace of its name on its manager, but that one is reserved: rename it`,
    );
  }
  const scopes = [fleet, ...cluster.groups, cluster];
  return {
    name: cluster.name,
    versions: resolveVersions(site, environments),
    ...(cluster.managedBy ? { manager: cluster.managedBy.name, kubeConfig: { ...cluster.kubeConfig } } : {}),
    components: resolveComponents(
      site,
      scopes.flatMap((scope) => childrenOf(scope, Component<C>)),
    ),
    environments: environments
      .filter((environment) => environment.clusters.includes(cluster))
      .map((environment) => resolveEnvironment(new Site(cluster, environment, problems), environment, tenants)),
  };
}

function resolveEnvironment<C extends object>(
  site: Site<C>,
  environment: Environment<C>,
  tenants: ReadonlyArray<TenantIndex<C>>,
): EnvironmentPlan {
  return {
    name: environment.name,
    controlNamespace: environment.controlNamespace,
    source: environment.source,
    components: resolveComponents(site, childrenOf(environment, Component<C>)),
    tenants: resolveTenants(site, environment, tenants),
  };
}

/** What of a type is directly in a scope. */
function childrenOf<T extends Construct>(scope: Construct, type: abstract new (...args: never[]) => T): T[] {
  return scope.node.children.filter((child): child is T => child instanceof type);
}
