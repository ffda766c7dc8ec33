import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { rulesFor } from '../../kubernetes/deployable';
import { CustomKind } from '../../kubernetes/resources';
import { pullSecretNames } from '../secret';
import { ResolvedTenant, Tenant, TenantProps, TenantSettings } from '../tenant';
import { App } from './app';

/**
 * The data of a resolved tenant that is the same for all targets. It is resolved once and frozen, as the targets share
 * it.
 */
export type Everywhere = ReturnType<typeof everywhereOf>;

/**
 * Options that are the same for all targets, but that other code reads: rules derive from deployed kinds, isolation
 * reads `ownNetworkPolicies`, Secrets are resolved for each namespace, a total quota is split over the fleet, and
 * allowed sources are compared with the sources of a target. Last days are the fleet's to tell.
 */
type ReadElsewhere =
  | 'deploys'
  | 'namespace'
  | 'ownNetworkPolicies'
  | 'secrets'
  | 'decryption'
  | 'totalQuota'
  | 'allowedSources'
  | 'dependsOn'
  | 'placement'
  | 'until';

/** @param kinds the kinds that the tenant deploys */
export function everywhereOf<C extends object>(tenant: Tenant<C>, kinds: readonly CustomKind[]) {
  const props: Omit<TenantProps<C>, keyof TenantSettings<C> | ReadElsewhere> = tenant.props;
  const { owners, viewers, operators, breakGlass, imagePullSecrets: _, ...more } = props;
  const { account, contact, costCenter, allowedCharts, ...rest } = more;
  nothingLeft(rest);
  return {
    owners: sorted(owners),
    viewers: sorted(viewers),
    operators: sorted(operators),
    ...defined({
      account,
      breakGlass: breakGlass ? { ...breakGlass, groups: sorted(breakGlass.groups) } : undefined,
      contact,
      costCenter,
    }),
    imagePullSecrets: sorted(pullSecretNames(tenant)),
    accounts: Object.freeze(accountsOf(tenant)),
    rules: rulesFor(kinds),
    ...defined({ allowedCharts: allowedCharts === undefined ? undefined : sorted(allowedCharts) }),
  };
}

/**
 * The accounts that apply the tenant's apps, independent of the target: Flux needs the account of a disabled app to
 * delete the app's objects. So the last app of an account must be disabled before it is removed from the program.
 */
function accountsOf<C extends object>(tenant: Tenant<C>): ResolvedTenant['accounts'] {
  const apps = tenant.node.findAll().filter((child): child is App<C> => child instanceof App);
  const hasObjects = apps.some(({ props }) => props.manifests !== undefined);
  const hasCharts = tenant.props.chart !== undefined || apps.some(({ props }) => props.chart !== undefined);
  return [...(hasCharts ? (['charts'] as const) : []), ...(hasObjects ? (['objects'] as const) : [])];
}

/** The names without duplicates, sorted, so that their order in the program does not change the output. */
export function sorted(names: readonly string[] | undefined): readonly string[] {
  return Object.freeze([...new Set(names)].sort());
}
