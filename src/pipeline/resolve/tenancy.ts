import { ProblemCollector } from '../../core/problem';
import { TenantIndex } from '../../features/app';
import { Quota, checkQuota, isCounted } from '../../features/isolation';
import { ResolvedTenant } from '../../features/tenant';
import { quote } from '../../kubernetes/names';
import { compareQuantities, Quantity, shareQuantity, subtractQuantity, sumQuantities } from '../../kubernetes/quantity';
import { ResolvedCluster } from './resolved-fleet';

/** A tenant at a target. */
interface PlacedTenant {
  readonly environment: string;
  readonly cluster: string;
  readonly tenant: ResolvedTenant;
}

const addressOf = ({ environment, cluster, tenant }: PlacedTenant) => `${environment}/${cluster}/${tenant.name}`;

/**
 * Resolves the parts of tenancy that span the fleet: total quotas divided over clusters, host names with one owner, and
 * traffic that both tenants allow.
 *
 * @returns the clusters with the tenants' divided quotas
 */
export function settleTenancy<C extends object>(
  clusters: readonly ResolvedCluster[],
  tenants: ReadonlyArray<TenantIndex<C>>,
  problems: ProblemCollector,
): ResolvedCluster[] {
  const places = placesOf(clusters);
  checkHosts(places, problems);
  checkPeers(
    places,
    tenants.map(({ tenant }) => tenant.name),
    problems,
  );
  const shares = new Map<ResolvedTenant, Record<string, string>>();
  for (const { tenant } of tenants) {
    const { totalQuota } = tenant.props;
    if (totalQuota && checkQuota('', totalQuota).length === 0) {
      const its = places.filter((place) => place.tenant.name === tenant.name);
      for (const [isolation, share] of splitTotal(tenant.name, totalQuota, its, problems)) shares.set(isolation, share);
    }
  }
  return shares.size === 0 ? [...clusters] : clusters.map((cluster) => withShares(cluster, shares));
}

function placesOf(clusters: readonly ResolvedCluster[]): PlacedTenant[] {
  const places: PlacedTenant[] = [];
  for (const { name: cluster, environments } of clusters) {
    for (const { name: environment, tenants } of environments) {
      for (const tenant of tenants) places.push({ environment, cluster, tenant });
    }
  }
  return places;
}

function withShares(
  cluster: ResolvedCluster,
  shares: ReadonlyMap<ResolvedTenant, Record<string, string>>,
): ResolvedCluster {
  const shared = (tenant: ResolvedTenant): ResolvedTenant => {
    const share = shares.get(tenant);
    if (share === undefined) return tenant;
    const quota = { ...tenant.isolation.quota, ...share };
    return Object.freeze({ ...tenant, isolation: { ...tenant.isolation, quota } });
  };
  const environments = cluster.environments.map((environment) => ({
    ...environment,
    tenants: environment.tenants.map(shared),
  }));
  return { ...cluster, environments };
}

/** Share of each namespace in a tenant's totals, for amounts that the tenant does not set itself. */
function splitTotal(
  name: string,
  total: Quota,
  places: readonly PlacedTenant[],
  problems: ProblemCollector,
): Map<ResolvedTenant, Record<string, string>> {
  const shares = new Map<ResolvedTenant, Record<string, string>>();
  for (const [resource, whole] of Object.entries(total)) {
    if (whole === undefined || whole === 'none') continue;
    const own = places.filter(({ tenant }) => tenant.isolation.ownQuota.includes(resource));
    for (const place of own.filter(({ tenant }) => tenant.isolation.quota[resource] === undefined)) {
      const message = `quota ${quote(resource)} is "none", but totalQuota bounds it: leave one of them out`;
      problems.add('quota', addressOf(place), message);
    }
    const given = own.flatMap(({ tenant: { isolation, spaces } }): Quantity[] => {
      const amount = isolation.quota[resource];
      return amount === undefined || checkQuota('', { [resource]: amount }).length > 0 ? [] : spaces.map(() => amount);
    });
    const taken = sumQuantities(given);
    if (compareQuantities(taken, whole) > 0) {
      const message = `quota ${quote(resource)} adds up to ${taken} over the fleet, more than the totalQuota of ${whole}: lower one or raise the other`;
      problems.add('quota', name, message);
      continue;
    }
    const others = places.filter((place) => !own.includes(place));
    const parts = others.reduce((sum, { tenant }) => sum + tenant.spaces.length, 0);
    if (parts === 0) continue;
    const share = shareQuantity(subtractQuantity(whole, taken), parts, !isCounted(resource));
    if (share === '0' && compareQuantities(whole, 0) > 0) {
      const message = `totalQuota ${quote(resource)} of ${whole} leaves nothing for each of ${parts} namespaces: raise it, or place the tenant on fewer clusters`;
      problems.add('quota', name, message);
    }
    for (const { tenant } of others) shares.set(tenant, { ...shares.get(tenant), [resource]: share });
  }
  return shares;
}

