import { ALLOWED, BLOCKS_EVICTION, OPENED } from '../../units/marks';
import { allowedList, isSet, literal, literals, openedList, SPEC_CHANGES } from './expressions';
import { Policy } from './policy';

/** The pod's specification in an object of {@link WORKLOADS}. */
export const POD_SPEC =
  "object.kind == 'Pod' ? object.spec : object.kind == 'CronJob' ? object.spec.jobTemplate.spec.template.spec : object.spec.template.spec";

/** Resources with a pod's specification, by group. */
export const WORKLOADS = {
  core: ['pods', 'replicationcontrollers'],
  apps: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  batch: ['cronjobs', 'jobs'],
};

/**
 * Types of volumes that pods may have: the tenant's own objects, what Kubernetes makes for the pod, and paths of the
 * node, which Pod Security Admission decides about.
 */
const OWN_VOLUMES = [
  ...['configMap', 'downwardAPI', 'emptyDir', 'ephemeral', 'hostPath', 'image', 'persistentVolumeClaim'],
  ...['projected', 'secret'],
];

/** Types of volumes that name a server, a disk or a driver. */
const FOREIGN_VOLUMES = [
  ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'fc', 'flexVolume', 'flocker'],
  ...['gcePersistentDisk', 'gitRepo', 'glusterfs', 'iscsi', 'nfs', 'photonPersistentDisk', 'portworxVolume'],
  ...['quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'],
];

/** CSI drivers whose volumes in a pod's specification hold what the pod's own account, or own namespace, may read. */
const OWN_DRIVERS = [
  ...['csi.spiffe.io', 'gcsfuse.csi.storage.gke.io', 'secrets-store-gke.csi.k8s.io', 'secrets-store.csi.k8s.io'],
];

const VOLUME_ALLOWED = [
  ...OWN_VOLUMES.map((type) => `has(one.${type})`),
  `has(one.csi) && (one.csi.driver in ${literals(OWN_DRIVERS)} || 'csi/' + one.csi.driver in variables.volumeTypes)`,
  ...FOREIGN_VOLUMES.map((type) => `has(one.${type}) && ${literal(type)} in variables.volumeTypes`),
].join(' || ');

/** Rules for tenants' pods: their images, priority classes, volumes and nodes. */
export const pods: Policy = {
  name: 'tenant-pods',
  why: "Pods run images of the tenant's registries, mount the tenant's own volumes and push nobody else off a node.",
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: [
    { group: '', resources: [WORKLOADS.core[0]!, 'pods/ephemeralcontainers', ...WORKLOADS.core.slice(1)] },
    { group: 'apps', resources: WORKLOADS.apps },
    { group: 'batch', resources: WORKLOADS.batch },
  ],
  conditions: [SPEC_CHANGES],
  variables: [
    { name: 'spec', expression: POD_SPEC },
    {
      name: 'images',
      expression: [
        "variables.spec.?containers.orValue([]).map(one, one.?image.orValue(''))",
        "variables.spec.?initContainers.orValue([]).map(one, one.?image.orValue(''))",
        "variables.spec.?ephemeralContainers.orValue([]).map(one, one.?image.orValue(''))",
        "variables.spec.?volumes.orValue([]).filter(one, has(one.image)).map(one, one.image.?reference.orValue(''))",
      ].join(' + '),
    },
    {
      // A pod without a priority class gets the default one before this policy sees it. Pods of controllers need no
      // check, as the policy has checked their workloads.
      name: 'byController',
      expression:
        "object.kind == 'Pod' && (request.userInfo.username == 'system:kube-controller-manager' || request.userInfo.?groups.orValue([]).exists(one, one in ['system:masters', 'system:serviceaccounts:kube-system']))",
    },
    ...allowedList('registries', ALLOWED.registries),
    ...allowedList('priorityClasses', ALLOWED.priorityClasses),
    ...openedList('volumeTypes', OPENED.volumeTypes),
  ],
  validations: [
    {
      expression:
        'variables.anyRegistries || variables.images.all(image, variables.registries.exists(one, image.startsWith(one)))',
      message: `an image is not from a registry allowed to this tenant (${ALLOWED.registries}): name it in full, from one of these`,
    },
    {
      expression:
        "variables.anyPriorityClasses || variables.byController || variables.spec.?priorityClassName.orValue('') in [''] + variables.priorityClasses",
      message: `the priority class is not among those allowed to this tenant (${ALLOWED.priorityClasses}): leave it out or use one of these`,
    },
    {
      expression: `variables.anyVolumeTypes || variables.spec.?volumes.orValue([]).all(one, ${VOLUME_ALLOWED})`,
      message: `a volume names a server, disk or driver, and its type is not opened to this tenant: use a PersistentVolumeClaim, or let the platform list the type in ${OPENED.volumeTypes}`,
    },
    {
      // A pod that runs has a node, and so have the pods of some controllers.
      expression:
        "variables.byController || (object.kind == 'Pod' && request.operation == 'UPDATE') || variables.spec.?nodeName.orValue('') == ''",
      message: "spec.nodeName evades the scheduler, and so other tenants' nodes are open to it: use spec.nodeSelector",
    },
  ],
};

/** Rules for PodDisruptionBudgets: each allows some eviction. */
export const budgets: Policy = {
  name: 'tenant-budgets',
  why: 'A budget that allows no eviction keeps the platform from draining nodes.',
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: [{ group: 'policy', resources: ['poddisruptionbudgets'] }],
  conditions: [SPEC_CHANGES],
  validations: [
    {
      expression: `${isSet(BLOCKS_EVICTION)} || !string(object.spec.?maxUnavailable.orValue(1)).matches('^0+%?$')`,
      message: `spec.maxUnavailable allows no eviction, so that nodes cannot be drained: allow at least 1, or let the platform set ${BLOCKS_EVICTION}`,
    },
    {
      expression: `${isSet(BLOCKS_EVICTION)} || !string(object.spec.?minAvailable.orValue(1)).matches('^0*[1-9][0-9]{2,}%$')`,
      message: `spec.minAvailable allows no eviction, so that nodes cannot be drained: write less than 100%, or let the platform set ${BLOCKS_EVICTION}`,
    },
  ],
};
