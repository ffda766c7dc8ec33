import { defined } from '../../core/defined';
import { Draft } from '../../core/draft';
import { byName } from '../../core/order';
import { SharedData } from '../../core/shared-data';
import { FluxContext } from '../../flux/context';
import { byteLength, checkDnsLabel, DNS_LABEL_MAX, isReservedNamespace, quote } from '../../kubernetes/names';
import { isFluxGroup } from '../../kubernetes/refused-rights';
import { CustomKind } from '../../kubernetes/resources';
import { TargetContext } from '../context';
import { Environment } from '../environment';
import { IsolationAt, isolationOf } from '../isolation';
import { Source } from '../source';
import { TenantTarget, valueFor } from '../target';
import {
  ClusterGrant,
  Tenant,
  TenantRelease,
  customKind,
  deployedKinds,
  TenantProps,
  TenantSettings,
  ResolvedGrant,
  ResolvedSpace,
  ResolvedTenant,
  rulesFor,
  calledIn,
  checkMadeName,
  releaseAt,
  tenantAt,
  allowedSourcesOf,
  checkCharts,
  resolveVerification,
  sourceUrls,
} from '../tenant';
import { App } from './app';
import { AppPlacements } from './placements';

/** What of a tenant's plan is the same at all its places: made once, and frozen, as they have it in common. */
type Everywhere = Pick<
  ResolvedTenant,
  | 'owners'
  | 'viewers'
  | 'operators'
  | 'breakGlass'
  | 'contact'
  | 'costCenter'
  | 'imagePullSecrets'
  | 'accounts'
  | 'rules'
  | 'allowedCharts'
>;

/** A tenant with its releases and apps, both by name, looked up once for the whole run. */
export interface TenantIndex<C extends object> {
  readonly tenant: Tenant<C>;
  readonly kinds: readonly CustomKind[];
  readonly everywhere: Everywhere;
  readonly isolation: IsolationAt<C>;
  readonly apps: ReadonlyArray<App<C>>;
  readonly releases: ReadonlyArray<{ readonly release: TenantRelease<C>; readonly apps: ReadonlyArray<App<C>> }>;
  readonly grants: ReadonlyArray<ClusterGrant<C>>;
  /** Whether any of its apps has ConfigMaps, wherever. */
  readonly hasConfigs: boolean;
  /** Whether it, a release or an app has Secrets, wherever. */
  readonly hasSecrets: boolean;
  /** Whether any of its apps opens files of the tenant's repository, wherever. */
  readonly hasDecryption: boolean;
}

/** The tenants of a fleet with what belongs to each, by name. */
export function indexTenants<C extends object>(
  tenants: ReadonlyArray<Tenant<C>>,
  grants: ReadonlyArray<ClusterGrant<C>>,
): Array<TenantIndex<C>> {
  const appsOf = (scope: Tenant<C> | TenantRelease<C>) =>
    byName(scope.node.children.filter((child): child is App<C> => child instanceof App));
  return byName(tenants).map((tenant) => {
    const kinds = deployedKinds(tenant.props)
      .map(customKind)
      .filter((kind) => kind !== undefined);
    const apps = appsOf(tenant);
    const releases = byName(
      tenant.node.children.filter((child): child is TenantRelease<C> => child instanceof TenantRelease),
    ).map((release) => ({ release, apps: appsOf(release) }));
    const all = [...apps, ...releases.flatMap((one) => one.apps)];
    return {
      tenant,
      kinds,
      everywhere: everywhereOf(tenant, kinds),
      isolation: isolationOf(tenant.props),
      apps,
      releases,
      grants: byName(grants.filter((grant) => grant.props.tenant === tenant)),
      hasConfigs: all.some(hasConfig),
      hasSecrets: [tenant, ...releases.map(({ release }) => release), ...all].some(
        ({ props }) => props.secrets !== undefined,
      ),
      hasDecryption: all.some(({ props }) => props.decryption !== undefined),
    };
  });
}

function hasConfig<C extends object>({ props, overrides }: App<C>): boolean {
  return props.config !== undefined || overrides.some(({ settings }) => settings.config !== undefined);
}

function everywhereOf<C extends object>(tenant: Tenant<C>, kinds: readonly CustomKind[]): Everywhere {
  const { props } = tenant;
  const { breakGlass, contact, costCenter, allowedCharts } = props;
  return {
    owners: sorted(props.owners),
    viewers: sorted(props.viewers),
    operators: sorted(props.operators),
    ...defined({
      breakGlass: breakGlass ? { ...breakGlass, groups: sorted(breakGlass.groups) } : undefined,
      contact,
      costCenter,
    }),
    imagePullSecrets: sorted(props.imagePullSecrets),
    accounts: Object.freeze(accountsOf(tenant)),
    rules: rulesFor(kinds),
    ...defined({ allowedCharts: allowedCharts === undefined ? undefined : sorted(allowedCharts) }),
  };
}

/**
 * The accounts that the tenant's apps are applied with, wherever these are: one that is switched off keeps the account with
 * which Flux takes its objects away. So whoever removes the last such app switches it off first.
 */
function accountsOf<C extends object>(tenant: Tenant<C>): ResolvedTenant['accounts'] {
  const apps = tenant.node.findAll().filter((child): child is App<C> => child instanceof App);
  const hasObjects = apps.some(({ props }) => props.manifests !== undefined);
  const hasCharts = tenant.props.chart !== undefined || apps.some(({ props }) => props.chart !== undefined);
  return [...(hasCharts ? (['charts'] as const) : []), ...(hasObjects ? (['objects'] as const) : [])];
}

