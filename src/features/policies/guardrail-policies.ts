import {
  ALLOW_DELETION,
  GROUPS,
  MARK_PREFIXES,
  NETWORK_POLICIES,
  OWN_NETWORK_POLICIES,
  PROTECTED_LABEL,
  PROTECTION_POLICY,
  TENANT_LABEL,
} from '../../units/marks';
import { annotation, isSet, lines, literal, literals, trusted } from './expressions';
import { Policy } from './policy';

const GATEWAY_FENCES = [
  ...['backendtlspolicies', 'gateways', 'listenersets', 'referencegrants', 'tcproutes', 'udproutes'],
];

/** Types of Secrets that Kubernetes fills with the token of an account. */
const TOKEN_TYPES = ['bootstrap.kubernetes.io/token', 'kubernetes.io/service-account-token'];

/**
 * Protects a tenant's guardrails: defence in depth, as RBAC gives no tenant the right to change them unless somebody
 * binds it to more.
 *
 * @param accounts user names of the platform's accounts
 */
export function guardrails(accounts: readonly string[]): Policy {
  return {
    name: 'tenant-fences',
    why: 'Quotas, limits, roles, endpoints, network policies and the accounts made here are changed by the platform alone.',
    scope: 'tenants',
    operations: ['CREATE', 'UPDATE', 'DELETE'],
    resources: [
      { group: '', resources: ['endpoints', 'limitranges', 'resourcequotas', 'secrets', 'serviceaccounts'] },
      { group: 'discovery.k8s.io', resources: ['endpointslices'] },
      { group: 'networking.k8s.io', resources: ['networkpolicies'] },
      // Kinds of the Gateway API that have no host names, or choose hosts, certificates and namespaces for others.
      { group: 'gateway.networking.k8s.io', resources: GATEWAY_FENCES },
      { group: 'gateway.networking.x-k8s.io', resources: ['*'] },
      { group: 'rbac.authorization.k8s.io', resources: ['rolebindings', 'roles'] },
      // Flux Operator applies the content of these with its own rights, and a generated artifact hides its origin.
      { group: 'fluxcd.controlplane.io', resources: ['*'] },
      { group: 'source.extensions.fluxcd.io', resources: ['artifactgenerators'] },
    ],
    variables: [
      trusted(accounts, lines(annotation(GROUPS))),
      {
        name: 'name',
        expression: "request.operation == 'DELETE' ? request.name : object.metadata.?name.orValue('')",
      },
      {
        name: 'ownAccount',
        expression: `request.resource.resource == 'serviceaccounts' && !(variables.name in ['default', namespaceObject.metadata.?labels[?${literal(TENANT_LABEL)}].orValue('')])`,
      },
      {
        name: 'ownSecret',
        expression: `request.resource.resource == 'secrets' && (request.operation == 'DELETE' || !(object.?type.orValue('') in ${literals(TOKEN_TYPES)}))`,
      },
      {
        name: 'ownNetworkPolicy',
        expression: [
          `request.resource.resource == 'networkpolicies' && ${isSet(OWN_NETWORK_POLICIES)}`,
          ` && !(variables.name in ${literals(Object.values(NETWORK_POLICIES))})`,
        ].join(''),
      },
    ],
    validations: [
      {
        expression: 'variables.trusted || variables.ownAccount || variables.ownSecret || variables.ownNetworkPolicy',
        message: "the object is a fence of the tenant's namespace: the platform changes it, in the fleet's program",
      },
    ],
  };
}

/** Whether a key is a mark that policies read. Only the platform may set or remove one. */
const IS_MARK = MARK_PREFIXES.map((prefix) => `key.startsWith(${literal(prefix)})`).join(' || ');

/** Whether two maps, by the names of their variables, have the same marks. */
function sameMarks(now: string, was: string): string {
  const kept = (map: string, other: string) =>
    `variables.${map}.all(key, !(${IS_MARK}) || (key in variables.${other} && variables.${other}[key] == variables.${map}[key]))`;
  return `${kept(now, was)} && ${kept(was, now)}`;
}

/**
 * Refuses, whoever asks, the deletion of a protected namespace until it is annotated with a reason, and changes of its
 * marks by anybody but the platform.
 *
 * @param accounts user names of the platform's accounts
 */
export function protectedNamespaces(accounts: readonly string[]): Policy {
  const allowed = `oldObject.metadata.?annotations[?${literal(ALLOW_DELETION)}].orValue('') != ''`;
  return {
    name: PROTECTION_POLICY,
    why: 'Deleting a namespace deletes all data in it: nobody does so by mistake, not even an administrator or Flux.',
    scope: 'protected namespaces',
    operations: ['UPDATE', 'DELETE'],
    resources: [{ group: '', resources: ['namespaces'] }],
    variables: [
      { name: 'allowed', expression: allowed },
      trusted(accounts, lines(`oldObject.metadata.?annotations[?${literal(GROUPS)}]`)),
      { name: 'labels', expression: 'object.metadata.?labels.orValue({})' },
      { name: 'oldLabels', expression: 'oldObject.metadata.?labels.orValue({})' },
      { name: 'annotations', expression: 'object.metadata.?annotations.orValue({})' },
      { name: 'oldAnnotations', expression: 'oldObject.metadata.?annotations.orValue({})' },
    ],
    validations: [
      {
        expression: "request.operation != 'DELETE' || variables.allowed",
        message: `the namespace is protected: annotate it with ${ALLOW_DELETION}=<reason> before it is deleted`,
      },
      {
        expression: `request.operation == 'DELETE' || variables.allowed || variables.labels[?${literal(PROTECTED_LABEL)}].orValue('') == 'true'`,
        message: `the namespace is protected: annotate it with ${ALLOW_DELETION}=<reason> before the label is taken away`,
      },
      {
        expression: `request.operation == 'DELETE' || variables.trusted || (${sameMarks('labels', 'oldLabels')} && ${sameMarks('annotations', 'oldAnnotations')})`,
        message: "labels and annotations that rules stand on are the platform's: change them in the fleet's program",
      },
    ],
  };
}
