import { defined } from '../../core/defined';
import { FieldSpec, NameReference } from './field-specs';

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

/** Where each kind has its pod, as far as references to ConfigMaps and Secrets are followed. */
const PODS: ReadonlyArray<{ readonly kind: string; readonly version?: string; readonly pod: string }> = [
  { kind: 'Pod', version: 'v1', pod: 'spec' },
  { kind: 'PodTemplate', pod: 'template/spec' },
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'].map((kind) => ({
    kind,
    pod: 'spec/template/spec',
  })),
  { kind: 'CronJob', pod: 'spec/jobTemplate/spec/template/spec' },
];

/** Where each kind has its pod, as far as references to accounts, claims and priorities are followed. */
const WORKLOADS: ReadonlyArray<{ readonly kind: string; readonly pod: string }> = [
  { kind: 'Pod', pod: 'spec' },
  ...['StatefulSet', 'Deployment', 'ReplicationController', 'Job', 'DaemonSet'].map((kind) => ({
    kind,
    pod: 'spec/template/spec',
  })),
  { kind: 'CronJob', pod: 'spec/jobTemplate/spec/template/spec' },
];

function inPods(...fields: readonly string[]): FieldSpec[] {
  return PODS.flatMap(({ kind, version, pod }) =>
    fields.map((field) => ({ path: `${pod}/${field}`, kind, ...defined({ version }) })),
  );
}

function inWorkloads(field: string): FieldSpec[] {
  return WORKLOADS.map(({ kind, pod }) => ({ path: `${pod}/${field}`, kind }));
}

function inContainers(key: string, from: string): string[] {
  return ['containers', 'initContainers'].flatMap((list) => [
    `${list}/env/valueFrom/${key}/name`,
    `${list}/envFrom/${from}/name`,
  ]);
}

function of(kind: string, ...paths: readonly string[]): FieldSpec[] {
  return paths.map((path) => ({ path, kind }));
}

const TO_CONFIG_MAP: readonly FieldSpec[] = [
  ...inPods(
    'volumes/configMap/name',
    ...inContainers('configMapKeyRef', 'configMapRef'),
    'volumes/projected/sources/configMap/name',
  ),
  ...of('Node', 'spec/configSource/configMap'),
  ...of('Role', 'rules/resourceNames'),
  ...of('ClusterRole', 'rules/resourceNames'),
  ...of('Ingress', String.raw`metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap`),
];

const TO_SECRET: readonly FieldSpec[] = [
  ...inPods(
    'volumes/secret/secretName',
    ...inContainers('secretKeyRef', 'secretRef'),
    'imagePullSecrets/name',
    'volumes/projected/sources/secret/name',
  ),
  ...of('Ingress', 'spec/tls/secretName'),
  ...['ingress.kubernetes.io', 'nginx.ingress.kubernetes.io'].flatMap((domain) =>
    of('Ingress', String.raw`metadata/annotations/${domain}\/auth-secret`),
  ),
  ...of('Ingress', String.raw`metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret`),
  ...of('ServiceAccount', 'imagePullSecrets/name'),
  ...of(
    'StorageClass',
    ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((key) => `parameters/${key}`),
  ),
  ...of('Role', 'rules/resourceNames'),
  ...of('ClusterRole', 'rules/resourceNames'),
  {
    path: 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name',
    kind: 'Service',
    group: 'serving.knative.dev',
    version: 'v1',
  },
  ...of('PersistentVolume', 'spec/azureFile/secretName'),
];

const TO_SERVICE: readonly FieldSpec[] = [
  { path: 'spec/serviceName', kind: 'StatefulSet', group: 'apps' },
  ...of(
    'Ingress',
    'spec/rules/http/paths/backend/serviceName',
    'spec/backend/serviceName',
    'spec/rules/http/paths/backend/service/name',
    'spec/defaultBackend/service/name',
  ),
  { path: 'spec/service/name', kind: 'APIService', group: 'apiregistration.k8s.io' },
  { path: 'webhooks/clientConfig/service', kind: 'ValidatingWebhookConfiguration', group: ADMISSION },
  { path: 'webhooks/clientConfig/service', kind: 'MutatingWebhookConfiguration', group: ADMISSION },
];

/** The fields that name other objects, as kustomize 5.8 follows them by default (`api/internal/konfig`). */
export const DEFAULT_NAME_REFERENCES: readonly NameReference[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
    kind,
    fieldSpecs: of('HorizontalPodAutoscaler', 'spec/scaleTargetRef/name'),
  })),
  { kind: 'ConfigMap', version: 'v1', fieldSpecs: TO_CONFIG_MAP },
  { kind: 'Secret', version: 'v1', fieldSpecs: TO_SECRET },
  { kind: 'Service', version: 'v1', fieldSpecs: TO_SERVICE },
  { kind: 'Role', group: RBAC, fieldSpecs: [{ path: 'roleRef/name', kind: 'RoleBinding', group: RBAC }] },
  {
    kind: 'ClusterRole',
    group: RBAC,
    fieldSpecs: ['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ path: 'roleRef/name', kind, group: RBAC })),
  },
  {
    kind: 'ServiceAccount',
    version: 'v1',
    fieldSpecs: [
      ...['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ path: 'subjects', kind, group: RBAC })),
      ...inWorkloads('serviceAccountName'),
    ],
  },
  { kind: 'PersistentVolumeClaim', version: 'v1', fieldSpecs: inWorkloads('volumes/persistentVolumeClaim/claimName') },
  {
    kind: 'PersistentVolume',
    version: 'v1',
    fieldSpecs: [...of('PersistentVolumeClaim', 'spec/volumeName'), ...of('ClusterRole', 'rules/resourceNames')],
  },
  {
    kind: 'StorageClass',
    version: 'v1',
    group: 'storage.k8s.io',
    fieldSpecs: [
      ...of('PersistentVolume', 'spec/storageClassName'),
      ...of('PersistentVolumeClaim', 'spec/storageClassName'),
      ...of('StatefulSet', 'spec/volumeClaimTemplates/spec/storageClassName'),
    ],
  },
  { kind: 'PriorityClass', version: 'v1', group: 'scheduling.k8s.io', fieldSpecs: inWorkloads('priorityClassName') },
  // The version is part of the group here, so that this one never applies.
  {
    kind: 'IngressClass',
    version: 'v1',
    group: 'networking.k8s.io/v1',
    fieldSpecs: of('Ingress', 'spec/ingressClassName'),
  },
  {
    kind: 'ValidatingAdmissionPolicy',
    group: ADMISSION,
    fieldSpecs: [{ path: 'spec/policyName', kind: 'ValidatingAdmissionPolicyBinding', group: ADMISSION }],
  },
];
