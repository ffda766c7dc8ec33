import { defined } from '../../core/defined';
import { ProblemCollector } from '../../core/problem';
import {
  resolveTenantConfigs,
  resolveTenantProgressive,
  resolveTenantSecrets,
  resolveTenants,
} from '../../features/app';
import { knownExtraControllers } from '../../features/bootstrap';
import { Cluster, isWorkloadIdentity, resolveWorkloadIdentity } from '../../features/cluster';
import { Component, resolveComponents } from '../../features/component';
import { MergedConfig, resolvedSettings } from '../../features/config';
import { defaultsAt, plainDefaults, Findings, TargetContext } from '../../features/context';
import { Environment } from '../../features/environment';
import { ResolvedElement, resolvedElements } from '../../features/explain';
import { FleetScope } from '../../features/fleet';
import { ResolvedIsolation } from '../../features/isolation';
import { Program } from '../../features/program';
import type { ResolvedProgressive } from '../../features/progressive';
import { ResolvedProvision } from '../../features/provision';
import type { ScaledDown } from '../../features/scale-down';
import { SourceSpec } from '../../features/source';
import { checkKustomizationNames, ResolvedTenant } from '../../features/tenant';
import { FluxContext } from '../../flux/context';
import { FluxDefaults } from '../../flux/defaults';
import { isAtLeast } from '../../flux/version';
import { isReservedNamespace, quote } from '../../kubernetes/names';
import { Versions } from '../../schema/version-props';
import { announced } from './announced';
import { checkNamespaces } from './namespaces';
import { checkPlacements } from './placements';
import { checkReferences } from './references';
import { ResolvedCluster, ResolvedEnvironment, ResolvedFleet } from './resolved-fleet';
import { checkSecretReaders } from './secret-readers';
import { settleTenancy } from './tenancy';
import { resolveVersions } from './versions';

// Loaded with the first fleet that reads more than one source for all.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const sourceChecks = () => require('./sources') as typeof import('./sources');

// Loaded with the first program that says how Flux runs.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const installationResolving = () => require('./installation') as typeof import('./installation');

/**
 * Resolves the whole program for every target, as plain data.
 *
 * @param findings receives problems and warnings; the result is valid only without problems
 * @param resolved called after each cluster with the number of finished and of all clusters
 */
export function resolveFleet<C extends object>(
  fleet: FleetScope<C>,
  findings: Findings,
  resolved: (done: number, of: number) => void = () => {},
): ResolvedFleet {
  const { problems } = findings;
  checkReferences(fleet, problems);
  const program = new Program(fleet);
  checkPlacements(program, findings.warnings);
  const base = MergedConfig.empty();
  const hasSeveralSources = usesSeveralSources(program);
  const found = program.clusters.map((cluster, index, { length }) => {
    const resolvedCluster = resolveCluster(program, cluster, findings, { base, hasSeveralSources });
    resolved(index + 1, length);
    return resolvedCluster;
  });
  const clusters = withProducts(found, findings.warnings);
  checkNamespaces(clusters, problems);
  if (clusters.some(givesFluxNames)) fluxNames().checkFluxNames(clusters, problems);
  checkSecretReaders(clusters, program.tenants, problems);
  if (Object.keys(fleet.installation).length > 0) {
    const installers = clusters.filter(({ manager }) => manager === undefined).map(({ bootstrap }) => bootstrap);
    installationResolving().checkInstallation(fleet, new Set(installers), problems);
  }
  for (const check of fleet.lateChecks) check(findings);
  let statements: readonly ResolvedElement[] | undefined;
  return {
    name: fleet.name,
    path: fleet.path,
    source: fleet.source,
    ...defined({
      marksSources: hasSeveralSources ? (true as const) : undefined,
      defaults: Object.keys(fleet.defaults).length > 0 ? plainDefaults(fleet.defaults) : undefined,
    }),
    layers: resolvedSettings(program.holders.flatMap(({ layers }) => layers)),
    // Computed on demand: locating statements takes time, and no file depends on it.
    get statements() {
      return (statements ??= resolvedElements(fleet));
    },
    clusters: settleTenancy(clusters, program.tenants, problems),
  };
}

/**
 * The isolation of a tenant at a target with its share of the fleet-wide quotas; undefined if the tenant is not there.
 */
export function resolvedQuota<C extends object>(
  fleet: FleetScope<C>,
  { cluster, environment }: TargetContext<C>,
  { name: tenant }: { readonly name: string },
): ResolvedIsolation | undefined {
  const ignored = { problems: new ProblemCollector(), warnings: new ProblemCollector() };
  return resolveFleet(fleet, ignored)
    .clusters.find(({ name }) => name === cluster.name)
    ?.environments.find(({ name }) => name === environment?.name)
    ?.tenants.find(({ name }) => name === tenant)?.isolation;
}

