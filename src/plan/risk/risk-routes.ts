import { firstNames } from '../../core/first-names';
import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { listAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/**
 * Risks of routes from outside that come, change or go: hosts, listeners and backends that were not there, and hosts that
 * nobody serves any more.
 */
export function routesOpened(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const what = `${next.kind} ${next.metadata.namespace ?? ''}/${next.metadata.name}`;
  return [...routesMore(old, next), ...(old ? hostsLost(old, next, what) : [])];
}

/** The hosts that a kind names, by group and kind; of others they are not known. */
function hostsOf(object: KubernetesObject): string[] {
  const group = apiGroup(object.apiVersion);
  if (group === 'networking.k8s.io' && object.kind === 'Ingress')
    return listAt(object, 'spec', 'rules').map((rule) => textAt(rule, 'host') ?? '*');
  if (group !== 'gateway.networking.k8s.io') return [];
  if (object.kind === 'Gateway')
    return listAt(object, 'spec', 'listeners').map((one) => textAt(one, 'hostname') ?? '*');
  const hosts = listAt(object, 'spec', 'hostnames').map(String);
  return object.kind.endsWith('Route') && hosts.length === 0 ? ['*'] : hosts;
}

/** Hosts that a route served and no longer does. One that serves every host still has them all. */
function hostsLost(old: KubernetesObject, next: KubernetesObject, what: string): Risk[] {
  const left = new Set(hostsOf(next));
  if (left.has('*')) return [];
  const lost = [...new Set(hostsOf(old))]
    .filter((host) => !left.has(host))
    .map((host) => (host === '*' ? 'other hosts' : host));
  return lost.length === 0 ? [] : [risk('availability', `${what} no longer serves ${firstNames(lost)}`)];
}

function routesMore(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const group = apiGroup(next.apiVersion);
  const what = `${next.kind} ${next.metadata.namespace ?? ''}/${next.metadata.name}`;
  if (group === 'networking.k8s.io' && next.kind === 'Ingress') return opened(old, next, what, ingressRoutes);
  if (group !== 'gateway.networking.k8s.io') return [];
  if (next.kind === 'Gateway') return opened(old, next, what, listeners);
  if (next.kind === 'ReferenceGrant') return opened(old, next, what, grants);
  return next.kind.endsWith('Route') ? opened(old, next, what, gatewayRoutes) : [];
}

function opened(
  old: KubernetesObject | undefined,
  next: KubernetesObject,
  what: string,
  routes: (object: KubernetesObject) => string[],
): Risk[] {
  const known = new Set(old ? routes(old) : []);
  const more = [...new Set(routes(next))].filter((route) => !known.has(route));
  if (more.length === 0) return [];
  return [risk('network-opened', `${what} opens ${firstNames(more)}`, old ? 'high' : 'medium')];
}

function ingressRoutes(ingress: KubernetesObject): string[] {
  const backend = valueAt(ingress, 'spec', 'defaultBackend');
  return [
    ...(backend === undefined ? [] : [`every other host to ${JSON.stringify(backend)}`]),
    ...listAt(ingress, 'spec', 'rules').flatMap((rule) => {
      const host = textAt(rule, 'host') ?? 'every host';
      const paths = listAt(rule, 'http', 'paths');
      if (paths.length === 0) return [host];
      return paths.map(
        (path) =>
          `${host}${textAt(path, 'path') ?? '/'} to ${textAt(path, 'backend', 'service', 'name') ?? 'another backend'}`,
      );
    }),
  ];
}

function listeners(gateway: KubernetesObject): string[] {
  return listAt(gateway, 'spec', 'listeners').map((listener) => {
    const host = textAt(listener, 'hostname') ?? 'every host';
    const from = textAt(listener, 'allowedRoutes', 'namespaces', 'from') ?? 'Same';
    return `${host} on port ${plainText(valueAt(listener, 'port'))} to routes from namespaces ${JSON.stringify(from)}`;
  });
}

function gatewayRoutes(route: KubernetesObject): string[] {
  const hosts = listAt(route, 'spec', 'hostnames').map(String);
  const backends = listAt(route, 'spec', 'rules').flatMap((rule) =>
    listAt(rule, 'backendRefs').map((ref) =>
      `${textAt(ref, 'namespace') ?? ''}/${textAt(ref, 'name') ?? ''}`.replace(/^\//, ''),
    ),
  );
  return (hosts.length > 0 ? hosts : ['every host']).flatMap((host) =>
    backends.map((backend) => `${host} to ${backend}`),
  );
}

function grants(grant: KubernetesObject): string[] {
  return listAt(grant, 'spec', 'from').flatMap((from) =>
    listAt(grant, 'spec', 'to').map(
      (to) =>
        `${textAt(to, 'kind')} ${textAt(to, 'name') ?? '*'} to ${textAt(from, 'kind')} of namespace ${textAt(from, 'namespace')}`,
    ),
  );
}
