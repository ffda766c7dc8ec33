import type { Seed } from './workloads';

const labels = { app: 'web' };
const meta = (name: string) => ({ name, namespace: 'default', labels });
const cluster = (name: string) => ({ name, labels, annotations: { note: 'text' } });
const selector = {
  matchLabels: { app: 'web' },
  matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }],
};
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const terms = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }] };

const one = (apiVersion: string, kind: string, metadata: object, rest: object): Seed =>
  ({ apiVersion, kind, metadata, ...rest }) as unknown as Seed;

const service = (spec: object, metadata: object = meta('web')) => one('v1', 'Service', metadata, { spec });
const volume = (spec: object) =>
  one('v1', 'PersistentVolume', cluster('pv'), {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce', 'ReadOnlyMany'], ...spec },
  });
const quota = (spec: object) => one('v1', 'ResourceQuota', meta('quota'), { spec });
const secret = (type: string, rest: object, annotations?: object) =>
  one('v1', 'Secret', { ...meta('secret'), ...(annotations ? { annotations } : {}) }, { type, ...rest });
const scaler = (spec: object) => one('autoscaling/v2', 'HorizontalPodAutoscaler', meta('web'), { spec });
const net = (kind: string, metadata: object, spec: object) => one('networking.k8s.io/v1', kind, metadata, { spec });
const rbac = (kind: string, metadata: object, rest: object) =>
  one('rbac.authorization.k8s.io/v1', kind, metadata, rest);
const storage = (kind: string, metadata: object, rest: object) => one('storage.k8s.io/v1', kind, metadata, rest);
const admission = (kind: string, metadata: object, rest: object) =>
  one('admissionregistration.k8s.io/v1', kind, metadata, rest);

