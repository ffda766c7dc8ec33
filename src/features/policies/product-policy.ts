import { ADMITTED_KINDS } from '../../kubernetes/unchecked-kinds';
import { ALLOWED, OPENED } from '../../units/marks';
import { HOST_ALLOWED, OWN_SERVICE } from './exposure-policy';
import { allowedList, openedList, OUTSIDER, SPEC_CHANGES } from './expressions';
import { Policy, Validation } from './policy';

/** Whether a reference to a store is opened to the tenant, and not one by labels. */
function isOpened(store: string): string {
  return `(!has(${store}.labelSelector) && ${store}.?kind.orValue('SecretStore') + '/' + ${store}.?name.orValue('') in variables.secretStores)`;
}

/** Whether an entry of an ExternalSecret comes from its store, or from one that is opened. */
const ENTRY =
  '(!has(one.sourceRef) || (!has(one.sourceRef.generatorRef) && (!has(one.sourceRef.storeRef) || ' +
  `${isOpened('one.sourceRef.storeRef')})))`;

const isKind = (kind: string, rule: string) => `variables.outsider || object.kind != '${kind}' || ${rule}`;

/** The External Secrets Operator reads and writes with the rights of a store. */
const SECRETS: readonly Validation[] = [
  {
    expression: isKind(
      'ExternalSecret',
      `variables.anySecretStores || ((!has(object.spec.secretStoreRef) || ${isOpened('object.spec.secretStoreRef')}) && ['data', 'dataFrom'].all(field, object.spec[?field].orValue([]).all(one, ${ENTRY})))`,
    ),
    message: `a store or generator is not opened to this tenant: let the platform list the store in ${OPENED.secretStores}`,
  },
  {
    expression: isKind('ExternalSecret', '!object.spec.?target.?manifest.hasValue()'),
    message: "spec.target.manifest makes other kinds than Secrets with the operator's rights: leave it out",
  },
  {
    expression: isKind(
      'PushSecret',
      `variables.anySecretStores || (object.spec.?secretStoreRefs.orValue([]).all(one, ${isOpened('one')}) && object.spec.?dataTo.orValue([]).all(one, !has(one.storeRef) || ${isOpened('one.storeRef')}) && !object.spec.?selector.?generatorRef.hasValue())`,
    ),
    message: `a store or generator is not opened to this tenant: let the platform list the store in ${OPENED.secretStores}`,
  },
];

const ISSUER = 'object.spec.?issuerRef';

/** An issuer of the cluster signs for everybody; what the tenant's own one signs, nobody else has to trust. */
const CERTIFICATES: readonly Validation[] = [
  {
    expression: isKind(
      'Certificate',
      `variables.ownIssuer || variables.anyAllowedHosts || (object.spec.?dnsNames.orValue([]) + [object.spec.?commonName.orValue('')]).all(host, host == '' || ${OWN_SERVICE} || ${HOST_ALLOWED})`,
    ),
    message: `a host name is not among those allowed to this tenant (${ALLOWED.hosts}): name one of these, or use an Issuer of this namespace`,
  },
  {
    expression: isKind(
      'Certificate',
      `variables.ownIssuer || variables.anyAllowedHosts || ['ipAddresses', 'emailAddresses'].all(field, size(object.spec[?field].orValue([])) == 0)`,
    ),
    message: "the cluster's issuer would sign more than host names: leave it out, or use an Issuer of this namespace",
  },
  {
    // Also with any host: no CA, no SPIFFE or other identity, no `system:` name.
    expression: isKind(
      'Certificate',
      `variables.ownIssuer || (!object.spec.?isCA.orValue(false) && ['uris', 'otherNames'].all(field, size(object.spec[?field].orValue([])) == 0) && object.spec.?literalSubject.orValue('') == '' && (object.spec.?subject.?organizations.orValue([]) + [object.spec.?commonName.orValue('')]).all(one, !one.startsWith('system:')))`,
    ),
    message: "the cluster's issuer would sign more than host names: leave it out, or use an Issuer of this namespace",
  },
];

const ENDPOINTS = "['endpoints', 'podMetricsEndpoints'].all(field, object.spec[?field].orValue([]).all(one, ";

/** Prometheus reads metrics and files with rights of its own. */
const MONITORS: readonly Validation[] = [
  {
    expression:
      "variables.outsider || !(object.kind in ['PodMonitor', 'ServiceMonitor']) || (!object.spec.?namespaceSelector.?any.orValue(false) && object.spec.?namespaceSelector.?matchNames.orValue([]).all(one, one == request.namespace))",
    message: 'spec.namespaceSelector reads the metrics of other namespaces: leave it out',
  },
  {
    expression: `variables.outsider || !(object.kind in ['PodMonitor', 'ServiceMonitor']) || ${ENDPOINTS}one.?bearerTokenFile.orValue('') == '' && ['caFile', 'certFile', 'keyFile'].all(file, one.?tlsConfig[?file].orValue('') == '')))`,
    message: 'an endpoint sends a file of Prometheus, such as its token: name a Secret of this namespace instead',
  },
  {
    expression: `variables.outsider || !(object.kind in ['PodMonitor', 'ServiceMonitor']) || ${ENDPOINTS}one.?proxyUrl.orValue('') == '' && one.?oauth2.?proxyUrl.orValue('') == '' && one.?relabelings.orValue([]).all(step, step.?targetLabel.orValue('') != '__address__' && !step.?replacement.orValue('').contains('__'))))`,
    message:
      'an endpoint leads to another address than that of the pods: leave out proxyUrl and relabelings of __address__',
  },
];

/** KEDA asks where a trigger says, with what its authentication holds: that of the cluster is the platform's. */
const SCALERS: readonly Validation[] = [
  {
    expression:
      "variables.outsider || !(object.kind in ['ScaledJob', 'ScaledObject']) || object.spec.?triggers.orValue([]).all(one, one.?authenticationRef.?kind.orValue('') in ['', 'TriggerAuthentication'])",
    message:
      'a trigger would send credentials of the cluster to an address that the object names: name a TriggerAuthentication of this namespace, which the platform can add in a Component',
  },
];

/** Rules for kinds of other products whose controllers read, sign or write with rights of their own. */
export const products: Policy = {
  name: 'tenant-products',
  why: "Controllers of other products read, sign and write for the tenant what is the tenant's.",
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: ADMITTED_KINDS,
  conditions: [SPEC_CHANGES],
  variables: [
    OUTSIDER,
    {
      name: 'ownIssuer',
      expression: `${ISSUER}.?kind.orValue('') in ['', 'Issuer'] && ${ISSUER}.?group.orValue('') in ['', 'cert-manager.io']`,
    },
    ...allowedList('allowedHosts', ALLOWED.hosts),
    ...openedList('secretStores', OPENED.secretStores),
  ],
  validations: [...SECRETS, ...CERTIFICATES, ...MONITORS, ...SCALERS],
};