/** The apps of the program that are in a namespace: others may be elsewhere, or switched off there. */
export function appsIn<C extends object>(
  { release: releaseName, part, apps, parts }: ResolvedSpace,
  index: Pick<TenantIndex<C>, 'apps' | 'releases'>,
): Array<App<C>> {
  const release = index.releases.find((one) => one.release.name === releaseName);
  const here = new Set([...apps.map(({ name }) => name), ...(parts ?? [])]);
  return (releaseName === undefined ? index.apps : (release?.apps ?? [])).filter(
    ({ name, props }) => props.namespace === part && here.has(name),
  );
}

/** The tenants of one environment on one cluster, by name. */
export function resolveTenants<C extends object>(
  context: TargetContext<C>,
  environment: Environment<C>,
  flux: FluxContext,
  { tenants, shared }: { readonly tenants: ReadonlyArray<TenantIndex<C>>; readonly shared: SharedData },
): ResolvedTenant[] {
  const plans: Array<Draft<ResolvedTenant>> = [];
  const placements = new AppPlacements(context);
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

/** What the apps of all tenants of a target share. */
interface Ground<C extends object> {
  readonly placements: AppPlacements<C>;
  readonly flux: FluxContext;
}

function resolveTenant<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  { tenant, kinds, everywhere, isolation: isolationAt, apps, releases, grants }: TenantIndex<C>,
  ground: Ground<C>,
): ResolvedTenant | undefined {
  const { name } = tenant;
  const here = tenantAt(context, target, tenant);
  if (here === undefined) return undefined;
  const { props } = here;
  const spaces = resolveSpaces(context, target, props, apps, ground);
  for (const { release, apps: releaseApps } of releases) {
    for (const app of releaseApps) {
      if (app.props.namespace === undefined) continue;
      const message = `namespace ${quote(app.props.namespace)} is given, but a release has one of its own: leave it out`;
      context.report('namespace', [name, release.name, app.name], message);
    }
    const released = releaseAt(context, target, release);
    if (released === undefined) continue;
    spaces.push(resolveSpace(context, target, released.props, { release: release.name }, releaseApps, ground));
  }
  const found = spaces.filter((space) => space !== undefined);
  const isolation = isolationAt(context, target, here);
  if (context.policies.policies === 'none') {
    for (const { group, kind } of kinds.filter((one) => isFluxGroup(one.group))) {
      context.report(
        'right',
        [name],
        `deploys "${group}/${kind}" needs admission to keep it harmless, and policies is "none" here: leave one out`,
      );
    }
  }
  const verify = resolveVerification(context, target, props, found);
  checkCharts(context, [name], props, found);
  return (
    isolation && {
      name,
      ...everywhere,
      grants: grants
        .filter((grant) => grant.props.placement?.selects(context.target) ?? true)
        .map(({ name: grantName, props: { kind, names, reason } }): ResolvedGrant => {
          return { name: grantName, group: kind.group, resource: kind.resource, objects: sorted(names), reason };
        }),
      allowedSources: allowedSourcesOf(context, [name], props, sourceUrls(found)),
      verified: verify !== undefined,
      isolation,
      spaces: verify ? found.map((space) => ({ ...space, verify })) : found,
    }
  );
}

/** The main namespace and the further ones. */
function resolveSpaces<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  props: TenantProps<C>,
  apps: ReadonlyArray<App<C>>,
  ground: Ground<C>,
): Array<ResolvedSpace | undefined> {
  const { name } = target.tenant;
  const { namespaces } = props;
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
  return [undefined, ...parts].map((part) =>
    resolveSpace(context, target, props, part === undefined ? {} : { part }, within(part), ground),
  );
}

function resolveSpace<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  props: Pick<TenantSettings<C>, 'source' | 'chart' | 'values'>,
  { release, part }: { readonly release?: string; readonly part?: string },
  apps: ReadonlyArray<App<C>>,
  { placements, flux }: Ground<C>,
): ResolvedSpace | undefined {
  const { name } = target.tenant;
  const address = release === undefined ? [name] : [name, release];
  const before = release === undefined ? '' : `${release}-`;
  const namespace = `${target.environment.prefix}${before}${name}${part === undefined ? '' : `-${part}`}`;
  if (byteLength(namespace) <= DNS_LABEL_MAX) {
    context.report('name', address, checkDnsLabel('namespace', namespace));
  } else if ([name, release ?? ''].every((one) => byteLength(one) <= DNS_LABEL_MAX)) {
    // What is too long by itself was said of it.
    checkMadeName(context, address, () => calledIn(name, release, part), 'namespace', namespace);
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
  context.report('source', address, ...(source.value?.problems ?? []));
  const space = { target, address, namespace, hasSource: source.value !== undefined, flux };
  const plans = placements.resolve(space, apps);
  const chart = (release ?? part) ? undefined : placements.chart(space, props, apps);
  return {
    namespace,
    ...defined({ release, part, source: source.value?.spec }),
    apps: chart ? byName([...plans, chart.plan]) : plans,
    ...defined({ parts: chart?.parts }),
  };
}

/** Each once, in an order that the program has no part in. */
function sorted(names: readonly string[] | undefined): readonly string[] {
  return Object.freeze([...new Set(names)].sort());
}
