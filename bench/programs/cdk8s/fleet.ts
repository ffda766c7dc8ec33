import { readFileSync } from 'node:fs';
import { ApiObject, ApiObjectProps, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { PeerData, SiteConfig, TenantData } from '../../fleet-data';
import {
  ClusterRoleBinding,
  GitRepository,
  Kustomization,
  KustomizationProps,
  LimitRange,
  Namespace,
  NetworkPolicy,
  NetworkPolicyProps,
  PolicyRule,
  ResourceQuota,
  Role,
  RoleBinding,
  ServiceAccount,
} from './imports';

type Environment = PeerData['environments'][number];
type Cluster = Environment['clusters'][number];

const RBAC = 'rbac.authorization.k8s.io';
const PLATFORM = 'kustomize-controller';

const look = ['get', 'list', 'watch'];
const apply = [...look, 'create', 'update', 'patch', 'delete'];
const rules: PolicyRule[] = [
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
const network: Record<string, NetworkPolicyProps['spec']['ingress']> = {
  'default-deny': undefined,
  'allow-same-namespace': [{ from: [{ podSelector: {} }] }],
  'allow-ingress-from-platform': [{ from: [{ namespaceSelector: { matchExpressions: fromPlatform } }] }],
};

/** A Kustomization with the settings common to the fleet. */
function sync(
  account: string,
  source: string,
  path: string,
  more: Partial<KustomizationProps['spec']> = {},
): KustomizationProps['spec'] {
  return {
    interval: '1h',
    retryInterval: '2m',
    timeout: '5m',
    path,
    prune: true,
    wait: true,
    serviceAccountName: account,
    sourceRef: { kind: 'GitRepository', name: source },
    ...more,
  };
}

/** The root of a cluster, and its environment. */
class ClusterChart extends Chart {
  constructor(scope: Construct, fleet: PeerData, environment: Environment, cluster: Cluster) {
    super(scope, cluster.name);
    const path = `./dist/clusters/${cluster.name}`;
    const repository = (branch: string) => ({
      interval: '1m',
      url: fleet.repository,
      ref: { branch },
      sparseCheckout: [path],
    });

    const root = { name: 'flux-system', namespace: 'flux-system' };
    new GitRepository(this, 'root-source', { metadata: root, spec: repository('main') });
    new Kustomization(this, 'root', { metadata: root, spec: sync(PLATFORM, 'flux-system', path, { wait: false }) });

    fleet.policies[environment.name]!.forEach(
      (policy, index) => new ApiObject(this, `policy-${index}`, policy as ApiObjectProps),
    );
    new Kustomization(this, 'policies', {
      metadata: { name: 'policies', namespace: 'flux-system' },
      spec: sync(PLATFORM, 'flux-system', `${path}/policies`),
    });

    const namespace = `${environment.name}-flux-system`;
    new Namespace(this, 'namespace', { metadata: { name: namespace, labels: { 'fleet.cdk8s.io/protected': 'true' } } });
    new ServiceAccount(this, 'account', { metadata: { name: PLATFORM, namespace } });
    new ClusterRoleBinding(this, 'rights', {
      metadata: { name: `${namespace}-${PLATFORM}` },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: PLATFORM, namespace }],
    });
    new GitRepository(this, 'source', { metadata: { name: 'fleet', namespace }, spec: repository(environment.branch) });
    new Kustomization(this, 'environment', {
      metadata: { name: environment.name, namespace },
      spec: sync(PLATFORM, 'fleet', `${path}/${environment.name}`, { wait: false }),
    });
  }
}

