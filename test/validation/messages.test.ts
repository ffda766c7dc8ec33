import { Validator } from '../../src/schema';

const validator = new Validator();

function messagesOf(object: object): string[] {
  return validator.validate(object).map(({ message }) => message);
}

const container = { name: 'web', image: 'web:1' };

function deployment(pod: object, spec: object = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container], ...pod } },
      ...spec,
    },
  };
}

const of = (apiVersion: string, kind: string, rest: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'web' },
  ...rest,
});

test('a Deployment that every server takes', () => {
  expect(messagesOf(deployment({}))).toEqual([]);
});

test.each<[string, object, RegExp]>([
  [
    'selector',
    deployment({}, { selector: { matchLabels: { app: 'other' } } }),
    /^spec\.selector does not match the labels of template, which has "app=web": make them agree$/,
  ],
  [
    'limit',
    deployment({
      containers: [{ ...container, resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } }],
    }),
    /^spec\.template\.spec\.containers\[0\]\.resources\.requests\.memory is "2Gi", above the limit of "1Gi": lower it or raise the limit$/,
  ],
  [
    'mount',
    deployment({
      volumes: [{ name: 'a' }],
      containers: [{ ...container, volumeMounts: [{ name: 'b', mountPath: '/b' }] }],
    }),
    /volumeMounts\[0\]\.name "b" is not a volume of the pod: add it to volumes, or correct the name \(the pod has "a"\)$/,
  ],
  [
    'two handlers',
    deployment({ containers: [{ ...container, livenessProbe: { exec: { command: ['a'] }, tcpSocket: { port: 1 } } }] }),
    /^spec\.template\.spec\.containers\[0\]\.livenessProbe has exec and tcpSocket: keep one of them$/,
  ],
  [
    'Recreate',
    deployment({}, { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
    /^spec\.strategy\.rollingUpdate belongs to type RollingUpdate: leave it out$/,
  ],
  [
    'restart policy',
    of('batch/v1', 'Job', { spec: { template: { spec: { containers: [container] } } } }),
    /^spec\.template\.spec\.restartPolicy is missing, which means Always: use OnFailure or Never$/,
  ],
  [
    'unnamed ports',
    of('v1', 'Service', { spec: { ports: [{ port: 1 }, { port: 2, name: 'b' }] } }),
    /^spec\.ports\[0\]\.name is missing: of several ports, each needs a name$/,
  ],
  [
    'autoscaler',
    of('autoscaling/v2', 'HorizontalPodAutoscaler', {
      spec: {
        minReplicas: 5,
        maxReplicas: 2,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      },
    }),
    /^spec\.maxReplicas is 2, below minReplicas, 5: raise it$/,
  ],
  [
    'budget',
    of('policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: 1, maxUnavailable: 1 } }),
    /^spec has minAvailable and maxUnavailable: keep one of them$/,
  ],
  [
    'host',
    of('networking.k8s.io/v1', 'Ingress', {
      spec: { defaultBackend: { service: { name: 'a', port: { number: 1 } } }, rules: [{ host: '10.0.0.1' }] },
    }),
    /^spec\.rules\[0\]\.host "10\.0\.0\.1" is not a host name: write a DNS name, or one that begins with "\*\.", and no IP address$/,
  ],
  [
    'range',
    of('networking.k8s.io/v1', 'NetworkPolicy', {
      spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/40' } }] }] },
    }),
    /cidr "10\.0\.0\.0\/40" is not an address range: write one such as "10\.9\.8\.0\/24"$/,
  ],
  [
    'expression',
    of('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', {
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] }],
        },
        validations: [{ expression: 'object.spec.replicas >' }],
      },
    }),
    /^spec\.validations\[0\]\.expression is not an expression that Kubernetes can use: /,
  ],
  [
    'result',
    of('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', {
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] }],
        },
        validations: [{ expression: "'text'" }],
      },
    }),
    /the result is of type string instead of bool: compare or convert it$/,
  ],
  [
    'role',
    of('rbac.authorization.k8s.io/v1', 'Role', { rules: [{ verbs: ['get'], nonResourceURLs: ['/a'] }] }),
    /^rules\[0\]\.nonResourceURLs belong to ClusterRoles: leave them out$/,
  ],
  [
    'quota',
    of('v1', 'ResourceQuota', { spec: { hard: { gpus: '1' } } }),
    /^spec\.hard\.gpus is not a resource of Kubernetes: use one such as cpu, or write a domain before it$/,
  ],
  [
    'secret',
    of('v1', 'Secret', { type: 'kubernetes.io/tls', stringData: { 'tls.crt': 'a' } }),
    /^data\["tls\.key"\] is missing: a Secret of type kubernetes\.io\/tls needs tls\.crt and tls\.key$/,
  ],
  [
    'claim',
    of('v1', 'PersistentVolumeClaim', {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '0' } } },
    }),
    /^spec\.resources\.requests\.storage is "0": give more than 0$/,
  ],
  [
    'time zone',
    of('batch/v1', 'CronJob', {
      spec: {
        schedule: '* * * * *',
        timeZone: 'Europe/Nowhere',
        jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } } },
      },
    }),
    /^spec\.timeZone "Europe\/Nowhere" is not a time zone: write one such as "Europe\/Berlin"$/,
  ],
])('%s', (_name, object, message) => {
  expect(messagesOf(object)).toEqual([expect.stringMatching(message)]);
});

