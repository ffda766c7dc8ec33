import { App, Cluster, ClusterGrant, Environment, Tenant } from '../../../src';
import { newFleet, objectsIn, Parsed } from '../../support/fleets';
import { accessOf, addTenant, fleetWith, find } from './support';

const APPLY = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const READ = ['get', 'list', 'watch'];

// With policies, as some kinds are granted to no tenant without them.
const rulesOf = (props: Parsed) =>
  find(accessOf(fleetWith({ web: props }, { policies: 'admission' })), 'Role', 'deployer').rules;

test('what tenants deploy that say nothing', () => {
  expect(rulesOf({})).toEqual([
    { apiGroups: [''], resources: ['configmaps', 'persistentvolumeclaims', 'services'], verbs: APPLY },
    { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'statefulsets'], verbs: APPLY },
    { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: APPLY },
    { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: APPLY },
    { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: APPLY },
    { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: APPLY },
    { apiGroups: [''], resources: ['pods'], verbs: READ },
    { apiGroups: ['apps'], resources: ['replicasets'], verbs: READ },
  ]);
});

test('the role holds what is declared, and what its health needs', () => {
  const certificate = { group: 'cert-manager.io', kind: 'Certificate', resource: 'certificates' };
  expect(rulesOf({ deploys: ['Service', certificate, 'Service'] })).toEqual([
    { apiGroups: [''], resources: ['services'], verbs: APPLY },
    { apiGroups: ['cert-manager.io'], resources: ['certificates'], verbs: APPLY },
  ]);
  expect(rulesOf({ deploys: ['batch/Job', 'Pod'] })).toEqual([
    { apiGroups: [''], resources: ['pods'], verbs: APPLY },
    { apiGroups: ['batch'], resources: ['jobs'], verbs: APPLY },
  ]);
  const own = { deploys: ['networking.k8s.io/NetworkPolicy'], ownNetworkPolicies: true };
  expect(rulesOf(own)).toEqual([{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: APPLY }]);
});

