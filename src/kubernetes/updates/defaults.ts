import { isMap } from '../json';
import { JsonObject, JsonValue } from '../objects';

/**
 * A field and the value that it has when it is not set: of the map that the path leads to, `[]` for each item of a
 * list. A function computes it from that map, or leaves the field unset.
 */
type Default = readonly [path: string, value: JsonValue | ((parent: JsonObject) => JsonValue | undefined)];

const CONTAINERS = ['containers', 'initContainers'] as const;

/** Defaults of a probe or of a handler of the life cycle (pkg/apis/core/v1/defaults.go, SetDefaults_HTTPGetAction). */
const HTTP_GET: readonly Default[] = [
  ['httpGet.path', '/'],
  ['httpGet.scheme', 'HTTP'],
];

/** SetDefaults_Probe there. */
const PROBE: readonly Default[] = [
  ['timeoutSeconds', 1],
  ['periodSeconds', 10],
  ['successThreshold', 1],
  ['failureThreshold', 3],
  ['initialDelaySeconds', 0],
  ['grpc.service', ''],
  ...HTTP_GET,
];

/** SetDefaults_Container and those of what it holds. */
const CONTAINER: readonly Default[] = [
  ['imagePullPolicy', ({ image }) => (isLatest(image) ? 'Always' : 'IfNotPresent')],
  ['terminationMessagePath', '/dev/termination-log'],
  ['terminationMessagePolicy', 'File'],
  ['stdin', false],
  ['stdinOnce', false],
  ['tty', false],
  ['ports[].protocol', 'TCP'],
  ['volumeMounts[].readOnly', false],
  ['env[].valueFrom.fieldRef.apiVersion', 'v1'],
  ['env[].valueFrom.resourceFieldRef.divisor', '0'],
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => below(probe, PROBE)),
  ...['lifecycle.postStart', 'lifecycle.preStop'].flatMap((handler) => below(handler, HTTP_GET)),
];

/** SetDefaults_Volume and those of its sources. */
const VOLUME: readonly Default[] = [
  ['emptyDir', (volume) => (Object.keys(volume).every((key) => key === 'name') ? {} : undefined)],
  ...['configMap', 'downwardAPI', 'projected', 'secret'].map((source): Default => [`${source}.defaultMode`, 420]),
  ['downwardAPI.items[].fieldRef.apiVersion', 'v1'],
  ['projected.sources[].downwardAPI.items[].fieldRef.apiVersion', 'v1'],
  ['projected.sources[].serviceAccountToken.expirationSeconds', 3600],
  ['hostPath.type', ''],
  ['persistentVolumeClaim.readOnly', false],
  ['nfs.readOnly', false],
  ['ephemeral.volumeClaimTemplate.spec.volumeMode', 'Filesystem'],
  ['iscsi.iscsiInterface', 'default'],
];

/** SetDefaults_PodSpec, and what the field of a Go struct holds when nothing is set. */
const POD_SPEC: readonly Default[] = [
  ['dnsPolicy', 'ClusterFirst'],
  ['enableServiceLinks', true],
  ['hostIPC', false],
  ['hostNetwork', false],
  ['hostPID', false],
  ['restartPolicy', 'Always'],
  ['schedulerName', 'default-scheduler'],
  ['securityContext', {}],
  ['terminationGracePeriodSeconds', 30],
  // The old name of the same field.
  ['serviceAccountName', ({ serviceAccount }) => serviceAccount],
  ['serviceAccount', ({ serviceAccountName }) => serviceAccountName],
  ...CONTAINERS.flatMap((list) => below(`${list}[]`, CONTAINER)),
  ...below('volumes[]', VOLUME),
];

/** SetDefaults_Pod, and what the admission of service accounts adds. */
const POD: readonly Default[] = [
  ...below('spec', POD_SPEC),
  ['spec.serviceAccountName', 'default'],
  ['spec.serviceAccount', 'default'],
  ...CONTAINERS.flatMap((list): Default[] => [
    [`spec.${list}[].resources`, {}],
    [`spec.${list}[].resources.requests`, ({ limits }) => (isMap(limits) ? {} : undefined)],
  ]),
];

const CLAIM: readonly Default[] = [['volumeMode', 'Filesystem']];

