import type { WantedCluster } from '../../src/drift';
import type { JsonObject, KubernetesObject } from '../../src/kubernetes/objects';
import { limitBounds } from '../../src/kubernetes/pods/amounts';
import { podRequests } from '../../src/kubernetes/pods/requests';
import { checkPriced, ledgerChanges, ledgerNotes, ledgerOf, ledgerReport, ledgerTables } from '../../src/ledger';

const PLACE = { cluster: 'eu-1', environment: 'prod', tenant: 'web' };

function clusterOf(objects: readonly KubernetesObject[], cluster = 'eu-1', place: object = PLACE): WantedCluster {
  const wanted = objects.map((object) => ({ object, kustomization: 'a/b', place }));
  return { cluster, objects: wanted, notCompared: [], unread: [] };
}

function object(kind: string, spec: object, { apiVersion = 'apps/v1', name = 'a' } = {}): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace: 'prod-web' }, spec };
}

const pod = (requests: object, more: object = {}) => ({
  template: { spec: { containers: [{ name: 'a', resources: { requests } }] } },
  ...more,
});

const requestsOf = (...objects: KubernetesObject[]) => ledgerReport(ledgerOf([clusterOf(objects)])).total.requests;

describe('a pod, as the scheduler counts it', () => {
  const of = (spec: object, limits: object[] = []) =>
    Object.fromEntries(
      Object.entries(podRequests(spec as JsonObject, limitBounds(limits))).map(([key, value]) => [
        key,
        Number(value / 1_000_000n) / 1000,
      ]),
    );
  const container = (cpu: string, more: object = {}) => ({ name: 'a', resources: { requests: { cpu } }, ...more });
  const sidecar = (cpu: string) => container(cpu, { restartPolicy: 'Always' });

  test.each<[string, object, number]>([
    ['containers together', { containers: [container('1'), container('500m')] }, 1.5],
    ['an init container that asks for more', { containers: [container('1')], initContainers: [container('3')] }, 3],
    ['an init container that asks for less', { containers: [container('1')], initContainers: [container('1m')] }, 1],
    ['a sidecar beside the containers', { containers: [container('1')], initContainers: [sidecar('2')] }, 3],
    [
      'an init container after a sidecar',
      { containers: [container('1')], initContainers: [sidecar('2'), container('4')] },
      6,
    ],
    [
      'an init container before a sidecar',
      { containers: [container('1')], initContainers: [container('4'), sidecar('2')] },
      4,
    ],
    ['its overhead', { containers: [container('1')], overhead: { cpu: '250m' } }, 1.25],
    ['the pod itself', { containers: [container('1')], resources: { requests: { cpu: '7' } } }, 7],
    [
      'limits of the pod where nothing is requested',
      { containers: [{ name: 'a' }], resources: { limits: { cpu: '7' } } },
      7,
    ],
    ['limits of the pod beside requests', { containers: [container('1')], resources: { limits: { cpu: '7' } } }, 1],
    ['limits as requests', { containers: [{ name: 'a', resources: { limits: { cpu: '2' } } }] }, 2],
  ])('%s', (_, spec, cpu) => {
    expect(of(spec)).toEqual({ cpu });
  });

  test('the defaults of its namespace', () => {
    const limits = [{ type: 'Container', defaultRequest: { cpu: '100m' }, default: { memory: '1' } }];
    expect(of({ containers: [{ name: 'a' }, container('1')] }, limits)).toEqual({ cpu: 1.1, memory: 2 });
  });
});

test('replicas', () => {
  const spec = pod({ cpu: '100m' });
  const hpa = object(
    'HorizontalPodAutoscaler',
    { minReplicas: 2, maxReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'a' } },
    { apiVersion: 'autoscaling/v2' },
  );
  const keda = object(
    'ScaledObject',
    { maxReplicaCount: 4, scaleTargetRef: { name: 'a' } },
    { apiVersion: 'keda.sh/v1alpha1' },
  );
  const deployment = (replicas?: number) =>
    object('Deployment', { ...spec, ...(replicas === undefined ? {} : { replicas }) });
  expect(requestsOf(deployment())).toEqual({ cpu: '100m', pods: '1' });
  expect(requestsOf(deployment(3))).toEqual({ cpu: '300m', pods: '3' });
  expect(requestsOf(deployment(0))).toEqual({});
  expect(requestsOf(deployment(9), hpa)).toEqual({
    cpu: { least: '200m', most: '500m' },
    pods: { least: '2', most: '5' },
  });
  expect(requestsOf(deployment(0), hpa)).toEqual({});
  expect(requestsOf(deployment(0), keda)).toEqual({
    cpu: { least: '0', most: '400m' },
    pods: { least: '0', most: '4' },
  });
  expect(requestsOf(object('Pod', spec.template.spec, { apiVersion: 'v1' }))).toEqual({ cpu: '100m', pods: '1' });
  const defaults = object(
    'ScaledObject',
    { scaleTargetRef: { name: 'a' }, minReplicaCount: 1 },
    { apiVersion: 'keda.sh/v1alpha1' },
  );
  expect(requestsOf(deployment(1), defaults).pods).toEqual({ least: '1', most: '100' });
});

