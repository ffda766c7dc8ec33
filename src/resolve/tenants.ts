import { checkDnsLabel, isReservedNamespace, quote } from '../kubernetes/names';
import { App } from '../model/app';
import { Environment } from '../model/environment';
import { Source } from '../model/source';
import { PerTarget, TenantTarget, valueFor } from '../model/target';
import { Tenant, TenantRelease } from '../model/tenant';
import { resolveApps } from './apps';
import { byName } from './order';
import { SpacePlan, TenantPlan } from './plan';
import { Site } from './site';

/** A tenant with its releases and apps, looked up once for the whole run. */
export interface TenantIndex<C extends object> {
  readonly tenant: Tenant<C>;
  readonly apps: ReadonlyArray<App<C>>;
  readonly releases: ReadonlyArray<{ readonly release: TenantRelease<C>; readonly apps: ReadonlyArray<App<C>> }>;
}

/** The tenants of a fleet with what belongs to each, by name. */
export function indexTenants<C extends object>(tenants: ReadonlyArray<Tenant<C>>): Array<TenantIndex<C>> {
  const appsOf = (scope: Tenant<C> | TenantRelease<C>) =>
    byName(scope.node.children.filter((child): child is App<C> => child instanceof App));
  return byName(tenants).map((tenant) => ({
    tenant,
    apps: appsOf(tenant),
    releases: byName(
      tenant.node.children.filter((child): child is TenantRelease<C> => child instanceof TenantRelease),
    ).map((release) => ({ release, apps: appsOf(release) })),
  }));
}

/** The tenants of one environment on one cluster, by name. */
export function resolveTenants<C extends object>(
  site: Site<C>,
  environment: Environment<C>,
  tenants: ReadonlyArray<TenantIndex<C>>,
): TenantPlan[] {
  const plans: TenantPlan[] = [];
  for (const { tenant, apps, releases } of tenants) {
    if (!(tenant.props.placement?.selects(site.target) ?? true)) continue;
    const target: TenantTarget<C> = { ...site.target, environment, tenant };
    const spaces = [resolveSpace(site, target, tenant.props.source, undefined, apps)];
    for (const { release, apps: releaseApps } of releases) {
      if (!(release.props.placement?.selects(site.target) ?? true)) continue;
      spaces.push(resolveSpace(site, target, release.props.source, release.name, releaseApps));
    }
    plans.push({
      name: tenant.name,
      owners: [...new Set(tenant.props.owners)].sort(),
      imagePullSecrets: [...new Set(tenant.props.imagePullSecrets)].sort(),
      spaces: spaces.filter((space) => space !== undefined),
    });
  }
  return plans;
}

function resolveSpace<C extends object>(
  site: Site<C>,
  target: TenantTarget<C>,
  given: PerTarget<Source, TenantTarget<C>>,
  release: string | undefined,
  apps: ReadonlyArray<App<C>>,
): SpacePlan | undefined {
  const { name } = target.tenant;
  const address = release === undefined ? [name] : [name, release];
  const namespace = `${target.environment.prefix}${release === undefined ? '' : `${release}-`}${name}`;
  site.report('name', address, checkDnsLabel('namespace', namespace));
  if (isReservedNamespace(namespace)) {
    site.report(
      'namespace',
      address,
      `namespace ${quote(namespace)} cannot belong to a tenant: choose another name or prefix`,
    );
  }
  const source = site.attempt('its source', address, () => {
    const value = valueFor(given, target);
    if (!(value instanceof Source)) throw new Error(`${quote(value)} is not a Source`);
    return value;
  });
  site.report('source', address, ...(source?.problems ?? []));
  const plans = resolveApps(site, target, address, apps);
  return source && { namespace, ...(release === undefined ? {} : { release }), source: source.spec, apps: plans };
}
