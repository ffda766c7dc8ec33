import { ALLOWED, EXTERNAL_IPS, OPENED } from '../../units/marks';
import {
  allowedList,
  isHostIn,
  isSet,
  literal,
  NOT_LEAVING,
  openedList,
  OUTSIDER,
  SAME_SPEC,
  staysHere,
  unchanged,
} from './expressions';
import { Policy, Validation } from './policy';

const CLASS_ANNOTATION = "object.metadata.?annotations[?'kubernetes.io/ingress.class']";

/** Whether a host is allowed to the tenant. */
export const HOST_ALLOWED = isHostIn('allowedHosts');

/** Whether a name leads to a Service of the namespace. */
export const OWN_SERVICE = "['.svc', '.svc.cluster.local'].exists(end, host.endsWith('.' + request.namespace + end))";

const SERVICES: readonly Validation[] = [
  {
    expression: `!variables.isService || size(object.spec.?externalIPs.orValue([])) == 0 || ${isSet(EXTERNAL_IPS)}`,
    message: 'spec.externalIPs claims addresses of others: leave it out',
  },
  {
    expression: `!variables.isService || variables.outsider || variables.anyExternalNames || ${unchanged('externalName', "''")} || [variables.externalName].all(host, host == '' || ${OWN_SERVICE} || ${isHostIn('externalNames')})`,
    message: `spec.externalName leads to a host that is not opened to this tenant: name a Service of this namespace, or let the platform list the host in ${OPENED.externalNames}`,
  },
  {
    expression: `!variables.isService || variables.outsider || variables.anyAddresses || ${unchanged('loadBalancerIP', "''")} || object.spec.?loadBalancerIP.orValue('') in [''] + variables.addresses`,
    message: `spec.loadBalancerIP is an address that is not opened to this tenant: leave it out, or let the platform list it in ${OPENED.addresses}`,
  },
];

/** Beginnings and ends of texts in the configuration of controllers, where a path goes in as it is. */
const UNQUOTED = literal('[\\x00-\\x20\\x7f"`]');

const INGRESSES: readonly Validation[] = [
  {
    expression: `variables.anyAllowedHosts || !variables.isIngress || object.spec.?tls.orValue([]).all(one, one.?hosts.orValue([]).all(host, ${HOST_ALLOWED}))`,
    message: `a host name of spec.tls is not among those allowed to this tenant (${ALLOWED.hosts}): name one of these`,
  },
  {
    expression: 'variables.anyAllowedHosts || !variables.isIngress || !has(object.spec.defaultBackend)',
    message: 'spec.defaultBackend takes the traffic of every host: name the hosts in spec.rules',
  },
  {
    expression: `!variables.isIngress || variables.sameSpec || object.spec.?rules.orValue([]).all(rule, rule.?http.?paths.orValue([]).all(one, !one.?path.orValue('').matches(${UNQUOTED})))`,
    message:
      'a path of spec.rules has a blank, a quote or a backtick, which controllers take for the end of the path: write it as in a URL, such as "%20"',
  },
  {
    expression: `variables.anyClasses || !variables.isIngress || (variables.class in variables.classes && ${CLASS_ANNOTATION}.orValue(variables.class) in variables.classes)`,
    message: `the ingress class is not among those allowed to this tenant (${ALLOWED.ingressClasses}): use one of these`,
  },
];

/** Texts by which a route matches requests. Controllers put them into rules of their own, between backticks. */
const MATCH_TEXTS = [
  "[one.?path.?value.orValue('')]",
  ...['headers', 'queryParams'].map((field) => `one[?'${field}'].orValue([]).map(match, match.?value.orValue(''))`),
  // The method of an HTTPRoute is a word, and that of a GRPCRoute an object.
  "(object.kind == 'GRPCRoute' ? [one.?method.?service.orValue(''), one.?method.?method.orValue('')] : [])",
].join(' + ');

/** Filters of a route that send traffic to a further backend. */
const filtersStay = (filters: string) =>
  `${filters}.orValue([]).all(filter, ${['requestMirror', 'externalAuth']
    .map((name) => staysHere(`filter.?${name}.?backendRef`))
    .join(' && ')})`;

