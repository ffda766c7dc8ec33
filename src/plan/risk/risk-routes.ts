import { firstNames } from '../../core/first-names';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { listAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { referenceText, RouteParts, routeParts } from './route-kinds';

/**
 * Risks of routes from outside that come, change or go: hosts, listeners and backends that were not there, and hosts that
 * nobody serves any more.
 */
export function routesOpened(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const what = `${next.kind} ${next.metadata.namespace ?? ''}/${next.metadata.name}`;
  return [...routesMore(old, next), ...(old ? lost(old, next, what) : [])];
}

/** What a route no longer does: hosts, rules, what stands before its backends, where it leads and how it is reached. */
function lost(old: KubernetesObject, next: KubernetesObject, what: string): Risk[] {
  const [before, after] = [routeParts(old), routeParts(next)];
  if (next.kind === 'ReferenceGrant') {
    const gone = grants(old).filter((one) => !grants(next).includes(one));
    return gone.length === 0 ? [] : [risk('availability', `${what} no longer lets ${firstNames(gone)}`)];
  }
  if (!before || !after) return [];
  const gone = (part: keyof RouteParts) => [...new Set(before[part])].filter((one) => !after[part].includes(one));
  const found: Risk[] = [];
  const say = (part: keyof RouteParts, text: string, severity?: Risk['severity']) => {
    const names = gone(part);
    if (names.length > 0) found.push(risk('availability', `${what} ${text} ${firstNames(names)}`, severity));
  };
  // One that serves every host still has them all.
  const hosts = after.hosts.includes('*') ? [] : gone('hosts').map((host) => (host === '*' ? 'other hosts' : host));
  if (hosts.length > 0) found.push(risk('availability', `${what} no longer serves ${firstNames(hosts)}`));
  const served = gone('rules').filter((rule) => !hosts.some((host) => rule.startsWith(host)));
  if (served.length > 0) found.push(risk('availability', `${what} no longer has a rule for ${firstNames(served)}`));
  say('targets', 'no longer sends requests to', 'low');
  say('through', 'is no longer reached through');
  const guards = gone('guards');
  if (guards.length > 0) found.push(risk('network-opened', `${what} no longer has ${firstNames(guards)}`));
  return found;
}

function routesMore(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const group = apiGroup(next.apiVersion);
  const what = `${next.kind} ${next.metadata.namespace ?? ''}/${next.metadata.name}`;
  if (group === 'networking.k8s.io' && next.kind === 'Ingress') return opened(old, next, what, ingressRoutes);
  if (group !== 'gateway.networking.k8s.io') return routeParts(next) ? opened(old, next, what, ways) : [];
  if (next.kind === 'Gateway') return opened(old, next, what, listeners, wideListeners);
  if (next.kind === 'ReferenceGrant') return opened(old, next, what, grants);
  return next.kind.endsWith('Route') ? opened(old, next, what, gatewayRoutes) : [];
}

function opened(
  old: KubernetesObject | undefined,
  next: KubernetesObject,
  what: string,
  routes: (object: KubernetesObject) => string[],
  knownOf = routes,
): Risk[] {
  const known = new Set(old ? knownOf(old) : []);
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
  return listAt(gateway, 'spec', 'listeners').map((one) => listenerText(one, fromOf(one)));
}

/** A listener for routes of all namespaces is one for those of some as well. */
function wideListeners(gateway: KubernetesObject): string[] {
  return listAt(gateway, 'spec', 'listeners').flatMap((one) =>
    (fromOf(one) === 'All' ? ['All', 'Selector', 'Same'] : [fromOf(one)]).map((from) => listenerText(one, from)),
  );
}

function fromOf(listener: JsonValue): string {
  return textAt(listener, 'allowedRoutes', 'namespaces', 'from') ?? 'Same';
}

function listenerText(listener: JsonValue, from: string): string {
  const host = textAt(listener, 'hostname') ?? 'every host';
  return `${host} on port ${plainText(valueAt(listener, 'port'))} to routes from namespaces ${JSON.stringify(from)}`;
}

/** The ways in by a route of a mesh or an ingress controller. What only the mesh reaches is none. */
function ways(object: KubernetesObject): string[] {
  const { hosts, rules, through } = routeParts(object)!;
  const outside = through.filter((one) => one !== 'mesh');
  if (through.length > 0 && outside.length === 0) return [];
  return object.kind === 'VirtualService' || object.kind === 'HTTPProxy'
    ? hosts.map((host) => `${host}${outside.length === 0 ? '' : ` through ${outside.join(' and ')}`}`)
    : [...hosts, ...rules];
}

function gatewayRoutes(route: KubernetesObject): string[] {
  const hosts = listAt(route, 'spec', 'hostnames').map(String);
  const backends = listAt(route, 'spec', 'rules').flatMap((rule) =>
    listAt(rule, 'backendRefs').map((ref) => referenceText(ref, route)),
  );
  return (hosts.length > 0 ? hosts : ['every host']).flatMap((host) =>
    backends.map((backend) => `${host} to ${backend}`),
  );
}

/** What a ReferenceGrant lets refer to what. */
export function grants(grant: KubernetesObject): string[] {
  return listAt(grant, 'spec', 'from').flatMap((from) =>
    listAt(grant, 'spec', 'to').map(
      (to) =>
        `${textAt(to, 'kind')} ${textAt(to, 'name') ?? '*'} to ${textAt(from, 'kind')} of namespace ${textAt(from, 'namespace')}`,
    ),
  );
}
