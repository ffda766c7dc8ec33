import { FluxContext } from '../flux/context';
import { isReservedNamespace, quote } from '../kubernetes/names';
import { Cluster } from '../model/cluster';
import { Environment } from '../model/environment';
import { FleetScope } from '../model/fleet-scope';
import { ProblemCollector } from '../model/problem';
import { resolveComponents } from './components';
import { plainDefaults } from './defaults';
import { ClusterPlan, EnvironmentPlan, FleetPlan } from './plan';
import { Program } from './program';
import { checkReferences } from './references';
import { checkSecretReaders } from './secret-readers';
import { Site } from './site';
import { settleTenancy } from './tenancy';
import { resolveTenantConfigs } from './tenant-configs';
import { resolveTenantSecrets } from './tenant-secrets';
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
  checkSecretReaders(clusters, problems);
  return {
    name: fleet.name,
    path: fleet.path,
    source: fleet.source,
    ...(Object.keys(fleet.defaults).length > 0 ? { defaults: plainDefaults(fleet.defaults) } : {}),
    clusters: settleTenancy(clusters, program.tenants, problems),
  };
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
  const versions = resolveVersions(site, program);
  const flux: FluxContext = { flux: versions.flux, defaults: cluster.fleet.defaults };
  return {
    name: cluster.name,
    versions,
    ...(cluster.managedBy ? { manager: cluster.managedBy.name, kubeConfig: { ...cluster.kubeConfig } } : {}),
    bootstrap: cluster.bootstrap ?? cluster.fleet.bootstrap ?? 'external',
    ...site.policies,
    // What is applied on a remote cluster has to go before the account that it is applied as.
    ...(cluster.drained && cluster.managedBy ? { policies: 'none' as const } : {}),
    components: cluster.drained
      ? []
      : resolveComponents(
          site,
          flux,
          scopes.flatMap((scope) => program.componentsOf(scope)),
        ),
    environments: program
      .environmentsOn(cluster)
      .map((environment) => resolveEnvironment(program, new Site(cluster, environment, problems), flux, environment)),
  };
}

function resolveEnvironment<C extends object>(
  program: Program<C>,
  site: Site<C>,
  flux: FluxContext,
  environment: Environment<C>,
): EnvironmentPlan {
  const { name, controlNamespace, source } = environment;
  if (site.cluster.drained || environment.drained.includes(site.cluster))
    return { name, controlNamespace, source, components: [], tenants: [], secrets: [], configs: [] };
  const tenants = resolveTenants(site, environment, flux, program.tenants);
  return {
    ...{ name, controlNamespace, source },
    components: resolveComponents(site, flux, program.componentsOf(environment)),
    tenants,
    secrets: resolveTenantSecrets(site, program.tenants, tenants),
    configs: resolveTenantConfigs(site, program.tenants, tenants),
  };
}