const ROUTES: readonly Validation[] = [
  {
    expression:
      "variables.anyGateways || !variables.isRoute || (!variables.byDefault && object.spec.?parentRefs.orValue([]).all(one, one.?kind.orValue('Gateway') == 'Service' || one.?namespace.orValue(request.namespace) + '/' + one.name in variables.gateways))",
    message: `a gateway is not among those allowed to this tenant (${ALLOWED.gateways}): use one of these`,
  },
  {
    expression: `!variables.isRoute || object.spec.?parentRefs.orValue([]).all(one, one.?kind.orValue('Gateway') == 'Gateway' || ${staysHere('one')})`,
    message: "a parent of the route is another namespace's Service: name a Gateway, or a Service of this namespace",
  },
  {
    expression: `!variables.isRoute || variables.sameSpec || object.spec.?rules.orValue([]).all(rule, rule.?matches.orValue([]).all(one, (${MATCH_TEXTS}).all(text, !text.contains('\`'))))`,
    message: 'a match of the route has a backtick, which controllers take for the end of the text: leave it out',
  },
  {
    expression: `!variables.isRoute || object.spec.?rules.orValue([]).all(rule, ${filtersStay('rule.?filters')} && rule.?backendRefs.orValue([]).all(ref, ${staysHere('ref')} && ${filtersStay('ref.?filters')}))`,
    message: 'a backend of the route is in another namespace: name a Service of this namespace',
  },
];

/** Rules for traffic from outside to tenants: hosts, ingress classes, gateways, backends and addresses. */
export const exposure: Policy = {
  name: 'tenant-exposure',
  why: "Traffic from outside comes by the tenant's own host names, through the classes and gateways allowed to it.",
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: [
    { group: '', resources: ['services'] },
    { group: 'networking.k8s.io', resources: ['ingresses'] },
    { group: 'gateway.networking.k8s.io', resources: ['grpcroutes', 'httproutes', 'tlsroutes'] },
  ],
  // The class of an Ingress may be an annotation, so that changes of metadata count too.
  conditions: [NOT_LEAVING],
  variables: [
    OUTSIDER,
    SAME_SPEC,
    { name: 'isService', expression: "object.kind == 'Service'" },
    { name: 'isIngress', expression: "object.kind == 'Ingress'" },
    { name: 'isRoute', expression: '!variables.isService && !variables.isIngress' },
    {
      // Such a route is for the cluster's default gateways, beside its parents.
      name: 'byDefault',
      expression: "object.spec.?useDefaultGateways.orValue('None') != 'None'",
    },
    {
      name: 'hosts',
      expression: [
        'variables.isService ? []',
        "variables.isIngress ? object.spec.?rules.orValue([]).map(one, one.?host.orValue(''))",
        'size(object.spec.?hostnames.orValue([])) > 0 ? object.spec.hostnames',
        // A route of a mesh is for a Service, by whose own names its pods are called.
        "(!variables.byDefault && size(object.spec.?parentRefs.orValue([])) > 0 && object.spec.parentRefs.all(one, one.?kind.orValue('Gateway') == 'Service') ? [] : [''])",
      ].join(' : '),
    },
    {
      name: 'class',
      expression: `object.spec.?ingressClassName.orValue(${CLASS_ANNOTATION}.orValue(''))`,
    },
    {
      name: 'givenName',
      expression: "object.spec.?externalName.orValue('').lowerAscii()",
    },
    {
      name: 'externalName',
      expression:
        "variables.givenName.endsWith('.') ? variables.givenName.substring(0, size(variables.givenName) - 1) : variables.givenName",
    },
    ...allowedList('allowedHosts', ALLOWED.hosts),
    ...allowedList('classes', ALLOWED.ingressClasses),
    ...allowedList('gateways', ALLOWED.gateways),
    ...openedList('externalNames', OPENED.externalNames),
    ...openedList('addresses', OPENED.addresses),
  ],
  validations: [
    ...SERVICES,
    {
      expression: `variables.anyAllowedHosts || variables.hosts.all(host, ${HOST_ALLOWED})`,
      message: `a host name is not among those allowed to this tenant (${ALLOWED.hosts}), or is missing: name one of these`,
    },
    ...INGRESSES,
    ...ROUTES,
  ],
};