/** A tenant in an environment on a cluster. */
class TenantChart extends Chart {
  constructor(scope: Construct, environment: Environment, cluster: Cluster, tenant: TenantData) {
    super(scope, `${cluster.name}-${environment.name}-${tenant.name}`);
    const { name } = tenant;
    const namespace = `${environment.name}-${name}`;

    const control = `${environment.name}-flux-system`;
    const path = `./dist/clusters/${cluster.name}/${environment.name}/tenants/${name}`;
    new Kustomization(this, 'access', {
      metadata: { name: `${name}-access`, namespace: control },
      spec: sync(PLATFORM, 'fleet', `${path}/access`, { deletionPolicy: 'Orphan' }),
    });
    new Kustomization(this, 'apps', {
      metadata: { name: `${name}-apps`, namespace: control },
      spec: sync(PLATFORM, 'fleet', `${path}/apps`, { wait: false, dependsOn: [{ name: `${name}-access` }] }),
    });

    this.addNamespace(namespace, environment, tenant);
    const labels = { 'toolkit.fluxcd.io/tenant': name };
    for (const account of ['default', name]) {
      new ServiceAccount(this, `account-${account}`, {
        metadata: { name: account, namespace, labels },
        automountServiceAccountToken: false,
      });
    }
    new Role(this, 'deployer', { metadata: { name: 'deployer', namespace, labels }, rules });
    new RoleBinding(this, 'deployer-binding', {
      metadata: { name: 'deployer', namespace, labels },
      roleRef: { apiGroup: RBAC, kind: 'Role', name: 'deployer' },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    });
    new RoleBinding(this, 'owners', {
      metadata: { name: 'owners', namespace, labels },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' },
      subjects: tenant.owners.map((owner) => ({ kind: 'Group', name: owner, apiGroup: RBAC })),
    });

    const limits = { name: 'tenant', namespace, labels };
    new ResourceQuota(this, 'quota', { metadata: limits, spec: { hard } });
    new LimitRange(this, 'limits', {
      metadata: limits,
      spec: {
        limits: [{ type: 'Container', default: { memory: '1Gi' }, defaultRequest: { cpu: '50m', memory: '128Mi' } }],
      },
    });
    for (const [policy, ingress] of Object.entries(network)) {
      new NetworkPolicy(this, policy, {
        metadata: { name: policy, namespace, labels },
        spec: { podSelector: {}, policyTypes: ['Ingress'], ...(ingress ? { ingress } : {}) },
      });
    }

    new GitRepository(this, 'source', {
      metadata: { name, namespace },
      spec: { interval: '1m', url: tenant.repository, ref: { branch: environment.name } },
    });
    for (const app of tenant.apps) this.addApp(tenant, namespace, app, cluster.config);
  }

  private addNamespace(name: string, environment: Environment, tenant: TenantData): void {
    new Namespace(this, 'namespace', {
      metadata: {
        name,
        annotations: {
          'fleet.cdk8s.io/allowed-hosts': '',
          'fleet.cdk8s.io/allowed-priority-classes': '',
          'fleet.cdk8s.io/allowed-sources': tenant.repository,
          'fleet.cdk8s.io/groups': tenant.owners.join(','),
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
          'toolkit.fluxcd.io/tenant': tenant.name,
        },
      },
    });
  }

  private addApp({ name }: TenantData, namespace: string, app: TenantData['apps'][number], config: SiteConfig): void {
    new Kustomization(this, `app-${app.name}`, {
      metadata: { name: app.name, namespace },
      spec: sync(name, name, `./${app.name}/${config.region}`, {
        targetNamespace: namespace,
        postBuild: { substitute: { ...config } },
        ...(app.dependsOn.length > 0 ? { dependsOn: app.dependsOn.map((dependency) => ({ name: dependency })) } : {}),
      }),
    });
  }
}

const fleet = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as PeerData;
const splitByCluster = process.argv[3] === 'app-per-cluster';

let app = new App();
for (const environment of fleet.environments) {
  for (const cluster of environment.clusters) {
    // A separate App per cluster saves cdk8s from visiting all charts for each of them.
    if (splitByCluster) app = new App();
    new ClusterChart(app, fleet, environment, cluster);
    for (const tenant of fleet.tenants) new TenantChart(app, environment, cluster, tenant);
    if (splitByCluster) app.synth();
  }
}
if (!splitByCluster) app.synth();