const SERVICES: readonly Seed[] = [
  service({
    type: 'ClusterIP',
    selector: labels,
    ports: [
      { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
      { name: 'dns', port: 53, targetPort: 'dns', protocol: 'UDP' },
    ],
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 100 } },
    internalTrafficPolicy: 'Local',
    externalIPs: ['198.51.100.1', '2001:db8::1'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    publishNotReadyAddresses: true,
    trafficDistribution: 'PreferClose',
  }),
  service({ clusterIP: 'None', clusterIPs: ['None'], ports: [{ port: 80 }], selector: labels }),
  service({
    type: 'LoadBalancer',
    ports: [{ port: 443, name: 'https' }],
    externalTrafficPolicy: 'Local',
    loadBalancerClass: 'example.com/lb',
    loadBalancerSourceRanges: ['10.0.0.0/8', ' 2001:db8::/32'],
    allocateLoadBalancerNodePorts: true,
    loadBalancerIP: '198.51.100.9',
  }),
  service({
    type: 'NodePort',
    ports: [{ port: 80, nodePort: 30080, protocol: 'SCTP' }],
    externalTrafficPolicy: 'Cluster',
  }),
  service({ type: 'ExternalName', externalName: 'db.example.com.' }),
  service(
    { type: 'LoadBalancer', ports: [{ port: 80 }] },
    {
      ...meta('lb'),
      annotations: { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8, 192.168.0.0/16' },
    },
  ),
  one('v1', 'Endpoints', meta('web'), {
    subsets: [
      {
        addresses: [{ ip: '10.1.2.3', hostname: 'one', nodeName: 'node-1' }],
        notReadyAddresses: [{ ip: '2001:db8::2' }],
        ports: [
          { name: 'http', port: 80, protocol: 'TCP', appProtocol: 'http' },
          { name: 'dns', port: 53, protocol: 'UDP' },
        ],
      },
    ],
  }),
  ...[
    { addressType: 'IPv4', addresses: ['10.1.2.3'] },
    { addressType: 'IPv6', addresses: ['2001:db8::2'] },
    { addressType: 'FQDN', addresses: ['db.example.com'] },
  ].map(({ addressType, addresses }) =>
    one('discovery.k8s.io/v1', 'EndpointSlice', meta('web'), {
      addressType,
      endpoints: [
        {
          addresses,
          hostname: 'one',
          nodeName: 'node-1',
          zone: 'a',
          conditions: { ready: true },
          hints: { forZones: [{ name: 'a' }] },
          deprecatedTopology: { rack: 'r1' },
        },
      ],
      ports: [
        { name: 'http', port: 80, protocol: 'TCP', appProtocol: 'http' },
        { name: '', port: 53, protocol: 'UDP' },
      ],
    }),
  ),
];

const STORAGE: readonly Seed[] = [
  one('v1', 'PersistentVolumeClaim', meta('data'), {
    spec: {
      ...claim,
      storageClassName: 'fast',
      volumeMode: 'Filesystem',
      selector,
      volumeAttributesClassName: 'gold',
      dataSource: { kind: 'PersistentVolumeClaim', name: 'other' },
      dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'other' },
    },
  }),
  one('v1', 'PersistentVolumeClaim', meta('copy'), {
    spec: {
      accessModes: ['ReadWriteOncePod'],
      volumeMode: 'Block',
      resources: { requests: { storage: '10Gi' }, limits: { storage: '20Gi' } },
      dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'snap' },
    },
  }),
  volume({
    hostPath: { path: '/data', type: 'DirectoryOrCreate' },
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: 'manual',
    volumeMode: 'Filesystem',
    claimRef: { name: 'data', namespace: 'default' },
    mountOptions: ['ro'],
  }),
  volume({ local: { path: '/mnt/disk', fsType: 'ext4' }, nodeAffinity: { required: terms } }),
  volume({
    csi: {
      driver: 'csi.example.com',
      volumeHandle: 'id',
      controllerPublishSecretRef: { name: 's', namespace: 'n' },
      controllerExpandSecretRef: { name: 's', namespace: 'n' },
      nodePublishSecretRef: { name: 's', namespace: 'n' },
      nodeExpandSecretRef: { name: 's', namespace: 'n' },
      nodeStageSecretRef: { name: 's', namespace: 'n' },
    },
    volumeAttributesClassName: 'gold',
  }),
  volume({ nfs: { server: 'nfs.example.com', path: '/export' }, persistentVolumeReclaimPolicy: 'Recycle' }),
  volume({ gcePersistentDisk: { pdName: 'd', partition: 1 } }),
  volume({ awsElasticBlockStore: { volumeID: 'v', partition: 1 } }),
  volume({ glusterfs: { endpoints: 'e', path: 'p', endpointsNamespace: 'n' } }),
  volume({ rbd: { monitors: ['m'], image: 'i', secretRef: { name: 's' } } }),
  volume({
    iscsi: {
      targetPortal: '10.0.2.15:3260',
      iqn: 'iqn.2001-04.com.example:storage',
      lun: 1,
      chapAuthSession: true,
      secretRef: { name: 's', namespace: 'n' },
      initiatorName: 'eui.0123456789abcdef',
    },
  }),
  volume({ cinder: { volumeID: 'v', secretRef: { name: 's', namespace: 'n' } } }),
  volume({ cephfs: { monitors: ['m'], secretRef: { name: 's' } } }),
  volume({ flocker: { datasetUUID: 'id' } }),
  volume({ fc: { targetWWNs: ['w'], lun: 2 } }),
  volume({ flexVolume: { driver: 'example.com/d', options: { a: 'b' } } }),
  volume({ azureFile: { secretName: 's', shareName: 'share', secretNamespace: 'n' } }),
  volume({ vsphereVolume: { volumePath: 'p' } }),
  volume({ quobyte: { registry: 'r:1', volume: 'v' } }),
  volume({ azureDisk: { diskName: 'd', diskURI: '/subscriptions/x', kind: 'Managed', cachingMode: 'ReadOnly' } }),
  volume({ photonPersistentDisk: { pdID: 'p' } }),
  volume({ portworxVolume: { volumeID: 'v' } }),
  volume({ scaleIO: { gateway: 'g', system: 's', volumeName: 'v', secretRef: { name: 's' } } }),
  volume({ storageos: { volumeName: 'v', volumeNamespace: 'n', secretRef: { name: 's', namespace: 'n' } } }),
  storage('StorageClass', cluster('fast'), {
    provisioner: 'csi.example.com',
    parameters: { type: 'ssd' },
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
    mountOptions: ['debug'],
    allowedTopologies: [
      {
        matchLabelExpressions: [
          { key: 'topology.kubernetes.io/zone', values: ['a', 'b'] },
          { key: 'rack', values: ['1'] },
        ],
      },
      { matchLabelExpressions: [{ key: 'topology.kubernetes.io/zone', values: ['c'] }] },
    ],
  }),
  storage('VolumeAttributesClass', cluster('gold'), { driverName: 'csi.example.com', parameters: { iops: '1000' } }),
  storage('CSIDriver', cluster('csi.example.com'), {
    spec: {
      attachRequired: true,
      podInfoOnMount: true,
      fsGroupPolicy: 'File',
      storageCapacity: true,
      requiresRepublish: true,
      seLinuxMount: true,
      volumeLifecycleModes: ['Persistent', 'Ephemeral'],
      tokenRequests: [{ audience: 'vault', expirationSeconds: 3600 }, { audience: '' }],
      nodeAllocatableUpdatePeriodSeconds: 30,
    },
  }),
  storage('CSINode', cluster('node-1'), {
    spec: {
      drivers: [
        {
          name: 'csi.example.com',
          nodeID: 'n1',
          topologyKeys: ['zone', 'example.com/rack'],
          allocatable: { count: 5 },
        },
        { name: 'other.example.com', nodeID: 'n1' },
      ],
    },
  }),
  storage('CSINode', cluster('node-2'), {
    spec: { drivers: [{ name: 'a.example.com', nodeID: 'n2', topologyKeys: [], allocatable: { count: 0 } }] },
  }),
  storage('CSINode', cluster('node-3'), {
    spec: { drivers: [{ name: 'b', nodeID: 'n-3', allocatable: {} }] },
  }),
  storage('CSIStorageCapacity', meta('cap'), {
    storageClassName: 'fast',
    nodeTopology: selector,
    capacity: '1Gi',
    maximumVolumeSize: '512Mi',
  }),
  storage('VolumeAttachment', cluster('att'), {
    spec: { attacher: 'csi.example.com', nodeName: 'node-1', source: { persistentVolumeName: 'pv' } },
  }),
];

