import type { KubeClient } from './harness/kube-client';
import { at, conditionOf, textAt, type KubeObject } from './harness/kube-object';
import { listKustomizations, waitFor, waitForReady } from './harness/wait';
import { controllerRequests } from './tenancy/controllers';
import { doorRequests } from './tenancy/doors';
import { CLUSTER, CONTROL, filesOf, tenancyFleet } from './tenancy/fleet';
import { fluxRequests } from './tenancy/requests';
import { fenceRequests, workloadRequests } from './tenancy/workloads';
import {
  accountOf,
  bindTooMuch,
  contentOf,
  kustomizationsOf,
  RBAC,
  refusal,
  startWorld,
  TENANTS,
  withoutPolicy,
  type TenancyWorld,
} from './tenancy/world';

const ALLOW = 'fleet.cdk8s.io/allow-deletion';
const namespaceOf = (tenant: string) => ({ apiVersion: 'v1', kind: 'Namespace', name: `prod-${tenant}` });

describe("tenants' fences", () => {
  let world: TenancyWorld;
  let client: KubeClient;

  beforeAll(async () => {
    world = await startWorld();
    client = world.client;
  });

  afterAll(() => world?.stop());

  /** Commits, and waits until every tenant but the attacker has applied that commit. */
  const commit = async (name: string, repositories: Readonly<Record<string, readonly object[]>>) => {
    const revision = await world.loop.commit(name, contentOf(world.files, repositories));
    const others = TENANTS.filter((tenant) => repositories[tenant] === undefined).flatMap(kustomizationsOf);
    await waitForReady(client, others, { revision });
    return revision;
  };

  const app = async (tenant: string) => {
    const all = await listKustomizations(client);
    return all.find(({ metadata }) => metadata.namespace === `prod-${tenant}` && metadata.name === 'app');
  };

  /** What Flux says of a tenant's app that failed at a revision. */
  const failure = (tenant: string, revision: string) =>
    waitFor(`the app of ${tenant} to fail`, async (observe) => {
      const found = await app(tenant);
      const ready = found && conditionOf(found, 'Ready');
      observe(JSON.stringify(ready));
      const attempted = textAt(found, 'status', 'lastAttemptedRevision');
      return ready?.status === 'False' && attempted?.endsWith(revision) && (ready.message ?? '');
    });

  const metadata = { name: 'evil' };
  const rbac = 'rbac.authorization.k8s.io';
  const attacks: [string, KubeObject, RegExp][] = [
    [
      'an object outside namespaces',
      { apiVersion: RBAC, kind: 'ClusterRole', metadata, rules: [] },
      /cannot (get|patch) resource "clusterroles"/,
    ],
    [
      'a binding to cluster-admin',
      {
        ...{ apiVersion: RBAC, kind: 'RoleBinding', metadata, subjects: [] },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
      },
      /cannot (get|patch) resource "rolebindings"/,
    ],
    [
      'a quota of its own',
      { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'tenant' }, spec: { hard: { pods: '9999' } } },
      /cannot (get|patch) resource "resourcequotas"/,
    ],
    [
      'a network policy of its own',
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {}, ingress: [{}] } },
      /cannot (get|patch) resource "networkpolicies"/,
    ],
    [
      // Flux moves it to the target namespace, which makes the tenant's own namespace of it.
      'its namespace with another pod security',
      {
        ...{ apiVersion: 'v1', kind: 'Namespace' },
        metadata: { name: 'x', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      },
      /cannot (get|patch) resource "namespaces"/,
    ],
    [
      'a CRD that nobody granted',
      {
        ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
        ...crd('gadgets', 'Gadget'),
      },
      /cannot (get|patch) resource "customresourcedefinitions"/,
    ],
  ];

  it.each(attacks)(
    'an app with %s fails through Flux, and its neighbours stay Ready',
    async (what, object, message) => {
      const revision = await commit(what, { strict: [object] });
      expect(await failure('strict', revision)).toMatch(message);
      const evil = (await client.list(object.apiVersion, object.kind)).filter(
        ({ metadata: one }) => one.name === 'evil',
      );
      expect(evil).toEqual([]);
    },
  );

  it('an app that names the namespace of a neighbour stays in its own', async () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'stolen', namespace: 'prod-standard' } };
    const revision = await commit('another namespace', { strict: [object] });
    await waitForReady(client, kustomizationsOf('strict'), { revision });
    const found = (await client.list('v1', 'ConfigMap')).filter(({ metadata: { name } }) => name === 'stolen');
    expect(found.map((one) => one.metadata.namespace)).toEqual(['prod-strict']);
  });

  it('an app may have the CRD that was granted by name', async () => {
    const object = {
      ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
      ...crd('widgets', 'Widget'),
    };
    const revision = await commit('the granted CRD', { strict: [object] });
    await waitForReady(client, kustomizationsOf('strict'), { revision });
    expect((await client.get({ ...object, name: object.metadata.name })).kind).toBe('CustomResourceDefinition');

    await commit('no CRD', {});
    await waitFor('the CRD to be pruned', async () => {
      return (await client.find({ ...object, name: object.metadata.name })) === undefined;
    });
  });

  it('a tenant with every right in its namespace lifts no fence', async () => {
    await bindTooMuch(client);
    const tenant = client.as(accountOf('strict'));
    const own = { namespace: 'prod-strict' };
    const security = { 'pod-security.kubernetes.io/enforce': 'privileged' };
    expect(await refusal(tenant.patch(namespaceOf('strict'), { metadata: { labels: security } }))).toBe(
      'protected-namespaces',
    );
    expect(await refusal(tenant.patch(namespaceOf('strict'), { metadata: { labels: { team: 'x' } } }))).toBe(
      'protected-namespaces',
    );
    expect(
      await refusal(tenant.patch(namespaceOf('strict'), { metadata: { annotations: { team: 'x' } } })),
    ).toBeUndefined();
    expect(
      await refusal(tenant.patch(namespaceOf('strict'), { metadata: { annotations: { [ALLOW]: 'because' } } })),
    ).toBe('protected-namespaces');
    expect(await refusal(tenant.delete(namespaceOf('strict')))).toBe('protected-namespaces');
    for (const [apiVersion, kind, name] of [
      ['v1', 'ResourceQuota', 'tenant'],
      ['v1', 'LimitRange', 'tenant'],
      ['networking.k8s.io/v1', 'NetworkPolicy', 'default-deny'],
      [RBAC, 'Role', 'deployer'],
      [RBAC, 'RoleBinding', 'deployer'],
      ['v1', 'ServiceAccount', 'default'],
    ] as const) {
      expect([kind, await refusal(tenant.delete({ apiVersion, kind, name, ...own }))]).toEqual([kind, 'tenant-fences']);
    }
    // Without the policies, all of it would have passed: these rights are what `flux create tenant` gives.
    await withoutPolicy(client, 'tenant-fences', () =>
      waitFor('the quota to be deletable', async () => {
        const gone = await refusal(tenant.delete({ apiVersion: 'v1', kind: 'LimitRange', name: 'tenant', ...own }));
        return gone === undefined;
      }).then(() => undefined),
    );
    await client.request({
      method: 'PATCH',
      path: `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${CONTROL}/kustomizations/strict-access`,
      body: { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() } } },
      contentType: 'application/merge-patch+json',
    });
    await waitFor('Flux to bring it back', () =>
      client.find({ apiVersion: 'v1', kind: 'LimitRange', name: 'tenant', ...own }),
    );
  });

  it('nobody deletes a protected namespace by mistake, not even an administrator', async () => {
    const path = '/api/v1/namespaces/';
    const tryDeleting = (name: string) =>
      refusal(client.request({ method: 'DELETE', path: path + name, body: { dryRun: ['All'] } }));
    for (const name of ['prod-strict', 'prod-tight-jobs', CONTROL]) {
      expect([name, await tryDeleting(name)]).toEqual([name, 'protected-namespaces']);
    }
    const unprotect = { metadata: { labels: { 'fleet.cdk8s.io/protected': null } } };
    expect(await refusal(client.patch(namespaceOf('strict'), unprotect))).toBe('protected-namespaces');
    await withoutPolicy(client, 'protected-namespaces', () =>
      waitFor('a deletion to pass', async () => (await tryDeleting('prod-strict')) === undefined).then(() => undefined),
    );
    await waitFor('the policy to be back', async () => (await tryDeleting('prod-strict')) === 'protected-namespaces');
  });

  it('Flux does not prune a protected namespace until it is annotated', async () => {
    const files = filesOf(tenancyFleet([], { namespaces: [] }));
    const revision = await world.loop.commit('one namespace less', contentOf(files));
    const tight = { namespace: CONTROL, name: 'tight-access' };
    await waitFor('pruning to be refused', async () => {
      const found = (await listKustomizations(client)).find(
        ({ metadata: one }) => one.namespace === CONTROL && one.name === tight.name,
      );
      return /allow-deletion/.test(conditionOf(found!, 'Ready')?.message ?? '');
    });
    expect(await client.find(namespaceOf('tight-jobs'))).toBeDefined();
    await waitForReady(client, TENANTS.filter((one) => one !== 'tight').flatMap(kustomizationsOf), {
      revision,
    });
    await client.patch(namespaceOf('tight-jobs'), { metadata: { annotations: { [ALLOW]: 'no longer needed' } } });
    const next = await world.loop.commit('once more', contentOf(files));
    await waitForReady(client, [tight], { revision: next });
    await waitFor('the namespace to be gone', async () => (await client.find(namespaceOf('tight-jobs'))) === undefined);
  });

  it('a tenant that leaves the program takes its apps along, and leaves its namespace fenced', async () => {
    const files = filesOf(tenancyFleet(['relaxed'], { namespaces: [] }));
    await world.loop.commit('without a tenant', contentOf(files));
    await waitFor('the Kustomizations of the tenant to be gone', async () => {
      const left = (await listKustomizations(client)).map(({ metadata: one }) => `${one.namespace}/${one.name}`);
      return !left.some((name) => name.includes('relaxed'));
    });
    const own = { namespace: 'prod-relaxed' };
    expect(await client.find({ apiVersion: 'v1', kind: 'ConfigMap', name: 'app', ...own })).toBeUndefined();
    const fence = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'default-deny', ...own };
    expect(await client.find(fence)).toBeDefined();

    expect(await refusal(client.delete(namespaceOf('relaxed')))).toBe('protected-namespaces');
    await client.patch(namespaceOf('relaxed'), { metadata: { annotations: { [ALLOW]: 'the team is gone' } } });
    await client.delete(namespaceOf('relaxed'));
    await waitFor('the namespace to be gone', async () => (await client.find(namespaceOf('relaxed'))) === undefined);
    expect(at(await client.get(namespaceOf('strict')), 'status', 'phase')).toBe('Active');
  });

  it('answers every request as before when all tenants have left the program and their namespaces stay', async () => {
    const all = [...fluxRequests, ...workloadRequests, ...fenceRequests, ...doorRequests, ...controllerRequests];
    const bad = all.filter(({ tenant, policy }) => tenant !== 'relaxed' && policy !== undefined && policy !== 'rights');
    const answers = () =>
      Promise.all(
        bad.map(async ({ what, tenant, object }) => [
          what,
          await refusal(client.as(accountOf(tenant)).apply(object, { dryRun: true })),
        ]),
      );
    const before = await answers();
    expect(before).toEqual(bad.map(({ what, policy }) => [what, policy]));

    const files = filesOf(tenancyFleet(TENANTS));
    const written = Object.keys(files).filter((path) => path.startsWith(`dist/clusters/${CLUSTER}/policies/`));
    expect(written.map((path) => path.split('/').pop())).toEqual(['kustomization.yaml', 'protected-namespaces.yaml']);
    const revision = await world.loop.commit('without tenants', contentOf(files));
    await waitForReady(client, [{ namespace: 'flux-system', name: 'policies' }], { revision });
    await waitFor('the Kustomizations of all tenants to be gone', async () => {
      const left = await listKustomizations(client);
      return !left.some(({ metadata: one }) => TENANTS.some((tenant) => one.name.startsWith(`${tenant}-`)));
    });
    expect(await answers()).toEqual(before);
    expect(bad.length).toBeGreaterThan(200);
    console.log(`requests still refused in namespaces that tenants have left: ${bad.length}`);
  });
});

function crd(plural: string, kind: string) {
  return {
    metadata: { name: `${plural}.strict.example.com` },
    spec: {
      group: 'strict.example.com',
      ...{ scope: 'Namespaced', names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` } },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  };
}
