import type { Seed } from './workloads';

const labels = { app: 'web' };
const meta = (name: string) => ({ name, namespace: 'default', labels });
const cluster = (name: string) => ({ name, labels, annotations: { note: 'text' } });

const one = (apiVersion: string, kind: string, metadata: object, rest: object): Seed =>
  ({ apiVersion, kind, metadata, ...rest }) as unknown as Seed;

const device = (kind: string, metadata: object, spec: object) => one('resource.k8s.io/v1', kind, metadata, { spec });
const flow = (kind: string, name: string, spec: object) =>
  one('flowcontrol.apiserver.k8s.io/v1', kind, cluster(name), { spec });

/** A request for a certificate, in PEM and base64. */
const REQUEST =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIc01JR1RBZ0VBTURFeEZUQVRCZ05WQkFvTURITjVjM1JsYlRwdWIyUmxjekVZTUJZR0ExVUVBd3dQYzNsegpkR1Z0T201dlpHVTZkMlZpTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFNWNHMW5PZGxkWWxxClQ4UVd2K0hhSGQwSDd0ZWp0RmNxc1NUZGlJZDRTa1NhZWdRMDl5K2kzejlRbFZwZ0pjKzZOWWd6VmlJZHYySkMKb3JFZ05CbVZHcUFBTUFvR0NDcUdTTTQ5QkFNQ0EwZ0FNRVVDSVFEWjFCU3MyY3I0RDFrdjN5aTZSb1BuQXJ1NQpRVWJHeW95a3d4K01nQ25TOVFJZ01kR1NhUVU5TU9WL1R1SDJXYS9laVpRNGo1UEVPc29WNElPU3ZKMVBiVzg9Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=';

