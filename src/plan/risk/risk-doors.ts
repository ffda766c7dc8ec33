import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { listAt, textAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { holdsRange } from './risk-policy';

/** Protection by an annotation of a load balancer or a controller of Ingresses. */
type Door =
  /** A list of addresses that may come in. Without it everybody may. */
  | { readonly keeps: 'addresses' }
  /** A list of addresses that may not. */
  | { readonly keeps: 'addresses out' }
  /** Asks callers who they are, or for a certificate. */
  | { readonly keeps: 'strangers' }
  /** These values keep the address internal. */
  | { readonly keeps: 'outside'; readonly by: RegExp };

const ADDRESSES: Door = { keeps: 'addresses' };
const OUT: Door = { keeps: 'addresses out' };
const STRANGERS: Door = { keeps: 'strangers' };
const internal = (by: RegExp): Door => ({ keeps: 'outside', by });

/** Annotations by key. Sources: the pages on annotations of each controller and cloud provider. */
const DOORS: Readonly<Record<string, Door>> = {
  // ingress-nginx, user guide: annotations
  ...below('nginx.ingress.kubernetes.io', {
    'whitelist-source-range': ADDRESSES,
    'allowlist-source-range': ADDRESSES,
    'denylist-source-range': OUT,
    'auth-type': STRANGERS,
    'auth-secret': STRANGERS,
    'auth-url': STRANGERS,
    'auth-tls-secret': STRANGERS,
    'auth-tls-verify-client': STRANGERS,
    'enable-global-auth': STRANGERS,
    'enable-modsecurity': STRANGERS,
  }),
  // haproxytech/kubernetes-ingress, documentation: annotations
  ...below('haproxy.org', {
    'allow-list': ADDRESSES,
    whitelist: ADDRESSES,
    'deny-list': OUT,
    blacklist: OUT,
    'auth-type': STRANGERS,
    'auth-secret': STRANGERS,
    'client-ca': STRANGERS,
  }),
  // haproxy-ingress, configuration keys
  ...below('haproxy-ingress.github.io', {
    'allowlist-source-range': ADDRESSES,
    'whitelist-source-range': ADDRESSES,
    'denylist-source-range': OUT,
    'auth-url': STRANGERS,
    'auth-secret': STRANGERS,
    'auth-tls-secret': STRANGERS,
    'auth-tls-verify-client': STRANGERS,
  }),
  // Traefik, routing configuration of Kubernetes Ingress
  ...below('traefik.ingress.kubernetes.io', { 'router.middlewares': STRANGERS, 'router.tls.options': STRANGERS }),
  // AWS Load Balancer Controller, guide: Ingress and Service annotations
  ...below('alb.ingress.kubernetes.io', {
    'inbound-cidrs': ADDRESSES,
    'security-groups': STRANGERS,
    'auth-type': STRANGERS,
    'mutual-authentication': STRANGERS,
    'wafv2-acl-arn': STRANGERS,
    scheme: internal(/^internal$/),
  }),
  // Kubernetes, docs: Service, internal load balancer; the cloud providers' pages on load balancers
  ...below('service.beta.kubernetes.io', {
    'load-balancer-source-ranges': ADDRESSES,
    'azure-allowed-ip-ranges': ADDRESSES,
    'azure-allowed-service-tags': STRANGERS,
    'azure-load-balancer-internal': internal(/^true$/),
    'aws-load-balancer-internal': internal(/^(?:true|0\.0\.0\.0\/0)$/),
    'aws-load-balancer-scheme': internal(/^internal$/),
    'aws-load-balancer-security-groups': STRANGERS,
    'openstack-internal-load-balancer': internal(/^true$/),
    'oci-load-balancer-internal': internal(/^true$/),
  }),
  'service.kubernetes.io/load-balancer-source-ranges': ADDRESSES,
  'networking.gke.io/load-balancer-type': internal(/^Internal$/i),
  'cloud.google.com/load-balancer-type': internal(/^Internal$/i),
};

function below(prefix: string, doors: Readonly<Record<string, Door>>): Record<string, Door> {
  return Object.fromEntries(Object.entries(doors).map(([name, door]) => [`${prefix}/${name}`, door]));
}

/** Risks of an Ingress, a Gateway or a Service that lets in whom it kept out: annotations, TLS and classes. */
export function doorsOpened(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const group = apiGroup(next.apiVersion);
  const isIngress = group === 'networking.k8s.io' && next.kind === 'Ingress';
  const isService = group === '' && next.kind === 'Service';
  if (!isIngress && !isService && group !== 'gateway.networking.k8s.io') return [];
  const what = `${next.kind} ${next.metadata.namespace ?? ''}/${next.metadata.name}`;
  const texts = Object.entries(old.metadata.annotations ?? {}).flatMap(([key, before]) => {
    const door = Object.hasOwn(DOORS, key) ? DOORS[key] : undefined;
    const after = textAt(next, 'metadata', 'annotations', key);
    return door === undefined || after === before ? [] : opened(door, key, String(before), after);
  });
  if (isIngress) texts.push(...plainHosts(old, next), ...redirectsNoMore(old, next), ...otherClass(old, next));
  const risks = texts.map((text) => risk('network-opened', `${what} ${text}`));
  return isIngress ? [...risks, ...canaryGrows(old, next, what)] : risks;
}

function opened(door: Door, key: string, before: string, after: string | undefined): string[] {
  switch (door.keeps) {
    case 'addresses': {
      if (rangesOf(before).length === 0) return [];
      if (after === undefined || rangesOf(after).length === 0) return [`takes traffic from everywhere, without ${key}`];
      const more = rangesOf(after).filter((range) => !rangesOf(before).some((one) => holdsRange(one, range)));
      return more.length > 0 ? [`takes traffic from ${more.join(', ')} as well, by ${key}`] : [];
    }
    case 'addresses out': {
      const fewer = rangesOf(before).filter((range) => !rangesOf(after ?? '').some((one) => holdsRange(one, range)));
      return fewer.length > 0 ? [`no longer keeps out ${fewer.join(', ')}, by ${key}`] : [];
    }
    case 'strangers':
      return [
        after === undefined || after === ''
          ? `no longer has ${key}, which asks who calls or keeps callers out`
          : `has another ${key}, which asks who calls or keeps callers out`,
      ];
    case 'outside':
      return door.by.test(before) && !door.by.test(after ?? '')
        ? [`gets an address that is reachable from outside, by ${key}`]
        : [];
  }
}

function rangesOf(list: string): string[] {
  return list
    .split(/[\s,;]+/)
    .filter((range) => range !== '')
    .map((range) => (/^[\d.]+$/.test(range) ? `${range}/32` : range));
}

/** Hosts that were served with TLS and are served without. */
function plainHosts(old: KubernetesObject, next: KubernetesObject): string[] {
  const encrypted = (ingress: KubernetesObject) =>
    new Set(listAt(ingress, 'spec', 'tls').flatMap((tls) => listAt(tls, 'hosts').map(String)));
  const [before, after] = [encrypted(old), encrypted(next)];
  const served = new Set(listAt(next, 'spec', 'rules').map((rule) => textAt(rule, 'host')));
  const plain = [...before].filter((host) => served.has(host) && !after.has(host));
  return plain.length > 0 ? [`serves ${plain.join(', ')} without TLS`] : [];
}

/** Annotations by which controllers send callers on to HTTPS: where there is TLS, unless one says no, or always. */
const REDIRECTS: ReadonlyArray<{ readonly withTls: string; readonly always?: string }> = [
  {
    withTls: 'nginx.ingress.kubernetes.io/ssl-redirect',
    always: 'nginx.ingress.kubernetes.io/force-ssl-redirect',
  },
  { withTls: 'haproxy.org/ssl-redirect' },
  { withTls: 'haproxy-ingress.github.io/ssl-redirect' },
  { withTls: 'ingress.kubernetes.io/ssl-redirect' },
];

function redirectsNoMore(old: KubernetesObject, next: KubernetesObject): string[] {
  return REDIRECTS.flatMap(({ withTls, always }) => {
    const at = (one: KubernetesObject, key: string) => textAt(one, 'metadata', 'annotations', key);
    const isForced = (one: KubernetesObject) => always !== undefined && at(one, always) === 'true';
    const redirects = (one: KubernetesObject) =>
      isForced(one) || (listAt(one, 'spec', 'tls').length > 0 && (at(one, withTls) ?? 'true') === 'true');
    // Hosts that lose their TLS are told of elsewhere.
    const isOf = isForced(old) || listAt(next, 'spec', 'tls').length > 0;
    if (!isOf || !redirects(old) || redirects(next)) return [];
    return [`no longer sends callers on to HTTPS, by ${isForced(old) ? always : withTls}`];
  });
}

/** A canary of ingress-nginx that gets more requests: by its weight, or because it is none any more. */
function canaryGrows(old: KubernetesObject, next: KubernetesObject, what: string): Risk[] {
  const at = (one: KubernetesObject, name: string) =>
    textAt(one, 'metadata', 'annotations', `nginx.ingress.kubernetes.io/${name}`);
  if (at(old, 'canary') !== 'true') return [];
  if (at(next, 'canary') !== 'true')
    return [risk('availability', `${what} is no canary any more: it serves its hosts like any other`)];
  const [was, is] = [old, next].map((one) => Number(at(one, 'canary-weight') ?? 0)) as [number, number];
  const total = Number(at(next, 'canary-weight-total') ?? 100);
  if (!(is > was)) return [];
  const message = `${what} gets ${is} of ${total} requests as a canary, before that ${was}`;
  return [risk('availability', message, is >= total ? 'medium' : 'low')];
}

function otherClass(old: KubernetesObject, next: KubernetesObject): string[] {
  const classOf = (ingress: KubernetesObject) =>
    textAt(ingress, 'spec', 'ingressClassName') ??
    textAt(ingress, 'metadata', 'annotations', 'kubernetes.io/ingress.class') ??
    'the default one';
  const [before, after] = [classOf(old), classOf(next)];
  return before === after
    ? []
    : [`moves from the class ${before} to ${after}: another controller serves it, at another address`];
}
