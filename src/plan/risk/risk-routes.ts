import { defined } from '../../core/defined';
import { firstNames } from '../../core/first-names';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { listAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { coversHost, EVERY, referenceText, RouteGuard, RouteParts, routeParts } from './route-kinds';

const GATEWAY = 'gateway.networking.k8s.io';

/**
 * Risks of routes from outside that come, change or go: hosts, listeners and backends that were not there, and hosts that
 * nobody serves any more.
 */
export function routesOpened(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const what = `${next.kind} ${next.metadata.namespace ?? ''}/${next.metadata.name}`;
  return [...routesMore(old, next), ...(old ? lost(old, next, what) : [])];
}

/** Losses of a route: hosts, rules, what stands before its backends, where it leads and how it is reached. */
function lost(old: KubernetesObject, next: KubernetesObject, what: string): Risk[] {
  const [before, after] = [routeParts(old), routeParts(next)];
  if (next.kind === 'ReferenceGrant' && apiGroup(next.apiVersion) === GATEWAY) {
    const [was, is] = [old, next].map((one) => grantsOf(one)) as [Grant[], Grant[]];
    const gone = was.filter(
      (one) => !is.some(({ to, from, name }) => to === one.to && from === one.from && (name ?? one.name) === one.name),
    );
    return gone.length === 0
      ? []
      : [risk('availability', `${what} no longer opens ${firstNames(gone.map(({ text }) => text))}`)];
  }
  if (!before || !after) return [];
  const gone = (part: 'hosts' | 'rules' | 'targets') =>
    [...new Set(before[part])].filter((one) => !after[part].includes(one));
  const found: Risk[] = [];
  const hosts = gone('hosts').filter((host) => !after.hosts.some((wide) => coversHost(wide, host, next)));
  if (hosts.length > 0) {
    const names = hosts.map((host) => (host === EVERY ? 'other hosts' : host));
    found.push(risk('availability', `${what} no longer serves ${firstNames(names)}`));
  }
  const served = gone('rules').filter(
    (rule) => !hosts.includes(hostOf(rule)) && !after.rules.some((wide) => coversRule(wide, rule, next)),
  );
  if (served.length > 0) found.push(risk('availability', `${what} no longer has a rule for ${firstNames(served)}`));
  const targets = gone('targets');
  if (targets.length > 0)
    found.push(risk('availability', `${what} no longer sends requests to ${firstNames(targets)}`, 'low'));
  found.push(...lessReached(before, after, what));
  for (const isGuessed of [false, true]) {
    const guards = lostGuards(before, after).filter((one) => (one.isGuessed === true) === isGuessed);
    const names = [...new Set(guards.map(({ text }) => text))];
    if (names.length === 0) continue;
    const severity = isGuessed ? 'medium' : 'high';
    found.push(risk('network-opened', `${what} no longer has ${firstNames(names)}`, severity));
  }
  return found;
}

/** The host at the beginning of a rule of an Ingress. */
const hostOf = (rule: string) => rule.replace(/\/.*/s, '');

/** Whether a rule of an Ingress is for the same path of more hosts. */
function coversRule(wide: string, rule: string, of: KubernetesObject): boolean {
  const [before, after] = [hostOf(rule), hostOf(wide)];
  const isSamePath = rule.slice(before.length) === wide.slice(after.length);
  return of.kind === 'Ingress' && isSamePath && coversHost(after, before, of);
}

/** The ways to a route that end. A gateway stands for each of its listeners. */
function lessReached(before: RouteParts, after: RouteParts, what: string): Risk[] {
  const gatewayOf = (way: string) => way.replace(/, (?:listener|port) .*/s, '');
  const gone = [...new Set(before.through)].filter(
    (way) => ![way, gatewayOf(way), EVERY].some((one) => after.through.includes(one)),
  );
  if (gone.length === 0) return [];
  const names = gone.map((way) => {
    const isPart = after.through.some((one) => gatewayOf(one) === way);
    return way === EVERY ? 'others' : isPart ? `other listeners of ${way}` : way;
  });
  return [risk('availability', `${what} is no longer reached through ${firstNames(names)}`)];
}

/**
 * The guards that are gone from where they stood. Of a place that goes, such as a rule, none is lost, unless another one
 * comes that may stand for it and lacks the guard.
 */
function lostGuards(before: RouteParts, after: RouteParts): readonly RouteGuard[] {
  const come = after.places.filter((place) => !before.places.includes(place));
  const has = (place: string, kind: string) => after.guards.some((one) => one.place === place && one.kind === kind);
  return before.guards.filter(({ place, kind }) =>
    after.places.includes(place) ? !has(place, kind) : come.length > 0 && !come.some((one) => has(one, kind)),
  );
}

function routesMore(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const group = apiGroup(next.apiVersion);
  const what = `${next.kind} ${next.metadata.namespace ?? ''}/${next.metadata.name}`;
  if (group === 'networking.k8s.io' && next.kind === 'Ingress') return opened(old, next, what, ingressRoutes);
  if (group !== GATEWAY) return routeParts(next) ? opened(old, next, what, ways) : [];
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

/** Opening of a ReferenceGrant: kind and name of the target, and kind and namespace of the referrer. */
interface Grant {
  readonly to: string;
  readonly name?: string;
  readonly from: string;
  readonly text: string;
}

function grantsOf(grant: KubernetesObject): Grant[] {
  return listAt(grant, 'spec', 'from').flatMap((one) =>
    listAt(grant, 'spec', 'to').map((target) => {
      const [to, name] = [textAt(target, 'kind') ?? '', textAt(target, 'name')];
      const from = `${textAt(one, 'kind') ?? ''} of namespace ${textAt(one, 'namespace') ?? ''}`;
      return { to, from, text: `${to} ${name ?? '*'} to ${from}`, ...defined({ name }) };
    }),
  );
}

/** Openings of a ReferenceGrant, as text. */
export function grants(grant: KubernetesObject): string[] {
  return grantsOf(grant).map(({ text }) => text);
}
