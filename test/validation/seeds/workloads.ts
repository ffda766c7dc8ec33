import { POD_SPECS } from './pods';

const labels = { app: 'web', 'app.kubernetes.io/name': 'web' };
const annotations = { 'example.com/note': 'text' };

interface Seed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const metadata = (name: string): Seed['metadata'] => ({
  name,
  namespace: 'default',
  labels,
  annotations,
  finalizers: ['example.com/hold'],
  ownerReferences: [
    { apiVersion: 'example.com/v1', kind: 'Parent', name: 'parent', uid: '0b5b2b5c', controller: true },
  ],
});

const template = (spec: object) => ({ metadata: { labels, annotations }, spec });
const selector = {
  matchLabels: { app: 'web' },
  matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }],
};

const kinds: ReadonlyArray<(spec: object, index: number) => Seed> = [
  (spec, index) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata('web'),
    spec: {
      replicas: 2,
      minReadySeconds: 5,
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: 100,
      paused: false,
      strategy:
        index % 2 === 0
          ? { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } }
          : { type: 'Recreate' },
      selector,
      template: template(spec),
    },
  }),
  (spec) => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadata('web'),
    spec: { replicas: 2, minReadySeconds: 5, selector, template: template(spec) },
  }),
  (spec, index) => ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata('web'),
    spec: {
      minReadySeconds: 5,
      revisionHistoryLimit: 3,
      updateStrategy:
        index % 2 === 0
          ? { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '10%' } }
          : { type: 'OnDelete' },
      selector,
      template: template(spec),
    },
  }),
  (spec, index) => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata('web'),
    spec: {
      replicas: 2,
      minReadySeconds: 5,
      revisionHistoryLimit: 3,
      serviceName: 'web',
      podManagementPolicy: 'Parallel',
      ordinals: { start: 1 },
      persistentVolumeClaimRetentionPolicy: [
        { whenDeleted: 'Delete', whenScaled: 'Retain' },
        { whenScaled: 'Delete' },
        { whenDeleted: 'Retain' },
        {},
      ][index % 4],
      updateStrategy:
        index % 2 === 0 ? { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } : { type: 'OnDelete' },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data', labels },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: 'fast',
            resources: { requests: { storage: '1Gi' } },
          },
        },
      ],
      selector,
      template: template(spec),
    },
  }),
  (spec) => ({
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: metadata('web'),
    spec: { replicas: 2, minReadySeconds: 5, selector: { app: 'web' }, template: template(spec) },
  }),
  (spec) => ({ apiVersion: 'v1', kind: 'PodTemplate', metadata: metadata('web'), template: template(spec) }),
  (spec) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata('web'),
    spec: { serviceAccountName: 'web', ...spec },
  }),
  (spec, index) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata('web'),
    spec: { ...jobs[index % jobs.length], template: template({ ...neverResized(spec), restartPolicy: 'Never' }) },
  }),
  (spec, index) => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata('web'),
    spec: {
      schedule: '*/5 2-4 * * mon-fri',
      timeZone: 'Europe/Berlin',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 100,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      suspend: false,
      jobTemplate: {
        metadata: { labels, annotations },
        spec: {
          ...jobs[(index + 1) % jobs.length],
          template: template({ ...neverResized(spec), restartPolicy: 'Never' }),
        },
      },
    },
  }),
];

const jobs = [
  {
    completionMode: 'Indexed',
    completions: 10,
    parallelism: 5,
    backoffLimitPerIndex: 1,
    maxFailedIndexes: 3,
    activeDeadlineSeconds: 600,
    ttlSecondsAfterFinished: 100,
    successPolicy: { rules: [{ succeededIndexes: '0,2-4', succeededCount: 2 }, { succeededCount: 5 }] },
    podFailurePolicy: {
      rules: [
        { action: 'FailIndex', onExitCodes: { containerName: 'web', operator: 'In', values: [1, 42] } },
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      ],
    },
  },
  { backoffLimit: 2, parallelism: 2, completions: 4, suspend: true, podReplacementPolicy: 'Failed' },
  {
    completionMode: 'NonIndexed',
    managedBy: 'example.com/queue',
    podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'NotIn', values: [0, 1] } }] },
  },
];

/** Pods that never restart are not restarted for a resize either. */
function neverResized(spec: object): object {
  const { containers = [], ...rest } = spec as { containers?: ReadonlyArray<Record<string, unknown>> };
  return { ...rest, containers: containers.map(({ resizePolicy: _policy, ...container }) => container) };
}

/** Every workload with every spec of a pod. */
export const WORKLOAD_SEEDS: readonly Seed[] = kinds.flatMap((make) =>
  Object.values(POD_SPECS).map((spec, index) => make(spec, index)),
);
export type { Seed };
