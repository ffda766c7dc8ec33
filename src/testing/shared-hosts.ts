import { isMap } from '../core/is-map';
import { compare } from '../core/order';
import { apiGroup, KubernetesObject } from '../kubernetes/objects';
import { ALLOWED } from '../units/marks';
import { FoundObject } from './found-object';

/** Where a tenant serves a host, or may. */
interface Claim {
  readonly tenant: string;
  readonly at: string;
}

/** Where a host of one tenant is another's too. */
export function* sharedHosts(fleet: {
  objects(): readonly FoundObject[];
}): Generator<{ readonly at: string; readonly message: string }> {
  const claims = new Map<string, Claim[]>();
  for (const { object, tenant, at } of fleet.objects()) {
    if (tenant === undefined) continue;
    for (const host of hostsOf(object)) claims.set(host, [...(claims.get(host) ?? []), { tenant, at }]);
  }
  for (const [host, own] of [...claims].sort(([a], [b]) => compare(a, b))) {
    for (const name of [host, ...wildcardsOver(host)]) {
      const first = own.find(({ tenant }) => (claims.get(name) ?? []).some((one) => one.tenant !== tenant));
      const other = first && claims.get(name)!.find((one) => one.tenant !== first.tenant);
      if (first === undefined || other === undefined) continue;
      const how = name === host ? '' : `, as part of ${name}`;
      const message = `host ${host} of tenant ${first.tenant} is ${other.tenant}'s too (${other.at}${how}): give each tenant hosts of its own`;
      yield { at: first.at, message };
    }
  }
}

/** The wildcards that cover a host or another wildcard: `*.example.com` of `shop.example.com`. */
function wildcardsOver(host: string): string[] {
  const parts = host.split('.');
  return parts.slice(1, -1).flatMap((_, index) => {
    const wildcard = `*.${parts.slice(index + 1).join('.')}`;
    return wildcard === host ? [] : [wildcard];
  });
}

/** The hosts that an object serves or allows, in lower case. */
function hostsOf(object: KubernetesObject): Set<string> {
  const found = rawHosts(object).filter((host): host is string => typeof host === 'string' && host.includes('.'));
  return new Set(found.map((host) => host.toLowerCase()));
}

function rawHosts({ apiVersion, kind, metadata, spec }: KubernetesObject): readonly unknown[] {
  const own = isMap(spec) ? spec : {};
  const fields = (list: unknown, key: string) =>
    itemsOf(list).flatMap((item) => (isMap(item) ? itemsOf(item[key], true) : []));
  switch (`${apiGroup(apiVersion)}/${kind}`) {
    case '/Namespace':
      return metadata.annotations?.[ALLOWED.hosts]?.split(' ') ?? [];
    case 'networking.k8s.io/Ingress':
      return [...fields(own.rules, 'host'), ...fields(own.tls, 'hosts')];
    case 'gateway.networking.k8s.io/HTTPRoute':
    case 'gateway.networking.k8s.io/GRPCRoute':
    case 'gateway.networking.k8s.io/TLSRoute':
      return itemsOf(own.hostnames);
    case 'gateway.networking.k8s.io/Gateway':
      return fields(own.listeners, 'hostname');
    case 'networking.istio.io/VirtualService':
      // Names within the cluster are those of Services, which are each tenant's own.
      return itemsOf(own.hosts).filter((host) => !String(host).endsWith('.svc.cluster.local'));
    case 'route.openshift.io/Route':
      return [own.host];
    default:
      return [];
  }
}

/** The items of a list; of another value itself, where a single one stands for a list. */
function itemsOf(value: unknown, orItself = false): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return orItself && value !== undefined ? [value] : [];
}
