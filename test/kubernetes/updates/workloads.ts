import { JsonObject } from '../../../src/kubernetes/objects';
import { base, Subject, under } from './subject';

const CONTAINER: JsonObject = { name: 'main', image: 'nginx:1.29' };

const TEMPLATE: JsonObject = { metadata: { labels: { app: 'web' } }, spec: { containers: [CONTAINER] } };

/** Edits of a pod's spec, wherever it is. */
const POD_SPEC: Subject['edits'] = {
  'containers[0].image': ['nginx:1.30', 'nginx', 'nginx:latest', 'nginx@sha256:' + 'a'.repeat(64)],
  'containers[0].imagePullPolicy': ['IfNotPresent', 'Always', undefined],
  'containers[0].command': [['run'], undefined],
  'containers[0].env': [[{ name: 'A', value: '1' }], [{ name: 'A', value: '2' }], undefined],
  'containers[0].env[0]': [{ name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
  'containers[0].resources': [
    { requests: { cpu: '1' } },
    { requests: { cpu: '1000m' } },
    { limits: { memory: '1Gi' } },
    { limits: { memory: '1024Mi' } },
    {},
    undefined,
  ],
  'containers[0].ports': [
    [{ containerPort: 80 }],
    [{ containerPort: 80, protocol: 'TCP' }],
    [{ containerPort: 80, name: 'http' }],
    undefined,
  ],
  'containers[0].livenessProbe': [
    { httpGet: { port: 80 } },
    { httpGet: { port: 80, path: '/', scheme: 'HTTP' } },
    { httpGet: { port: 80 }, periodSeconds: 10 },
    { tcpSocket: { port: 80 } },
    { exec: { command: ['true'] } },
    undefined,
  ],
  'containers[0].securityContext': [{}, { runAsNonRoot: true }, undefined],
  'containers[0].terminationMessagePolicy': ['File', 'FallbackToLogsOnError', undefined],
  'containers[0].stdin': [false, true, undefined],
  'containers[0].volumeMounts': [undefined],
  containers: [
    [CONTAINER, { name: 'other', image: 'busybox:1' }],
    [{ name: 'other', image: 'busybox:1' }, CONTAINER],
    [CONTAINER],
  ],
  initContainers: [[{ name: 'init', image: 'busybox:1' }], [{ name: 'init', image: 'busybox:2' }], undefined],
  dnsPolicy: ['ClusterFirst', 'Default', undefined],
  nodeSelector: [{ disk: 'ssd' }, { disk: 'ssd', zone: 'a' }, { disk: 'hdd' }, undefined],
  priority: [undefined],
  schedulerName: ['default-scheduler', 'other', undefined],
  securityContext: [{}, { runAsUser: 1000 }, undefined],
  serviceAccountName: ['default', undefined],
  terminationGracePeriodSeconds: [30, 60, undefined],
  tolerations: [
    [{ key: 'a', operator: 'Exists' }],
    [
      { key: 'a', operator: 'Exists' },
      { key: 'b', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 },
    ],
    [{ key: 'b', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 9 }],
    undefined,
  ],
  hostNetwork: [false, undefined],
  affinity: [
    { nodeAffinity: nodeAffinity('a') },
    { nodeAffinity: nodeAffinity('b') },
    { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
    undefined,
  ],
  volumes: [
    [{ name: 'v', emptyDir: {} }],
    [{ name: 'v' }],
    [{ name: 'v', configMap: { name: 'c' } }],
    [{ name: 'v', configMap: { name: 'c', defaultMode: 420 } }],
    [{ name: 'v', secret: { secretName: 's' } }],
    [{ name: 'v', hostPath: { path: '/x' } }],
    undefined,
  ],
};

function nodeAffinity(zone: string): JsonObject {
  const term = { matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] };
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } };
}

const REPLICAS: Subject['edits'] = { 'spec.replicas': [1, 2, undefined], 'metadata.labels': [{ a: 'b' }, undefined] };

