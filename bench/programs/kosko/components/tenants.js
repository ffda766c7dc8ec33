const { GitRepository } = require('@kubernetes-models/flux-cd/source.toolkit.fluxcd.io/v1');
const { NetworkPolicy } = require('kubernetes-models/networking.k8s.io/v1/NetworkPolicy');
const { Role } = require('kubernetes-models/rbac.authorization.k8s.io/v1/Role');
const { RoleBinding } = require('kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding');
const { LimitRange } = require('kubernetes-models/v1/LimitRange');
const { Namespace } = require('kubernetes-models/v1/Namespace');
const { ResourceQuota } = require('kubernetes-models/v1/ResourceQuota');
const { ServiceAccount } = require('kubernetes-models/v1/ServiceAccount');
const { tenants, environment, cluster, path, control } = require('../fleet');
const { PLATFORM, sync } = require('../sync');

const RBAC = 'rbac.authorization.k8s.io';

const look = ['get', 'list', 'watch'];
const apply = [...look, 'create', 'update', 'patch', 'delete'];
const rules = [
  { apiGroups: [''], resources: ['configmaps', 'persistentvolumeclaims', 'services'], verbs: apply },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'statefulsets'], verbs: apply },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: apply },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: apply },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: apply },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: apply },
  { apiGroups: [''], resources: ['pods'], verbs: look },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: look },
];

const hard = {
  'count/configmaps': '200',
  'count/cronjobs.batch': '50',
  'count/deployments.apps': '100',
  'count/ingresses.networking.k8s.io': '50',
  'count/jobs.batch': '200',
  'count/secrets': '200',
  'count/services': '100',
  'count/statefulsets.apps': '50',
  'limits.memory': '64Gi',
  persistentvolumeclaims: '30',
  pods: '200',
  'requests.cpu': '16',
  'requests.memory': '32Gi',
  'requests.storage': '500Gi',
  'services.loadbalancers': '2',
  'services.nodeports': '2',
};

const fromPlatform = [{ key: 'fleet.cdk8s.io/isolation', operator: 'DoesNotExist' }];
const ingress = {
  'default-deny': {},
  'allow-same-namespace': { ingress: [{ from: [{ podSelector: {} }] }] },
  'allow-ingress-from-platform': {
    ingress: [{ from: [{ namespaceSelector: { matchExpressions: fromPlatform } }] }],
  },
};

function platform({ name }) {
  const folder = `${path}/${environment.name}/tenants/${name}`;
  const common = { namespace: control, account: PLATFORM, source: 'fleet' };
  return [
    sync({ ...common, name: `${name}-access`, path: `${folder}/access`, deletionPolicy: 'Orphan' }),
    sync({
      ...common,
      name: `${name}-apps`,
      path: `${folder}/apps`,
      wait: false,
      dependsOn: [{ name: `${name}-access` }],
    }),
  ];
}

function access({ name, owners, repository }, namespace) {
  const labels = { 'toolkit.fluxcd.io/tenant': name };
  const account = (account) =>
    new ServiceAccount({ metadata: { name: account, namespace, labels }, automountServiceAccountToken: false });
  return [
    new Namespace({
      metadata: {
        name: namespace,
        annotations: {
          'fleet.cdk8s.io/allowed-hosts': '',
          'fleet.cdk8s.io/allowed-priority-classes': '',
          'fleet.cdk8s.io/allowed-sources': repository,
          'fleet.cdk8s.io/groups': owners.join(','),
        },
        labels: {
          'fleet.cdk8s.io/environment': environment.name,
          'fleet.cdk8s.io/isolation': 'standard',
          'fleet.cdk8s.io/protected': 'true',
          'pod-security.kubernetes.io/audit': 'restricted',
          'pod-security.kubernetes.io/audit-version': 'v1.34',
          'pod-security.kubernetes.io/enforce': 'baseline',
          'pod-security.kubernetes.io/enforce-version': 'v1.34',
          'pod-security.kubernetes.io/warn': 'restricted',
          'pod-security.kubernetes.io/warn-version': 'v1.34',
          ...labels,
        },
      },
    }),
    account('default'),
    account(name),
    new Role({ metadata: { name: 'deployer', namespace, labels }, rules }),
    new RoleBinding({
      metadata: { name: 'deployer', namespace, labels },
      roleRef: { apiGroup: RBAC, kind: 'Role', name: 'deployer' },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    }),
    new RoleBinding({
      metadata: { name: 'owners', namespace, labels },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' },
      subjects: owners.map((owner) => ({ kind: 'Group', name: owner, apiGroup: RBAC })),
    }),
    new ResourceQuota({ metadata: { name: 'tenant', namespace, labels }, spec: { hard } }),
    new LimitRange({
      metadata: { name: 'tenant', namespace, labels },
      spec: {
        limits: [{ type: 'Container', default: { memory: '1Gi' }, defaultRequest: { cpu: '50m', memory: '128Mi' } }],
      },
    }),
    ...Object.entries(ingress).map(
      ([policy, spec]) =>
        new NetworkPolicy({
          metadata: { name: policy, namespace, labels },
          spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec },
        }),
    ),
  ];
}

function workloads({ name: tenant, repository, apps }, namespace) {
  return [
    new GitRepository({
      metadata: { name: tenant, namespace },
      spec: { interval: '1m', url: repository, ref: { branch: environment.name } },
    }),
    ...apps.map(({ name, dependsOn }) =>
      sync({
        name,
        namespace,
        account: tenant,
        path: `./${name}/${cluster.config.region}`,
        targetNamespace: namespace,
        postBuild: { substitute: cluster.config },
        ...(dependsOn.length > 0 ? { dependsOn: dependsOn.map((dependency) => ({ name: dependency })) } : {}),
      }),
    ),
  ];
}

module.exports = tenants.map((tenant) => {
  const namespace = `${environment.name}-${tenant.name}`;
  return [...platform(tenant), ...access(tenant, namespace), ...workloads(tenant, namespace)];
});
