import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { canonical } from '../diff/field-diff';
import { isMap, listAt, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';

/** What an object that leads requests from outside does, each part as messages name it. */
export interface RouteParts {
  /** The hosts that it serves; `*` for every one. */
  readonly hosts: readonly string[];
  /** Its rules, without where they lead. */
  readonly rules: readonly string[];
  /** What stands before the backends: authentication, filters, TLS. */
  readonly guards: readonly string[];
  /** Where requests are sent. */
  readonly targets: readonly string[];
  /** The gateways through which it is reached. */
  readonly through: readonly string[];
}

const NONE: RouteParts = { hosts: [], rules: [], guards: [], targets: [], through: [] };

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

/** What a route of the Gateway API matches. */
const matchOf = (match: JsonValue) =>
  textAt(match, 'path', 'value') ?? (textAt(match, 'method', 'service') || canonical(match));

const gatewayRoute: Reader = (object) => {
  const rules = listAt(object, 'spec', 'rules');
  return {
    hosts: object.kind === 'TCPRoute' || object.kind === 'UDPRoute' ? [] : hostnames(object),
    rules: rules.flatMap((rule) => (listAt(rule, 'matches').length > 0 ? listAt(rule, 'matches').map(matchOf) : ['/'])),
    guards: rules
      .flatMap((rule) => [
        ...listAt(rule, 'filters'),
        ...listAt(rule, 'backendRefs').flatMap((ref) => listAt(ref, 'filters')),
      ])
      .filter((filter) => /^Ext/.test(textAt(filter, 'type') ?? ''))
      .map((filter) => `filter ${textAt(filter, 'extensionRef', 'name') ?? textAt(filter, 'type') ?? ''}`),
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
  return {
    hosts: listeners.map((one) => textAt(one, 'hostname') ?? '*'),
    guards: listeners.flatMap((one) => [
      ...(valueAt(one, 'tls') === undefined ? [] : [`TLS of ${label(one)}`]),
      ...(valueAt(one, 'tls', 'frontendValidation') === undefined ? [] : [`client certificates of ${label(one)}`]),
    ]),
  };
};

const virtualService: Reader = (object) => {
  const rules = ['http', 'tcp', 'tls'].flatMap((field) => listAt(object, 'spec', field));
  const matches = rules.flatMap((rule) => (listAt(rule, 'match').length > 0 ? listAt(rule, 'match') : [{}]));
  return {
    hosts: listAt(object, 'spec', 'hosts').map(String),
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
        const host = (textAt(route, 'destination', 'host') ?? '').replace(/\.svc(?:\..*)?$/, '');
        const own = `.${object.metadata.namespace ?? ''}`;
        return `${host.endsWith(own) ? host.slice(0, -own.length) : host}${subset === undefined ? '' : ` (${subset})`}`;
      });
    }),
    through: gatewaysOf(object),
  };
};

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
  return {
    hosts: servers.flatMap((one) => listAt(one, 'hosts').map(String)),
    rules: servers.map(port),
    guards: servers.flatMap((one) => {
      const mode = textAt(one, 'tls', 'mode') ?? '';
      return [
        ...(ENCRYPTS.test(mode) ? [`TLS of ${port(one)}`] : []),
        ...(MUTUAL.test(mode) ? [`client certificates of ${port(one)}`] : []),
        ...(valueAt(one, 'tls', 'httpsRedirect') === true ? [`redirect to HTTPS of ${port(one)}`] : []),
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
      : ['TLS to its host'],
});

const ingressRoute: Reader = (object) => {
  const routes = listAt(object, 'spec', 'routes');
  return {
    rules: texts(routes, 'match'),
    guards: [
      ...routes.flatMap((route) =>
        listAt(route, 'middlewares').map((one) => `middleware ${referenceText(one, object)}`),
      ),
      ...(valueAt(object, 'spec', 'tls') === undefined ? [] : ['TLS']),
    ],
    targets: routes.flatMap((route) =>
      listAt(route, 'services')
        .filter(isUsed)
        .map((ref) => referenceText(ref, object)),
    ),
    through: listAt(object, 'spec', 'entryPoints').map(String),
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
      .map((field) => `virtualhost.${field}`),
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

/** The parts of an object that leads requests; undefined for other kinds. */
export function routeParts(object: KubernetesObject): RouteParts | undefined {
  const kind = `${apiGroup(object.apiVersion)}/${object.kind}`;
  return Object.hasOwn(READERS, kind) ? { ...NONE, ...READERS[kind]!(object) } : undefined;
}