function resolveCluster<C extends object>(
  program: Program<C>,
  cluster: Cluster<C>,
  findings: Findings,
  { base, hasSeveralSources }: { readonly base: MergedConfig; readonly hasSeveralSources: boolean },
): ResolvedCluster {
  const context = new TargetContext(cluster, undefined, findings, base);
  const host = cluster.managedBy ? 'manager' : cluster.provisioning && 'management cluster';
  if (host !== undefined && isReservedNamespace(cluster.name)) {
    context.report(
      'namespace',
      [],
      `cluster ${quote(cluster.name)} needs a namespace of its name on its ${host}, but that one is reserved: rename it`,
    );
  }
  const versions = resolveVersions(context, program);
  const defaults = defaultsAt(context);
  const contextOf = (own?: FluxDefaults): FluxContext => ({
    flux: versions.flux,
    defaults: own ?? cluster.fleet.defaults,
  });
  const candidates = cluster.drained ? [] : program.componentsOf([cluster.fleet, ...cluster.groups, cluster]);
  const components = resolveComponents(context, contextOf(defaults), candidates);
  const bootstrap = cluster.bootstrap ?? cluster.fleet.bootstrap ?? 'external';
  const given = cluster.extraControllers ?? cluster.fleet.extraControllers;
  const extraControllers = knownExtraControllers({ bootstrap }, given);
  const installed = { bootstrap, flux: versions.flux, extraControllers };
  const { sources } = context;
  const check = hasSeveralSources ? sourceChecks().checkSources : undefined;
  check?.(context, sources, versions);
  const environments = program.environmentsOn(cluster).map((environment) => {
    const context = new TargetContext(cluster, environment, findings, base);
    const here = defaultsAt(context);
    const resolved = resolveEnvironment(program, context, contextOf(here), environment, components.placed);
    check?.(context, resolved, versions, resolved.tenants);
    return here ? { ...resolved, defaults: plainDefaults(here) } : resolved;
  });
  // A first tenant would run before its fences where these come by another commit than it does.
  const fencesFirst = program.tenants.length > 0 && environments.some(({ source }) => !isSame(source, sources.source));
  return {
    name: cluster.name,
    versions,
    config: context.config,
    ...defined({ defaults: defaults ? plainDefaults(defaults) : undefined }),
    ...(cluster.managedBy ? { manager: cluster.managedBy.name, ...resolveKubeConfig(context, versions) } : {}),
    ...defined({ source: sources.source === cluster.fleet.source ? undefined : sources.source }),
    ...defined({ standby: sources.standby }),
    bootstrap,
    ...defined({ extraControllers: cluster.managedBy ? undefined : extraControllers }),
    ...defined({ installation: installation(cluster, installed, findings) }),
    ...context.policies,
    ...defined({ allPolicies: fencesFirst ? (true as const) : undefined }),
    provisions: provisions(context, program, versions),
    ...defined({ provisionedBy: cluster.provisioning?.by.name }),
    ...defined({ drained: cluster.drained || undefined, handedOver: cluster.handedOver || undefined }),
    ...notifications(context, program, versions),
    components: components.resolved,
    environments,
  };
}

function isSame(one: SourceSpec, other: SourceSpec): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Whether some cluster or environment reads anything but one source for all. */
function usesSeveralSources<C extends object>({ fleet, holders }: Program<C>): boolean {
  if (fleet.source.per !== undefined || fleet.standby !== undefined) return true;
  return [...holders].some(
    (one) =>
      (one instanceof Cluster || one instanceof Environment) &&
      (one.sources.source ?? one.sources.standby) !== undefined,
  );
}

/** The program's statements about the Flux on a cluster; undefined for none. */
function installation<C extends object>(
  cluster: Cluster<C>,
  installed: Parameters<typeof import('./installation').resolveInstallation>[1],
  { problems }: Findings,
): ResolvedCluster['installation'] {
  const isSilent = [cluster, cluster.fleet].every(({ installation }) => Object.keys(installation).length === 0);
  return cluster.managedBy !== undefined || isSilent
    ? undefined
    : installationResolving().resolveInstallation(cluster, installed, problems);
}

/** The way from a manager to its remote cluster. */
function resolveKubeConfig<C extends object>(
  context: TargetContext<C>,
  { flux }: Versions,
): Pick<ResolvedCluster, 'kubeConfig' | 'workloadIdentity'> {
  const { kubeConfig, managedBy, name } = context.cluster;
  if (!isWorkloadIdentity(kubeConfig)) return { kubeConfig: { ...kubeConfig } };
  if (isAtLeast(flux, '2.7') === false) {
    context.report(
      'version',
      [],
      `kubeConfig of provider ${quote(kubeConfig.provider)} came with Flux 2.7, and its manager ${quote(managedBy?.name)} has ${flux}: raise the flux of ${quote(managedBy?.name)}, or give kubeConfig the name of a Secret`,
    );
  }
  const reference = `${name}-kubeconfig`;
  return {
    kubeConfig: { configMapRef: { name: reference } },
    workloadIdentity: resolveWorkloadIdentity(kubeConfig, reference),
  };
}

