import type { KubeClient } from './harness/kube-client';
import { serviceAccountUser } from './harness/kube-client';
import type { Impersonation } from './harness/kube-http';
import { at } from './harness/kube-object';
import { waitFor } from './harness/wait';
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
    it.each(doorRequests)('refuses: $what', async (request) => {
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

    it.each(ordinaryRequests)('lets pass: $what', async (request) => {
      expect(await answer(request)).toBeUndefined();
    });

    it('has tried enough', () => {
      expect(doorRequests.length).toBeGreaterThanOrEqual(60);
      expect(ordinaryRequests.length).toBeGreaterThanOrEqual(40);
      console.log(`doors tried: ${doorRequests.length}; ordinary objects: ${ordinaryRequests.length}`);
    });
  });

  describe('admission, with every right that RBAC can give in a namespace', () => {
    const doors = doorRequests.filter(({ policy }) => policy !== 'rights');
    const requests = [...fluxRequests, ...workloadRequests, ...fenceRequests, ...doors];

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
