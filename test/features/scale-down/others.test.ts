import { runsOn } from '../../../src/features/scale-down/others';

const pod = { containers: [{ name: 'own', image: 'registry.example.com/x:1' }] };
const template = { spec: pod };
const of = (apiVersion: string, kind: string, spec?: object) =>
  runsOn({ apiVersion, kind, metadata: { name: 'own' }, spec });

test.each([
  ['v1', 'Pod', pod],
  ['v1', 'ReplicationController', { template }],
  ['apps/v1', 'DaemonSet', { template }],
  ['apps/v1', 'ReplicaSet', { replicas: 2, template }],
  ['batch/v1', 'CronJob', { jobTemplate: { spec: { template } } }],
  ['argoproj.io/v1alpha1', 'Rollout', { template }],
  ['serving.knative.dev/v1', 'Service', { template }],
  ['postgresql.cnpg.io/v1', 'Cluster', { instances: 3, storage: { size: '1Gi' } }],
  ['kafka.strimzi.io/v1beta2', 'Kafka', { kafka: { replicas: 3 }, zookeeper: { replicas: 0 } }],
  ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', { values: { replicaCount: 2 } }],
])('%s %s runs pods', (apiVersion, kind, spec) => {
  expect(of(apiVersion, kind, spec)).toBe(true);
});

test.each([
  ['apps/v1', 'Deployment', { replicas: 2, template }],
  ['apps/v1', 'StatefulSet', { template }],
  ['apps/v1', 'ReplicaSet', { replicas: 0, template }],
  ['batch/v1', 'CronJob', { suspend: true, jobTemplate: { spec: { template } } }],
  ['batch/v1', 'Job', { template }],
  ['v1', 'ConfigMap', undefined],
  ['v1', 'PodTemplate', { template }],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', { minReplicas: 2 }],
  ['argoproj.io/v1alpha1', 'Rollout', { replicas: 0, template }],
  ['cert-manager.io/v1', 'Certificate', { secretName: 'web', issuerRef: { name: 'acme' } }],
  ['keda.sh/v1alpha1', 'ScaledObject', { fallback: { replicas: 2 } }],
  ['kyverno.io/v1', 'Policy', { rules: [{ validate: { pattern: { spec: pod } } }] }],
  ['monitoring.coreos.com/v1', 'ServiceMonitor', { endpoints: [{ port: 'http' }] }],
])('%s %s runs none, not now, or is scaled down', (apiVersion, kind, spec) => {
  expect(of(apiVersion, kind, spec)).toBe(false);
});