function resolveEnvironment<C extends object>(
  program: Program<C>,
  context: TargetContext<C>,
  flux: FluxContext,
  environment: Environment<C>,
  ofCluster: ReadonlyMap<Component<C>, string>,
): ResolvedEnvironment {
  const { name, controlNamespace } = environment;
  const { source, standby } = context.sources;
  const pushed = [source, standby].some((one) => one?.kind === 'OCIRepository');
  const branch = pushed && environment.sources.source === undefined ? environment.sources.branch : undefined;
  const handedOver = environment.handedOver || context.cluster.handedOver || undefined;
  const common = {
    name,
    controlNamespace,
    source,
    config: context.config,
    ...defined({ standby, branch, handedOver }),
  };
  if (context.cluster.drained || environment.drainedClusters.includes(context.cluster)) {
    const leaving = defined({ tenantsLeave: hadTenants(program, context, environment) || undefined });
    return { ...common, drained: true, ...leaving, components: [], tenants: [], secrets: [], configs: [] };
  }
  const components = resolveComponents(context, flux, program.componentsOf([environment]), ofCluster);
  const placed = { cluster: ofCluster, environment: components.placed };
  const all = announced(
    resolveTenants(context, environment, flux, program, placed),
    context.cluster.fleet.declarations,
    { cluster: context.cluster.name, environment: name },
  );
  const progressive = resolveTenantProgressive(context, program.tenants, all);
  const { tenants, scaleDowns } = scaledDown(context, all, progressive);
  const secrets = resolveTenantSecrets(context, program.tenants, tenants);
  const configs = resolveTenantConfigs(context, program.tenants, tenants);
  checkKustomizationNames(context, { tenants, secrets, configs });
  return {
    ...common,
    ...notifications(context, program, flux, tenants),
    components: components.resolved,
    tenants,
    secrets,
    configs,
    ...defined({ progressive: progressive.length > 0 ? progressive : undefined, scaleDowns }),
  };
}

/** Whether the program places a tenant at a target that is drained. */
function hadTenants<C extends object>(
  { tenants }: Program<C>,
  { target }: TargetContext<C>,
  environment: Environment<C>,
): boolean {
  return tenants.some(({ tenant }) => tenant.props.placement?.selects({ ...target, environment }) ?? true);
}

/** The tenants, without what KEDA decides where the program scales apps down. */
function scaledDown<C extends object>(
  context: TargetContext<C>,
  tenants: readonly ResolvedTenant[],
  progressive: readonly ResolvedProgressive[],
): ScaledDown {
  if (!context.cluster.fleet.statements.has('scale-downs')) return { tenants };
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { resolveScaleDowns } = require('../../features/scale-down') as typeof import('../../features/scale-down');
  return resolveScaleDowns(context, tenants, progressive);
}

/** The clusters, with what objects of Flagger and KEDA wait for. */
function withProducts(clusters: ResolvedCluster[], warnings: ProblemCollector): ResolvedCluster[] {
  const hasSome = ({ environments }: ResolvedCluster) =>
    environments.some(({ progressive, scaleDowns }) => (progressive ?? scaleDowns) !== undefined);
  if (!clusters.some(hasSome)) return clusters;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { awaitProducts } = require('./products') as typeof import('./products');
  return clusters.map((cluster) => (hasSome(cluster) ? awaitProducts(cluster, warnings) : cluster));
}

/** The notifications and receivers at a target. */
function notifications<C extends object>(
  context: TargetContext<C>,
  program: Program<C>,
  { flux }: Pick<FluxContext, 'flux'>,
  tenants?: readonly ResolvedTenant[],
): Pick<ResolvedEnvironment, 'notifications' | 'receivers' | 'tenantNotifications'> {
  const { notifications, receivers } = program.fleet.notices;
  if (notifications.length + receivers.length === 0 || context.cluster.drained) return {};
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { notificationsAt } = require('./notifications') as typeof import('./notifications');
  return notificationsAt(context, program, flux, tenants);
}

/** The clusters that Cluster API makes from a cluster. */
function provisions<C extends object>(
  context: TargetContext<C>,
  program: Program<C>,
  versions: Versions,
): readonly ResolvedProvision[] {
  const made = program.clusters.filter(({ provisioning }) => provisioning?.by === context.cluster);
  if (made.length === 0) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { provisionsOf } = require('./provisions') as typeof import('./provisions');
  return provisionsOf(context, made, versions);
}

// Loaded with the first name of a Flux object: most fleets give none.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const fluxNames = () => require('./flux-names') as typeof import('./flux-names');

/** Whether the program names a Flux object of a cluster. */
function givesFluxNames({ components, environments }: ResolvedCluster): boolean {
  const isNamed = ({ fluxName }: { readonly fluxName?: string | undefined }) => fluxName !== undefined;
  return [{ components, tenants: [] }, ...environments].some(
    (place) =>
      place.components.some(isNamed) ||
      place.tenants.some((one) => isNamed(one) || one.spaces.some(({ apps }) => apps.some(isNamed))),
  );
}
