import { App, Cluster, Environment, Fleet, Source, Tenant, TenantTrack } from '../../../src';
import { git, Loose, newFleet, objectsIn, Parsed } from '../../support/fleets';

/** A tenant with two apps and a track, on a cluster that runs Flux and a remote one. */
function fleetWithTenant(): Fleet<Loose> {
  const fleet = newFleet();
  const manager = new Cluster(fleet, 'eu-1');
  const clusters = [manager, new Cluster(fleet, 'store-1', { managedBy: manager })];
  new Environment(fleet, 'dev', { clusters });
  const web = new Tenant(fleet, 'web', {
    source: git,
    owners: ['web-leads', 'all-leads', 'web-leads'],
    imagePullSecrets: ['pull'],
  });
  const api = new App(web, 'api', { path: './api', substitutions: { A: '1' } });
  new App(web, 'shop', { path: './shop', dependsOn: [api] });
  const source = Source.oci({ url: 'oci://registry.example.com/web', tag: '1.0', secretName: 'login' });
  new App(new TenantTrack(web, '1-0-x', { source }), 'shop', { path: './shop' });
  new TenantTrack(web, 'empty', { source });
  return fleet;
}

const local = 'clusters/eu-1/dev/tenants/web';
const remote = 'clusters/eu-1/remotes/store-1/dev/tenants/web';

function brief(objects: Parsed[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
}

test("on a cluster that runs Flux, all objects are in the tenant's namespaces", () => {
  const fleet = fleetWithTenant();
  const space = (namespace: string) => [
    `Namespace /${namespace}`,
    `ServiceAccount ${namespace}/default`,
    `ServiceAccount ${namespace}/web`,
    `Role ${namespace}/deployer`,
    `RoleBinding ${namespace}/deployer`,
    `RoleBinding ${namespace}/owners`,
  ];
  expect(brief(objectsIn(fleet, `${local}/access/access.yaml`))).toEqual(
    ['dev-web', 'dev-1-0-x-web', 'dev-empty-web'].flatMap(space),
  );
  expect(brief(objectsIn(fleet, `${local}/apps/apps.yaml`))).toEqual([
    ...['GitRepository dev-web/web', 'Kustomization dev-web/api', 'Kustomization dev-web/shop'],
    ...['OCIRepository dev-1-0-x-web/web', 'Kustomization dev-1-0-x-web/shop'],
  ]);
});

test('on a remote cluster, the accounts are in the control namespace, where Flux expects them', () => {
  const fleet = fleetWithTenant();
  expect(brief(objectsIn(fleet, `${remote}/access/access.yaml`)).slice(0, 6)).toEqual([
    'Namespace /dev-web',
    'ServiceAccount dev-web/default',
    'ServiceAccount store-1/dev-web',
    'Role dev-web/deployer',
    'RoleBinding dev-web/deployer',
    'RoleBinding dev-web/owners',
  ]);
  expect(brief(objectsIn(fleet, `${remote}/apps/apps.yaml`))).toEqual([
    ...['GitRepository store-1/dev-web', 'Kustomization store-1/dev-web.api', 'Kustomization store-1/dev-web.shop'],
    ...['OCIRepository store-1/dev-1-0-x-web', 'Kustomization store-1/dev-1-0-x-web.shop'],
  ]);
});

test("an app is applied from the tenant's source, into its namespace, as its account", () => {
  const fleet = fleetWithTenant();
  const common = { interval: '1h', retryInterval: '2m', timeout: '5m', prune: true, wait: true };
  const [, api, shop] = objectsIn(fleet, `${local}/apps/apps.yaml`);
  expect(api.spec).toEqual({
    ...common,
    path: './api',
    serviceAccountName: 'web',
    sourceRef: { kind: 'GitRepository', name: 'web' },
    targetNamespace: 'dev-web',
    postBuild: { substitute: { A: '1' } },
  });
  expect(shop.spec.dependsOn).toEqual([{ name: 'api' }]);

  const [source, , remoteShop, , oldShop] = objectsIn(fleet, `${remote}/apps/apps.yaml`);
  expect(source.spec).toEqual({ interval: '1m', url: git.spec.url, ref: { branch: 'main' } });
  expect(remoteShop.spec).toEqual({
    ...common,
    path: './shop',
    serviceAccountName: 'dev-web',
    sourceRef: { kind: 'GitRepository', name: 'dev-web' },
    targetNamespace: 'dev-web',
    dependsOn: [{ name: 'dev-web.api' }],
    kubeConfig: { secretRef: { name: 'store-1-kubeconfig' } },
  });
  expect(oldShop.spec).toMatchObject({
    serviceAccountName: 'dev-1-0-x-web',
    sourceRef: { kind: 'OCIRepository', name: 'dev-1-0-x-web' },
    targetNamespace: 'dev-1-0-x-web',
  });
});

test('the accounts and their bindings', () => {
  const [namespace, idle, account, , deployer, owners] = objectsIn(fleetWithTenant(), `${local}/access/access.yaml`);
  expect(namespace.metadata.labels).toMatchObject({ 'toolkit.fluxcd.io/tenant': 'web' });
  expect(idle).toMatchObject({ automountServiceAccountToken: false, imagePullSecrets: [{ name: 'pull' }] });
  expect(account).toMatchObject({ automountServiceAccountToken: false });
  expect(account).not.toHaveProperty('imagePullSecrets');
  expect(deployer).toMatchObject({
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'deployer' },
    subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'dev-web' }],
  });
  expect(owners).toMatchObject({ roleRef: { kind: 'ClusterRole', name: 'view' } });
  expect(owners.subjects).toEqual(
    ['all-leads', 'web-leads'].map((name) => ({ kind: 'Group', name, apiGroup: 'rbac.authorization.k8s.io' })),
  );
});

