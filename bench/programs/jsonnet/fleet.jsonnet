// Run with -m: a file for each unit, its objects as a List.
local fleet = import 'fleet.json';
local k = import 'kinds.libsonnet';

local look = ['get', 'list', 'watch'];
local apply = look + ['create', 'update', 'patch', 'delete'];
local rules = [
  { apiGroups: [''], resources: ['configmaps', 'persistentvolumeclaims', 'services'], verbs: apply },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'statefulsets'], verbs: apply },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: apply },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: apply },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: apply },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: apply },
  { apiGroups: [''], resources: ['pods'], verbs: look },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: look },
];

local hard = {
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
local limits = [{ type: 'Container', default: { memory: '1Gi' }, defaultRequest: { cpu: '50m', memory: '128Mi' } }];
local from_platform = { matchExpressions: [{ key: 'fleet.cdk8s.io/isolation', operator: 'DoesNotExist' }] };

local root(path) = [
  k.gitRepository('flux-system', 'flux-system', fleet.repository, 'main') { spec+: { sparseCheckout: [path] } },
  k.kustomization('flux-system', 'flux-system', k.platform, 'flux-system', path) { spec+: { wait: false } },
  k.kustomization('policies', 'flux-system', k.platform, 'flux-system', path + '/policies'),
];

local environment(environment, control, path) = [
  k.namespace(control) { metadata+: { labels: { 'fleet.cdk8s.io/protected': 'true' } } },
  k.serviceAccount(k.platform, control),
  k.binding('ClusterRoleBinding', control + '-' + k.platform, null, 'ClusterRole', 'cluster-admin', [
    k.account(k.platform, control),
  ]),
  k.gitRepository('fleet', control, fleet.repository, environment.branch) { spec+: { sparseCheckout: [path] } },
  k.kustomization(environment.name, control, k.platform, 'fleet', path + '/' + environment.name) {
    spec+: { wait: false },
  },
];

local tenants(environment, control, path) = std.flattenArrays([
  local folder = path + '/' + environment.name + '/tenants/' + tenant.name;
  [
    k.kustomization(tenant.name + '-access', control, k.platform, 'fleet', folder + '/access') {
      spec+: { deletionPolicy: 'Orphan' },
    },
    k.kustomization(tenant.name + '-apps', control, k.platform, 'fleet', folder + '/apps') {
      spec+: { wait: false, dependsOn: [{ name: tenant.name + '-access' }] },
    },
  ]
  for tenant in fleet.tenants
]);

local access(tenant, environment, namespace) = [one { metadata+: { labels+: { 'toolkit.fluxcd.io/tenant': tenant.name } } } for one in [
  k.namespace(namespace) {
    metadata+: {
      annotations: {
        'fleet.cdk8s.io/allowed-hosts': '',
        'fleet.cdk8s.io/allowed-priority-classes': '',
        'fleet.cdk8s.io/allowed-sources': tenant.repository,
        'fleet.cdk8s.io/groups': std.join(',', tenant.owners),
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
      },
    },
  },
  k.serviceAccount('default', namespace) { automountServiceAccountToken: false },
  k.serviceAccount(tenant.name, namespace) { automountServiceAccountToken: false },
  k.role('deployer', namespace, rules),
  k.binding('RoleBinding', 'deployer', namespace, 'Role', 'deployer', [k.account(tenant.name, namespace)]),
  k.binding('RoleBinding', 'owners', namespace, 'ClusterRole', 'view', [k.group(owner) for owner in tenant.owners]),
  k.object('v1', 'ResourceQuota', 'tenant', namespace) { spec: { hard: hard } },
  k.object('v1', 'LimitRange', 'tenant', namespace) { spec: { limits: limits } },
  k.networkPolicy('default-deny', namespace),
  k.networkPolicy('allow-same-namespace', namespace) { spec+: { ingress: [{ from: [{ podSelector: {} }] }] } },
  k.networkPolicy('allow-ingress-from-platform', namespace) {
    spec+: { ingress: [{ from: [{ namespaceSelector: from_platform }] }] },
  },
]];

local apps(tenant, namespace, environment, config) = [
  k.gitRepository(tenant.name, namespace, tenant.repository, environment.name),
] + [
  k.kustomization(app.name, namespace, tenant.name, tenant.name, './' + app.name + '/' + config.region) {
    spec+: { targetNamespace: namespace, postBuild: { substitute: config } } +
           if app.dependsOn == [] then {} else { dependsOn: [{ name: name } for name in app.dependsOn] },
  }
  for app in tenant.apps
];

local file(path, objects) = { path: path, objects: objects };

local cluster(env, cluster) =
  local root_directory = 'clusters/' + cluster.name;
  local path = './dist/' + root_directory;
  local control = env.name + '-flux-system';
  local directory = root_directory + '/' + env.name;
  [
    file(root_directory + '/flux-system/gotk-sync.json', root(path)),
    file(root_directory + '/policies/policies.json', fleet.policies[env.name]),
    file(root_directory + '/environments.json', environment(env, control, path)),
    file(directory + '/tenants.json', tenants(env, control, path)),
  ] +
  std.flattenArrays([
    local namespace = env.name + '-' + tenant.name;
    local folder = directory + '/tenants/' + tenant.name;
    [
      file(folder + '/access/access.json', access(tenant, env, namespace)),
      file(folder + '/apps/apps.json', apps(tenant, namespace, env, cluster.config)),
    ]
    for tenant in fleet.tenants
  ]);

{
  [one.path]: { apiVersion: 'v1', kind: 'List', items: one.objects }
  for env in fleet.environments
  for site in env.clusters
  for one in cluster(env, site)
}