const API_SERVICES: readonly Seed[] = [
  one('apiregistration.k8s.io/v1', 'APIService', cluster('v1beta1.metrics.k8s.io'), {
    spec: {
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: { name: 'metrics-server', namespace: 'kube-system', port: 443 },
    },
  }),
  one('apiregistration.k8s.io/v1', 'APIService', cluster('v1.web.example.com'), {
    spec: {
      group: 'web.example.com',
      version: 'v1',
      groupPriorityMinimum: 2000,
      versionPriority: 15,
      caBundle: 'YQ==',
      service: { name: 'web', namespace: 'web' },
    },
  }),
  one('apiregistration.k8s.io/v1', 'APIService', cluster('v1.local.example.com'), {
    spec: { group: 'local.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 },
  }),
];

const CERTIFICATES: readonly Seed[] = [
  one('certificates.k8s.io/v1', 'CertificateSigningRequest', cluster('web'), {
    spec: {
      request: REQUEST,
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth', 'digital signature'],
      expirationSeconds: 86_400,
    },
  }),
  one('certificates.k8s.io/v1', 'CertificateSigningRequest', cluster('Web:other'), {
    spec: { request: REQUEST, signerName: 'example.com/web.one', usages: ['server auth'] },
  }),
  one('certificates.k8s.io/v1', 'CertificateSigningRequest', cluster('node'), {
    spec: {
      request: REQUEST,
      signerName: 'kubernetes.io/kubelet-serving',
      usages: ['key encipherment', 'digital signature', 'server auth'],
      expirationSeconds: 3600,
      groups: ['system:nodes'],
    },
  }),
];

const rules = {
  resourceRules: [
    { verbs: ['get', 'list'], apiGroups: ['apps', ''], resources: ['deployments'], namespaces: ['default', 'web'] },
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true },
    { verbs: ['watch'], apiGroups: [''], resources: ['nodes'], clusterScope: true },
  ],
  nonResourceRules: [
    { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez/*', '/'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ],
};

const FLOWS: readonly Seed[] = [
  flow('FlowSchema', 'web', {
    priorityLevelConfiguration: { name: 'workload-low' },
    matchingPrecedence: 500,
    distinguisherMethod: { type: 'ByUser' },
    rules: [
      {
        subjects: [
          { kind: 'ServiceAccount', serviceAccount: { name: 'web', namespace: 'web' } },
          { kind: 'User', user: { name: 'jo' } },
          { kind: 'Group', group: { name: 'system:authenticated' } },
        ],
        ...rules,
      },
    ],
  }),
  flow('FlowSchema', 'plain', {
    priorityLevelConfiguration: { name: 'global-default' },
    rules: [
      {
        subjects: [{ kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: 'web' } }],
        nonResourceRules: rules.nonResourceRules,
      },
    ],
  }),
  flow('PriorityLevelConfiguration', 'web', {
    type: 'Limited',
    limited: {
      nominalConcurrencyShares: 20,
      lendablePercent: 50,
      borrowingLimitPercent: 100,
      limitResponse: { type: 'Queue', queuing: { queues: 64, handSize: 6, queueLengthLimit: 50 } },
    },
  }),
  flow('PriorityLevelConfiguration', 'rejecting', {
    type: 'Limited',
    limited: { limitResponse: { type: 'Reject' } },
  }),
  flow('PriorityLevelConfiguration', 'defaults', {
    type: 'Limited',
    limited: { limitResponse: { type: 'Queue', queuing: {} } },
  }),
];

const time = '2026-01-02T03:04:05.000000Z';
const about = { apiVersion: 'v1', kind: 'Pod', name: 'web', namespace: 'default' };

const again = (name: string, count: number) =>
  one('events.k8s.io/v1', 'Event', meta(name), {
    regarding: about,
    eventTime: time,
    reason: 'Failed',
    action: 'Pull',
    reportingController: 'example.com/web',
    reportingInstance: 'web-2',
    type: 'Warning',
    series: { count, lastObservedTime: time },
  });

const EVENTS: readonly Seed[] = [
  again('web.5', 3),
  again('web.6', 40),
  one('v1', 'Event', meta('web.1'), {
    involvedObject: about,
    reason: 'Started',
    message: 'started',
    type: 'Normal',
    count: 1,
    firstTimestamp: '2026-01-02T03:04:05Z',
    source: { component: 'web' },
  }),
  one('v1', 'Event', meta('web.2'), {
    involvedObject: about,
    eventTime: time,
    reason: 'Started',
    action: 'Start',
    reportingComponent: 'example.com/web',
    reportingInstance: 'web-1',
    message: 'started',
    type: 'Warning',
  }),
  one('events.k8s.io/v1', 'Event', meta('web.3'), {
    regarding: about,
    eventTime: time,
    reason: 'Started',
    action: 'Start',
    reportingController: 'example.com/web',
    reportingInstance: 'web-1',
    note: 'started',
    type: 'Normal',
    series: { count: 2, lastObservedTime: time },
  }),
  one('events.k8s.io/v1', 'Event', meta('web.4'), {
    regarding: { kind: 'Node', name: 'node-1' },
    eventTime: time,
    reason: 'Started',
    action: 'Start',
    reportingController: 'web',
    reportingInstance: 'web-1',
    type: 'Warning',
  }),
];

const cel = (expression: string) => ({ cel: { expression } });
const opaque = { opaque: { driver: 'gpu.example.com', parameters: { kind: 'Config', sharing: { count: 2 } } } };

const exactly = {
  deviceClassName: 'gpu.example.com',
  selectors: [cel('device.driver == "gpu.example.com"'), cel('device.attributes["gpu.example.com"].model == "a"')],
  allocationMode: 'ExactCount',
  count: 2,
  tolerations: [
    { key: 'example.com/taint', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
    { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 },
  ],
};

const claim = {
  devices: {
    requests: [
      { name: 'gpu', exactly },
      {
        name: 'any',
        firstAvailable: [
          { name: 'big', deviceClassName: 'big.example.com', allocationMode: 'All' },
          {
            name: 'small',
            deviceClassName: 'small.example.com',
            selectors: [cel('device.capacity["a.com"].memory.isGreaterThan(quantity("1Gi"))')],
          },
        ],
      },
    ],
    constraints: [
      { requests: ['gpu', 'any'], matchAttribute: 'gpu.example.com/numa' },
      { requests: ['any/big'], matchAttribute: 'example.com/root' },
    ],
    config: [{ requests: ['gpu', 'any/small'], ...opaque }, opaque],
  },
};

const plain = { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu.example.com' } }] } };

const pool = { name: 'node-1/one', resourceSliceCount: 1, generation: 1 };
const taint = { key: 'example.com/taint', value: 'yes', effect: 'NoSchedule' };

const DEVICES: readonly Seed[] = [
  device('DeviceClass', cluster('gpu.example.com'), {
    selectors: [cel('device.driver == "gpu.example.com"')],
    config: [opaque],
    extendedResourceName: 'example.com/gpu',
  }),
  device('DeviceClass', cluster('any'), {}),
  device('ResourceClaim', meta('gpu'), claim),
  device('ResourceClaim', meta('plain'), plain),
  device('ResourceClaimTemplate', meta('gpu'), { metadata: { labels, annotations: { note: 'text' } }, spec: claim }),
  device('ResourceClaimTemplate', meta('plain'), { spec: plain }),
  device('ResourceSlice', cluster('node-1-gpu'), {
    driver: 'gpu.example.com',
    nodeName: 'node-1',
    pool,
    devices: [
      {
        name: 'gpu-0',
        attributes: {
          model: { string: 'a' },
          'example.com/numa': { int: 1 },
          fast: { bool: true },
          firmware: { version: '1.2.3-rc.1' },
        },
        capacity: { memory: { value: '16Gi' }, 'example.com/cores': { value: '4' } },
        taints: [taint],
      },
      { name: 'gpu-1' },
    ],
  }),
  device('ResourceSlice', cluster('all'), {
    driver: 'gpu.example.com',
    allNodes: true,
    pool,
    devices: [{ name: 'net' }],
  }),
  device('ResourceSlice', cluster('counters'), {
    driver: 'gpu.example.com',
    nodeName: 'node-1',
    pool,
    sharedCounters: [
      { name: 'gpu-0', counters: { memory: { value: '40Gi' }, slices: { value: '7' } } },
      { name: 'gpu-1', counters: { memory: { value: '40Gi' } } },
    ],
  }),
  device('ResourceSlice', cluster('parts'), {
    driver: 'gpu.example.com',
    perDeviceNodeSelection: true,
    pool,
    devices: [
      {
        name: 'part-0',
        nodeName: 'node-1',
        consumesCounters: [{ counterSet: 'gpu-0', counters: { memory: { value: '5Gi' }, slices: { value: '1' } } }],
        bindingConditions: ['example.com/ready'],
        bindingFailureConditions: ['example.com/failed'],
      },
      {
        name: 'part-1',
        allNodes: true,
        allowMultipleAllocations: true,
        consumesCounters: [{ counterSet: 'gpu-1', counters: { memory: { value: '10Gi' } } }],
        capacity: {
          memory: {
            value: '8Gi',
            requestPolicy: { default: '1Gi', validRange: { min: '1Gi', max: '8Gi', step: '1Gi' } },
          },
        },
      },
    ],
  }),
  device('ResourceSlice', cluster('some'), {
    driver: 'gpu.example.com',
    pool,
    nodeSelector: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a', 'b'] }] }],
    },
  }),
];

/** Valid objects about the API server itself, and about devices. */
export const API_SERVER_SEEDS: readonly Seed[] = [...API_SERVICES, ...CERTIFICATES, ...FLOWS, ...EVENTS, ...DEVICES];
