/** A change of a field that is allowed although the field cannot change freely. */
export type AllowedChange =
  /** Items are added to a list or a map. */
  | 'add'
  /** Items are added at the end of a list. */
  | 'append'
  /** A quantity becomes larger. */
  | 'grow'
  /** A number becomes smaller. */
  | 'lower'
  /** A value becomes another value. */
  | 'replace'
  /** Nothing becomes a value. */
  | 'set'
  /** Items are taken out of a list. */
  | 'take'
  /** The manifest no longer has it: the server keeps its value. */
  | 'unset';

/** A condition of the object under which a rule holds, by its name in `conditions.ts`. */
export type Condition =
  | 'both-load-balancers'
  | 'both-need-health-checks'
  | 'cluster-ip-kept'
  | 'completions-apart-from-parallelism'
  | 'frozen'
  | 'gated-pod'
  | 'no-storage-class'
  | 'not-gated-pod'
  | 'not-waiting-job'
  | 'waiting-job';

/** Fields that the API server does not let change freely. */
export interface UpdateRule {
  /** Kinds with their group, such as `apps/Deployment`. */
  readonly kinds: readonly string[];
  /** Paths, with `[]` for the items of a list. Everything below a path belongs to it. */
  readonly fields: readonly string[];
  /** Paths below them that may change. */
  readonly except?: readonly string[];
  /** @default - no change is allowed */
  readonly allows?: readonly AllowedChange[];
  /** Condition under which the rule holds. */
  readonly when?: Condition;
  /** The first minor version of Kubernetes 1 with the rule. */
  readonly since?: number;
  /** The first minor version of Kubernetes 1 without the rule. */
  readonly until?: number;
  /** File that has the rule: of k8s.io/kubernetes 1.34.4 below `pkg`, or of the module named. */
  readonly source: string;
}

const CORE = 'apis/core/validation/validation.go';
const APPS = 'apis/apps/validation/validation.go';
const BATCH = 'apis/batch/validation/validation.go';
const STORAGE = 'apis/storage/validation/validation.go';
const RBAC = 'apis/rbac/validation/validation.go';
const NETWORKING = 'apis/networking/validation/validation.go';
const RESOURCE = 'apis/resource/validation/validation.go';
const EXTENSIONS = 'apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go';

/** Fields of the template of a suspended Job that never started that may change. */
const WAITING_JOB_MUTABLE = [
  ...['metadata.annotations', 'metadata.labels', 'spec.affinity.nodeAffinity', 'spec.nodeSelector'],
  ...['spec.schedulingGates', 'spec.tolerations'],
].map((field) => `spec.template.${field}`);

/** Fields of a StatefulSet that may change in every version. */
const STATEFUL_SET_MUTABLE = [
  ...['minReadySeconds', 'ordinals', 'persistentVolumeClaimRetentionPolicy', 'replicas', 'revisionHistoryLimit'],
  ...['template', 'updateStrategy'],
].map((field) => `spec.${field}`);

/** Fields of a PersistentVolume that are no part of where its data is. */
const VOLUME_MUTABLE = [
  ...['accessModes', 'capacity', 'claimRef', 'mountOptions', 'nodeAffinity', 'persistentVolumeReclaimPolicy'],
  ...['storageClassName', 'volumeAttributesClassName', 'csi.controllerExpandSecretRef'],
].map((field) => `spec.${field}`);

/** Fields of a claim that may change, or that a rule of their own is about. */
const CLAIM_MUTABLE = [
  ...['dataSource', 'dataSourceRef', 'resources.requests.storage', 'volumeAttributesClassName', 'volumeName'],
].map((field) => `spec.${field}`);

/** Fields of a pod that may change, or that a rule of their own is about. */
const POD_MUTABLE = [
  ...['activeDeadlineSeconds', 'containers[].image', 'initContainers[].image', 'schedulingGates', 'tolerations'],
].map((field) => `spec.${field}`);

/**
 * Fields that may not change between two versions of an object. Holds after defaults are filled in: to write down a default is
 * no change.
 */