test('people look, operate, and act in an emergency, each group by its own binding', () => {
  const breakGlass = { groups: ['oncall'], expires: '2999-12-31', reason: 'migration' };
  const objects = accessOf(fleetWith({ web: { owners: ['a'], viewers: ['b'], operators: ['c'], breakGlass } }));
  const bound = (name: string) => {
    const { roleRef, subjects } = find(objects, 'RoleBinding', name);
    return [roleRef.name, ...subjects.map((subject: Parsed) => subject.name)];
  };
  expect(bound('owners')).toEqual(['view', 'a']);
  expect(bound('viewers')).toEqual(['view', 'b', 'c', 'oncall']);
  expect(bound('operators')).toEqual(['operators', 'c']);
  expect(bound('break-glass')).toEqual(['break-glass', 'oncall']);
  expect(find(objects, 'Role', 'operators').rules).toEqual([
    { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
    { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
    {
      apiGroups: ['apps'],
      resources: ['deployments/scale', 'replicasets/scale', 'statefulsets/scale'],
      verbs: ['get', 'patch', 'update'],
    },
  ]);
  for (const kind of ['Role', 'RoleBinding']) {
    expect(find(objects, kind, 'break-glass').metadata.annotations).toEqual({
      'fleet.cdk8s.io/expires': '2999-12-31',
      'fleet.cdk8s.io/reason': 'migration',
    });
  }
});

test('the last day of an emergency still counts', () => {
  jest.useFakeTimers({ now: new Date('2030-06-15T23:59:59Z') });
  try {
    const web = (expires: string) => fleetWith({ web: { breakGlass: { groups: ['a'], expires, reason: 'x' } } });
    expect(web('2030-06-15').problems.problems).toEqual([]);
    expect(web('2030-06-14').problems.problems).toHaveLength(1);
  } finally {
    jest.useRealTimers();
  }
});

test('further namespaces have accounts, rights and sources of their own, and apps go where they say', () => {
  const fleet = fleetWith({ web: { namespaces: ['jobs', 'db'] } });
  const web = fleet.node.children.find((child): child is Tenant<object> => child instanceof Tenant)!;
  new App(web, 'night', { path: './night', namespace: 'jobs' });
  const names = accessOf(fleet).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
  for (const namespace of ['prod-web', 'prod-web-db', 'prod-web-jobs']) {
    expect(names).toEqual(
      expect.arrayContaining([
        `Namespace /${namespace}`,
        ...['default', 'web'].map((name) => `ServiceAccount ${namespace}/${name}`),
        ...['Role', 'RoleBinding'].map((kind) => `${kind} ${namespace}/deployer`),
      ]),
    );
  }
  const apps = objectsIn(fleet, 'clusters/eu-1/prod/tenants/web/apps/apps.yaml');
  expect(
    apps.map(({ kind, metadata, spec }: Parsed) => [kind, metadata.namespace, metadata.name, spec.targetNamespace]),
  ).toEqual([
    ['GitRepository', 'prod-web', 'web', undefined],
    ['Kustomization', 'prod-web', 'shop', 'prod-web'],
    ['GitRepository', 'prod-web-jobs', 'web', undefined],
    ['Kustomization', 'prod-web-jobs', 'night', 'prod-web-jobs'],
  ]);
});

describe('a grant', () => {
  const kind = {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    resource: 'customresourcedefinitions',
  };
  const fleet = newFleet({ policies: 'none' });
  const manager = new Cluster(fleet, 'eu-1');
  const remote = new Cluster(fleet, 'edge', { managedBy: manager });
  new Environment(fleet, 'prod', { clusters: [manager, remote] });
  const tenant = addTenant(fleet, 'web');
  addTenant(fleet, 'other');
  new ClusterGrant(fleet, 'crds', { tenant, kind, names: ['b.example.com', 'a.example.com'], reason: 'own kinds' });

  test('is a unit of the platform, apart from the tenant', () => {
    const paths = fleet.synthesize().tree.paths.filter((path) => path.includes('/grants/'));
    expect(paths).toEqual([
      'clusters/eu-1/prod/grants/web/grants.yaml',
      'clusters/eu-1/prod/grants/web/kustomization.yaml',
      'clusters/eu-1/remotes/edge/prod/grants/web/grants.yaml',
      'clusters/eu-1/remotes/edge/prod/grants/web/kustomization.yaml',
    ]);
    const list = objectsIn(fleet, 'clusters/eu-1/prod/tenants.yaml');
    expect(find(list, 'Kustomization', 'web-grants').spec).toMatchObject({
      path: './dist/clusters/eu-1/prod/grants/web',
      prune: true,
      serviceAccountName: 'kustomize-controller',
    });
    expect(find(list, 'Kustomization', 'web-apps').spec.dependsOn).toEqual([
      { name: 'web-access' },
      { name: 'web-grants' },
    ]);
    expect(find(list, 'Kustomization', 'other-apps').spec.dependsOn).toEqual([{ name: 'other-access' }]);
  });

  test.each([
    ['clusters/eu-1/prod', { name: 'web', namespace: 'prod-web' }],
    ['clusters/eu-1/remotes/edge/prod', { name: 'prod-web', namespace: 'edge' }],
  ])('in %s names its objects one by one', (folder, account) => {
    const [role, binding] = objectsIn(fleet, `${folder}/grants/web/grants.yaml`);
    const labels = { 'toolkit.fluxcd.io/tenant': 'web' };
    const annotations = { 'fleet.cdk8s.io/reason': 'own kinds' };
    expect(role).toEqual({
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' },
      metadata: { name: 'prod-web-crds', labels, annotations },
      rules: [
        {
          ...{ apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'] },
          ...{
            resourceNames: ['a.example.com', 'b.example.com'],
            verbs: ['get', 'create', 'update', 'patch', 'delete'],
          },
        },
      ],
    });
    expect(binding).toMatchObject({
      ...{ kind: 'ClusterRoleBinding', metadata: { name: 'prod-web-crds' } },
      roleRef: { kind: 'ClusterRole', name: 'prod-web-crds' },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    });
  });
});

test('on a remote cluster nothing acts as a tenant before its account and rights are there', () => {
  const fleet = newFleet();
  const manager = new Cluster(fleet, 'eu-1');
  new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'edge', { managedBy: manager })] });
  addTenant(fleet, 'web');
  const list = objectsIn(fleet, 'clusters/eu-1/remotes/edge/prod/tenants.yaml');
  const apps = find(list, 'Kustomization', 'prod-web-apps').spec;
  const access = find(list, 'Kustomization', 'prod-web-access').spec;
  expect(apps.dependsOn).toEqual([{ name: 'prod-web-access' }]);
  expect(apps.kubeConfig).toBeUndefined();
  expect(access).toMatchObject({ wait: true, dependsOn: [{ name: 'access' }], kubeConfig: { secretRef: {} } });
  const folder = 'clusters/eu-1/remotes/edge/prod/tenants/web';
  const [, shop] = objectsIn(fleet, `${folder}/apps/apps.yaml`);
  const account = { name: shop.spec.serviceAccountName, namespace: shop.metadata.namespace };
  const there = objectsIn(fleet, `${folder}/access/access.yaml`);
  expect(find(there, 'ServiceAccount', account.name).metadata.namespace).toBe(account.namespace);
  expect(find(there, 'RoleBinding', 'deployer').subjects).toEqual([{ kind: 'ServiceAccount', ...account }]);
});

test('the manager of a remote cluster has the accounts too, without rights, and keeps them', () => {
  const fleet = newFleet();
  const manager = new Cluster(fleet, 'eu-1');
  new Environment(fleet, 'prod', { clusters: [manager, new Cluster(fleet, 'edge', { managedBy: manager })] });
  addTenant(fleet, 'web');
  expect(objectsIn(fleet, 'clusters/eu-1/remotes/edge/prod/tenants/web/accounts.yaml')).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'prod-web',
        namespace: 'edge',
        labels: { 'toolkit.fluxcd.io/tenant': 'web' },
        annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
      },
      automountServiceAccountToken: false,
    },
  ]);
});

test('a drained remote cluster keeps the fences of what stays on it', () => {
  const fleet = newFleet();
  const managedBy = new Cluster(fleet, 'eu-1');
  new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'edge', { managedBy, drained: true })] });
  addTenant(fleet, 'web');
  const list = objectsIn(fleet, 'clusters/eu-1/remotes/edge.yaml');
  const units = list.filter(({ kind }) => kind === 'Kustomization');
  expect(units.map(({ metadata, spec }) => [metadata.name, spec.deletionPolicy])).toEqual([
    ['access', 'Orphan'],
    ['policies', 'Orphan'],
  ]);
});

test('what a tenant leaves behind stays fenced: its access is not pruned when it leaves the program', () => {
  const list = objectsIn(fleetWith({ web: {} }), 'clusters/eu-1/prod/tenants.yaml');
  expect(find(list, 'Kustomization', 'web-access').spec).toMatchObject({ prune: true, deletionPolicy: 'Orphan' });
  expect(find(list, 'Kustomization', 'web-apps').spec.deletionPolicy).toBeUndefined();
});
