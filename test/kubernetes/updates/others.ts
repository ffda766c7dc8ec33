import { JsonObject } from '../../../src/kubernetes/objects';
import { base, Subject } from './subject';

const LABELS: Subject['edits'] = { 'metadata.labels': [{ a: 'b' }, { a: 'c' }, undefined] };

const rule = (verb: string): JsonObject => ({ apiGroups: [''], resources: ['pods'], verbs: [verb] });

const webhook = (more: JsonObject = {}): JsonObject => ({
  name: 'a.example.com',
  clientConfig: { url: 'https://a.example.com' },
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
  ...more,
});

const WEBHOOKS: Subject['edits'] = {
  ...LABELS,
  webhooks: [
    [webhook()],
    [webhook({ failurePolicy: 'Ignore' })],
    [webhook({ clientConfig: { service: { name: 's', namespace: 'default' } } })],
    [webhook({ timeoutSeconds: 5, matchPolicy: 'Exact' })],
    [webhook(), webhook({ name: 'b.example.com' })],
  ],
};

const version = (name: string, storage: boolean): JsonObject => ({
  name,
  served: true,
  storage,
  schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } },
});

const claimSpec = (name: string): JsonObject => ({
  devices: { requests: [{ name, exactly: { deviceClassName: 'gpu' } }] },
});

const binding = (kind: string): Subject => ({
  weight: 2,
  base: base('rbac.authorization.k8s.io/v1', kind, {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name: 'a', namespace: 'default' }],
  }),
  edits: {
    ...LABELS,
    'roleRef.name': ['view', 'edit'],
    'roleRef.kind': kind === 'RoleBinding' ? ['ClusterRole', 'Role'] : ['ClusterRole'],
    'roleRef.apiGroup': ['rbac.authorization.k8s.io', undefined],
    subjects: [
      [{ kind: 'ServiceAccount', name: 'b', namespace: 'default' }],
      [{ kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' }],
      undefined,
    ],
  },
});