/** A host name belongs to one tenant in one environment: ingress controllers and DNS allow one owner per name. */
function checkHosts(places: readonly PlacedTenant[], problems: ProblemCollector): void {
  const owners = new Map<string, PlacedTenant>();
  const below = new Map<string, Array<{ readonly host: string; readonly place: PlacedTenant }>>();
  const same = (a: PlacedTenant, b: PlacedTenant) => a.environment === b.environment && a.tenant.name === b.tenant.name;
  const conflict = (host: string, place: PlacedTenant, other: string, owner: PlacedTenant) => {
    if (same(place, owner)) return;
    const how = host === other ? '' : ` as part of ${quote(other)}`;
    const message = `host ${quote(host)} is listed by ${addressOf(owner)}${how}: leave it to one tenant and environment`;
    problems.add('host', addressOf(place), message);
  };
  for (const place of places) {
    const { hosts } = place.tenant.isolation;
    for (const host of hosts === 'any' ? [] : hosts) {
      const owner = owners.get(host);
      if (owner) conflict(host, place, host, owner);
      else owners.set(host, place);
      const parent = host.slice(host.indexOf('.') + 1);
      if (host.startsWith('*.')) {
        for (const { host: other, place: theirs } of below.get(parent) ?? []) conflict(host, place, other, theirs);
      } else {
        const wildcard = owners.get(`*.${parent}`);
        if (wildcard) conflict(host, place, `*.${parent}`, wildcard);
        below.set(parent, [...(below.get(parent) ?? []), { host, place }]);
      }
    }
  }
}

/** Traffic between two tenants must be allowed as egress by one and as ingress by the other. */
function checkPeers(places: readonly PlacedTenant[], names: readonly string[], problems: ProblemCollector): void {
  const asking = places.filter(
    ({ tenant: { isolation } }) => isolation.ingressFrom.length + isolation.egressTo.length > 0,
  );
  if (asking.length === 0) return;
  const at = new Map(places.map((place) => [addressOf(place), place]));
  for (const place of asking) {
    const { environment, cluster, tenant } = place;
    const { ingressFrom, egressTo } = tenant.isolation;
    for (const [peers, mine, theirs] of [
      [ingressFrom, 'allowIngressFrom', 'egressTo'],
      [egressTo, 'allowEgressTo', 'ingressFrom'],
    ] as const) {
      for (const peer of peers) {
        if (!('tenant' in peer)) continue;
        const what = `${mine} names the tenant ${quote(peer.tenant)}`;
        if (!names.includes(peer.tenant) || peer.tenant === tenant.name) {
          const known = names.filter((name) => name !== tenant.name).join(', ') || 'no other tenant yet';
          problems.add(
            'network',
            addressOf(place),
            `${what}, which is no other tenant of the fleet: there is ${known}`,
          );
          continue;
        }
        const other = at.get(`${environment}/${cluster}/${peer.tenant}`);
        if (other === undefined) continue;
        if (other.tenant.isolation[theirs].some((back) => 'tenant' in back && back.tenant === tenant.name)) continue;
        const answer = theirs === 'egressTo' ? 'allowEgressTo' : 'allowIngressFrom';
        const message = `${what}, but ${quote(peer.tenant)} does not name ${quote(tenant.name)} in its ${answer}: both have to`;
        problems.add('network', addressOf(place), message);
      }
    }
  }
}