const rule = {
  apiGroups: ['apps'],
  apiVersions: ['v1'],
  operations: ['CREATE', 'UPDATE'],
  resources: ['deployments'],
  scope: 'Namespaced',
};

const hook = {
  name: 'check.example.com',
  sideEffects: 'None',
  admissionReviewVersions: ['v1', 'v1beta1'],
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  timeoutSeconds: 5,
  namespaceSelector: selector,
  objectSelector: selector,
  rules: [rule, { ...rule, operations: ['*'], resources: ['*/scale', 'pods/*'] }],
  matchConditions: [{ name: 'not-system', expression: "!request.userInfo.groups.exists(g, g == 'system:nodes')" }],
  clientConfig: { service: { name: 'check', namespace: 'default', path: '/check/v1', port: 8443 } },
};

const matching = {
  matchPolicy: 'Exact',
  namespaceSelector: selector,
  objectSelector: {},
  resourceRules: [{ ...rule, resourceNames: ['web', 'api'] }],
  excludeResourceRules: [{ ...rule, apiGroups: ['*'], resources: ['*'] }],
};

const ADMISSION: readonly Seed[] = [
  admission('ValidatingWebhookConfiguration', cluster('check'), {
    webhooks: [hook, { ...hook, name: 'url.example.com', clientConfig: { url: 'https://check.example.com/path' } }],
  }),
  admission('MutatingWebhookConfiguration', cluster('change'), {
    webhooks: [
      { ...hook, reinvocationPolicy: 'IfNeeded' },
      { ...hook, name: 'url.example.com', clientConfig: { url: 'https://check.example.com' } },
    ],
  }),
  admission('ValidatingAdmissionPolicy', cluster('policy'), {
    spec: {
      failurePolicy: 'Fail',
      paramKind: { apiVersion: 'rules.example.com/v1', kind: 'Limit' },
      matchConstraints: matching,
      matchConditions: [{ name: 'named', expression: "object.metadata.name != 'web'" }],
      variables: [
        { name: 'replicas', expression: 'object.spec.replicas' },
        { name: 'few', expression: 'variables.replicas < 5' },
      ],
      validations: [
        { expression: 'variables.few', message: 'too many replicas', reason: 'Invalid' },
        {
          expression: 'object.spec.replicas <= params.maxReplicas',
          messageExpression: "'at most ' + string(params.maxReplicas)",
        },
        { expression: "has(object.metadata.labels) && object.metadata.labels.all(k, k.startsWith('a'))" },
      ],
      auditAnnotations: [{ key: 'replicas', valueExpression: "'replicas: ' + string(object.spec.replicas)" }],
    },
  }),
  admission('ValidatingAdmissionPolicy', cluster('plain'), {
    spec: {
      matchConstraints: { resourceRules: [rule] },
      validations: [
        { expression: "quantity('1Gi').isGreaterThan(quantity('1Mi'))" },
        { expression: 'oldObject == null' },
      ],
    },
  }),
  admission('ValidatingAdmissionPolicyBinding', cluster('policy'), {
    spec: {
      policyName: 'policy',
      paramRef: { name: 'limit', namespace: 'default', parameterNotFoundAction: 'Deny' },
      matchResources: matching,
      validationActions: ['Deny', 'Audit'],
    },
  }),
  admission('ValidatingAdmissionPolicyBinding', cluster('other'), {
    spec: {
      policyName: 'policy',
      paramRef: { selector, parameterNotFoundAction: 'Allow' },
      validationActions: ['Warn'],
    },
  }),
];

