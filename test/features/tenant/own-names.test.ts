import { ApiObject } from 'cdk8s';
import { App, Cluster, Environment, HelmChart, Secret, Source, Tenant, TenantProps } from '../../../src';
import { git, newFleet, objectsIn, problemsOf } from '../../support/fleets';

type Props = TenantProps<Record<string, unknown>>;

function setUp(props: Partial<Props>) {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  const store = new Cluster(fleet, 'store-1', { managedBy: eu });
  new Environment(fleet, 'dev', { clusters: [eu, store] });
  const shop = new Tenant(fleet, 'shop', { source: git, ...props });
  new App(shop, 'web', { path: './web' });
  return { fleet, shop };
}

/** The repository of a team. */
function source(name: string): Source {
  return Source.git({ url: `https://git.example.com/${name}`, branch: 'main' });
}

/** Objects of a kind in a file. */
function ofKind(fleet: Parameters<typeof objectsIn>[0], file: string, kind: string) {
  return objectsIn(fleet, file).filter((one) => one.kind === kind);
}

const access = 'clusters/eu-1/dev/tenants/shop/access/access.yaml';

describe('a namespace of another name', () => {
  it('is the main one, with everything of the tenant in it, in folders named as ever', () => {
    const { fleet, shop } = setUp({
      namespace: ({ environment }) => `team-${environment.name}`,
      namespaces: ['jobs'],
      secrets: [
        Secret.external({ name: 'token', store: { kind: 'ClusterSecretStore', name: 'vault' }, extract: ['shop'] }),
      ],
    });
    new App(shop, 'code', {
      manifests: (into) =>
        void new ApiObject(into, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: {} }),
    });
    expect(ofKind(fleet, access, 'Namespace').map(({ metadata }) => (metadata as { name: string }).name)).toEqual([
      'team-dev',
      'dev-shop-jobs',
    ]);
    const [kustomization] = ofKind(fleet, 'clusters/eu-1/dev/tenants/shop/apps/apps.yaml', 'Kustomization');
    expect(kustomization).toMatchObject({
      metadata: { namespace: 'team-dev' },
      spec: { targetNamespace: 'team-dev', serviceAccountName: 'shop' },
    });
    const { tree } = fleet.synthesize();
    expect(tree.paths).toEqual(
      expect.arrayContaining([
        'clusters/eu-1/dev/tenants/shop/workloads/shop/code/code.yaml',
        'clusters/eu-1/dev/tenants/shop/secrets/kustomization.yaml',
      ]),
    );
    const listed = ofKind(fleet, 'clusters/eu-1/dev/tenants.yaml', 'Kustomization');
    expect(listed.map(({ metadata }) => (metadata as { name: string }).name)).toEqual(
      expect.arrayContaining(['team-dev.code', 'shop-secrets']),
    );
  });

  it.each([
    ['Team', /namespace "Team" is/],
    ['kube-system', /namespace "kube-system" cannot belong to a tenant/],
  ])('is refused as %s', (namespace, message) => {
    expect(problemsOf(setUp({ namespace }).fleet).join('\n')).toMatch(message);
  });

  it('is refused if another tenant has it', () => {
    const { fleet } = setUp({ namespace: 'dev-bar' });
    new Tenant(fleet, 'bar', {});
    expect(problemsOf(fleet).join('\n')).toMatch(/namespace "dev-bar" is that of tenant .+ too/);
  });

  it('is not shared by two tenants: both ways that the message names work', () => {
    const shared = (names: Readonly<Record<string, string>>) => {
      const fleet = newFleet();
      new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
      for (const [name, namespace] of Object.entries(names)) {
        new App(new Tenant(fleet, name, { namespace, source: source(name) }), 'web', { path: './web' });
      }
      return fleet;
    };
    expect(problemsOf(shared({ shop: 'team', kiosk: 'team' }))).toEqual([
      '[dev/eu-1/shop] namespace "team" is that of tenant dev/eu-1/kiosk too, and nothing within a namespace keeps tenants apart: give one of them another namespace, or make them one tenant with the owners of both, whose apps have a source each',
    ]);
    expect(problemsOf(shared({ shop: 'team', kiosk: 'kiosk' }))).toEqual([]);

    const fleet = newFleet();
    new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
    const team = new Tenant(fleet, 'team', { namespace: 'team', owners: ['shop-team', 'kiosk-team'] });
    for (const name of ['shop', 'kiosk']) new App(team, name, { path: './web', source: source(name) });
    expect(problemsOf(fleet)).toEqual([]);
    const made = objectsIn(fleet, 'clusters/eu-1/dev/tenants/team/apps/apps.yaml');
    expect(made.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'GitRepository team/kiosk-source',
      'Kustomization team/kiosk',
      'GitRepository team/shop-source',
      'Kustomization team/shop',
    ]);
    const [binding] = objectsIn(fleet, 'clusters/eu-1/dev/tenants/team/access/access.yaml').filter(
      ({ metadata }) => metadata.name === 'owners',
    );
    expect((binding as { subjects?: unknown }).subjects).toMatchObject([{ name: 'kiosk-team' }, { name: 'shop-team' }]);
  });
});

