import { defined } from '../../core/defined';
import { Draft } from '../../core/draft';
import { nothingLeft } from '../../core/nothing-left';
import { byName } from '../../core/order';
import { SharedData } from '../../core/shared-data';
import { FluxContext } from '../../flux/context';
import { customKind } from '../../kubernetes/deployable';
import { byteLength, checkDnsLabel, DNS_LABEL_MAX, isReservedNamespace, quote } from '../../kubernetes/names';
import { isFluxGroup } from '../../kubernetes/refused-rights';
import { CustomKind, kindKey } from '../../kubernetes/resources';
import { needsAdmission } from '../../kubernetes/unchecked-kinds';
import { PlacedComponents, ResolvedDependencies } from '../component';
import { TargetContext } from '../context';
import { Environment } from '../environment';
import { IsolatedProps, IsolationAt, isolationOf, ResolvedIsolation } from '../isolation';
import { placedPullSecrets } from '../secret';
import { foreignSourceProblem, Source } from '../source';
import { TenantTarget, valueFor } from '../target';
import {
  ClusterGrant,
  Tenant,
  TenantTrack,
  deployedKinds,
  TenantProps,
  TenantSettings,
  TenantTrackProps,
  ResolvedGrant,
  ResolvedSpace,
  ResolvedTenant,
  accessFluxName,
  calledIn,
  checkMadeName,
  spaceName,
  trackAt,
  tenantAt,
  allowedSourcesOf,
  checkAccess,
  checkCharts,
  checkOwnReleases,
  resolveVerification,
  sourceUrls,
} from '../tenant';
import { App } from './app';
import { Everywhere, everywhereOf, sorted } from './everywhere';
import { AppPlacements } from './placements';

/** A tenant with its tracks and apps, both sorted by name; looked up once for the whole run. */
export interface TenantIndex<C extends object> {
  readonly tenant: Tenant<C>;
  readonly kinds: readonly CustomKind[];
  readonly everywhere: Everywhere;
  readonly isolation: IsolationAt<C>;
  readonly apps: ReadonlyArray<App<C>>;
  readonly tracks: ReadonlyArray<{ readonly track: TenantTrack<C>; readonly apps: ReadonlyArray<App<C>> }>;
  readonly grants: ReadonlyArray<ClusterGrant<C>>;
  /** True if an app has ConfigMaps at any target. */
  readonly hasConfigs: boolean;
  /** True if an app is delivered progressively at any target. */
  readonly hasProgressive: boolean;
  /** True if the tenant, a track or an app has Secrets at any target. */
  readonly hasSecrets: boolean;
  /** True if an app decrypts files of the tenant's repository at any target. */
  readonly hasDecryption: boolean;
}

/** The tenants of a fleet, each with its tracks, apps and grants, sorted by name. */
export function indexTenants<C extends object>(
  tenants: ReadonlyArray<Tenant<C>>,
  grants: ReadonlyArray<ClusterGrant<C>>,
): Array<TenantIndex<C>> {
  const appsOf = (scope: Tenant<C> | TenantTrack<C>) =>
    byName(scope.node.children.filter((child): child is App<C> => child instanceof App));
  return byName(tenants).map((tenant) => {
    const kinds = deployedKinds(tenant.props)
      .map(customKind)
      .filter((kind) => kind !== undefined);
    const apps = appsOf(tenant);
    const tracks = byName(
      tenant.node.children.filter((child): child is TenantTrack<C> => child instanceof TenantTrack),
    ).map((track) => ({ track, apps: appsOf(track) }));
    const all = [...apps, ...tracks.flatMap((one) => one.apps)];
    return {
      tenant,
      kinds,
      everywhere: everywhereOf(tenant, kinds),
      isolation: isolationOf(tenant.props),
      apps,
      tracks,
      grants: byName(grants.filter((grant) => grant.props.tenant === tenant)),
      hasConfigs: all.some((app) => gives(app, 'configMaps')),
      hasProgressive: all.some((app) => gives(app, 'progressive')),
      hasSecrets:
        placedPullSecrets(tenant).length > 0 ||
        [tenant, ...tracks.map(({ track }) => track), ...all].some(({ props }) => props.secrets !== undefined),
      hasDecryption: all.some(({ props }) => props.decryption !== undefined),
    };
  });
}

/** Whether an app or an override of it gives an option. */
function gives<C extends object>({ props, overrides }: App<C>, key: 'configMaps' | 'progressive'): boolean {
  return props[key] !== undefined || overrides.some(({ settings }) => settings[key] !== undefined);
}

/**
 * The apps of the program that are deployed in a namespace; excludes those of other namespaces and those disabled at
 * its target.
 */
