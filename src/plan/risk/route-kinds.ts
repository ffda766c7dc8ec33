import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { canonical } from '../diff/field-diff';
import { isMap, listAt, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';

/** Parts of an object that leads requests from outside, as messages name them. */
export interface RouteParts {
  /** The hosts that it serves; `*` for every one. */
  readonly hosts: readonly string[];
  /** Its rules, without where they lead. */
  readonly rules: readonly string[];
  /** Guards of the backends: authentication, filters, TLS. */
  readonly guards: readonly RouteGuard[];
  /** Where a guard may stand: rules, listeners, ports. */
  readonly places: readonly string[];
  /** Where requests are sent. */
  readonly targets: readonly string[];
  /** The gateways through which it is reached. */
  readonly through: readonly string[];
}

/** Something that stands before backends. */
export interface RouteGuard {
  /** Where it stands; empty for the whole object. */
  readonly place: string;
  /** Its kind, by which two states of an object are compared. */
  readonly kind: string;
  /** As messages name it. */
  readonly text: string;
  /** Whether only its name is known, and not whether it keeps anybody out. */
  readonly isGuessed?: true;
}

const NONE: RouteParts = { hosts: [], rules: [], guards: [], places: [], targets: [], through: [] };

/** Everything of which a route may name some. */
export const EVERY = '*';

const WHOLE = '';
const guard = (kind: string): RouteGuard => ({ place: WHOLE, kind, text: kind });
const guess = (place: string, kind: string): RouteGuard => ({ place, kind, text: kind, isGuessed: true });

type Reader = (object: KubernetesObject) => Partial<RouteParts>;

const texts = (list: readonly JsonValue[], ...path: string[]) => list.flatMap((one) => textAt(one, ...path) ?? []);

/** A reference as messages name it. */
export function referenceText(ref: JsonValue, object: KubernetesObject): string {
  const namespace = textAt(ref, 'namespace') ?? object.metadata.namespace;
  const name = textAt(ref, 'name') ?? '';
  return namespace === object.metadata.namespace ? name : `${namespace}/${name}`;
}

/** Whether a backend gets requests. */
const isUsed = (ref: JsonValue) => valueAt(ref, 'weight') !== 0;

const ingress: Reader = (object) => {
  const rules = listAt(object, 'spec', 'rules');
  return {
    hosts: rules.map((rule) => textAt(rule, 'host') ?? '*'),
    rules: rules.flatMap((rule) =>
      listAt(rule, 'http', 'paths').map((path) => `${textAt(rule, 'host') ?? '*'}${textAt(path, 'path') ?? '/'}`),
    ),
  };
};

/** A match of a route of the Gateway API. */
const matchOf = (match: JsonValue) =>
  textAt(match, 'path', 'value') ??
  textAt(match, 'method', 'service') ??
  (isMap(match) && Object.keys(match).length === 0 ? '/' : canonical(match));
const matchesOf = (rule: JsonValue) =>
  listAt(rule, 'matches').length > 0 ? listAt(rule, 'matches').map(matchOf) : ['/'];

const gatewayRoute: Reader = (object) => {
  const rules = listAt(object, 'spec', 'rules');
  return {
    hosts: object.kind === 'TCPRoute' || object.kind === 'UDPRoute' ? [] : hostnames(object),
    rules: rules.flatMap(matchesOf),
    places: rules.flatMap(matchesOf),
    guards: rules.flatMap((rule) =>
      [...listAt(rule, 'filters'), ...listAt(rule, 'backendRefs').flatMap((ref) => listAt(ref, 'filters'))]
        .filter((filter) => /^Ext/.test(textAt(filter, 'type') ?? ''))
        .map((filter) => `filter ${textAt(filter, 'extensionRef', 'name') ?? textAt(filter, 'type') ?? ''}`)
        .flatMap((text) => matchesOf(rule).map((place) => guess(place, text))),
    ),
    targets: rules.flatMap((rule) =>
      listAt(rule, 'backendRefs')
        .filter(isUsed)
        .map((ref) => referenceText(ref, object)),
    ),
    through: listAt(object, 'spec', 'parentRefs').map((ref) => {
      const section = textAt(ref, 'sectionName');
      const port = valueAt(ref, 'port');
      return `${referenceText(ref, object)}${section === undefined ? '' : `, listener ${section}`}${port === undefined ? '' : `, port ${plainText(port)}`}`;
    }),
  };
};

function hostnames(object: KubernetesObject): string[] {
  const hosts = listAt(object, 'spec', 'hostnames').map(String);
  return hosts.length === 0 ? ['*'] : hosts;
}

const gateway: Reader = (object) => {
  const listeners = listAt(object, 'spec', 'listeners');
  const label = (one: JsonValue) => `listener ${textAt(one, 'name') ?? ''}`;
  // One that is renamed is still the same host and port.
  const placesOf = (one: JsonValue) => [
    label(one),
    `${textAt(one, 'hostname') ?? '*'}:${plainText(valueAt(one, 'port'))}`,
  ];
  const guardsOf = (one: JsonValue, kind: string) =>
    placesOf(one).map((place) => ({ place, kind, text: `${kind} of ${label(one)}` }));
  return {
    hosts: listeners.map((one) => textAt(one, 'hostname') ?? '*'),
    places: listeners.flatMap(placesOf),
    guards: listeners.flatMap((one) => [
      ...(valueAt(one, 'tls') === undefined ? [] : guardsOf(one, 'TLS')),
      ...(valueAt(one, 'tls', 'frontendValidation') === undefined ? [] : guardsOf(one, 'client certificates')),
    ]),
  };
};

const virtualService: Reader = (object) => {
  const rules = ['http', 'tcp', 'tls'].flatMap((field) => listAt(object, 'spec', field));
  const matches = rules.flatMap((rule) => (listAt(rule, 'match').length > 0 ? listAt(rule, 'match') : [{}]));
  return {
    hosts: listAt(object, 'spec', 'hosts').map((host) => meshHost(plainText(host), object)),
    rules: matches.map((match) => {
      const uri = Object.values(mapAt(match, 'uri'))[0];
      return uri === undefined
        ? isMap(match) && Object.keys(match).length === 0
          ? '/'
          : canonical(match)
        : plainText(uri);
    }),
    targets: rules.flatMap((rule) => {
      const routes = listAt(rule, 'route');
      return routes.filter(isUsed).map((route) => {
        const subset = textAt(route, 'destination', 'subset');
        const host = meshHost(textAt(route, 'destination', 'host') ?? '', object);
        return `${host}${subset === undefined ? '' : ` (${subset})`}`;
      });
    }),
    through: gatewaysOf(object),
  };
};

/** A Service as a mesh names it from its own namespace: `web`, `web.x` and `web.x.svc.cluster.local` are one there. */
export function meshHost(host: string, { metadata: { namespace = '' } }: KubernetesObject): string {
  const full = /^([^.*]+)\.([^.]+)\.svc(?:\.cluster\.local)?$/.exec(host);
  const [, name, own] = full ?? /^([^.*]+)\.([^.]+)$/.exec(host) ?? [];
  if (name !== undefined && own === namespace) return name;
  return full ? `${name}.${own}` : host;
}

/** Without gateways, a VirtualService is for the pods of the mesh. */
function gatewaysOf(object: KubernetesObject): string[] {
  const gateways = listAt(object, 'spec', 'gateways').map(String);
  return gateways.length === 0 ? ['mesh'] : gateways;
}

/** Modes of TLS that ask callers for a certificate, and those that encrypt at all. */
const MUTUAL = /MUTUAL$/;
const ENCRYPTS = /^(?:SIMPLE|MUTUAL|PASSTHROUGH|AUTO_PASSTHROUGH|ISTIO_MUTUAL|OPTIONAL_MUTUAL)$/;

const istioGateway: Reader = (object) => {
  const servers = listAt(object, 'spec', 'servers');
  const port = (one: JsonValue) => `port ${plainText(valueAt(one, 'port', 'number') ?? '')}`;
  const guardOf = (one: JsonValue, kind: string) => ({ place: port(one), kind, text: `${kind} of ${port(one)}` });
  return {
    hosts: servers.flatMap((one) => listAt(one, 'hosts').map(String)),
    rules: servers.map(port),
    places: servers.map(port),
    guards: servers.flatMap((one) => {
      const mode = textAt(one, 'tls', 'mode') ?? '';
      return [
        ...(ENCRYPTS.test(mode) ? [guardOf(one, 'TLS')] : []),
        ...(MUTUAL.test(mode) ? [guardOf(one, 'client certificates')] : []),
        ...(valueAt(one, 'tls', 'httpsRedirect') === true ? [guardOf(one, 'redirect to HTTPS')] : []),
      ];
    }),
  };
};

const destinationRule: Reader = (object) => ({
  targets: texts(listAt(object, 'spec', 'subsets'), 'name').map((name) => `subset ${name}`),
  guards:
    textAt(object, 'spec', 'trafficPolicy', 'tls', 'mode') === undefined ||
    textAt(object, 'spec', 'trafficPolicy', 'tls', 'mode') === 'DISABLE'
      ? []
      : [guard('TLS to its host')],
  places: [WHOLE],
});

const ingressRoute: Reader = (object) => {
  const routes = listAt(object, 'spec', 'routes');
  const entryPoints = listAt(object, 'spec', 'entryPoints').map(String);
  const placeOf = (route: JsonValue) => textAt(route, 'match') ?? 'every request';
  return {
    rules: texts(routes, 'match'),
    places: [WHOLE, ...routes.map(placeOf)],
    guards: [
      ...routes.flatMap((route) =>
        listAt(route, 'middlewares').map((one) => guess(placeOf(route), `middleware ${referenceText(one, object)}`)),
      ),
      ...(valueAt(object, 'spec', 'tls') === undefined ? [] : [guard('TLS')]),
    ],
    targets: routes.flatMap((route) =>
      listAt(route, 'services')
        .filter(isUsed)
        .map((ref) => referenceText(ref, object)),
    ),
    // Without any it is reached through each that is a default one (Traefik, docs: entry points, asDefault).
    through: entryPoints.length === 0 ? [EVERY] : entryPoints,
  };
};

const httpProxy: Reader = (object) => {
  const routes = listAt(object, 'spec', 'routes');
  const host = mapAt(object, 'spec', 'virtualhost');
  return {
    hosts: texts([host], 'fqdn'),
    rules: routes.map((route) => texts(listAt(route, 'conditions'), 'prefix').join('') || '/'),
    guards: ['tls', 'authorization', 'jwtProviders', 'ipAllowPolicy']
      .filter((field) => host[field] !== undefined)
      .map((field) => guard(`virtualhost.${field}`)),
    places: [WHOLE],
    targets: routes.flatMap((route) =>
      listAt(route, 'services')
        .filter(isUsed)
        .map((ref) => referenceText(ref, object)),
    ),
  };
};

/** Readers by group and kind. */
const READERS: Readonly<Record<string, Reader>> = {
  'networking.k8s.io/Ingress': ingress,
  'gateway.networking.k8s.io/Gateway': gateway,
  ...Object.fromEntries(
    ['GRPCRoute', 'HTTPRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map((kind) => [
      `gateway.networking.k8s.io/${kind}`,
      gatewayRoute,
    ]),
  ),
  'networking.istio.io/DestinationRule': destinationRule,
  'networking.istio.io/Gateway': istioGateway,
  'networking.istio.io/VirtualService': virtualService,
  'projectcontour.io/HTTPProxy': httpProxy,
  ...Object.fromEntries(
    ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP'].flatMap((kind) =>
      ['traefik.io', 'traefik.containo.us'].map((group) => [`${group}/${kind}`, ingressRoute]),
    ),
  ),
};

/** Whether a host stands for another one. A wildcard is for one label in an Ingress, and for one or more elsewhere. */
export function coversHost(wide: string, host: string, { kind }: Pick<KubernetesObject, 'kind'>): boolean {
  if (wide === EVERY || wide === host) return true;
  if (!wide.startsWith('*.') || !host.endsWith(wide.slice(1))) return false;
  return kind !== 'Ingress' || !host.slice(0, 1 - wide.length).includes('.');
}

/** The parts of an object that leads requests; undefined for other kinds. */
export function routeParts(object: KubernetesObject): RouteParts | undefined {
  const kind = `${apiGroup(object.apiVersion)}/${object.kind}`;
  return Object.hasOwn(READERS, kind) ? { ...NONE, ...READERS[kind]!(object) } : undefined;
}
