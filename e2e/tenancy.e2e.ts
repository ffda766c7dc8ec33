import type { KubeClient } from './harness/kube-client';
import { serviceAccountUser } from './harness/kube-client';
import type { Impersonation } from './harness/kube-http';
import { at } from './harness/kube-object';
import { waitFor } from './harness/wait';
import { boundTooMuchRequests, controllerRequests, ordinaryControllerRequests } from './tenancy/controllers';
import { doorRequests, droppedRequest, ordinaryRequests } from './tenancy/doors';
import { groupsOf, PRESETS } from './tenancy/fleet';
import { fluxRequests, type Request } from './tenancy/requests';
import { ask, forbidden, forbiddenToAccounts, needed, people, type Question } from './tenancy/rights';
import { fenceRequests, workloadRequests } from './tenancy/workloads';
import {
  accountOf,
  ADMISSION,
  bindTooMuch,
  objectName,
  person,
  POLICIES,
  refusal,
  startWorld,
  withoutPolicy,
  type TenancyWorld,
} from './tenancy/world';

describe('tenants on a real API server', () => {
  let world: TenancyWorld;
  let client: KubeClient;
  let rightsAsked = 0;

  beforeAll(async () => {
    world = await startWorld();
    client = world.client;
  });

  afterAll(() => world?.stop());

  it('takes the policies without a warning of its type checker', async () => {
    const policies = await waitFor('the policies to be type-checked', async () => {
      const all = await client.list(ADMISSION, 'ValidatingAdmissionPolicy');
      return all.every(({ status }) => at(status, 'typeChecking') !== undefined) && all;
    });
    expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual(POLICIES.map(objectName).sort());
    const warnings = policies.flatMap(({ metadata, status }) =>
      ((at(status, 'typeChecking', 'expressionWarnings') ?? []) as object[]).map((one) => ({ [metadata.name]: one })),
    );
    expect(warnings).toEqual([]);
  });

  describe.each(PRESETS)('rights in a %s tenant', (preset) => {
    const here = `prod-${preset}`;
    const neighbour = PRESETS.find((one) => one !== preset)!;
    const groups = groupsOf(preset);
    const never = forbidden(here, `prod-${neighbour}`);

    /** What the authorizer says and should not. */
    const wrong = async (subject: Impersonation, granted: readonly Question[], denied: readonly Question[]) => {
      const asked = [...granted.map((one) => [one, true] as const), ...denied.map((one) => [one, false] as const)];
      expect(asked.length).toBeGreaterThanOrEqual(60);
      rightsAsked += asked.length;
      const found: string[] = [];
      for (const [{ words, ...attributes }, expected] of asked) {
        if ((await client.canI(subject, attributes)) !== expected) found.push(`${expected ? 'lacks' : 'has'} ${words}`);
      }
      return found;
    };

    it('the account that applies has what it needs, and nothing of what is forbidden', async () => {
      const denied = [...never, ...forbiddenToAccounts(here)];
      expect(await wrong(accountOf(preset), needed(here), denied)).toEqual([]);
    });

    it('the account of pods has nothing', async () => {
      const subject = serviceAccountUser(here, 'default');
      expect(await wrong(subject, [], [...never, ...forbiddenToAccounts(here), ...needed(here)])).toEqual([]);
    });

    it('the account of a neighbour has nothing', async () => {
      expect(await wrong(accountOf(neighbour), [], [...never.slice(0, 40), ...needed(here)])).toEqual([]);
    });

    it('owners look', async () => {
      const denied = [...never, ...people.operating(here), ...people.changing(here)];
      expect(await wrong(person(groups.owner), people.looking(here), denied)).toEqual([]);
    });

    it('operators look, restart and scale', async () => {
      const granted = [...people.looking(here), ...people.operating(here)];
      expect(await wrong(person(groups.operator), granted, [...never, ...people.changing(here)])).toEqual([]);
    });

    it('an emergency changes what is deployed, and no fence', async () => {
      const granted = [...people.looking(here), ...people.operating(here), ...people.changing(here), ...needed(here)];
      expect(await wrong(person(groups.emergency), granted, never)).toEqual([]);
    });
  });

  it('grants one object outside namespaces by its name', async () => {
    const crd = 'apiextensions.k8s.io/customresourcedefinitions';
    const may = async (words: string) => client.canI(accountOf('strict'), ask(words, 'prod-strict'));
    for (const verb of ['get', 'create', 'patch', 'delete']) {
      expect([verb, await may(`${verb} ${crd} - widgets.strict.example.com`)]).toEqual([verb, true]);
      expect([verb, await may(`${verb} ${crd} - gadgets.strict.example.com`)]).toEqual([verb, false]);
      expect([verb, await may(`${verb} ${crd} -`)]).toEqual([verb, false]);
    }
  });

  const answer = ({ tenant, object }: Request) => refusal(client.as(accountOf(tenant)).apply(object, { dryRun: true }));

  describe('doors, with the rights that are generated', () => {
    it.each([...doorRequests, ...controllerRequests])('refuses: $what', async (request) => {
      const found = await answer(request);
      if (request.policy === 'rights') expect(found).toMatch(/^.* is forbidden: User .* cannot (create|get|patch) /);
      else expect(found).toBe(request.policy);
    });

    it('takes no data source of another namespace while the feature is off', async () => {
      const { tenant, object } = droppedRequest;
      const made = await client.as(accountOf(tenant)).apply(object, { dryRun: true });
      expect(at(made.spec, 'accessModes')).toEqual(['ReadWriteOnce']);
      expect(at(made.spec, 'dataSourceRef')).toBeUndefined();
    });

    it.each([...ordinaryRequests, ...ordinaryControllerRequests])('lets pass: $what', async (request) => {
      expect(await answer(request)).toBeUndefined();
    });

    it('has tried enough', () => {
      expect(doorRequests.length).toBeGreaterThanOrEqual(60);
      expect(ordinaryRequests.length).toBeGreaterThanOrEqual(40);
      const doors = doorRequests.length + controllerRequests.length;
      const ordinary = ordinaryRequests.length + ordinaryControllerRequests.length;
      console.log(`doors tried: ${doors}; ordinary objects: ${ordinary}`);
    });
  });

  describe('admission, with every right that RBAC can give in a namespace', () => {
    const doors = doorRequests.filter(({ policy }) => policy !== 'rights');
    const requests = [...fluxRequests, ...workloadRequests, ...fenceRequests, ...doors, ...boundTooMuchRequests];

    beforeAll(() => bindTooMuch(client));

    it.each(requests.filter(({ policy }) => policy === undefined))('lets pass: $what', async (request) => {
      expect(await answer(request)).toBeUndefined();
    });

    it.each(requests.filter(({ policy }) => policy !== undefined))('refuses: $what', async (request) => {
      expect(await answer(request)).toBe(request.policy);
    });

    it('has judged enough', () => {
      const bad = (some: readonly Request[]) => some.filter(({ policy }) => policy !== undefined).length;
      const flux = { bad: bad(fluxRequests), good: fluxRequests.length - bad(fluxRequests) };
      expect(flux.bad).toBeGreaterThanOrEqual(30);
      expect(flux.good).toBeGreaterThanOrEqual(15);
      console.log(
        `rights asked ${rightsAsked}; Flux objects sent as a tenant: ${flux.bad} bad, ${flux.good} good; ` +
          `other objects: ${bad(requests) - flux.bad} bad, ${requests.length - bad(requests) - flux.good} good`,
      );
    });

    it.each(POLICIES.filter((name) => name !== 'protected-namespaces'))(
      'would let it pass without %s',
      async (name) => {
        const bad = requests.filter(({ policy }) => policy === name);
        expect(bad.length).toBeGreaterThan(0);
        await withoutPolicy(client, name, async () => {
          const passed = async () => (await Promise.all(bad.map(answer))).filter((one) => one === undefined);
          await waitFor(`something to pass without ${name}`, async () => (await passed()).length > 0);
        });
        await waitFor(`${name} to be back`, async () =>
          (await Promise.all(bad.map(answer))).every((one) => one === name),
        );
      },
    );

    describe('requests that are no objects of a repository', () => {
      const own = { namespace: 'prod-strict' };
      const image = 'registry.example.com/tight/web:1';
      const [status, finding] = [{ loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } }, { artifact: null }];
      const paths = {
        service: '/api/v1/namespaces/prod-standard/services/sent/status',
        repository: '/apis/source.toolkit.fluxcd.io/v1/namespaces/prod-strict/gitrepositories/strict/status',
        ephemeral: '/api/v1/namespaces/prod-tight/pods/sent/ephemeralcontainers',
      };
      const merge = 'application/merge-patch+json';
      const asked = (tenant: string, method: 'DELETE' | 'PATCH' | 'POST' | 'PUT', path: string, body: object) =>
        refusal(
          client.as(accountOf(tenant)).request({
            ...{ method, path: `${path}?dryRun=All`, body },
            ...(method === 'PATCH' ? { contentType: merge } : {}),
          }),
        );

      beforeAll(async () => {
        await client.create({
          ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'sent', namespace: 'prod-standard' } },
          spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
        });
        await client.create({
          ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'sent', namespace: 'prod-tight' } },
          spec: { containers: [{ name: 'web', image }] },
        });
        const labels = { 'toolkit.fluxcd.io/tenant': 'strict' };
        await client.create({
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'shipper', ...own, labels },
        });
      });

      it.each([
        ['the address of a load balancer', 'standard', 'PATCH', paths.service, { status }, 'tenant-fences'],
        ['the artifact of a source', 'strict', 'PATCH', paths.repository, { status: finding }, 'tenant-fences'],
        [
          'a node for a pod',
          ...(['strict', 'POST', '/api/v1/namespaces/prod-strict/pods/sent/binding'] as const),
          { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'sent' }, target: { kind: 'Node', name: 'other' } },
          'tenant-fences',
        ],
        ['all accounts', 'strict', 'DELETE', '/api/v1/namespaces/prod-strict/serviceaccounts', {}, 'tenant-fences'],
        [
          'an account of its own that the platform made',
          ...(['strict', 'DELETE', '/api/v1/namespaces/prod-strict/serviceaccounts/shipper', {}] as const),
          'tenant-fences',
        ],
        [
          'all network policies, where some are its own',
          ...(['tight', 'DELETE', '/apis/networking.k8s.io/v1/namespaces/prod-tight/networkpolicies', {}] as const),
          'tenant-fences',
        ],
        [
          'an ephemeral container of another registry',
          ...(['tight', 'PATCH', paths.ephemeral] as const),
          { spec: { ephemeralContainers: [{ name: 'x', image: 'docker.io/library/evil' }] } },
          'tenant-pods',
        ],
        [
          'its namespace in the selection of others',
          ...(['strict', 'PATCH', '/api/v1/namespaces/prod-strict'] as const),
          { metadata: { labels: { 'shared-gateway-access': 'true' } } },
          'protected-namespaces',
        ],
        [
          'access to all devices',
          ...(['strict', 'PATCH', '/api/v1/namespaces/prod-strict'] as const),
          { metadata: { labels: { 'resource.kubernetes.io/admin-access': 'true' } } },
          'protected-namespaces',
        ],
        [
          'its namespace in the selection of others, beside its status',
          ...(['strict', 'PATCH', '/api/v1/namespaces/prod-strict/status'] as const),
          { metadata: { labels: { 'shared-gateway-access': 'true' } } },
          'protected-namespaces',
        ],
        [
          'its namespace without labels, beside its finalizers',
          ...(['strict', 'PUT', '/api/v1/namespaces/prod-strict/finalize'] as const),
          { ...{ apiVersion: 'v1', kind: 'Namespace' }, metadata: { name: 'prod-strict' }, spec: { finalizers: [] } },
          'protected-namespaces',
        ],
        [
          'other nodes for its pods',
          ...(['strict', 'PATCH', '/api/v1/namespaces/prod-strict'] as const),
          { metadata: { annotations: { 'scheduler.alpha.kubernetes.io/tolerationsWhitelist': '[]' } } },
          'protected-namespaces',
        ],
      ] as const)('refuses: %s', async (_what, tenant, method, path, body, policy) => {
        expect(await asked(tenant, method, path, body)).toBe(policy);
      });

      it.each([
        [
          'a note on its namespace',
          'strict',
          '/api/v1/namespaces/prod-strict',
          { metadata: { annotations: { a: 'b' } } },
        ],
        [
          'an ephemeral container of its registry',
          ...(['tight', paths.ephemeral, { spec: { ephemeralContainers: [{ name: 'x', image }] } }] as const),
        ],
      ] as const)('lets pass: %s', async (_what, tenant, path, body) => {
        expect(await asked(tenant, 'PATCH', path, body)).toBeUndefined();
      });

      it('lets controllers write what they found', async () => {
        const controller = serviceAccountUser('ingress', 'controller');
        await client.apply({
          ...{
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'ClusterRoleBinding',
            metadata: { name: 'controller' },
          },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
          subjects: [{ kind: 'ServiceAccount', name: 'controller', namespace: 'ingress' }],
        });
        // The API server learns of the binding a moment later.
        await waitFor('the rights of the controller', async (observe) => {
          const refused = await refusal(
            client
              .as(controller)
              .request({ method: 'PATCH', path: paths.service, body: { status }, contentType: merge }),
          );
          observe(refused ?? 'written');
          if (refused !== undefined && !refused.includes(' cannot patch ')) throw new Error(refused);
          return refused === undefined;
        });
        const labels = { metadata: { labels: { 'example.com/seen': 'yes' } } };
        const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'prod-strict' };
        expect(await refusal(client.as(controller).patch(namespace, labels))).toBeUndefined();
      });
    });

    it('lets an Ingress from before the policies get and lose finalizers, with a path that is now refused', async () => {
      const tenant = client.as(accountOf('guest'));
      const { object } = controllerRequests.find(({ what }) => what === 'Ingress whose path has a blank')!;
      const sent = { apiVersion: object.apiVersion, kind: object.kind, name: 'sent', namespace: 'prod-guest' };
      await withoutPolicy(client, 'tenant-exposure', () =>
        waitFor('it to be made', async () => (await refusal(tenant.create(object))) === undefined).then(
          () => undefined,
        ),
      );
      await waitFor('the policy to be back', async (observe) => {
        const answer = await refusal(tenant.patch(sent, { spec: { ingressClassName: `c${Date.now()}` } }));
        observe(String(answer));
        return answer === 'tenant-exposure';
      });
      for (const finalizers of [['example.com/held'], []]) {
        expect(await refusal(tenant.patch(sent, { metadata: { finalizers } }))).toBeUndefined();
      }
      await tenant.delete(sent);
      await waitFor('it to be gone', async () => (await client.find(sent)) === undefined);
    });

    it('judges updates as it judges what is new, and lets controllers take their finalizers away', async () => {
      const tenant = client.as(accountOf('strict'));
      const { object } = fluxRequests.find(({ what }) => what === 'Kustomization')!;
      const { apiVersion, kind } = object;
      const sent = { apiVersion, kind, name: 'sent', namespace: 'prod-strict' };
      await tenant.create({ ...object, spec: { ...object.spec, suspend: true } });
      expect(await refusal(tenant.patch(sent, { spec: { targetNamespace: 'flux-system' } }))).toBe(
        'tenant-reconcilers',
      );
      expect(await refusal(tenant.patch(sent, { metadata: { annotations: { note: 'mine' } } }))).toBeUndefined();

      // As if it had been there before the policies: it may go, but not change.
      await withoutPolicy(client, 'tenant-reconcilers', () =>
        waitFor('the account to be taken away', async () => {
          await tenant.patch(sent, { spec: { serviceAccountName: null } });
          return true;
        }).then(() => undefined),
      );
      await waitFor('the policy to be back', async (observe) => {
        const answer = await refusal(tenant.patch(sent, { spec: { path: `./${Date.now()}` } }));
        observe(String(answer));
        return answer === 'tenant-reconcilers';
      });
      await tenant.patch(sent, { metadata: { finalizers: ['example.com/held'] } });
      await tenant.delete(sent);
      expect(await refusal(tenant.patch(sent, { spec: { serviceAccountName: null, path: './evil' } }))).toBe(
        'tenant-reconcilers',
      );
      expect(await refusal(tenant.patch(sent, { metadata: { finalizers: [] } }))).toBeUndefined();
      await waitFor('it to be gone', async () => (await client.find(sent)) === undefined);
    });
  });
});