test('jobs run at times', () => {
  const batch = { apiVersion: 'batch/v1' };
  const job = pod({ cpu: '1' }, { parallelism: 4, completions: 3 });
  expect(requestsOf(object('Job', job, batch))).toEqual({
    cpu: { least: '0', most: '3' },
    pods: { least: '0', most: '3' },
  });
  expect(requestsOf(object('Job', { ...job, suspend: true }, batch))).toEqual({});
  const cron = { schedule: '0 4 * * *', jobTemplate: { spec: pod({ cpu: '1' }) } };
  expect(requestsOf(object('CronJob', cron, batch)).cpu).toEqual({ least: '0', most: '1' });
  expect(requestsOf(object('CronJob', { ...cron, suspend: true }, batch))).toEqual({});
});

const CLAIM = { storageClassName: 'fast', resources: { requests: { storage: '10Gi' } } };

test('volumes, load balancers and quotas', () => {
  const v1 = { apiVersion: 'v1' };
  const set = object('StatefulSet', pod({}, { replicas: 3, volumeClaimTemplates: [{ spec: CLAIM }] }));
  expect(requestsOf(set)).toEqual({ pods: '3', 'storage/fast': '30Gi' });
  expect(requestsOf(object('PersistentVolumeClaim', { resources: { requests: { storage: '500M' } } }, v1))).toEqual({
    storage: '500000000',
  });
  expect(requestsOf(object('Service', { type: 'LoadBalancer' }, v1), object('Service', {}, v1))).toEqual({
    'services.loadbalancers': '1',
  });
  const hard = {
    ...{ cpu: '4', 'requests.memory': '8Gi', 'limits.memory': '99Gi', pods: '10', 'count/secrets': '5' },
    'fast.storageclass.storage.k8s.io/requests.storage': '1Ti',
  };
  const scoped = object('ResourceQuota', { hard, scopes: ['BestEffort'] }, v1);
  const { quota } = ledgerReport(ledgerOf([clusterOf([object('ResourceQuota', { hard }, v1), scoped])])).total;
  expect(quota).toEqual({ cpu: '4', memory: '8Gi', pods: '10', 'storage/fast': '1Ti' });
});

const PRICES = {
  currency: 'EUR',
  hoursPerMonth: 1000,
  perHour: { cpu: 0.05, memory: 0.01, storage: 0.0001, 'storage/fast': 0.001 },
};

test('money, by tenant, environment and cluster', () => {
  const objects = [
    object('Deployment', pod({ cpu: '500m', memory: '1Gi', 'nvidia.com/gpu': 1 }, { replicas: 2 })),
    object('PersistentVolumeClaim', CLAIM, { apiVersion: 'v1' }),
    object('PersistentVolumeClaim', { ...CLAIM, storageClassName: 'slow' }, { apiVersion: 'v1', name: 'b' }),
    object('DaemonSet', pod({ cpu: '100m' })),
    object('ResourceQuota', { hard: { 'requests.cpu': '10' } }, { apiVersion: 'v1' }),
  ];
  const platform = clusterOf([object('Deployment', pod({ cpu: '1' }))], 'us-1', { cluster: 'us-1', component: 'dns' });
  const report = ledgerReport(ledgerOf([clusterOf(objects), platform]), PRICES);
  expect(report.tenants).toEqual([
    {
      name: 'web',
      requests: {
        cpu: '1',
        memory: '2Gi',
        'nvidia.com/gpu': '2',
        pods: '2',
        'storage/fast': '10Gi',
        'storage/slow': '10Gi',
      },
      perNode: { cpu: '100m', pods: '1' },
      quota: { cpu: '10' },
      cost: 50 + 20 + 10 + 1,
      quotaCost: 500,
    },
  ]);
  expect(report.clusters.map(({ name, cost }) => [name, cost])).toEqual([
    ['eu-1', 81],
    ['us-1', 50],
  ]);
  expect(report.environments.map(({ name, cost }) => [name, cost])).toEqual([['prod', 81]]);
  expect([report.total.cost, report.currency, report.unpriced]).toEqual([131, 'EUR', ['nvidia.com/gpu']]);
  expect(ledgerTables(report).map(({ title, head }) => [title, head])).toEqual([
    ['Tenants', ['name', 'pods', 'cpu', 'memory', 'other', 'each node', 'quota', 'month', 'quota, month']],
    ['Environments', expect.anything()],
    ['Clusters', ['name', 'pods', 'cpu', 'memory', 'other', 'each node', 'quota', 'month', 'quota, month']],
  ]);
  expect(ledgerTables(report)[2]!.rows.at(-1)).toEqual([
    ...['all', '3', '2', '2Gi', 'nvidia.com/gpu 2, storage/fast 10Gi, storage/slow 10Gi', 'cpu 100m', 'cpu 10'],
    ...['131.00 EUR', '500.00 EUR'],
  ]);
  expect(ledgerNotes(report)).toEqual([
    'no price: nvidia.com/gpu',
    'each node: what DaemonSets ask for is by node, and the number of nodes is not known here',
  ]);
});

