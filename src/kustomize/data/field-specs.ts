import { Gvk } from './gvk';

/** Fields of the objects of a kind; empty parts of the kind select everything. */
export interface FieldSpec extends Gvk {
  /** Keys between slashes; lists on the way are walked through. `\/` is a slash within a key. */
  readonly path: string;
  /** Whether a missing field is created. */
  readonly create?: boolean;
}

/** Names that refer to objects of a kind, by the fields that hold them. */
export interface NameReference extends Gvk {
  readonly fieldSpecs: readonly FieldSpec[];
}

/** The fields that each transformer works on: kustomize's defaults and those of `configurations` and `crds`. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

/** Workloads whose pod template is in `spec.template`. */
const TEMPLATED = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'];

const METADATA_LABELS: readonly FieldSpec[] = [
  { path: 'metadata/labels', create: true },
  { path: 'spec/template/metadata/labels', create: true, version: 'v1', kind: 'ReplicationController' },
  ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => ({
    path: 'spec/template/metadata/labels',
    create: true,
    kind,
  })),
  { path: 'spec/template/metadata/labels', create: true, group: 'apps', kind: 'StatefulSet' },
  { path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true, group: 'apps', kind: 'StatefulSet' },
  { path: 'spec/template/metadata/labels', create: true, group: 'batch', kind: 'Job' },
  { path: 'spec/jobTemplate/metadata/labels', create: true, group: 'batch', kind: 'CronJob' },
  { path: 'spec/jobTemplate/spec/template/metadata/labels', create: true, group: 'batch', kind: 'CronJob' },
];

const POD_SELECTORS = [
  'affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector',
  'affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector',
  'affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector',
  'affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector',
  'topologySpreadConstraints/labelSelector',
];

const SELECTORS: readonly FieldSpec[] = [
  { path: 'spec/selector', create: true, version: 'v1', kind: 'Service' },
  { path: 'spec/selector', create: true, version: 'v1', kind: 'ReplicationController' },
  ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => ({
    path: 'spec/selector/matchLabels',
    create: true,
    kind,
  })),
  { path: 'spec/selector/matchLabels', create: true, group: 'apps', kind: 'StatefulSet' },
  ...['Deployment', 'StatefulSet'].flatMap((kind) =>
    POD_SELECTORS.map((path) => ({ path: `spec/template/spec/${path}/matchLabels`, group: 'apps', kind })),
  ),
  { path: 'spec/selector/matchLabels', group: 'batch', kind: 'Job' },
  { path: 'spec/jobTemplate/spec/selector/matchLabels', group: 'batch', kind: 'CronJob' },
  { path: 'spec/selector/matchLabels', group: 'policy', kind: 'PodDisruptionBudget' },
  ...['spec/podSelector', 'spec/ingress/from/podSelector', 'spec/egress/to/podSelector'].map((path) => ({
    path: `${path}/matchLabels`,
    group: 'networking.k8s.io',
    kind: 'NetworkPolicy',
  })),
];

const ANNOTATIONS: readonly FieldSpec[] = [
  { path: 'metadata/annotations', create: true },
  { path: 'spec/template/metadata/annotations', create: true, version: 'v1', kind: 'ReplicationController' },
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].map((kind) => ({
    path: 'spec/template/metadata/annotations',
    create: true,
    kind,
  })),
  { path: 'spec/template/metadata/annotations', create: true, group: 'batch', kind: 'Job' },
  { path: 'spec/jobTemplate/metadata/annotations', create: true, group: 'batch', kind: 'CronJob' },
  { path: 'spec/jobTemplate/spec/template/metadata/annotations', create: true, group: 'batch', kind: 'CronJob' },
];

const NAMESPACES: readonly FieldSpec[] = [
  { path: 'metadata/name', kind: 'Namespace', create: true },
  { path: 'spec/service/namespace', group: 'apiregistration.k8s.io', kind: 'APIService', create: true },
  {
    path: 'spec/conversion/webhook/clientConfig/service/namespace',
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
  },
];

const CONTAINER_TEXTS = ['args', 'command', 'env/value', 'volumeMounts/mountPath'].flatMap((field) => [
  `containers/${field}`,
  `initContainers/${field}`,
]);

const VARIABLES: readonly FieldSpec[] = [
  ...CONTAINER_TEXTS.map((path) => ({ path: `spec/jobTemplate/spec/template/spec/${path}`, kind: 'CronJob' })),
  { path: 'spec/jobTemplate/spec/template/volumes/nfs/server', kind: 'CronJob' },
  ...TEMPLATED.flatMap((kind) => CONTAINER_TEXTS.map((path) => ({ path: `spec/template/spec/${path}`, kind }))),
  ...['DaemonSet', 'Deployment', 'Job', 'ReplicaSet'].map((kind) => ({
    path: 'spec/template/spec/volumes/nfs/server',
    kind,
  })),
  { path: 'spec/template/metadata/annotations', kind: 'Deployment' },
  ...['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName'].map((path) => ({ path, kind: 'Ingress' })),
  ...CONTAINER_TEXTS.map((path) => ({ path: `spec/${path}`, kind: 'Pod' })),
  { path: 'spec/volumes/nfs/server', kind: 'Pod' },
  ...['spec/ports/port', 'spec/ports/targetPort'].map((path) => ({ path, kind: 'Service' })),
  { path: 'spec/volumeClaimTemplates/spec/nfs/server', kind: 'StatefulSet' },
  { path: 'spec/nfs/server', kind: 'PersistentVolume' },
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
];

/** The fields that kustomize 5.8 works on by default, apart from references by name (`api/internal/konfig`). */
export const DEFAULT_FIELD_SPECS: Omit<TransformerConfig, 'nameReference'> = {
  namePrefix: [{ path: 'metadata/name' }],
  nameSuffix: [{ path: 'metadata/name' }],
  namespace: NAMESPACES,
  commonLabels: [...SELECTORS, ...METADATA_LABELS],
  labels: [],
  templateLabels: METADATA_LABELS,
  commonAnnotations: ANNOTATIONS,
  varReference: VARIABLES,
  images: ['containers[]/image', 'initContainers[]/image', 'volumes[]/image/reference'].flatMap((field) => [
    { path: `spec/${field}`, create: true },
    { path: `spec/template/spec/${field}`, create: true },
  ]),
  replicas: ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
    path: 'spec/replicas',
    create: true,
    kind,
  })),
};