export function appsIn<C extends object>(
  { track: trackName, part, apps, parts }: ResolvedSpace,
  index: Pick<TenantIndex<C>, 'apps' | 'tracks'>,
): Array<App<C>> {
  const track = index.tracks.find((one) => one.track.name === trackName);
  const here = new Set([...apps.map(({ name }) => name), ...(parts ?? [])]);
  return (trackName === undefined ? index.apps : (track?.apps ?? [])).filter(
    ({ name, props }) => props.namespace === part && here.has(name),
  );
}

/** The tenants of one environment on one cluster, sorted by name. */
export function resolveTenants<C extends object>(
  context: TargetContext<C>,
  environment: Environment<C>,
  flux: FluxContext,
  { tenants, shared }: { readonly tenants: ReadonlyArray<TenantIndex<C>>; readonly shared: SharedData },
  components: PlacedComponents<C>,
): ResolvedTenant[] {
  const plans: Array<Draft<ResolvedTenant>> = [];
  const placements = new AppPlacements(context, components);
  for (const index of tenants) {
    const target: TenantTarget<C> = { ...context.target, environment, tenant: index.tenant };
    const plan = resolveTenant(context, target, index, { placements, flux });
    if (plan) plans.push(plan);
  }
  placements.link();
  return plans.map((plan) => {
    plan.spaces = plan.spaces.map((space) => shared.share(`namespace ${space.namespace}`, space));
    return shared.share<ResolvedTenant>(`tenant ${environment.name} ${plan.name}`, plan);
  });
}

/** Data that the apps of a tenant at a target share. */
interface TenantGround<C extends object> extends Ground<C> {
  /** The components that all of them wait for. */
  readonly components: ResolvedDependencies;
}

/** Data that the apps of all tenants of a target share. */
interface Ground<C extends object> {
  readonly placements: AppPlacements<C>;
  readonly flux: FluxContext;
}

function resolveTenant<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  { tenant, kinds, everywhere, isolation: isolationAt, apps, tracks, grants }: TenantIndex<C>,
  { placements, flux }: Ground<C>,
): ResolvedTenant | undefined {
  const { name } = tenant;
  const here = tenantAt(context, target, tenant);
  if (here === undefined) return undefined;
  const own: Omit<TenantSettings<C>, keyof IsolatedProps<C> | 'enabled'> = here.props;
  const { source, chart, values, namespaces, verify: verification, fluxName: given, fluxNamespace, ...rest } = own;
  nothingLeft(rest);
  const { allowedSources, allowedCharts, namespace } = tenant.props;
  const ground = { placements, flux, components: placements.awaited([name], tenant.props.dependsOn) };
  const spaces = resolveSpaces(
    context,
    target,
    { source, chart, values, namespaces, ...defined({ namespace, fluxName: given, fluxNamespace }) },
    apps,
    ground,
  );
  for (const { track, apps: trackApps } of tracks) {
    const space = resolveTrack(context, target, track, trackApps, ground);
    if (space) spaces.push(space);
  }
  const found = spaces.filter((space) => space !== undefined);
  const isolation = isolationAt(context, target, here);
  checkKinds(context, name, kinds, isolation);
  const verify = resolveVerification(context, target, verification, found);
  checkCharts(context, [name], { allowedCharts, verify: verification }, found);
  checkAccess(context, [name], found);
  checkOwnReleases(context, name, kinds, found);
  const fluxName = chart ? undefined : accessFluxName(context, target, given);
  return (
    isolation && {
      name,
      ...everywhere,
      ...defined({ fluxName }),
      grants: grants
        .filter((grant) => grant.props.placement?.selects(context.target) ?? true)
        .map(({ name: grantName, props: { kind, names, reason } }): ResolvedGrant => {
          return { name: grantName, group: kind.group, resource: kind.resource, objects: sorted(names), reason };
        }),
      allowedSources: allowedSourcesOf(context, [name], allowedSources, sourceUrls(found)),
      verified: verify !== undefined,
      isolation,
      spaces: verify ? found.map((space) => ({ ...space, verify })) : found,
    }
  );
}

/** Checks the deployed kinds that are harmless only under certain settings. */
function checkKinds<C extends object>(
  context: TargetContext<C>,
  name: string,
  kinds: readonly CustomKind[],
  isolation: ResolvedIsolation | undefined,
): void {
  const hasAdmission = context.policies.policies !== 'none';
  for (const kind of kinds) {
    const what = () => `deploys ${quote(kindKey(kind.group, kind.kind))}`;
    if (!hasAdmission && (isFluxGroup(kind.group) || needsAdmission(kind))) {
      const message = `${what()} needs admission to keep it harmless, and policies is "none" here: leave one out`;
      context.report('right', [name], message);
    } else if (kind.group === 'external-secrets.io' && needsAdmission(kind) && isolation?.secretStores.length === 0) {
      const message = `${what()} acts with the rights of a store, and no store is opened to the tenant: list stores in "secretStores", or leave it out and give Secrets with Secret.external`;
      context.report('right', [name], message);
    }
  }
}

