import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { CustomKind } from '../../kubernetes/resources';
import { ResolvedTenant, rulesFor, Tenant, TenantProps, TenantSettings } from '../tenant';
import { App } from './app';

/** What of a resolved tenant is the same at all its places: made once, and frozen, as they have it in common. */
export type Everywhere = ReturnType<typeof everywhereOf>;

/**
 * Options that are the same everywhere, but are read by others: what is deployed makes the rules, isolation knows of own
 * NetworkPolicies, Secrets are read for each namespace, a total is split over the fleet, and sources are compared with
 * those of a place.
 */
type ReadElsewhere =
  'deploys' | 'ownNetworkPolicies' | 'secrets' | 'decryption' | 'totalQuota' | 'allowedSources' | 'placement';

/** @param kinds what the tenant deploys */
export function everywhereOf<C extends object>(tenant: Tenant<C>, kinds: readonly CustomKind[]) {
  const props: Omit<TenantProps<C>, keyof TenantSettings<C> | ReadElsewhere> = tenant.props;
  const { owners, viewers, operators, breakGlass, imagePullSecrets, ...more } = props;
  const { contact, costCenter, allowedCharts, ...rest } = more;
  nothingLeft(rest);
  return {
    owners: sorted(owners),
    viewers: sorted(viewers),
    operators: sorted(operators),
    ...defined({
      breakGlass: breakGlass ? { ...breakGlass, groups: sorted(breakGlass.groups) } : undefined,
      contact,
      costCenter,
    }),
    imagePullSecrets: sorted(imagePullSecrets),
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

/** Each once, in an order that the program has no part in. */
export function sorted(names: readonly string[] | undefined): readonly string[] {
  return Object.freeze([...new Set(names)].sort());
}
