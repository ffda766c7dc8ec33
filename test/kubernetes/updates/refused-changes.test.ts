import { JsonObject, KubernetesObject } from '../../../src/kubernetes/objects';
import { refusedChanges } from '../../../src/kubernetes/updates';

const object = (apiVersion: string, kind: string, rest: JsonObject): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name: 'it' },
  ...rest,
});

const spec =
  (apiVersion: string, kind: string) =>
  (fields: JsonObject): KubernetesObject =>
    object(apiVersion, kind, { spec: fields });

const [deployment, set] = [spec('apps/v1', 'Deployment'), spec('apps/v1', 'StatefulSet')];
const [job, pod, service] = [spec('batch/v1', 'Job'), spec('v1', 'Pod'), spec('v1', 'Service')];
const [volume, claim] = [spec('v1', 'PersistentVolume'), spec('v1', 'PersistentVolumeClaim')];

const container = (more: JsonObject = {}): JsonObject => ({ name: 'main', image: 'nginx:1', ...more });
const pods = (more: JsonObject = {}): JsonObject => ({ spec: { containers: [container(more)] } });

type Case = readonly [name: string, old: KubernetesObject, next: KubernetesObject, refused: string[]];

const CASES: readonly Case[] = [
  // Defaults
  ['a default that is written down', job({ template: pods() }), job({ completions: 1, template: pods() }), []],
  [
    'defaults of a pod',
    job({ template: pods({ livenessProbe: { httpGet: { port: 80 } } }) }),
    job({ template: pods({ imagePullPolicy: 'IfNotPresent', livenessProbe: { httpGet: { port: 80, path: '/' } } }) }),
    [],
  ],
  [
    'a field that goes back to its default',
    job({ completionMode: 'Indexed', completions: 1, template: pods() }),
    job({ template: pods() }),
    ['spec.completionMode', 'spec.completions'],
  ],
  [
    'a default that stays, because nobody owns it',
    pod({ containers: [container()] }),
    pod({ containers: [container({ image: 'nginx:latest' })] }),
    [],
  ],
  [
    'keys that are named like methods of every object',
    object('v1', 'ConfigMap', { data: { a: '1', constructor: '1', toString: '1', valueOf: '1' } }),
    object('v1', 'ConfigMap', { data: { a: '1', hasOwnProperty: '1' } }),
    [],
  ],
  [
    'such a key of what cannot change',
    object('v1', 'ConfigMap', { immutable: true, data: { a: '1' } }),
    object('v1', 'ConfigMap', { immutable: true, data: { a: '1', valueOf: '2' } }),
    ['data.valueOf'],
  ],
  ['an equal amount', claim(size('1Gi')), claim(size('1024Mi')), []],
  // Workloads
  [
    'Recreate, when no strategy was written before',
    deployment({}),
    deployment({ strategy: { type: 'Recreate' } }),
    ['spec.strategy.type, spec.strategy.rollingUpdate stays'],
  ],
  [
    'Recreate, when the rolling update was written before',
    deployment({ strategy: { rollingUpdate: { maxSurge: 1 } } }),
    deployment({ strategy: { type: 'Recreate' } }),
    [],
  ],
  [
    'OnDelete, when no strategy was written before',
    set({}),
    set({ updateStrategy: { type: 'OnDelete' } }),
    ['spec.updateStrategy.type, spec.updateStrategy.rollingUpdate stays'],
  ],
  [
    'OnDelete, when only the type was written before',
    set({ updateStrategy: { type: 'RollingUpdate' } }),
    set({ updateStrategy: { type: 'OnDelete' } }),
    [],
  ],
  ['the strategy of a StatefulSet', set({}), set({ updateStrategy: { rollingUpdate: { partition: 1 } } }), []],
  [
    'the management of pods',
    set({}),
    set({ podManagementPolicy: 'Parallel', replicas: 2 }),
    ['spec.podManagementPolicy'],
  ],
  ['completions', job({ completions: 1 }), job({ completions: 2 }), ['spec.completions']],
  ['parallelism alone', job({}), job({ parallelism: 2 }), []],
  [
    'completions of an indexed Job with its parallelism',
    job({ completionMode: 'Indexed', completions: 2, parallelism: 2 }),
    job({ completionMode: 'Indexed', completions: 3, parallelism: 3 }),
    [],
  ],
  [
    'completions of an indexed Job without its parallelism',
    job({ completionMode: 'Indexed', completions: 2, parallelism: 2 }),
    job({ completionMode: 'Indexed', completions: 3, parallelism: 2 }),
    ['spec.completions'],
  ],
  [
    'the nodes of a suspended Job',
    job({ suspend: true, template: pods() }),
    job({ suspend: true, template: { spec: { containers: [container()], nodeSelector: { a: 'b' } } } }),
    [],
  ],
  [
    'the nodes of a Job that runs',
    job({ template: pods() }),
    job({ template: { spec: { containers: [container()], nodeSelector: { a: 'b' } } } }),
    ['spec.template.spec.nodeSelector.a'],
  ],
  [
    'the image of a pod',
    pod({ containers: [container()] }),
    pod({ containers: [container({ image: 'nginx:2' })] }),
    [],
  ],
  [
    'a second container of a pod',
    pod({ containers: [container()] }),
    pod({ containers: [container(), { name: 'b', image: 'b:1' }] }),
    ['spec.containers[]'],
  ],
  [
    'a toleration that is taken away',
    pod({ tolerations: [{ key: 'a' }, { key: 'b', tolerationSeconds: 1 }] }),
    pod({ tolerations: [{ key: 'b', tolerationSeconds: 2 }] }),
    ['spec.tolerations[]'],
  ],
  [
    'a longer deadline of a pod',
    pod({ activeDeadlineSeconds: 5 }),
    pod({ activeDeadlineSeconds: 6 }),
    ['spec.activeDeadlineSeconds'],
  ],
  ['a shorter deadline of a pod', pod({ activeDeadlineSeconds: 6 }), pod({ activeDeadlineSeconds: 5 }), []],
  // Network
  ['an address that the server chose', service({}), service({ clusterIP: '10.0.0.1' }), ['spec.clusterIP']],
  ['an address that is no longer given', service({ clusterIP: '10.0.0.1' }), service({}), []],
  ['a headless Service', service({}), service({ clusterIP: 'None' }), ['spec.clusterIP']],
  [
    'a headless Service that gets a port on nodes',
    service({ clusterIP: 'None' }),
    service({ type: 'NodePort' }),
    ['spec.type, spec.clusterIP stays'],
  ],
  ['an address of what had none', service({ type: 'ExternalName' }), service({ clusterIP: '10.0.0.1' }), []],
  [
    'a class of load balancers',
    service({ type: 'LoadBalancer' }),
    service({ type: 'LoadBalancer', loadBalancerClass: 'a' }),
    ['spec.loadBalancerClass'],
  ],
  [
    'a class of load balancers, with the type',
    service({ type: 'NodePort' }),
    service({ type: 'LoadBalancer', loadBalancerClass: 'a' }),
    [],
  ],
  [
    'a port for health checks that the server chose',
    service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' }),
    service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 31000 }),
    ['spec.healthCheckNodePort'],
  ],
  [
    'addresses of another family',
    object('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4' }),
    object('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv6' }),
    ['addressType'],
  ],
  // Storage
  ['a first node affinity', volume({}), volume({ nodeAffinity: { required: { a: 'b' } } }), []],
  [
    'another node affinity',
    volume({ nodeAffinity: { required: { a: 'b' } } }),
    volume({ nodeAffinity: { required: { a: 'c' } } }),
    ['spec.nodeAffinity.required.a'],
  ],
  [
    'another disk',
    volume({ csi: { volumeHandle: 'a' } }),
    volume({ csi: { volumeHandle: 'b' } }),
    ['spec.csi.volumeHandle'],
  ],
  ['a class of a volume', volume({ storageClassName: 'a' }), volume({ storageClassName: 'b' }), []],
  ['a first volume of a claim', claim({}), claim({ volumeName: 'a' }), []],
  ['another volume of a claim', claim({ volumeName: 'a' }), claim({ volumeName: 'b' }), ['spec.volumeName']],
  ['a data source that is no longer given', claim({ dataSource: { name: 'a' } }), claim({}), []],
  ['a larger claim', claim(size('1Gi')), claim(size('2Gi')), []],
  [
    'a larger claim without a storage class',
    claim({ storageClassName: '', ...size('1Gi') }),
    claim({ storageClassName: '', ...size('2Gi') }),
    ['spec.resources.requests.storage'],
  ],
  [
    'what a driver tells of a pod',
    spec('storage.k8s.io/v1', 'CSIDriver')({}),
    spec('storage.k8s.io/v1', 'CSIDriver')({ podInfoOnMount: true, fsGroupPolicy: 'File' }),
    [],
  ],
  // Others
  [
    'scopes in another order',
    spec('v1', 'ResourceQuota')({ scopes: ['Terminating', 'BestEffort'] }),
    spec('v1', 'ResourceQuota')({ scopes: ['BestEffort', 'Terminating'] }),
    [],
  ],
  [
    'a first scope',
    spec('v1', 'ResourceQuota')({}),
    spec('v1', 'ResourceQuota')({ scopes: ['BestEffort'] }),
    ['spec.scopes'],
  ],
  [
    'the same secret as text',
    object('v1', 'Secret', { immutable: true, data: { a: 'MQ==' } }),
    object('v1', 'Secret', { immutable: true, stringData: { a: '1' } }),
    [],
  ],
  [
    'another secret as text',
    object('v1', 'Secret', { immutable: true, stringData: { a: '1' } }),
    object('v1', 'Secret', { immutable: true, stringData: { a: '2' } }),
    ['data.a'],
  ],
  ['the status', object('v1', 'Pod', { status: { a: 1 } }), object('v1', 'Pod', { status: { a: 2 } }), []],
  ['a kind that is not known', spec('example.com/v1', 'It')({ a: 1 }), spec('example.com/v1', 'It')({ a: 2 }), []],
];

function size(storage: string): JsonObject {
  return { resources: { requests: { storage } } };
}

test.each(CASES)('%s', (_name, old, next, refused) => {
  const found = refusedChanges(old, next).map(
    ({ field, stays }) => field + (stays === undefined ? '' : `, ${stays} stays`),
  );
  expect(found).toEqual(refused);
});

test('rules hold for releases', () => {
  const history = (count: number) => set({ revisionHistoryLimit: count });
  expect(refusedChanges(history(1), history(2), 32)).toEqual([{ field: 'spec.revisionHistoryLimit' }]);
  expect(refusedChanges(history(1), history(2), 33)).toEqual([]);
  const waiting = (cpu: string) => job({ suspend: true, template: pods({ resources: { requests: { cpu } } }) });
  expect(refusedChanges(waiting('1'), waiting('2'), 35)).not.toEqual([]);
  expect(refusedChanges(waiting('1'), waiting('2'), 36)).toEqual([]);
});

test('the objects are left as they are', () => {
  const [old, next] = [deployment({ strategy: { type: 'Recreate' } }), deployment({})];
  const text = JSON.stringify([old, next]);
  refusedChanges(old, next);
  expect(JSON.stringify([old, next])).toBe(text);
});