const SELECTOR: Subject['edits'] = {
  'spec.selector': [
    { matchLabels: { app: 'web' } },
    { matchLabels: {}, matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
    { matchLabels: { app: 'web', tier: 'x' } },
  ],
  'spec.template.metadata.labels': [{ app: 'web', tier: 'x' }, { app: 'web' }, { app: 'web', v: '2' }],
};

const spec = (more: JsonObject = {}): JsonObject => ({
  spec: { selector: { matchLabels: { app: 'web' } }, template: TEMPLATE, ...more },
});

/** Not the pods themselves. */
const ownField = (path: string): boolean => !path.startsWith('spec.template.spec.');

const TEMPLATE_EDITS = under('spec.template.spec', POD_SPEC);

/** Kinds that run pods. */
export const WORKLOADS: Readonly<Record<string, Subject>> = {
  Deployment: {
    weight: 3,
    focus: ownField,
    base: base('apps/v1', 'Deployment', spec()),
    edits: {
      ...REPLICAS,
      ...SELECTOR,
      ...TEMPLATE_EDITS,
      'spec.strategy': [
        { type: 'Recreate' },
        { type: 'RollingUpdate' },
        { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
        { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        undefined,
      ],
      'spec.revisionHistoryLimit': [10, 3, undefined],
      'spec.progressDeadlineSeconds': [600, 60, undefined],
    },
  },
  StatefulSet: {
    weight: 4,
    focus: ownField,
    base: base('apps/v1', 'StatefulSet', spec({ serviceName: 'web' })),
    edits: {
      ...REPLICAS,
      ...SELECTOR,
      ...TEMPLATE_EDITS,
      'spec.serviceName': ['web', 'other', undefined],
      'spec.podManagementPolicy': ['OrderedReady', 'Parallel', undefined],
      'spec.updateStrategy': [
        { type: 'OnDelete' },
        { type: 'RollingUpdate' },
        { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        { rollingUpdate: { partition: 2 } },
        undefined,
      ],
      'spec.revisionHistoryLimit': [10, 3, undefined],
      'spec.minReadySeconds': [0, 5, undefined],
      'spec.ordinals': [{ start: 1 }, undefined],
      'spec.persistentVolumeClaimRetentionPolicy': [{ whenDeleted: 'Delete' }, undefined],
      'spec.volumeClaimTemplates': [
        [claimTemplate('1Gi', {})],
        [claimTemplate('1024Mi', {})],
        [claimTemplate('2Gi', {})],
        [claimTemplate('1Gi', { volumeMode: 'Filesystem' })],
        [claimTemplate('1Gi', { storageClassName: 'fast' })],
        undefined,
      ],
    },
  },
  DaemonSet: {
    weight: 2,
    focus: ownField,
    base: base('apps/v1', 'DaemonSet', spec()),
    edits: {
      ...SELECTOR,
      ...TEMPLATE_EDITS,
      'spec.updateStrategy': [
        { type: 'OnDelete' },
        { type: 'RollingUpdate' },
        { rollingUpdate: { maxUnavailable: 2 } },
        undefined,
      ],
      'spec.minReadySeconds': [0, 5, undefined],
    },
  },
  ReplicaSet: { base: base('apps/v1', 'ReplicaSet', spec()), edits: { ...REPLICAS, ...SELECTOR, ...TEMPLATE_EDITS } },
  ReplicationController: {
    base: base('v1', 'ReplicationController', { spec: { selector: { app: 'web' }, template: TEMPLATE } }),
    edits: {
      ...REPLICAS,
      ...TEMPLATE_EDITS,
      'spec.selector': [{ app: 'web' }, undefined],
    },
  },
  Job: {
    weight: 6,
    focus: ownField,
    base: base('batch/v1', 'Job', { spec: jobSpec() }),
    status: (job): JsonObject => {
      const suspended = { type: 'Suspended', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' };
      return (job.spec as JsonObject).suspend === true ? { conditions: [suspended] } : {};
    },
    edits: {
      ...under('spec.template.spec', POD_SPEC),
      'spec.template.metadata': [{ labels: { a: 'b' } }, { annotations: { a: 'b' } }, undefined],
      spec: [
        jobSpec({ completionMode: 'Indexed', completions: 2, parallelism: 2 }),
        jobSpec({ completionMode: 'Indexed', completions: 3, parallelism: 3 }),
        jobSpec({ completionMode: 'Indexed', completions: 3, parallelism: 2 }),
        jobSpec({ suspend: true }),
      ],
      'spec.completions': [1, 2, 3, undefined],
      'spec.parallelism': [1, 2, 3, undefined],
      'spec.completionMode': ['Indexed', 'NonIndexed', undefined],
      'spec.suspend': [true, false, undefined],
      'spec.backoffLimit': [6, 2, undefined],
      'spec.backoffLimitPerIndex': [1, 2, undefined],
      'spec.podFailurePolicy': [
        { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
        { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
        undefined,
      ],
      'spec.ttlSecondsAfterFinished': [100, undefined],
      'spec.managedBy': ['example.com/other', undefined],
      'spec.activeDeadlineSeconds': [100, 200, undefined],
    },
  },
  CronJob: {
    base: base('batch/v1', 'CronJob', {
      spec: {
        schedule: '0 1 * * *',
        jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [CONTAINER] } } } },
      },
    }),
    edits: {
      ...under('spec.jobTemplate.spec.template.spec', POD_SPEC),
      'spec.schedule': ['0 1 * * *', '0 2 * * *'],
      'spec.jobTemplate.spec.completions': [2, undefined],
      'spec.suspend': [true, undefined],
    },
  },
  Pod: {
    weight: 6,
    base: base('v1', 'Pod', { metadata: { labels: { app: 'web' } }, spec: { containers: [CONTAINER] } }),
    edits: {
      ...under('spec', POD_SPEC),
      'metadata.labels': [{ app: 'web', a: 'b' }, undefined],
      'spec.activeDeadlineSeconds': [100, 200, 50, undefined],
      'spec.restartPolicy': ['Always', 'Never', undefined],
      'spec.schedulingGates': [[{ name: 'a' }], [{ name: 'a' }, { name: 'b' }], undefined],
      'spec.enableServiceLinks': [true, false, undefined],
      'spec.hostname': ['a', 'b', undefined],
    },
  },
  PodTemplate: {
    base: base('v1', 'PodTemplate', { template: TEMPLATE }),
    edits: under('template.spec', POD_SPEC),
  },
};

function jobSpec(more: JsonObject = {}): JsonObject {
  return { template: { spec: { restartPolicy: 'Never', containers: [CONTAINER] } }, ...more };
}

function claimTemplate(storage: string, more: JsonObject): JsonObject {
  return {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...more },
  };
}