describe('an account of another name', () => {
  it('is what Flux acts as in all namespaces of the tenant', () => {
    const { fleet } = setUp({ account: 'flux' });
    expect(ofKind(fleet, access, 'ServiceAccount').map(({ metadata }) => (metadata as { name: string }).name)).toEqual([
      'default',
      'flux',
    ]);
    expect(ofKind(fleet, access, 'RoleBinding')[0]).toMatchObject({
      subjects: [{ kind: 'ServiceAccount', name: 'flux', namespace: 'dev-shop' }],
    });
    const [kustomization] = ofKind(fleet, 'clusters/eu-1/dev/tenants/shop/apps/apps.yaml', 'Kustomization');
    expect(kustomization).toMatchObject({ spec: { serviceAccountName: 'flux' } });
  });

  it('has the name of the namespace on a remote cluster', () => {
    const { fleet } = setUp({ account: 'flux' });
    const { tree } = fleet.synthesize();
    const remote = tree.paths.filter((path) => path.includes('remotes/store-1'));
    expect(remote.some((path) => tree.get(path)!.includes('serviceAccountName: dev-shop'))).toBe(true);
    expect(remote.some((path) => tree.get(path)!.includes('name: flux\n'))).toBe(false);
  });

  it.each([
    ['default', /account "default" is what pods act as that name no other, and has no rights: choose another name/],
    ['Flux', /account "Flux" is/],
  ])('is refused as %s', (account, message) => {
    expect(problemsOf(setUp({ account }).fleet).join('\n')).toMatch(message);
  });
});

describe('the kinds of a standard role', () => {
  const kinds = (props: Partial<Props>) => {
    const [role] = ofKind(setUp(props).fleet, access, 'Role');
    const rules = role!.rules as ReadonlyArray<{ resources: string[]; verbs: string[] }>;
    return rules.flatMap(({ resources, verbs }) => (verbs.includes('create') ? resources : []));
  };

  it('are listed one by one: those of Kubernetes for edit, those of Flux as well for admin', () => {
    expect(kinds({ deploys: 'edit' })).toEqual([
      ...['configmaps', 'persistentvolumeclaims', 'pods', 'replicationcontrollers'],
      ...['secrets', 'serviceaccounts', 'services'],
      ...['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
      ...['horizontalpodautoscalers', 'cronjobs', 'jobs', 'ingresses', 'poddisruptionbudgets'],
    ]);
    const admin = kinds({ deploys: 'admin' });
    expect(admin).toEqual(expect.arrayContaining(['deployments', 'helmreleases', 'ocirepositories', 'kustomizations']));
    expect(admin.filter((one) => /roles|rolebindings|endpoints|networkpolicies/.test(one))).toEqual([]);
  });

  it('hold NetworkPolicies where the tenant may write them', () => {
    expect(kinds({ deploys: 'edit', ownNetworkPolicies: true })).toContain('networkpolicies');
  });

  it('are refused for a role that is none', () => {
    const { fleet } = setUp({ deploys: 'cluster-admin' as 'admin' });
    expect(problemsOf(fleet).join('\n')).toMatch(/deploys is "cluster-admin": give one of edit, admin/);
  });
});

test('a chart of an app with a namespace and an account of its own is installed there', () => {
  const { fleet, shop } = setUp({ namespace: 'apps', account: 'team' });
  new App(shop, 'api', {
    chart: HelmChart.repository({ url: 'https://charts.example.com', chart: 'api', version: '1.0.0' }),
  });
  const [release] = ofKind(fleet, 'clusters/eu-1/dev/tenants/shop/workloads/shop/api/api.yaml', 'HelmRelease');
  expect(release).toMatchObject({ spec: { targetNamespace: 'apps', serviceAccountName: 'apps.helm' } });
});