test('no prices, no money', () => {
  const report = ledgerReport(ledgerOf([clusterOf([object('Deployment', pod({ cpu: '1' }))])]));
  expect(JSON.stringify(report)).not.toMatch(/cost|currency/i);
  expect(ledgerTables(report).flatMap(({ head }) => head)).not.toContain('month');
  expect(report.unpriced).toEqual([]);
});

test('what is not known is said', () => {
  const custom = (kind: string, group: string, spec: object) => object(kind, spec, { apiVersion: `${group}/v1` });
  const ledger = ledgerOf([
    {
      ...clusterOf([
        custom('HelmRelease', 'helm.toolkit.fluxcd.io', {}),
        custom('FluxInstance', 'fluxcd.controlplane.io', {}),
        custom('VerticalPodAutoscaler', 'autoscaling.k8s.io', { updatePolicy: { updateMode: 'Auto' } }),
        custom('VerticalPodAutoscaler', 'autoscaling.k8s.io', { updatePolicy: { updateMode: 'Off' } }),
        custom('Cluster', 'postgresql.cnpg.io', { instances: 3 }),
        custom('Kafka', 'kafka.strimzi.io', { storage: {} }),
        custom('Certificate', 'cert-manager.io', { secretName: 'a' }),
      ]),
      unread: [{ what: 'Kustomization prod-web/shop: it reads from another source', place: PLACE }],
    },
  ]);
  expect(ledgerNotes(ledgerReport(ledger))).toEqual([
    'not known: [prod/eu-1/web] Cluster prod-web/a: what its operator makes of it',
    "not known: [prod/eu-1/web] FluxInstance prod-web/a: what Flux's controllers ask for",
    'not known: [prod/eu-1/web] HelmRelease prod-web/a: what the objects of its chart ask for',
    'not known: [prod/eu-1/web] Kafka prod-web/a: what its operator makes of it',
    'not known: [prod/eu-1/web] Kustomization prod-web/shop: it reads from another source',
    'not known: [prod/eu-1/web] VerticalPodAutoscaler prod-web/a: the requests that it sets while pods run',
  ]);
});

test('how a ledger changes', () => {
  const deployment = (replicas: number) => object('Deployment', pod({ cpu: '500m' }, { replicas }));
  const old = ledgerOf([clusterOf([deployment(2)]), clusterOf([deployment(1)], 'us-1', { ...PLACE, cluster: 'us-1' })]);
  const quota = object('ResourceQuota', { hard: { cpu: '8' } }, { apiVersion: 'v1' });
  const daemon = object('DaemonSet', pod({ cpu: '1' }));
  const next = ledgerOf([
    clusterOf([deployment(4), quota, daemon]),
    clusterOf([deployment(1)], 'us-1', { ...PLACE, cluster: 'us-1' }),
  ]);
  const change = {
    clusters: ['eu-1'],
    requests: { cpu: { from: '1500m', to: '2500m' }, pods: { from: '3', to: '5' } },
    perNode: { cpu: { to: '1' }, pods: { to: '1' } },
    quota: { cpu: { to: '8' } },
    cost: { from: 75, to: 125 },
    quotaCost: { to: 400 },
  };
  expect(ledgerChanges(old, next, PRICES)).toEqual([
    { name: 'prod/web', ...change },
    { name: 'all', ...change },
  ]);
  expect(ledgerChanges(old, old, PRICES)).toEqual([]);
  const gone = ledgerChanges(old, ledgerOf([]));
  expect(gone[0]).toEqual({
    name: 'prod/web',
    clusters: ['eu-1', 'us-1'],
    requests: { cpu: { from: '1500m' }, pods: { from: '3' } },
    perNode: {},
    quota: {},
  });
});

test.each([
  ['cpu', undefined],
  ['storage/fast', undefined],
  ['nvidia.com/gpu', undefined],
  ['hugepages-2Mi', undefined],
  ['memroy', /^resource "memroy" is not known: did you mean "memory"\? Known are cpu, memory, /],
  ['bandwidth', /^resource "bandwidth" is not known: name one of cpu, memory, ephemeral-storage, storage, /],
  ['storage/', /^resource "storage\/" is not known: did you mean "storage"\?/],
])('a price of %s', (resource, message) => {
  if (message === undefined) expect(checkPriced(resource)).toBeUndefined();
  else expect(checkPriced(resource)).toMatch(message);
});
