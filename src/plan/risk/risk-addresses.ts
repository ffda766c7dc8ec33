import { firstNames } from '../../core/first-names';
import { JsonObject, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { listAt, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** Fields with the address of a load balancer. */
const ADDRESS = /^spec\.(?:loadBalancerIP|externalIPs)\b/;

/** Annotations of a Service with that address, or that decide which load balancer serves it. */
const SERVICE_ADDRESS =
  /load-balancer-(?:ip|ipv4)|loadBalancerIPs|eip-allocations|address-pool|lb-ipam-ips|pip-name|aws-load-balancer-(?:name|type)|azure-load-balancer-resource-group/i;

/** A name for it, which is no loss where there was none. */
const DNS_LABEL = 'service.beta.kubernetes.io/azure-dns-label-name';

/** Whether a Service asks for another address of its load balancer. */
export function asksForOtherAddress(
  old: KubernetesObject,
  next: KubernetesObject,
  changes: readonly RawChange[],
): boolean {
  const label = (one: KubernetesObject) => textAt(one, 'metadata', 'annotations', DNS_LABEL);
  const hasOtherLabel = label(old) !== undefined && label(old) !== label(next);
  return (
    hasOtherLabel ||
    annotationChanges(old, next, SERVICE_ADDRESS) ||
    changes.some(
      ({ path, change }) => ADDRESS.test(path) && !(change === 'added' && path.startsWith('spec.externalIPs')),
    )
  );
}

/** Annotations of an Ingress that decide which load balancer serves it, or at which address. */
const INGRESS_ADDRESS =
  /alb\.ingress\.kubernetes\.io\/(?:group\.name|load-balancer-name|scheme)|global-static-ip-name|regional-static-ip-name|appgw\.ingress\.kubernetes\.io\/use-private-ip/;

/** Whether an annotation of a pattern has another value, comes or goes. */
function annotationChanges(old: KubernetesObject, next: KubernetesObject, keys: RegExp): boolean {
  const [before, after] = [old, next].map((one) => mapAt(one, 'metadata', 'annotations')) as [JsonObject, JsonObject];
  return [...Object.keys(before), ...Object.keys(after)].some((key) => keys.test(key) && before[key] !== after[key]);
}

/** Names that ExternalDNS makes records of (its docs: annotations). */
const RECORDS = ['hostname', 'internal-hostname'].map((name) => `external-dns.alpha.kubernetes.io/${name}`);

/** Records of names that go, and an address that changes, by annotations. */
export function otherNames(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const what = `${next.kind} ${next.metadata.name}`;
  const names = (one: KubernetesObject) =>
    RECORDS.flatMap((key) => (textAt(one, 'metadata', 'annotations', key) ?? '').split(','))
      .map((name) => name.trim())
      .filter(Boolean);
  // ExternalDNS also makes records of the hosts that an object serves.
  const after = new Set([...names(next), ...servedHosts(next)]);
  const lost = names(old).filter((name) => !after.has(name));
  const isMoved = next.kind === 'Ingress' && annotationChanges(old, next, INGRESS_ADDRESS);
  return [
    ...(lost.length > 0
      ? [
          risk(
            'availability',
            `${what} no longer asks ExternalDNS for ${firstNames(lost)}: its records go, where it syncs`,
          ),
        ]
      : []),
    ...(isMoved ? [risk('availability', `${what} asks for another address`)] : []),
  ];
}

/** The hosts that an Ingress, a route or a Gateway serves by its own fields. */
function servedHosts(object: KubernetesObject): string[] {
  const hosts = [
    ...listAt(object, 'spec', 'rules').map((rule) => valueAt(rule, 'host')),
    ...listAt(object, 'spec', 'listeners').map((listener) => valueAt(listener, 'hostname')),
    ...listAt(object, 'spec', 'hostnames'),
    ...listAt(object, 'spec', 'hosts'),
    ...listAt(object, 'spec', 'servers').flatMap((server) => listAt(server, 'hosts')),
  ];
  return hosts.flatMap((host) => (typeof host === 'string' ? [host] : []));
}

/** Addresses that a Service without a selector no longer sends to. */
export function otherEndpoints(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const addresses = (one: KubernetesObject) => [
    ...listAt(one, 'endpoints').flatMap((endpoint) => listAt(endpoint, 'addresses').map(plainText)),
    ...listAt(one, 'subsets').flatMap((part) =>
      listAt(part, 'addresses').map((address) => textAt(address, 'ip') ?? ''),
    ),
  ];
  const after = addresses(next);
  const lost = addresses(old).filter((address) => !after.includes(address));
  if (lost.length === 0) return [];
  return [risk('availability', `${next.kind} ${next.metadata.name} no longer leads to ${firstNames(lost)}`, 'low')];
}
