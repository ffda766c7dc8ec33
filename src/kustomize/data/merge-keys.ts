/** How a strategic merge patch treats the fields of a type; fields that are not here are replaced or hold no list. */
export interface MergeSchema {
  /** Maps that hold merged lists further down. */
  readonly maps?: Readonly<Record<string, MergeSchema>>;
  /** Lists whose items are merged by the values of keys; without keys the items are scalars. */
  readonly lists?: Readonly<Record<string, MergedList>>;
}

/** A list that is merged. */
export interface MergedList {
  readonly keys: readonly string[];
  readonly items?: MergeSchema;
}

const METADATA: MergeSchema = { lists: { finalizers: { keys: [] }, ownerReferences: { keys: ['uid'] } } };

function object(schema: MergeSchema = {}): MergeSchema {
  return { ...schema, maps: { metadata: METADATA, ...schema.maps } };
}

const MOUNTS = {
  env: { keys: ['name'] },
  volumeDevices: { keys: ['devicePath'] },
  volumeMounts: { keys: ['mountPath'] },
};
const CONTAINER: MergeSchema = { lists: { ...MOUNTS, ports: { keys: ['containerPort', 'protocol'] } } };
const VOLUME: MergeSchema = { maps: { ephemeral: { maps: { volumeClaimTemplate: object() } } } };

const POD_SPEC: MergeSchema = {
  lists: {
    containers: { keys: ['name'], items: CONTAINER },
    initContainers: { keys: ['name'], items: CONTAINER },
    ephemeralContainers: { keys: ['name'], items: { lists: MOUNTS } },
    hostAliases: { keys: ['ip'] },
    imagePullSecrets: { keys: ['name'] },
    topologySpreadConstraints: { keys: ['topologyKey', 'whenUnsatisfiable'] },
    volumes: { keys: ['name'], items: VOLUME },
  },
};
const POD: MergeSchema = object({ maps: { spec: POD_SPEC } });
const WORKLOAD: MergeSchema = object({ maps: { spec: { maps: { template: POD } } } });
const CRON_JOB: MergeSchema = object({ maps: { spec: { maps: { jobTemplate: WORKLOAD } } } });
const WEBHOOKS: MergeSchema = object({ lists: { webhooks: { keys: ['name'] } } });
const CSI_NODE: MergeSchema = object({ maps: { spec: { lists: { drivers: { keys: ['name'] } } } } });

/** Kinds with merged lists of their own, by `apiVersion` and kind. */
const WITH_LISTS: Readonly<Record<string, Readonly<Record<string, MergeSchema>>>> = {
  'admissionregistration.k8s.io/v1': {
    MutatingWebhookConfiguration: WEBHOOKS,
    ValidatingWebhookConfiguration: WEBHOOKS,
  },
  'admissionregistration.k8s.io/v1beta1': {
    MutatingWebhookConfiguration: WEBHOOKS,
    ValidatingWebhookConfiguration: WEBHOOKS,
  },
  'apps/v1': { DaemonSet: WORKLOAD, Deployment: WORKLOAD, ReplicaSet: WORKLOAD, StatefulSet: WORKLOAD },
  'batch/v1': { CronJob: CRON_JOB, Job: WORKLOAD },
  'batch/v1beta1': { CronJob: CRON_JOB },
  'storage.k8s.io/v1': { CSINode: CSI_NODE },
  'storage.k8s.io/v1beta1': { CSINode: CSI_NODE },
  v1: {
    ComponentStatus: object({ lists: { conditions: { keys: ['type'] } } }),
    Node: object({ maps: { spec: { lists: { podCIDRs: { keys: [] } } } } }),
    Pod: POD,
    PodTemplate: object({ maps: { template: POD } }),
    ReplicationController: WORKLOAD,
    Service: object({ maps: { spec: { lists: { ports: { keys: ['port', 'protocol'] } } } } }),
    ServiceAccount: object({ lists: { secrets: { keys: ['name'] } } }),
  },
};

const PLAIN = object();

/** Kinds whose only merged lists are those of their metadata. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'apps/v1': ['ControllerRevision'],
  'autoscaling/v1': ['HorizontalPodAutoscaler', 'Scale'],
  'autoscaling/v2beta1': ['HorizontalPodAutoscaler'],
  'autoscaling/v2beta2': ['HorizontalPodAutoscaler'],
  'certificates.k8s.io/v1': ['CertificateSigningRequest'],
  'certificates.k8s.io/v1beta1': ['CertificateSigningRequest'],
  'coordination.k8s.io/v1': ['Lease'],
  'coordination.k8s.io/v1beta1': ['Lease'],
  v1: [
    ...['Binding', 'ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'Namespace', 'PersistentVolume'],
    ...['PersistentVolumeClaim', 'ResourceQuota', 'Secret'],
  ],
  'discovery.k8s.io/v1': ['EndpointSlice'],
  'discovery.k8s.io/v1beta1': ['EndpointSlice'],
  'events.k8s.io/v1': ['Event'],
  'events.k8s.io/v1beta1': ['Event'],
  'extensions/v1beta1': ['Ingress'],
  'flowcontrol.apiserver.k8s.io/v1beta1': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io/v1': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  'networking.k8s.io/v1beta1': ['Ingress', 'IngressClass'],
  'node.k8s.io/v1': ['RuntimeClass'],
  'node.k8s.io/v1beta1': ['RuntimeClass'],
  'policy/v1': ['PodDisruptionBudget'],
  'policy/v1beta1': ['PodDisruptionBudget', 'PodSecurityPolicy', 'Eviction'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'rbac.authorization.k8s.io/v1beta1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
  'scheduling.k8s.io/v1beta1': ['PriorityClass'],
  'storage.k8s.io/v1': ['CSIDriver', 'StorageClass', 'VolumeAttachment'],
  'storage.k8s.io/v1beta1': ['CSIDriver', 'CSIStorageCapacity', 'StorageClass', 'VolumeAttachment'],
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
  'apiextensions.k8s.io/v1beta1': ['CustomResourceDefinition'],
  'apiregistration.k8s.io/v1': ['APIService'],
  'apiregistration.k8s.io/v1beta1': ['APIService'],
};

/**
 * The merged lists of a kind; undefined for kinds that kustomize 5.8 does not know. Its schema is that of Kubernetes
 * 1.21: the extensions `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` of `kyaml/openapi`.
 */
export function mergeSchemaOf(apiVersion: string, kind: string): MergeSchema | undefined {
  return WITH_LISTS[apiVersion]?.[kind] ?? (KNOWN[apiVersion]?.includes(kind) ? PLAIN : undefined);
}

const DEFINITIONS: Readonly<Record<string, MergeSchema>> = {
  'io.k8s.api.core.v1.Container': CONTAINER,
  'io.k8s.api.core.v1.PodSpec': POD_SPEC,
  'io.k8s.api.core.v1.PodTemplateSpec': POD,
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': METADATA,
};

/** The merged lists of a definition of Kubernetes that other schemas refer to. */
export function definitionOf(name: string): MergeSchema | undefined {
  return DEFINITIONS[name];
}
