import { TenantData } from '../fleet-data';

/* The objects of the bases, before an overlay sets namespace, branch and cluster. */

const LOOK = ['get', 'list', 'watch'];
const APPLY = [...LOOK, 'create', 'update', 'patch', 'delete'];
export const RBAC = 'rbac.authorization.k8s.io';
export const PLATFORM = 'kustomize-controller';

/** An object without a namespace. */
export function object(apiVersion: string, kind: string, name: string, rest: object = {}): object {
  return { apiVersion, kind, metadata: { name }, ...rest };
}

/** An object with its tenant's label. */
function marked(tenant: string, apiVersion: string, kind: string, name: string, rest: object = {}): object {
  return { apiVersion, kind, metadata: { name, labels: { 'toolkit.fluxcd.io/tenant': tenant } }, ...rest };
}

/** A Kustomization with account and source in its own namespace. */
export function sync(name: string, account: string, source: string, path: string, more: object = {}): object {
  return object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', name, {
    spec: {
      interval: '1h',
      retryInterval: '2m',
      timeout: '5m',
      path,
      prune: true,
      wait: true,
      serviceAccountName: account,
      sourceRef: { kind: 'GitRepository', name: source },
      ...more,
    },
  });
}

/** A Git repository. */
export function source(name: string, url: string, branch: string, more: object = {}): object {
  return object('source.toolkit.fluxcd.io/v1', 'GitRepository', name, {
    spec: { interval: '1m', url, ref: { branch }, ...more },
  });
}

/** The files of a tenant, by name. */
export function tenantFiles(tenant: TenantData): Record<string, object[]> {
  return {
    'access.yaml': access(tenant),
    'limits.yaml': limits(tenant),
    'network.yaml': network(tenant),
    'apps.yaml': apps(tenant),
  };
}

function namespace({ name, repository, owners }: TenantData): object {
  const metadata = {
    name,
    annotations: {
      'fleet.cdk8s.io/allowed-hosts': '',
      'fleet.cdk8s.io/allowed-priority-classes': '',
      'fleet.cdk8s.io/allowed-sources': repository,
      'fleet.cdk8s.io/groups': owners.join(','),
    },
    labels: {
      'fleet.cdk8s.io/isolation': 'standard',
      'fleet.cdk8s.io/protected': 'true',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/audit-version': 'v1.34',
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/enforce-version': 'v1.34',
      'pod-security.kubernetes.io/warn': 'restricted',
      'pod-security.kubernetes.io/warn-version': 'v1.34',
      'toolkit.fluxcd.io/tenant': name,
    },
  };
  return { apiVersion: 'v1', kind: 'Namespace', metadata };
}

function limits({ name }: TenantData): object[] {
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
  const container = {
    type: 'Container',
    default: { memory: '1Gi' },
    defaultRequest: { cpu: '50m', memory: '128Mi' },
  };
  return [
    marked(name, 'v1', 'ResourceQuota', 'tenant', { spec: { hard } }),
    marked(name, 'v1', 'LimitRange', 'tenant', { spec: { limits: [container] } }),
  ];
}

function network({ name }: TenantData): object[] {
  const policy = (called: string, ingress?: object[]) =>
    marked(name, 'networking.k8s.io/v1', 'NetworkPolicy', called, {
      spec: { podSelector: {}, policyTypes: ['Ingress'], ...(ingress ? { ingress } : {}) },
    });
  const fromPlatform = { matchExpressions: [{ key: 'fleet.cdk8s.io/isolation', operator: 'DoesNotExist' }] };
  return [
    policy('default-deny'),
    policy('allow-same-namespace', [{ from: [{ podSelector: {} }] }]),
    policy('allow-ingress-from-platform', [{ from: [{ namespaceSelector: fromPlatform }] }]),
  ];
}

function access(tenant: TenantData): object[] {
  const { name, owners } = tenant;
  const rule = (apiGroup: string, resources: string[], verbs: string[]) => ({
    apiGroups: [apiGroup],
    resources,
    verbs,
  });
  const automountServiceAccountToken = false;
  return [
    namespace(tenant),
    marked(name, 'v1', 'ServiceAccount', 'default', { automountServiceAccountToken }),
    marked(name, 'v1', 'ServiceAccount', name, { automountServiceAccountToken }),
    marked(name, `${RBAC}/v1`, 'Role', 'deployer', {
      rules: [
        rule('', ['configmaps', 'persistentvolumeclaims', 'services'], APPLY),
        rule('apps', ['daemonsets', 'deployments', 'statefulsets'], APPLY),
        rule('autoscaling', ['horizontalpodautoscalers'], APPLY),
        rule('batch', ['cronjobs', 'jobs'], APPLY),
        rule('networking.k8s.io', ['ingresses'], APPLY),
        rule('policy', ['poddisruptionbudgets'], APPLY),
        rule('', ['pods'], LOOK),
        rule('apps', ['replicasets'], LOOK),
      ],
    }),
    marked(name, `${RBAC}/v1`, 'RoleBinding', 'deployer', {
      roleRef: { apiGroup: RBAC, kind: 'Role', name: 'deployer' },
      subjects: [{ kind: 'ServiceAccount', name }],
    }),
    marked(name, `${RBAC}/v1`, 'RoleBinding', 'owners', {
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' },
      subjects: owners.map((owner) => ({ kind: 'Group', name: owner, apiGroup: RBAC })),
    }),
  ];
}

function apps({ name, repository, apps }: TenantData): object[] {
  return [
    source(name, repository, 'BRANCH'),
    ...apps.map((app) =>
      sync(app.name, name, name, `./${app.name}/REGION`, {
        targetNamespace: 'NAMESPACE',
        ...(app.dependsOn.length > 0 ? { dependsOn: app.dependsOn.map((dependency) => ({ name: dependency })) } : {}),
      }),
    ),
  ];
}
