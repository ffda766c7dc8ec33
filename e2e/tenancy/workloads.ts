import { make, without, type Fields, type Request } from './requests';

const OWN_IMAGE = 'registry.example.com/tight/web:1';
const podSpec = (fields: Fields = {}) => ({ containers: [{ name: 'x', image: OWN_IMAGE }], ...fields });
const deployment = (fields: Fields = {}) =>
  make('tight', 'apps/v1', 'Deployment', {
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: podSpec(fields) },
    },
  });
const cronJob = (fields: Fields) =>
  make('tight', 'batch/v1', 'CronJob', {
    spec: {
      schedule: '0 0 * * *',
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', ...podSpec(fields) } } } },
    },
  });
const pod = (fields: Fields) => make('tight', 'v1', 'Pod', { spec: podSpec(fields) });
const claim = (storageClassName: string | undefined) =>
  make('tight', 'v1', 'PersistentVolumeClaim', {
    spec: without({
      ...{ storageClassName, accessModes: ['ReadWriteOnce'] },
      resources: { requests: { storage: '1Gi' } },
    }),
  });
const backend = { service: { name: 'web', port: { number: 80 } } };
const ingress = (host: string | undefined, fields: Fields = {}, metadata: object = {}, tenant = 'tight') =>
  make(
    tenant,
    'networking.k8s.io/v1',
    'Ingress',
    {
      spec: {
        ingressClassName: 'public',
        rules: [without({ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } })],
        ...fields,
      },
    },
    metadata,
  );
const service = (tenant: string, fields: Fields) =>
  make(tenant, 'v1', 'Service', { spec: { ports: [{ port: 80 }], ...fields } });
const EVIL = { containers: [{ name: 'x', image: 'docker.io/library/evil' }] };

/** Objects of Kubernetes itself. */
export const workloadRequests: readonly Request[] = [
  { what: 'Deployment', tenant: 'tight', object: deployment() },
  { what: 'Deployment of an allowed class', tenant: 'tight', object: deployment({ priorityClassName: 'batch' }) },
  { what: 'CronJob', tenant: 'tight', object: cronJob({}) },
  { what: 'volume of an allowed class', tenant: 'tight', object: claim('fast') },
  { what: 'Ingress of a listed host', tenant: 'tight', object: ingress('tight.example.com') },
  { what: 'Ingress below a listed host', tenant: 'tight', object: ingress('shop.tight.example.com') },
  { what: 'Ingress of any host', tenant: 'relaxed', object: ingress('shop.example.org', {}, {}, 'relaxed') },
  { what: 'Service', tenant: 'tight', object: service('tight', {}) },
  ...[
    ['Deployment of another registry', deployment(EVIL)],
    ['Deployment of a short image', deployment({ containers: [{ name: 'x', image: 'nginx' }] })],
    [
      'Deployment with a foreign init container',
      deployment({ initContainers: [{ name: 'y', image: 'docker.io/library/evil' }] }),
    ],
    ['Deployment of a class that is not allowed', deployment({ priorityClassName: 'system-cluster-critical' })],
    ['CronJob of another registry', cronJob(EVIL)],
    ['Pod of another registry', pod(EVIL)],
  ].map(([what, object]) => ({ what, tenant: 'tight', object, policy: 'tenant-pods' }) as Request),
  { what: 'volume of another class', tenant: 'tight', object: claim('gold'), policy: 'tenant-volumes' },
  { what: 'volume of no class', tenant: 'tight', object: claim(undefined), policy: 'tenant-volumes' },
  ...[
    ['Ingress of another host', ingress('shop.example.com')],
    ['Ingress two labels below', ingress('a.b.tight.example.com')],
    ['Ingress of a host that only ends alike', ingress('eviltight.example.com')],
    ['Ingress without a host', ingress(undefined)],
    ['Ingress with a foreign certificate', ingress('tight.example.com', { tls: [{ hosts: ['x.example.com'] }] })],
    ['Ingress for all the rest', ingress('tight.example.com', { defaultBackend: backend })],
    ['Ingress of another class', ingress('tight.example.com', { ingressClassName: 'internal' })],
    ['Service with an address of others', service('tight', { externalIPs: ['1.2.3.4'] })],
  ].map(([what, object]) => ({ what, tenant: 'tight', object, policy: 'tenant-exposure' }) as Request),
  {
    ...{ what: 'Ingress of a host that nobody listed', tenant: 'standard', policy: 'tenant-exposure' },
    object: ingress('shop.example.org', {}, {}, 'standard'),
  },
];

const rbac = (kind: string, name: string, rest: Fields) =>
  make('relaxed', 'rbac.authorization.k8s.io/v1', kind, rest, { name });
const cluster = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
const netpol = (tenant: string, name: string) =>
  make(tenant, 'networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{}] } }, { name });
const account = (tenant: string, name: string) =>
  make(tenant, 'v1', 'ServiceAccount', { automountServiceAccountToken: true }, { name });

/** A tenant's own fences, with every right that RBAC can give in a namespace. */
export const fenceRequests: readonly Request[] = [
  { what: 'NetworkPolicy of its own', tenant: 'tight', object: netpol('tight', 'mine') },
  { what: 'ServiceAccount of its own', tenant: 'strict', object: account('strict', 'mine') },
  ...[
    ['ResourceQuota', 'strict', make('strict', 'v1', 'ResourceQuota', { spec: { hard: { pods: '9' } } })],
    [
      'quota made wider',
      'strict',
      make('strict', 'v1', 'ResourceQuota', { spec: { hard: { pods: '999' } } }, { name: 'tenant' }),
    ],
    ['LimitRange', 'strict', make('strict', 'v1', 'LimitRange', { spec: { limits: [{ type: 'Pod' }] } })],
    ['NetworkPolicy', 'strict', netpol('strict', 'mine')],
    ['NetworkPolicy in the place of the fence', 'tight', netpol('tight', 'default-deny')],
    ['RoleBinding to cluster-admin', 'relaxed', rbac('RoleBinding', 'evil', { roleRef: cluster, subjects: [] })],
    ['Role', 'relaxed', rbac('Role', 'evil', { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] })],
    ['default account with a token', 'strict', account('strict', 'default')],
    ["Flux's account", 'strict', account('strict', 'strict')],
    [
      'account marked as one of the platform',
      'strict',
      make('strict', 'v1', 'ServiceAccount', {}, { name: 'mine', labels: { 'toolkit.fluxcd.io/tenant': 'strict' } }),
    ],
    [
      'endpoints',
      'strict',
      make('strict', 'v1', 'Endpoints', { subsets: [{ addresses: [{ ip: '10.0.0.7' }], ports: [{ port: 80 }] }] }),
    ],
    [
      'slice of endpoints',
      'strict',
      make('strict', 'discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4', endpoints: [] }),
    ],
    ['Gateway', 'relaxed', make('relaxed', 'gateway.networking.k8s.io/v1', 'Gateway', { spec: {} })],
    [
      'grant of references',
      'relaxed',
      make('relaxed', 'gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', { spec: {} }),
    ],
  ].map(([what, tenant, object]) => ({ what, tenant, object, policy: 'tenant-fences' }) as Request),
];