const mutation = {
  patchType: 'ApplyConfiguration',
  applyConfiguration: { expression: 'Object{spec: Object.spec{replicas: 3}}' },
};

/** Kinds of Kubernetes 1.36. */
const CHANGES: readonly Seed[] = [
  admission('MutatingAdmissionPolicy', cluster('change'), {
    spec: {
      failurePolicy: 'Ignore',
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConstraints: { ...matching, excludeResourceRules: [] },
      matchConditions: [{ name: 'named', expression: "object.metadata.name != 'web'" }],
      variables: [{ name: 'name', expression: 'object.metadata.name' }],
      reinvocationPolicy: 'IfNeeded',
      mutations: [
        mutation,
        { patchType: 'JSONPatch', jsonPatch: { expression: "[JSONPatch{op: 'add', path: '/spec/a', value: 1}]" } },
      ],
    },
  }),
  admission('MutatingAdmissionPolicyBinding', cluster('change'), {
    spec: {
      policyName: 'change',
      paramRef: { name: 'limit', namespace: 'default', parameterNotFoundAction: 'Deny' },
      matchResources: { ...matching, excludeResourceRules: [] },
    },
  }),
];

const RBAC: readonly Seed[] = [
  rbac('Role', meta('reader'), {
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['web'], verbs: ['*'] },
    ],
  }),
  rbac('ClusterRole', cluster('reader'), {
    rules: [
      { nonResourceURLs: ['/healthz', '/metrics/*'], verbs: ['get'] },
      { apiGroups: ['*'], resources: ['*'], verbs: ['get'] },
    ],
  }),
  rbac('ClusterRole', cluster('aggregate'), { aggregationRule: { clusterRoleSelectors: [selector] }, rules: [] }),
  rbac('RoleBinding', meta('readers'), {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [
      { kind: 'ServiceAccount', name: 'web', namespace: 'default' },
      { kind: 'User', name: 'jane@example.com', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'Group', name: 'team', apiGroup: 'rbac.authorization.k8s.io' },
    ],
  }),
  rbac('ClusterRoleBinding', cluster('readers'), {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
    subjects: [
      { kind: 'ServiceAccount', name: 'web', namespace: 'default' },
      { kind: 'Group', name: 'team', apiGroup: 'rbac.authorization.k8s.io' },
    ],
  }),
];

const target = { type: 'Utilization', averageUtilization: 80 };
const metric = { name: 'requests', selector };