test('all problems of an object come together, each once', () => {
  const messages = messagesOf(deployment({ containers: [{ ...container, name: 'Web' }], restartPolicy: 'Never' }));
  expect(messages).toEqual([
    'spec.template.spec.containers[0].name "Web" is not a DNS label: use lower-case letters, digits and "-", beginning and ending with a letter or digit, at most 63 characters',
    'spec.template.spec.restartPolicy is Never: use Always, or a Job',
  ]);
});

test('no message holds data of a Secret', () => {
  const messages = messagesOf(
    of('v1', 'Secret', { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'hush-hush' } }),
  );
  expect(messages).toEqual(['data[".dockerconfigjson"] is not a JSON object: give one']);
});

test('an encrypted Secret has the data of its type', () => {
  const data = { 'tls.crt': 'ENC[AES256_GCM,data:a]', 'tls.key': 'ENC[AES256_GCM,data:a]' };
  expect(messagesOf(of('v1', 'Secret', { type: 'kubernetes.io/tls', stringData: data }))).toEqual([]);
});

test('rules hold for releases', () => {
  const service = of('v1', 'Service', { spec: { ports: [{ port: 1 }], trafficDistribution: 'PreferSameZone' } });
  const found = (kubernetes: '1.33' | '1.34') => new Validator({ kubernetes }).validate(service).length;
  expect([found('1.33'), found('1.34')]).toEqual([1, 0]);
});

test('names of services begin with a letter up to 1.35', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: '1a' }, spec: { ports: [{ port: 1 }] } };
  const found = (kubernetes: '1.35' | '1.36') =>
    new Validator({ kubernetes }).validate(service).map(({ message }) => message);
  expect(found('1.35')).toEqual(['metadata.name "1a" begins with a digit: begin it with a letter']);
  expect(found('1.36')).toEqual([]);
});

test('what a StatefulSet up to 1.33 makes is warned about', () => {
  const { spec } = deployment({ restartPolicy: 'Always', containers: [] }) as { spec: object };
  const set = of('apps/v1', 'StatefulSet', { spec: { serviceName: 'web', ...spec } });
  const found = (kubernetes: '1.33' | '1.34') =>
    new Validator({ kubernetes }).validate(set).map(({ severity, at }) => `${severity} ${at}`);
  expect(found('1.33')).toEqual(['warning spec.template.spec.containers']);
  expect(found('1.34')).toEqual(['error spec.template.spec.containers']);
});

test('a CronJob whose Jobs have wrong labels is warned about', () => {
  const findings = validator.validate(
    of('batch/v1', 'CronJob', {
      spec: {
        schedule: '* * * * *',
        jobTemplate: {
          metadata: { labels: { a: 'b c' } },
          spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } },
        },
      },
    }),
  );
  expect(findings.map(({ severity, at }) => [severity, at])).toEqual([
    ['warning', 'spec.jobTemplate.metadata.labels.a'],
  ]);
});