/** Kinds of configuration, rights, classes and definitions. */
export const OTHERS: Readonly<Record<string, Subject>> = {
  ConfigMap: {
    weight: 2,
    base: base('v1', 'ConfigMap', { data: { a: '1' } }),
    edits: {
      ...LABELS,
      'data.a': ['1', '2'],
      'data.b': ['1', undefined],
      binaryData: [{ x: 'YQ==' }, { x: 'Yg==' }, undefined],
      immutable: [true, true, false, undefined],
    },
  },
  Secret: {
    weight: 3,
    base: base('v1', 'Secret', { data: { a: 'MQ==' } }),
    edits: {
      ...LABELS,
      'data.a': ['MQ==', 'Mg==', undefined],
      'stringData.a': ['1', '2', undefined],
      'stringData.b': ['1', undefined],
      immutable: [true, true, false, undefined],
      type: ['Opaque', 'example.com/x', undefined],
    },
  },
  Namespace: {
    base: base('v1', 'Namespace', {}),
    edits: { ...LABELS, 'metadata.annotations': [{ a: 'b' }, undefined] },
  },
  Node: {
    base: base('v1', 'Node', {}),
    edits: {
      ...LABELS,
      'spec.podCIDR': ['10.1.0.0/24', '10.2.0.0/24', undefined],
      'spec.providerID': ['a://1', 'a://2', undefined],
      'spec.unschedulable': [true, undefined],
    },
  },
  ServiceAccount: {
    base: base('v1', 'ServiceAccount', {}),
    edits: {
      ...LABELS,
      automountServiceAccountToken: [true, false, undefined],
      secrets: [[{ name: 'a' }], undefined],
      imagePullSecrets: [[{ name: 'a' }], undefined],
    },
  },
  ResourceQuota: {
    weight: 2,
    base: base('v1', 'ResourceQuota', { spec: { hard: { pods: '1' } } }),
    edits: {
      ...LABELS,
      'spec.hard': [{ pods: '1' }, { pods: '2' }],
      'spec.scopes': [
        ['Terminating'],
        ['NotTerminating'],
        ['Terminating', 'BestEffort'],
        ['BestEffort', 'Terminating'],
        undefined,
      ],
      'spec.scopeSelector': [
        { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['x'] }] },
        { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'Exists' }] },
        undefined,
      ],
    },
  },
  LimitRange: {
    base: base('v1', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { cpu: '2' } }] } }),
    edits: {
      'spec.limits': [
        [{ type: 'Container', max: { cpu: '2' } }],
        [{ type: 'Container', default: { cpu: '1' } }],
        [{ type: 'Pod', max: { cpu: '1' } }],
      ],
    },
  },
  Role: {
    base: base('rbac.authorization.k8s.io/v1', 'Role', { rules: [rule('get')] }),
    edits: { ...LABELS, rules: [[rule('get')], [rule('list')], []] },
  },
  ClusterRole: {
    base: base('rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [rule('get')] }),
    edits: {
      ...LABELS,
      rules: [[rule('get')], [rule('list')], []],
      aggregationRule: [{ clusterRoleSelectors: [{ matchLabels: { nothing: 'here' } }] }, undefined],
    },
  },
  RoleBinding: binding('RoleBinding'),
  ClusterRoleBinding: binding('ClusterRoleBinding'),
  PriorityClass: {
    base: base('scheduling.k8s.io/v1', 'PriorityClass', { value: 100 }),
    edits: {
      ...LABELS,
      value: [100, 200, 0],
      description: ['a', undefined],
      preemptionPolicy: ['PreemptLowerPriority', 'Never', undefined],
    },
  },
  RuntimeClass: {
    base: base('node.k8s.io/v1', 'RuntimeClass', { handler: 'a' }),
    edits: {
      ...LABELS,
      handler: ['a', 'b'],
      scheduling: [{ nodeSelector: { a: 'b' } }, undefined],
      overhead: [{ podFixed: { cpu: '1' } }, undefined],
    },
  },
  Lease: {
    base: base('coordination.k8s.io/v1', 'Lease', { spec: { holderIdentity: 'a' } }),
    edits: {
      ...LABELS,
      'spec.holderIdentity': ['a', 'b', undefined],
      'spec.leaseDurationSeconds': [10, 20, undefined],
    },
  },
  HorizontalPodAutoscaler: {
    base: base('autoscaling/v2', 'HorizontalPodAutoscaler', {
      spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } },
    }),
    edits: {
      'spec.maxReplicas': [3, 4],
      'spec.minReplicas': [1, 2, undefined],
      'spec.scaleTargetRef.name': ['a', 'b'],
      'spec.metrics': [
        [{ type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 50 } } }],
        undefined,
      ],
    },
  },
  PodDisruptionBudget: {
    base: base('policy/v1', 'PodDisruptionBudget', {
      spec: { selector: { matchLabels: { a: 'b' } }, minAvailable: 1 },
    }),
    edits: {
      'spec.selector': [{ matchLabels: { a: 'b' } }, { matchLabels: { a: 'c' } }, {}, undefined],
      'spec.minAvailable': [1, 2, '50%', undefined],
      'spec.maxUnavailable': [1, undefined],
    },
  },
  ValidatingWebhookConfiguration: {
    base: base('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', { webhooks: [webhook()] }),
    edits: WEBHOOKS,
  },
  MutatingWebhookConfiguration: {
    base: base('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', { webhooks: [webhook()] }),
    edits: WEBHOOKS,
  },
  ValidatingAdmissionPolicy: {
    base: base('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', {
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: ['x.example.com'], apiVersions: ['v1'], resources: ['x'], operations: ['CREATE'] },
          ],
        },
        validations: [{ expression: 'true' }],
      },
    }),
    edits: {
      ...LABELS,
      'spec.failurePolicy': ['Fail', 'Ignore', undefined],
      'spec.validations': [[{ expression: 'true' }], [{ expression: 'false' }]],
      'spec.paramKind': [{ apiVersion: 'v1', kind: 'ConfigMap' }, undefined],
    },
  },
  ValidatingAdmissionPolicyBinding: {
    base: base('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', {
      spec: { policyName: 'a', validationActions: ['Deny'] },
    }),
    edits: {
      ...LABELS,
      'spec.policyName': ['a', 'b'],
      'spec.validationActions': [['Deny'], ['Audit'], ['Warn', 'Audit']],
      'spec.paramRef': [{ name: 'p', parameterNotFoundAction: 'Deny' }, undefined],
    },
  },
  CustomResourceDefinition: {
    weight: 2,
    base: base('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
      spec: { scope: 'Namespaced', versions: [version('v1', true)] },
    }),
    // Its conditions follow by themselves.
    edits: {
      ...LABELS,
      'spec.scope': ['Namespaced', 'Cluster'],
      'spec.names.kind': ['Thing', 'Other'],
      'spec.names.shortNames': [['t'], undefined],
      'spec.names.listKind': ['ThingList', undefined],
      'spec.versions': [
        [version('v1', true)],
        [version('v1', true), version('v2', false)],
        [version('v1', false), version('v2', true)],
        [version('v2', true)],
      ],
    },
  },
  ControllerRevision: {
    base: base('apps/v1', 'ControllerRevision', { revision: 1, data: { a: 'b' } }),
    edits: { ...LABELS, revision: [1, 2], data: [{ a: 'b' }, { a: 'c' }] },
  },
  FlowSchema: {
    base: base('flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', {
      spec: { priorityLevelConfiguration: { name: 'global-default' }, matchingPrecedence: 9000 },
    }),
    edits: {
      'spec.matchingPrecedence': [9000, 9001],
      'spec.distinguisherMethod': [{ type: 'ByUser' }, { type: 'ByNamespace' }, undefined],
    },
  },
  PriorityLevelConfiguration: {
    base: base('flowcontrol.apiserver.k8s.io/v1', 'PriorityLevelConfiguration', {
      spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' }, nominalConcurrencyShares: 1 } },
    }),
    edits: {
      'spec.limited.nominalConcurrencyShares': [1, 2],
      'spec.limited.limitResponse': [
        { type: 'Reject' },
        { type: 'Queue', queuing: {} },
        { type: 'Queue', queuing: { queues: 8, handSize: 4 } },
      ],
    },
  },
  ResourceClaim: {
    base: base('resource.k8s.io/v1', 'ResourceClaim', { spec: claimSpec('a') }),
    edits: { ...LABELS, spec: [claimSpec('a'), claimSpec('b')] },
  },
  ResourceClaimTemplate: {
    base: base('resource.k8s.io/v1', 'ResourceClaimTemplate', { spec: { spec: claimSpec('a') } }),
    edits: { ...LABELS, spec: [{ spec: claimSpec('a') }, { spec: claimSpec('b') }] },
  },
  DeviceClass: {
    base: base('resource.k8s.io/v1', 'DeviceClass', { spec: {} }),
    edits: { ...LABELS, 'spec.selectors': [[{ cel: { expression: 'true' } }], undefined] },
  },
  ResourceSlice: {
    base: base('resource.k8s.io/v1', 'ResourceSlice', {
      spec: {
        driver: 'a.example.com',
        nodeName: 'n',
        pool: { name: 'p', generation: 1, resourceSliceCount: 1 },
        devices: [],
      },
    }),
    edits: {
      'spec.driver': ['a.example.com', 'b.example.com'],
      'spec.nodeName': ['n', 'm'],
      'spec.pool.name': ['p', 'q'],
      'spec.pool.generation': [1, 2],
    },
  },
};