const SCALING: readonly Seed[] = [
  scaler({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 5,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target } },
      { type: 'ContainerResource', containerResource: { name: 'memory', container: 'web', target } },
      { type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '1k' } } },
      {
        type: 'Object',
        object: {
          metric,
          describedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'web' },
          target: { type: 'Value', value: '10k' },
        },
      },
      { type: 'External', external: { metric, target: { type: 'AverageValue', averageValue: '30' } } },
    ],
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [
          { type: 'Pods', value: 4, periodSeconds: 60 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ],
      },
      scaleDown: {
        stabilizationWindowSeconds: 300,
        selectPolicy: 'Disabled',
        policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
      },
    },
  }),
  one('autoscaling/v1', 'HorizontalPodAutoscaler', meta('web'), {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db' },
      minReplicas: 1,
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 80,
    },
  }),
  one('policy/v1', 'PodDisruptionBudget', meta('web'), {
    spec: { minAvailable: '50%', selector, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  }),
  one('policy/v1', 'PodDisruptionBudget', meta('db'), { spec: { maxUnavailable: 1, selector } }),
];

const backend = { service: { name: 'web', port: { number: 80 } } };

const NETWORKING: readonly Seed[] = [
  net('NetworkPolicy', meta('web'), {
    podSelector: selector,
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          { podSelector: selector, namespaceSelector: { matchLabels: { a: 'b' } } },
          { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
        ],
        ports: [
          { protocol: 'TCP', port: 80 },
          { protocol: 'UDP', port: 'dns' },
          { port: 8000, endPort: 8010 },
        ],
      },
    ],
    egress: [{ to: [{ ipBlock: { cidr: '2001:db8::/32' } }], ports: [{ protocol: 'SCTP' }] }],
  }),
  net('Ingress', meta('web'), {
    ingressClassName: 'nginx',
    defaultBackend: { resource: { apiGroup: 'k8s.example.com', kind: 'Bucket', name: 'static' } },
    tls: [{ hosts: ['web.example.com', '*.example.com'], secretName: 'tls' }],
    rules: [
      {
        host: 'web.example.com',
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend },
            { path: '/exact', pathType: 'Exact', backend: { service: { name: 'web', port: { name: 'http' } } } },
            { pathType: 'ImplementationSpecific', backend },
          ],
        },
      },
      { host: '*.example.com', http: { paths: [{ path: '/x', pathType: 'ImplementationSpecific', backend }] } },
    ],
  }),
  net('IngressClass', cluster('nginx'), {
    controller: 'example.com/ingress',
    parameters: { apiGroup: 'k8s.example.com', kind: 'Params', name: 'p', namespace: 'default', scope: 'Namespace' },
  }),
  net('IngressClass', cluster('other'), {
    controller: 'example.com/ingress',
    parameters: { kind: 'Params', name: 'p', scope: 'Cluster' },
  }),
  net('IPAddress', cluster('192.0.2.7'), {
    parentRef: { group: 'example.com', resource: 'services', name: 'web', namespace: 'default' },
  }),
  net('ServiceCIDR', cluster('more'), { cidrs: ['192.0.2.0/24', '2001:db8::/64'] }),
  net('ServiceCIDR', cluster('old'), { cidrs: ['10.112.0.0/16'] }),
  net('ServiceCIDR', cluster('new'), { cidrs: ['fd00:1::/112'] }),
];