/** Defaults that decide whether an update is a change, by kind. Sources: pkg/apis/GROUP/v1/defaults.go, 1.34.4. */
const DEFAULTS: Readonly<Record<string, readonly Default[]>> = {
  '/PersistentVolume': [
    ['spec.volumeMode', 'Filesystem'],
    ['spec.hostPath.type', ''],
    ['spec.nfs.readOnly', false],
    ['spec.csi.readOnly', false],
    ['spec.iscsi.iscsiInterface', 'default'],
    ['spec.iscsi.readOnly', false],
  ],
  '/PersistentVolumeClaim': below('spec', CLAIM),
  '/Pod': POD,
  '/Secret': [['type', 'Opaque']],
  '/Service': [
    ['spec.type', 'ClusterIP'],
    ['spec.externalTrafficPolicy', 'Cluster'],
  ],
  'apps/Deployment': [
    ['spec.strategy', {}],
    ['spec.strategy.type', 'RollingUpdate'],
    ['spec.strategy.rollingUpdate', ({ type }) => (type === 'RollingUpdate' ? {} : undefined)],
    ['spec.strategy.rollingUpdate.maxSurge', '25%'],
    ['spec.strategy.rollingUpdate.maxUnavailable', '25%'],
  ],
  'apps/StatefulSet': [
    ['spec.podManagementPolicy', 'OrderedReady'],
    ['spec.updateStrategy', {}],
    ['spec.updateStrategy.rollingUpdate', ({ type }) => (type === undefined ? {} : undefined)],
    ['spec.updateStrategy.type', 'RollingUpdate'],
    ['spec.updateStrategy.rollingUpdate.partition', 0],
    ['spec.revisionHistoryLimit', 10],
    ...below('spec.volumeClaimTemplates[].spec', CLAIM),
    // Convert_v1_StatefulSetSpec_To_apps_StatefulSetSpec drops both, and its counterpart writes them.
    ['spec.volumeClaimTemplates[].apiVersion', 'v1'],
    ['spec.volumeClaimTemplates[].kind', 'PersistentVolumeClaim'],
  ],
  'batch/Job': [
    ['spec.completions', ({ parallelism }) => (parallelism === undefined ? 1 : undefined)],
    ['spec.parallelism', 1],
    ['spec.completionMode', 'NonIndexed'],
    ['spec.suspend', false],
    ['spec.podFailurePolicy.rules[].onPodConditions[].status', 'True'],
    ...below(
      'spec.template.spec',
      POD_SPEC.filter(([path]) => path !== 'enableServiceLinks'),
    ),
  ],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [['roleRef.apiGroup', 'rbac.authorization.k8s.io']],
  'rbac.authorization.k8s.io/RoleBinding': [['roleRef.apiGroup', 'rbac.authorization.k8s.io']],
  'scheduling.k8s.io/PriorityClass': [
    ['preemptionPolicy', 'PreemptLowerPriority'],
    ['value', 0],
  ],
  'storage.k8s.io/CSIDriver': [
    ['spec.attachRequired', true],
    ['spec.volumeLifecycleModes', ['Persistent']],
  ],
  'storage.k8s.io/StorageClass': [
    ['reclaimPolicy', 'Delete'],
    ['volumeBindingMode', 'Immediate'],
  ],
};

function below(prefix: string, defaults: readonly Default[]): Default[] {
  return defaults.map(([path, value]) => [`${prefix}.${path}`, value]);
}

/** Whether an image's tag is `latest`, which it is too where an image names no tag and no digest. */
function isLatest(image: JsonValue | undefined): boolean {
  if (typeof image !== 'string' || image.includes('@')) return false;
  const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1];
  return tag === undefined || tag === 'latest';
}

/**
 * Fills in the defaults of a kind that decide whether an update is a change.
 *
 * @param object a copy, which is changed
 */
export function fillDefaults(kind: string, object: JsonObject): void {
  for (const [path, value] of DEFAULTS[kind] ?? []) fill(object, path.split('.'), value);
}

function fill(map: JsonObject, [step = '', ...rest]: readonly string[], value: Default[1]): void {
  const key = step.replace('[]', '');
  if (rest.length > 0) {
    const next = map[key];
    for (const one of step.endsWith('[]') && Array.isArray(next) ? next : [next]) {
      if (isMap(one)) fill(one, rest, value);
    }
    return;
  }
  if (map[key] !== undefined && map[key] !== null) return;
  const filled = typeof value === 'function' ? value(map) : structuredClone(value);
  if (filled !== undefined) map[key] = filled;
}
