import { apiGroup, JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { isClusterScoped } from '../../kubernetes/scopes';
import { isCustom } from '../risk/risk-amounts';
import { OPERATOR_GROUP } from '../tree/flux-spec';
import { listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { customReferences } from './custom-references';
import { loginKeys } from './flux-keys';
import { named, Reference } from './reference';

/** Reads the needs of an object of one kind. */
type Reader = (object: KubernetesObject, own: string) => Reference[];

const GATEWAY = 'gateway.networking.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const CERTIFICATES = 'cert-manager.io';
const EXTERNAL_SECRETS = 'external-secrets.io';

/** Kinds beside those of workloads and of Flux that something refers to. */
export const OTHERS_REFERRED: readonly string[] = [
  'networking.k8s.io/IngressClass',
  ...['resource.k8s.io/ResourceClaim', 'resource.k8s.io/ResourceClaimTemplate'],
  'node.k8s.io/RuntimeClass',
  'scheduling.k8s.io/PriorityClass',
  'snapshot.storage.k8s.io/VolumeSnapshotClass',
  'storage.k8s.io/StorageClass',
  `${GATEWAY}/Gateway`,
  `${GATEWAY}/GatewayClass`,
  `${CERTIFICATES}/ClusterIssuer`,
  `${CERTIFICATES}/Issuer`,
  `${EXTERNAL_SECRETS}/ClusterSecretStore`,
  `${EXTERNAL_SECRETS}/SecretStore`,
  ...['karpenter.k8s.aws/EC2NodeClass', 'karpenter.azure.com/AKSNodeClass'],
  'flagger.app/MetricTemplate',
  ...['keda.sh/ClusterTriggerAuthentication', 'keda.sh/TriggerAuthentication'],
  `${OPERATOR_GROUP}/ResourceSetInputProvider`,
];

/** Kinds of {@link OTHERS_REFERRED} outside of namespaces that Kubernetes does not bring. */
const OUTSIDE_NAMESPACES: ReadonlySet<string> = new Set([
  'snapshot.storage.k8s.io/VolumeSnapshotClass',
  `${GATEWAY}/GatewayClass`,
  `${CERTIFICATES}/ClusterIssuer`,
  `${EXTERNAL_SECRETS}/ClusterSecretStore`,
  ...['karpenter.k8s.aws/EC2NodeClass', 'karpenter.azure.com/AKSNodeClass', 'keda.sh/ClusterTriggerAuthentication'],
]);

/** Whether objects of a kind that something refers to have no namespace. */
export function isOutsideNamespaces(apiVersion: string, kind: string): boolean {
  return isClusterScoped(apiVersion, kind) || OUTSIDE_NAMESPACES.has(`${apiGroup(apiVersion)}/${kind}`);
}

/** Kinds through which the API server itself asks a Service: without it, requests fail. */
export const ASKS_SERVICE: ReadonlySet<string> = new Set([
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  `${ADMISSION}/MutatingWebhookConfiguration`,
  `${ADMISSION}/ValidatingWebhookConfiguration`,
]);

/** A webhook that the API server does without where it fails needs nothing. */
const webhooks: Reader = (object) =>
  listAt(object, 'webhooks')
    .filter((hook) => textAt(hook, 'failurePolicy') !== 'Ignore')
    .flatMap((hook) => service(mapAt(hook, 'clientConfig', 'service'), ''));

/** A reference to a store or an issuer, of which there is one kind for namespaces and one for clusters. */
function shared(ref: JsonValue | undefined, group: string, kind: string, own: string): Reference[] {
  const given = textAt(ref, 'kind') ?? kind;
  return named(group, given, given.startsWith('Cluster') ? '' : own, textAt(ref, 'name'));
}

function service(ref: JsonValue, own: string): Reference[] {
  return named('', 'Service', textAt(ref, 'namespace') ?? own, textAt(ref, 'name'));
}

/** The stores of an ExternalSecret: its own, and those of single entries. */
function stores(spec: JsonObject, own: string): Reference[] {
  const entries = [...listAt(spec, 'data'), ...listAt(spec, 'dataFrom')];
  return [spec.secretStoreRef, ...entries.map((one) => valueAt(one, 'sourceRef', 'storeRef'))].flatMap((ref) =>
    shared(ref, EXTERNAL_SECRETS, 'SecretStore', own),
  );
}

/** A ClusterExternalSecret makes ExternalSecrets in namespaces that it lists, or that only the cluster knows. */
const storesOfAll: Reader = (object) => {
  const namespaces = listAt(object, 'spec', 'namespaces').map(String);
  const spec = mapAt(object, 'spec', 'externalSecretSpec');
  return (namespaces.length > 0 ? namespaces : ['']).flatMap((own) => stores(spec, own));
};

const route: Reader = (object, own) => [
  ...listAt(object, 'spec', 'parentRefs')
    .filter((ref) => (textAt(ref, 'kind') ?? 'Gateway') === 'Gateway')
    .flatMap((ref) => named(GATEWAY, 'Gateway', textAt(ref, 'namespace') ?? own, textAt(ref, 'name'))),
  ...listAt(object, 'spec', 'rules')
    .flatMap((rule) => [
      ...listAt(rule, 'backendRefs'),
      ...listAt(rule, 'filters').map((filter) => mapAt(filter, 'requestMirror', 'backendRef')),
    ])
    .filter((ref) => (textAt(ref, 'kind') ?? 'Service') === 'Service')
    .flatMap((ref) => service(ref, own)),
  ...listAt(object, 'spec', 'rules')
    .flatMap((rule) => listAt(rule, 'filters'))
    .map((filter) => mapAt(filter, 'extensionRef'))
    .flatMap((ref) => named(textAt(ref, 'group') ?? '', textAt(ref, 'kind') ?? '', own, textAt(ref, 'name'))),
];

/** The workload that an autoscaler scales. */
const scaled =
  (field: string): Reader =>
  (object, own) => {
    const target = mapAt(object, 'spec', field);
    const group = apiGroup(textAt(target, 'apiVersion') ?? 'apps/v1');
    return named(group, textAt(target, 'kind') ?? 'Deployment', own, textAt(target, 'name'));
  };

/** A class of the cluster, by the field below `spec` that names it. */
const ofClass =
  (group: string, kind: string, field: string): Reader =>
  (object) =>
    named(group, kind, '', textAt(object, 'spec', field));

/** The Secrets that fields of a custom resource name, such as `tokenSecretRef: { name, key }` or `secretName`. */
function secretsIn(value: JsonValue, own: string, into: Reference[] = []): Reference[] {
  if (Array.isArray(value)) for (const one of value) secretsIn(one, own, into);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return into;
  for (const [field, below] of Object.entries(value)) {
    if (/^(?:privateKeySecretRef|writeConnectionSecretToRef|target|template)$/.test(field)) continue;
    const isRef = /secret(?:Key)?(?:Ref|Selector)?$/i.test(field) && valueAt(below, 'optional') !== true;
    const name =
      /(?:secret|credential)Name$/i.test(field) && typeof below === 'string'
        ? below
        : isRef
          ? textAt(below, 'name')
          : undefined;
    const key = isRef ? textAt(below, 'key') : undefined;
    const namespace = (isRef ? textAt(below, 'namespace') : undefined) ?? own;
    into.push(...named('', 'Secret', namespace, name, key === undefined ? [] : [[key]]));
    secretsIn(below, own, into);
  }
  return into;
}

/** Kinds whose fields name Secrets that their controllers make. */
const MAKERS: ReadonlySet<string> = new Set([
  ...['bitnami.com', CERTIFICATES, EXTERNAL_SECRETS, 'generators.external-secrets.io'],
]);

/** The namespace in which cert-manager looks for the Secrets of a ClusterIssuer, unless it is told another. */
const CERTIFICATE_SECRETS = 'cert-manager';

const ofIssuer: Reader = (object, own) => secretsIn(mapAt(object, 'spec'), own === '' ? CERTIFICATE_SECRETS : own);

const scalesWith: Reader = (object, own) => [
  ...(object.kind === 'ScaledObject' ? scaled('scaleTargetRef')(object, own) : []),
  ...listAt(object, 'spec', 'triggers').flatMap((trigger) =>
    shared(valueAt(trigger, 'authenticationRef'), 'keda.sh', 'TriggerAuthentication', own),
  ),
];

/** The templates of the metrics that Flagger looks at. */
const metrics: Reader = (object, own) =>
  listAt(object, 'spec', 'analysis', 'metrics')
    .map((metric) => mapAt(metric, 'templateRef'))
    .flatMap((ref) => named('flagger.app', 'MetricTemplate', textAt(ref, 'namespace') ?? own, textAt(ref, 'name')));

/** The class of machines of a Karpenter NodePool. */
const nodeClass: Reader = (object) => {
  const ref = mapAt(object, 'spec', 'template', 'spec', 'nodeClassRef');
  return named(textAt(ref, 'group') ?? '', textAt(ref, 'kind') ?? '', '', textAt(ref, 'name'));
};

/** Keys of a Secret that kubelet pulls images with. */
const PULLS = [['.dockerconfigjson', '.dockercfg']];

/** The object from which Flux Operator takes the data of one that it makes. */
const COPY_FROM = `${OPERATOR_GROUP}/copyFrom`;

const READERS: Readonly<Record<string, Reader>> = {
  '/PersistentVolumeClaim': ofClass('storage.k8s.io', 'StorageClass', 'storageClassName'),
  '/ServiceAccount': (object, own) =>
    listAt(object, 'imagePullSecrets').flatMap((one) => named('', 'Secret', own, textAt(one, 'name'), PULLS)),
  'apiextensions.k8s.io/CustomResourceDefinition': (object) =>
    service(mapAt(object, 'spec', 'conversion', 'webhook', 'clientConfig', 'service'), ''),
  'apiregistration.k8s.io/APIService': (object) => service(mapAt(object, 'spec', 'service'), ''),
  'autoscaling.k8s.io/VerticalPodAutoscaler': scaled('targetRef'),
  'autoscaling/HorizontalPodAutoscaler': scaled('scaleTargetRef'),
  'flagger.app/Canary': (object, own) => [...metrics(object, own), ...scaled('targetRef')(object, own)],
  'karpenter.sh/NodePool': nodeClass,
  'keda.sh/ScaledJob': scalesWith,
  'keda.sh/ScaledObject': scalesWith,
  'snapshot.storage.k8s.io/VolumeSnapshot': ofClass(
    'snapshot.storage.k8s.io',
    'VolumeSnapshotClass',
    'volumeSnapshotClassName',
  ),
  [`${ADMISSION}/MutatingWebhookConfiguration`]: webhooks,
  [`${ADMISSION}/ValidatingWebhookConfiguration`]: webhooks,
  [`${CERTIFICATES}/Certificate`]: (object, own) => {
    const ref = mapAt(object, 'spec', 'issuerRef');
    return shared(ref, textAt(ref, 'group') ?? CERTIFICATES, 'Issuer', own);
  },
  [`${CERTIFICATES}/ClusterIssuer`]: ofIssuer,
  [`${CERTIFICATES}/Issuer`]: ofIssuer,
  [`${EXTERNAL_SECRETS}/ClusterSecretStore`]: (object) => secretsIn(mapAt(object, 'spec'), ''),
  [`${EXTERNAL_SECRETS}/SecretStore`]: (object, own) => secretsIn(mapAt(object, 'spec'), own),
  [`${EXTERNAL_SECRETS}/ClusterExternalSecret`]: storesOfAll,
  [`${EXTERNAL_SECRETS}/ExternalSecret`]: (object, own) => stores(mapAt(object, 'spec'), own),
  [`${EXTERNAL_SECRETS}/PushSecret`]: (object, own) =>
    listAt(object, 'spec', 'secretStoreRefs').flatMap((ref) => shared(ref, EXTERNAL_SECRETS, 'SecretStore', own)),
  [`${GATEWAY}/GRPCRoute`]: route,
  [`${GATEWAY}/Gateway`]: (object, own) => [
    ...ofClass(GATEWAY, 'GatewayClass', 'gatewayClassName')(object, own),
    ...listAt(object, 'spec', 'listeners')
      .flatMap((listener) => listAt(listener, 'tls', 'certificateRefs'))
      .flatMap((ref) => named('', 'Secret', textAt(ref, 'namespace') ?? own, textAt(ref, 'name'))),
  ],
  [`${GATEWAY}/HTTPRoute`]: route,
  [`${GATEWAY}/TCPRoute`]: route,
  [`${GATEWAY}/TLSRoute`]: route,
  [`${GATEWAY}/UDPRoute`]: route,
  [`${OPERATOR_GROUP}/FluxInstance`]: (object, own) =>
    named(
      '',
      'Secret',
      own,
      textAt(object, 'spec', 'sync', 'pullSecret'),
      loginKeys(textAt(object, 'spec', 'sync', 'kind') ?? 'GitRepository'),
    ),
  [`${OPERATOR_GROUP}/ResourceSet`]: (object, own) => [
    ...listAt(object, 'spec', 'inputsFrom').flatMap((one) =>
      named(OPERATOR_GROUP, 'ResourceSetInputProvider', own, textAt(one, 'name')),
    ),
    ...listAt(object, 'spec', 'dependsOn').flatMap((one) => {
      const [version, kind] = ['apiVersion', 'kind'].map((field) => textAt(one, field) ?? '') as [string, string];
      const namespace = isOutsideNamespaces(version, kind) ? '' : (textAt(one, 'namespace') ?? own);
      return named(apiGroup(version), kind, namespace, textAt(one, 'name'));
    }),
    ...listAt(object, 'spec', 'resources').flatMap((one) => {
      const [namespace = '', name] = (textAt(one, 'metadata', 'annotations', COPY_FROM) ?? '').split('/');
      return named('', textAt(one, 'kind') ?? '', namespace, name);
    }),
  ],
};

/** Needs of an object of a kind that is neither a workload nor Flux's own; undefined for other kinds. */
export function otherReferences(object: KubernetesObject, own: string): Reference[] | undefined {
  const group = apiGroup(object.apiVersion);
  const reader = READERS[`${group}/${object.kind}`];
  if (reader !== undefined || !isCustom(object) || MAKERS.has(group)) return reader?.(object, own);
  return [...secretsIn(mapAt(object, 'spec'), own), ...customReferences(object, own)];
}
