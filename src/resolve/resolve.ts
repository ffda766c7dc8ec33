import { isReservedNamespace, quote } from '../kubernetes/names';
import { Cluster } from '../model/cluster';
import { Environment } from '../model/environment';
import { FleetScope } from '../model/fleet-scope';
import { ProblemCollector } from '../model/problem';
import { resolveComponents } from './components';
import { ClusterPlan, EnvironmentPlan, FleetPlan } from './plan';
import { Program } from './program';
import { checkReferences } from './references';
import { Site } from './site';
import { resolveTenants } from './tenants';
import { resolveVersions } from './versions';

/**
 * Everything that the program says, for every place, as plain data.
 *
 * @param problems takes what is wrong; the plan is only good when it stayed empty
 */
export function resolveFleet<C extends object>(fleet: FleetScope<C>, problems: ProblemCollector): FleetPlan {
  checkReferences(fleet, problems);
  const program = new Program(fleet);
  const clusters = program.clusters.map((cluster) => resolveCluster(program, cluster, problems));
  return { name: fleet.name, path: fleet.path, source: fleet.source, clusters };
}

function resolveCluster<C extends object>(
  program: Program<C>,
  cluster: Cluster<C>,
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
  const scopes = [cluster.fleet, ...cluster.groups, cluster];
  return {
    name: cluster.name,
    versions: resolveVersions(site, program),
    ...(cluster.managedBy ? { manager: cluster.managedBy.name, kubeConfig: { ...cluster.kubeConfig } } : {}),
    components: resolveComponents(
      site,
      scopes.flatMap((scope) => program.componentsOf(scope)),
    ),
    environments: program
      .environmentsOn(cluster)
      .map((environment) => resolveEnvironment(program, new Site(cluster, environment, problems), environment)),
  };
}

function resolveEnvironment<C extends object>(
  program: Program<C>,
  site: Site<C>,
  environment: Environment<C>,
): EnvironmentPlan {
  return {
    name: environment.name,
    controlNamespace: environment.controlNamespace,
    source: environment.source,
    components: resolveComponents(site, program.componentsOf(environment)),
    tenants: resolveTenants(site, environment, program.tenants),
  };
}