test("a tenant's role can neither change its guardrails nor escalate its permissions", () => {
  const objects = objectsIn(fleetWithTenant(), `${local}/access/access.yaml`);
  const roles = objects.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
  const granted = new Set<string>();
  const written = new Set<string>();
  for (const { apiGroups, resources, verbs } of roles.flatMap(({ rules }) => rules)) {
    for (const verb of verbs) granted.add(verb);
    for (const group of apiGroups) {
      for (const resource of resources) {
        if (verbs.some((verb: string) => !['get', 'list', 'watch'].includes(verb))) written.add(`${group}/${resource}`);
      }
    }
  }
  expect([...granted].sort()).toEqual(['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']);
  expect([...written].sort()).toEqual([
    ...['/configmaps', '/persistentvolumeclaims', '/services'],
    ...['apps/daemonsets', 'apps/deployments', 'apps/statefulsets', 'autoscaling/horizontalpodautoscalers'],
    ...['batch/cronjobs', 'batch/jobs', 'networking.k8s.io/ingresses', 'policy/poddisruptionbudgets'],
  ]);
  expect(objects.some(({ kind }) => kind === 'ClusterRoleBinding')).toBe(false);
});

test('apps depend on access, and access alone waits for health', () => {
  const fleet = fleetWithTenant();
  const list = (folder: string) =>
    objectsIn(fleet, `${folder}/tenants.yaml`).map(({ metadata, spec }) => [
      `${metadata.namespace}/${metadata.name}`,
      spec.wait,
      (spec.dependsOn ?? []).map(({ name }: { name: string }) => name).join(' '),
      spec.kubeConfig !== undefined,
    ]);
  expect(list('clusters/eu-1/dev')).toEqual([
    ['dev-flux-system/web-access', true, '', false],
    ['dev-flux-system/web-apps', false, 'web-access', false],
  ]);
  expect(list('clusters/eu-1/remotes/store-1/dev')).toEqual([
    ['store-1/dev-web-access', true, 'access', true],
    ['store-1/dev-web-apps', false, 'dev-web-access', false],
  ]);
});

test('a tenant without apps has its namespaces, and one without owners has no viewers', () => {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
  new Tenant(fleet, 'web', { source: git });
  const { tree } = fleet.synthesize();
  expect([tree.has(`${local}/access/access.yaml`), tree.has(`${local}/apps/apps.yaml`)]).toEqual([true, false]);
  expect(tree.paths.filter((path) => path.startsWith(`${local}/apps`))).toEqual([]);
  const access = objectsIn(fleet, `${local}/access/access.yaml`);
  expect(brief(access)).not.toContain('RoleBinding dev-web/owners');
  expect(access[1]).not.toHaveProperty('imagePullSecrets');
});
