import { ACTING_KINDS } from '../../kubernetes/refused-rights';
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
import { annotation, insider, isSet, lines, literal, literals, trusted } from './expressions';
import { Policy } from './policy';

const GATEWAY_FENCES = [
  ...['backendtlspolicies', 'gateways', 'listenersets', 'referencegrants', 'tcproutes', 'udproutes'],
];

/** Subresources that say what a controller found, bound or fetched. */
const CONTROLLER_SUBRESOURCES = ['binding', 'status'];

/** Groups whose objects controllers write in tenants' namespaces too, and which open what the fences close. */
const CONTROLLER_GROUPS: Policy['resources'] = [
  { group: 'cilium.io', resources: ['ciliumenvoyconfigs', 'ciliumlocalredirectpolicies', 'ciliumnetworkpolicies'] },
  { group: 'crd.antrea.io', resources: ['networkpolicies'] },
  // Calico's API server serves in the first group what is stored in the second.
  ...['projectcalico.org', 'crd.projectcalico.org'].map((group) => ({
    group,
    resources: ['networkpolicies', 'networksets', 'stagednetworkpolicies'],
  })),
  ...ACTING_KINDS,
];

/** Resources that controllers alone write in a tenant's namespace, and the tenant itself never. */
const BY_CONTROLLERS: Policy['resources'] = [
  // A status names an address, a node or an artifact, and others act on it as on a fact.
  { group: '', resources: ['bindings', 'pods/binding'] },
  ...['', 'gateway.networking.k8s.io', 'image.toolkit.fluxcd.io', 'networking.k8s.io', 'source.toolkit.fluxcd.io'].map(
    (group) => ({ group, resources: ['*/status'] }),
  ),
  ...CONTROLLER_GROUPS,
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
      ...BY_CONTROLLERS,
    ],
    variables: [
      trusted(accounts, lines(annotation(GROUPS))),
      insider('request.namespace', lines(annotation(GROUPS))),
      {
        name: 'byControllers',
        expression: `request.resource.resource == 'bindings' || request.?subResource.orValue('') in ${literals(CONTROLLER_SUBRESOURCES)} || request.resource.group in ${literals(CONTROLLER_GROUPS.map(({ group }) => group))}`,
      },
      {
        // The deletion of a collection names no object in its request.
        name: 'name',
        expression: "request.operation == 'DELETE' ? oldObject.metadata.name : object.metadata.?name.orValue('')",
      },
      {
        // Those made here carry the label of their tenant, whatever they are called.
        name: 'ownAccount',
        expression: [
          "request.resource.resource == 'serviceaccounts'",
          ` && !(variables.name in ['default', namespaceObject.metadata.?labels[?${literal(TENANT_LABEL)}].orValue('')])`,
          ` && (request.operation == 'CREATE' || !oldObject.metadata.?labels[?${literal(TENANT_LABEL)}].hasValue())`,
        ].join(''),
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
        expression:
          'variables.byControllers || variables.trusted || variables.ownAccount || variables.ownSecret || variables.ownNetworkPolicy',
        message: "the object is a fence of the tenant's namespace: the platform changes it, in the fleet's program",
      },
      {
        expression: '!variables.byControllers || variables.trusted || !variables.insider',
        message:
          "controllers alone write this in a tenant's namespace: leave it to them, or let the platform keep the object in its program",
      },
      {
        // With the label it would be a fence from then on, which its own tenant could neither change nor delete.
        expression: `request.operation == 'DELETE' || variables.trusted || !variables.ownAccount || !object.metadata.?labels[?${literal(TENANT_LABEL)}].hasValue()`,
        message: `the label ${TENANT_LABEL} marks the accounts that the platform makes: leave the label out`,
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
    // Requests to the subresources store metadata too.
    resources: [{ group: '', resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'] }],
    variables: [
      { name: 'allowed', expression: allowed },
      trusted(accounts, lines(`oldObject.metadata.?annotations[?${literal(GROUPS)}]`)),
      insider('oldObject.metadata.name', lines(`oldObject.metadata.?annotations[?${literal(GROUPS)}]`)),
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
      {
        // Gateways, stores of secrets and network policies of others select namespaces by any label.
        expression:
          "request.operation == 'DELETE' || !variables.insider || variables.trusted || variables.labels == variables.oldLabels",
        message: "others select namespaces by their labels: let the platform change those of the tenant's namespace",
      },
    ],
  };
}