const CORE: readonly Seed[] = [
  one('v1', 'ConfigMap', meta('settings'), {
    data: { 'a.txt': 'a', b: 'b' },
    binaryData: { c: 'YQ==' },
    immutable: true,
  }),
  one('v1', 'ServiceAccount', meta('web'), {
    secrets: [{ name: 's' }],
    imagePullSecrets: [{ name: 'r' }],
    automountServiceAccountToken: false,
  }),
  secret('Opaque', { data: { a: 'YQ==' }, stringData: { b: 'b' } }),
  secret('kubernetes.io/tls', { data: { 'tls.crt': 'YQ==', 'tls.key': 'YQ==' } }),
  secret('kubernetes.io/dockerconfigjson', { stringData: { '.dockerconfigjson': '{"auths":{}}' } }),
  secret('kubernetes.io/dockercfg', { data: { '.dockercfg': 'e30=' } }),
  secret('kubernetes.io/basic-auth', { stringData: { username: 'u', password: 'p' } }),
  secret('kubernetes.io/ssh-auth', { data: { 'ssh-privatekey': 'YQ==' } }),
  secret('kubernetes.io/service-account-token', {}, { 'kubernetes.io/service-account.name': 'web' }),
  one('v1', 'Namespace', cluster('team'), { spec: { finalizers: ['kubernetes', 'example.com/hold'] } }),
  one('v1', 'Namespace', cluster('held'), { spec: { finalizers: ['example.com/wait'] } }),
  one('v1', 'Namespace', cluster('free'), { spec: { finalizers: [] } }),
  one('v1', 'Node', cluster('node-1'), {
    spec: {
      podCIDRs: ['10.244.0.0/24', 'fd00:10::/64'],
      podCIDR: '10.244.0.0/24',
      taints: [
        { key: 'dedicated', value: 'web', effect: 'NoSchedule' },
        { key: 'example.com/down', effect: 'NoExecute' },
      ],
      unschedulable: true,
    },
  }),
  quota({
    hard: {
      pods: '10',
      'requests.cpu': '4',
      'limits.memory': '8Gi',
      'count/secrets': '5',
      'requests.example.com/gpu': 2,
    },
  }),
  quota({
    hard: { pods: 10 },
    scopes: ['BestEffort'],
    scopeSelector: { matchExpressions: [{ scopeName: 'BestEffort', operator: 'Exists' }] },
  }),
  quota({
    hard: { cpu: '1', memory: '1Gi' },
    scopes: ['NotTerminating', 'NotBestEffort'],
    scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }] },
  }),
  one('v1', 'LimitRange', meta('limits'), {
    spec: {
      limits: [
        {
          type: 'Container',
          max: { cpu: '2', memory: '1Gi' },
          min: { cpu: '100m', memory: '4Mi' },
          default: { cpu: '500m' },
          defaultRequest: { cpu: '200m' },
          maxLimitRequestRatio: { cpu: '10' },
        },
        { type: 'Pod', max: { cpu: '4' } },
        { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '10Gi' } },
      ],
    },
  }),
  one('apps/v1', 'ControllerRevision', meta('rev'), { revision: 3, data: { spec: {} } }),
  one('scheduling.k8s.io/v1', 'PriorityClass', cluster('high'), {
    value: 1000,
    globalDefault: false,
    preemptionPolicy: 'Never',
    description: 'high',
  }),
  one('node.k8s.io/v1', 'RuntimeClass', cluster('gvisor'), {
    handler: 'runsc',
    overhead: { podFixed: { cpu: '10m', memory: '64Mi' } },
    scheduling: {
      nodeSelector: { runtime: 'gvisor' },
      tolerations: [
        { key: 'gvisor', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
        { operator: 'Exists', key: 'x' },
      ],
    },
  }),
  one('coordination.k8s.io/v1', 'Lease', meta('lease'), {
    spec: {
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      leaseTransitions: 2,
      acquireTime: '2026-01-01T00:00:00.000000Z',
    },
  }),
  one('coordination.k8s.io/v1', 'Lease', meta('new'), { spec: {} }),
  one('coordination.k8s.io/v1', 'Lease', meta('held'), { spec: { holderIdentity: 'c', leaseDurationSeconds: 60 } }),
  one('coordination.k8s.io/v1', 'Lease', meta('moved'), { spec: { leaseTransitions: 7, leaseDurationSeconds: 20 } }),
  one('coordination.k8s.io/v1', 'Lease', meta('next'), {
    spec: {
      holderIdentity: 'b',
      leaseDurationSeconds: 1,
      renewTime: '2026-01-01T00:00:00.000000Z',
      leaseTransitions: 0,
    },
  }),
];

/** Valid objects of all kinds but workloads. */
export const OTHER_SEEDS: readonly Seed[] = [
  ...SERVICES,
  ...STORAGE,
  ...ADMISSION,
  ...CHANGES,
  ...RBAC,
  ...SCALING,
  ...NETWORKING,
  ...CORE,
];