/**
 * The namespace of a release track; undefined if the track is not deployed at the target, or if a function of the
 * program failed.
 */
function resolveTrack<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  track: TenantTrack<C>,
  apps: ReadonlyArray<App<C>>,
  ground: TenantGround<C>,
): ResolvedSpace | undefined {
  for (const app of apps) {
    if (app.props.namespace === undefined) continue;
    const message = `namespace ${quote(app.props.namespace)} is given, but a track has one of its own: leave it out`;
    context.report('namespace', [track.tenant.name, track.name, app.name], message);
  }
  const here = trackAt(context, target, track);
  if (here === undefined) return undefined;
  const own: Omit<TenantTrackProps<C>, 'enabled' | 'placement' | 'secrets'> = here.props;
  const { source, ...rest } = own;
  nothingLeft(rest);
  return resolveSpace(context, target, { source }, { track: track.name }, apps, ground);
}

/** The main namespace and the further ones, in this order; undefined for those whose source failed to resolve. */
function resolveSpaces<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  props: Pick<
    TenantProps<C>,
    'source' | 'chart' | 'fluxName' | 'fluxNamespace' | 'values' | 'namespace' | 'namespaces'
  >,
  apps: ReadonlyArray<App<C>>,
  ground: TenantGround<C>,
): Array<ResolvedSpace | undefined> {
  const { name } = target.tenant;
  const { namespace: own, namespaces } = props;
  const parts =
    (namespaces && context.attempt('its namespaces', [name], () => sorted(valueFor(namespaces, target)))) ?? [];
  for (const app of apps) {
    const { namespace } = app.props;
    if (namespace === undefined || parts.includes(namespace)) continue;
    if (!(app.props.placement?.selects(target) ?? true)) continue;
    const known = parts.length > 0 ? `use one of ${parts.join(', ')}` : 'list it in the tenant\'s "namespaces"';
    const message = `namespace ${quote(namespace)} is not one of the tenant's further namespaces here: ${known}`;
    context.report('namespace', [name, app.name], message);
  }
  const within = (part: string | undefined) => apps.filter((app) => app.props.namespace === part);
  const main = own && context.attempt('its namespace', [name], () => valueFor(own, target));
  return [undefined, ...parts].map((part) =>
    resolveSpace(context, target, props, part === undefined ? defined({ main }) : { part }, within(part), ground),
  );
}

function resolveSpace<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  props: Pick<TenantSettings<C>, 'source' | 'chart' | 'fluxName' | 'fluxNamespace' | 'values'>,
  { track, part, main }: { readonly track?: string; readonly part?: string; readonly main?: string },
  apps: ReadonlyArray<App<C>>,
  { placements, flux, components }: TenantGround<C>,
): ResolvedSpace | undefined {
  const { name } = target.tenant;
  const address = track === undefined ? [name] : [name, track];
  const namespace = main ?? `${target.environment.prefix}${spaceName(name, defined({ track, part }))}`;
  if (byteLength(namespace) <= DNS_LABEL_MAX) {
    context.report('name', address, checkDnsLabel('namespace', namespace));
  } else if ([name, track ?? ''].every((one) => byteLength(one) <= DNS_LABEL_MAX)) {
    // A name that is too long by itself is reported for its own element.
    checkMadeName(context, address, () => calledIn(name, track, part), 'namespace', namespace);
  }
  if (isReservedNamespace(namespace)) {
    context.report(
      'namespace',
      address,
      `namespace ${quote(namespace)} cannot belong to a tenant: choose another name or prefix`,
    );
  }
  const source = context.attempt('its source', address, () => {
    const { source: given } = props;
    const value = given && valueFor(given, target);
    if (given !== undefined && !(value instanceof Source)) throw new Error(`${quote(value)} is not a Source`);
    return { value };
  });
  if (source === undefined) return undefined;
  const given = source.value;
  context.report('source', address, ...(given ? [...given.problems, foreignSourceProblem(given.spec)] : []));
  const space = { target, address, namespace, hasSource: source.value !== undefined, flux, components };
  const plans = placements.resolve(space, apps);
  const chart = (track ?? part) ? undefined : placements.chart(space, props, apps);
  return {
    namespace,
    ...defined({ track, part, source: source.value?.spec }),
    apps: chart ? byName([...plans, chart.plan]) : plans,
    ...defined({ parts: chart?.parts }),
  };
}