export const UPDATE_RULES: readonly UpdateRule[] = [
  // Workloads
  { kinds: ['apps/DaemonSet', 'apps/Deployment', 'apps/ReplicaSet'], fields: ['spec.selector'], source: APPS },
  { kinds: ['apps/StatefulSet'], fields: ['spec'], except: STATEFUL_SET_MUTABLE, source: APPS },
  { kinds: ['apps/StatefulSet'], fields: ['spec.revisionHistoryLimit'], until: 33, source: APPS },
  { kinds: ['apps/ControllerRevision'], fields: ['data'], source: APPS },
  {
    kinds: ['batch/Job'],
    fields: [
      ...['selector', 'completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'],
    ].map((field) => `spec.${field}`),
    source: BATCH,
  },
  { kinds: ['batch/Job'], fields: ['spec.template'], when: 'not-waiting-job', source: BATCH },
  {
    kinds: ['batch/Job'],
    fields: ['spec.template'],
    except: WAITING_JOB_MUTABLE,
    when: 'waiting-job',
    until: 36,
    source: BATCH,
  },
  {
    kinds: ['batch/Job'],
    fields: ['spec.template'],
    except: [
      ...WAITING_JOB_MUTABLE,
      ...['containers', 'initContainers'].map((field) => `spec.template.spec.${field}[].resources`),
    ],
    when: 'waiting-job',
    since: 36,
    source: `${BATCH} of 1.36.3`,
  },
  {
    kinds: ['batch/Job'],
    fields: ['spec.completions'],
    when: 'completions-apart-from-parallelism',
    source: BATCH,
  },
  {
    kinds: ['/Pod'],
    fields: ['spec'],
    except: POD_MUTABLE,
    when: 'not-gated-pod',
    source: CORE,
  },
  {
    kinds: ['/Pod'],
    fields: ['spec'],
    except: [...POD_MUTABLE, 'spec.nodeSelector', 'spec.affinity.nodeAffinity'],
    when: 'gated-pod',
    source: CORE,
  },
  { kinds: ['/Pod'], fields: ['spec.nodeSelector'], allows: ['add'], when: 'gated-pod', source: CORE },
  { kinds: ['/Pod'], fields: ['spec.tolerations'], allows: ['add'], source: CORE },
  { kinds: ['/Pod'], fields: ['spec.schedulingGates'], allows: ['take'], source: CORE },
  { kinds: ['/Pod'], fields: ['spec.activeDeadlineSeconds'], allows: ['set', 'lower'], source: CORE },
  // Configuration
  {
    kinds: ['/ConfigMap', '/Secret'],
    fields: ['binaryData', 'data', 'immutable'],
    when: 'frozen',
    source: CORE,
  },
  { kinds: ['/Secret'], fields: ['type'], source: CORE },
  { kinds: ['/ResourceQuota'], fields: ['spec.scopes'], source: CORE },
  // Network
  {
    kinds: ['/Service'],
    fields: ['spec.clusterIP', 'spec.clusterIPs', 'spec.ipFamilies'],
    when: 'cluster-ip-kept',
    source: CORE,
  },
  { kinds: ['/Service'], fields: ['spec.loadBalancerClass'], when: 'both-load-balancers', source: CORE },
  { kinds: ['/Service'], fields: ['spec.healthCheckNodePort'], when: 'both-need-health-checks', source: CORE },
  { kinds: ['networking.k8s.io/IngressClass'], fields: ['spec.controller'], source: NETWORKING },
  { kinds: ['networking.k8s.io/IPAddress'], fields: ['spec.parentRef'], source: NETWORKING },
  { kinds: ['networking.k8s.io/ServiceCIDR'], fields: ['spec.cidrs'], allows: ['append'], source: NETWORKING },
  {
    kinds: ['discovery.k8s.io/EndpointSlice'],
    fields: ['addressType'],
    source: 'apis/discovery/validation/validation.go',
  },
  // Storage
  { kinds: ['/PersistentVolume'], fields: ['spec'], except: VOLUME_MUTABLE, source: CORE },
  {
    kinds: ['/PersistentVolume'],
    fields: ['spec.csi.controllerExpandSecretRef', 'spec.nodeAffinity'],
    allows: ['set'],
    source: CORE,
  },
  {
    kinds: ['/PersistentVolume'],
    fields: ['spec.volumeAttributesClassName'],
    allows: ['set', 'replace'],
    since: 34,
    source: CORE,
  },
  {
    kinds: ['/PersistentVolumeClaim'],
    fields: ['spec'],
    except: CLAIM_MUTABLE,
    source: CORE,
  },
  {
    // Each is filled in from the other one, which stays.
    kinds: ['/PersistentVolumeClaim'],
    fields: ['spec.dataSource', 'spec.dataSourceRef'],
    allows: ['unset'],
    source: 'registry/core/persistentvolumeclaim/strategy.go',
  },
  {
    kinds: ['/PersistentVolumeClaim'],
    fields: ['spec.resources.requests.storage'],
    when: 'no-storage-class',
    source: 'plugin/pkg/admission/storage/persistentvolume/resize/admission.go, beside pkg',
  },
  { kinds: ['/PersistentVolumeClaim'], fields: ['spec.volumeName'], allows: ['set'], source: CORE },
  { kinds: ['/PersistentVolumeClaim'], fields: ['spec.resources.requests.storage'], allows: ['grow'], source: CORE },
  {
    kinds: ['storage.k8s.io/StorageClass'],
    fields: ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'],
    source: STORAGE,
  },
  {
    kinds: ['storage.k8s.io/CSIDriver'],
    fields: ['spec.attachRequired', 'spec.volumeLifecycleModes'],
    source: STORAGE,
  },
  { kinds: ['storage.k8s.io/CSIStorageCapacity'], fields: ['nodeTopology', 'storageClassName'], source: STORAGE },
  { kinds: ['storage.k8s.io/VolumeAttachment'], fields: ['spec'], source: STORAGE },
  { kinds: ['storage.k8s.io/VolumeAttributesClass'], fields: ['driverName', 'parameters'], source: STORAGE },
  // Rights
  {
    kinds: ['rbac.authorization.k8s.io/ClusterRoleBinding', 'rbac.authorization.k8s.io/RoleBinding'],
    fields: ['roleRef'],
    source: RBAC,
  },
  // Classes of pods
  {
    kinds: ['scheduling.k8s.io/PriorityClass'],
    fields: ['preemptionPolicy', 'value'],
    source: 'apis/scheduling/validation/validation.go',
  },
  { kinds: ['node.k8s.io/RuntimeClass'], fields: ['handler'], source: 'apis/node/validation/validation.go' },
  { kinds: ['/Node'], fields: ['spec.podCIDR'], allows: ['set', 'unset'], source: CORE },
  { kinds: ['/Node'], fields: ['spec.podCIDRs', 'spec.providerID'], allows: ['set'], source: CORE },
  // Devices
  {
    kinds: ['resource.k8s.io/ResourceClaim', 'resource.k8s.io/ResourceClaimTemplate'],
    fields: ['spec'],
    source: RESOURCE,
  },
  {
    kinds: ['resource.k8s.io/ResourceSlice'],
    fields: ['spec.driver', 'spec.nodeName', 'spec.pool.name'],
    source: RESOURCE,
  },
  // Definitions and others
  {
    kinds: ['apiextensions.k8s.io/CustomResourceDefinition'],
    fields: ['spec.group', 'spec.names.kind', 'spec.names.plural', 'spec.scope'],
    source: EXTENSIONS,
  },
  {
    kinds: ['certificates.k8s.io/ClusterTrustBundle'],
    fields: ['spec.signerName'],
    source: 'apis/certificates/validation/validation.go',
  },
  {
    kinds: ['coordination.k8s.io/LeaseCandidate'],
    fields: ['spec.leaseName'],
    source: 'apis/coordination/validation/validation.go',
  },
];

/**
 * A field that the API server filled in when the object was made, or keeps. Nobody owns it, so server-side apply leaves
 * it, and the new value of another field does not go with it.
 */
export interface LeftoverRule {
  readonly kind: string;
  /** The field that stays. */
  readonly stays: string;
  /** The value of it that does not fit. @default - any */
  readonly as?: string;
  /** The field whose new value it does not fit. */
  readonly field: string;
  readonly values: readonly string[];
  /** As in {@link UpdateRule}. */
  readonly source: string;
}

/** Fields that stay and do not fit. */
export const LEFTOVER_RULES: readonly LeftoverRule[] = [
  {
    kind: 'apps/Deployment',
    stays: 'spec.strategy.rollingUpdate',
    field: 'spec.strategy.type',
    values: ['Recreate'],
    source: APPS,
  },
  {
    kind: 'apps/StatefulSet',
    stays: 'spec.updateStrategy.rollingUpdate',
    field: 'spec.updateStrategy.type',
    values: ['OnDelete'],
    source: APPS,
  },
  {
    kind: '/Service',
    stays: 'spec.clusterIP',
    as: 'None',
    field: 'spec.type',
    values: ['LoadBalancer', 'NodePort'],
    source: CORE,
  },
];
