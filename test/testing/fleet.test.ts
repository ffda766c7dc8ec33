import { ApiObject } from 'cdk8s';
import { App, Placement, Removal, Tenant } from '../../src';
import { Invariant, Match, Testing, TestingError } from '../../src/testing-entry';
import { git, Loose } from '../support/fleets';
import { shopFleet } from './fixture';

/** The message of an expectation that does not hold. */
function failure(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    expect(error).toBeInstanceOf(TestingError);
    return (error as Error).message;
  }
  throw new Error('the expectation holds');
}

const unknownKind = (all: ReturnType<typeof shopFleet>) => {
  new App(
    new Tenant<Loose>(all, 'bank', {
      source: git,
      deploys: [{ group: 'a.example', kind: 'Shop', resource: 'shops' }],
    }),
    'own',
    {
      placement: Placement.environment('staging'),
      manifests: (chart) => {
        new ApiObject(chart, 'one', { apiVersion: 'a.example/v1', kind: 'Shop', metadata: { name: 'one' } });
      },
    },
  );
};

describe('warnings and problems', () => {
  test('a fleet without warnings and problems', () => {
    const testing = Testing.of(shopFleet());
    testing.hasNoWarnings();
    expect(failure(() => testing.hasWarning({ id: 'unknown-kind' }))).toBe(
      '[acme] no warning fits { id: "unknown-kind" }: mend the program or the pattern, there is none',
    );
    expect(failure(() => testing.hasProblem({ message: /host/ }))).toBe(
      '[acme] no problem fits { message: text that matches /host/ }: mend the program or the pattern, there is none',
    );
  });

  test('a warning is found by its parts, or the nearest ones are told', () => {
    const fleet = shopFleet(unknownKind);
    const testing = Testing.of(fleet);
    testing.hasWarning({ id: 'unknown-kind', at: 'staging/eu-1/bank/own', message: /Shop/ });
    testing.hasNoWarnings({ id: 'deprecated' });
    expect(failure(() => testing.hasNoWarnings())).toMatch(
      /^\[acme\] there is 1 warning: mend it, or acknowledge it with a reason\n {2}unknown-kind: \[staging\/eu-1\/bank\/own\] /,
    );
    expect(failure(() => testing.hasWarning({ id: 'unknown-kind', at: 'prod/eu-1' }))).toMatch(
      /the nearest of 1:\n {2}unknown-kind \[staging\/eu-1\/bank\/own\] .*:\n {4}at is "staging\/eu-1\/bank\/own", wanted "prod\/eu-1"$/,
    );
    // The way that the message names.
    const acknowledged = shopFleet((all) => {
      unknownKind(all);
      all.acknowledgeWarning('unknown-kind', 'Shop has no published schema');
    });
    Testing.of(acknowledged).hasNoWarnings();
  });

  test('a problem is found by its parts, and all else tells the problems', () => {
    const testing = Testing.of(
      shopFleet((all) => {
        new App(new Tenant<Loose>(all, 'bank', { source: git }), 'web', { path: '/web' });
      }),
    );
    testing.hasProblem({
      at: Match.where('at bank', (at) => String(at).includes('bank/web')),
      message: /not relative/,
    });
    for (const expectation of [
      () => testing.hasNoObject('Ingress'),
      () => testing.target('prod/eu-1'),
      () => testing.hasNoWarnings(),
      () => testing.holds(Invariant.noSharedHosts()),
    ]) {
      expect(failure(expectation)).toMatch(
        /^\[acme\] the fleet has problems: mend them, or expect them with hasProblem; \d+ problems?, nothing was written:\n {2}\[prod\/edge\/bank\/web, prod\/eu-1\/bank\/web and 2 more\] path "\/web"/,
      );
    }
  });

  test('an error of the program itself comes through', () => {
    const fleet = shopFleet();
    const broken = Object.assign(Object.create(fleet) as typeof fleet, {});
    Object.defineProperty(broken, 'node', {
      get: () => {
        throw new RangeError('from the program');
      },
    });
    expect(() => Testing.of(broken).hasNoWarnings()).toThrow(new RangeError('from the program'));
  });
});

/** A tenant and an object of it. */
type Owned = readonly [tenant: string, object: object];

describe('invariants', () => {
  test('apps of one environment are in another', () => {
    const testing = Testing.of(shopFleet());
    testing.holds(Invariant.appsAlsoIn({ from: 'staging', to: 'prod' }));
    expect(failure(() => testing.holds(Invariant.appsAlsoIn({ from: 'prod', to: 'staging' })))).toBe(
      [
        '[acme] 1 invariant does not hold: mend what is named',
        '  every app of prod is in staging too:',
        ...['edge', 'eu-1', 'us-1'].map(
          (cluster) =>
            `    [prod/${cluster}/shop/till] app shop/till is not in staging: select staging with its placement as well`,
        ),
      ].join('\n'),
    );
  });

  /** A fleet in which tenants have objects of these kinds. */
  const withObjects = (...objects: readonly Owned[]) =>
    shopFleet((all) => {
      const tenants = new Map<string, Tenant<Loose>>();
      objects.forEach(([name, object], index) => {
        const deploys = ['gateway.networking.k8s.io/HTTPRoute', 'networking.k8s.io/Ingress'] as const;
        const open = { hosts: 'any', gateways: 'any', ingressClasses: 'any', deploys } as const;
        const tenant = tenants.get(name) ?? new Tenant<Loose>(all, name, { source: git, ...open });
        tenants.set(name, tenant);
        new App(tenant, `app-${index}`, {
          placement: Placement.environment('staging'),
          manifests: (chart) => {
            new ApiObject(chart, 'one', { metadata: { name: `one-${index}` }, ...object } as never);
          },
        });
      });
    });
  const ingress = (host: string) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host,
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
          },
        },
      ],
    },
  });
  const route = (...hostnames: readonly string[]) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    spec: { hostnames, rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
  });

  test('no two tenants share a host', () => {
    const holds = (...objects: readonly Owned[]) =>
      Testing.of(withObjects(...objects)).holds(Invariant.noSharedHosts());
    holds(['bank', ingress('a.example.com')], ['bank', ingress('a.example.com')], ['mill', ingress('b.example.com')]);
    expect(failure(() => holds(['bank', ingress('a.example.com')], ['mill', route('a.example.com')]))).toBe(
      [
        '[acme] 1 invariant does not hold: mend what is named',
        '  no two tenants share a host:',
        "    [staging/eu-1/bank/app-0] host a.example.com of tenant bank is mill's too (staging/eu-1/mill/app-1): give each tenant hosts of its own",
      ].join('\n'),
    );
  });

  test('a wildcard shares what it covers, and a tenant owns the hosts of its isolation', () => {
    const message = failure(() =>
      Testing.of(
        withObjects(
          ['bank', route('*.example.org')],
          ['mill', ingress('a.b.example.org')],
          ['mill', ingress('staging.shop.example.com')],
        ),
      ).holds(Invariant.noSharedHosts()),
    );
    expect(message.split('\n').slice(2)).toEqual([
      "    [staging/eu-1/mill/app-1] host a.b.example.org of tenant mill is bank's too (staging/eu-1/bank/app-0, as part of *.example.org): give each tenant hosts of its own",
      "    [staging/eu-1/mill/app-2] host staging.shop.example.com of tenant mill is shop's too (staging/eu-1/shop): give each tenant hosts of its own",
    ]);
  });

  test('own ones see apps and objects', () => {
    const small = Invariant.of('a Deployment has one replica', ({ name, apps, objects }) => {
      expect([name, apps.length, objects().length > 50]).toEqual(['acme', 7, true]);
      expect(apps[0]).toEqual({
        ...{ at: 'prod/edge/shop/till', environment: 'prod', cluster: 'edge', tenant: 'shop', app: 'till' },
        namespace: 'prod-shop',
      });
      return objects('Deployment')
        .filter(({ object }) => (object.spec as { replicas: number }).replicas > 1)
        .map(({ at }) => ({ at, message: 'too large: make it small' }));
    });
    const named = Invariant.everyObject('a Deployment has an owner', 'Deployment', {
      metadata: { labels: { owner: Match.anything() } },
    });
    expect(failure(() => Testing.of(shopFleet()).holds(small, named))).toBe(
      [
        '[acme] 2 invariants do not hold: mend what is named',
        '  a Deployment has one replica:',
        ...['edge', 'eu-1', 'us-1'].map((cluster) => `    [prod/${cluster}/shop/web] too large: make it small`),
        '  a Deployment has an owner:',
        ...['prod/edge', 'prod/eu-1', 'prod/us-1', 'staging/eu-1'].map(
          (at) => `    [${at}/shop/web] metadata.labels of Deployment web does not fit: give { owner: anything }`,
        ),
      ].join('\n'),
    );
    expect(small.name).toBe('a Deployment has one replica');
    Testing.of(shopFleet()).holds(Invariant.everyObject('there are no Ingresses', 'Ingress', { never: 1 }));
  });
});

describe('plans', () => {
  test('no change', () => {
    const plan = Testing.of(shopFleet()).planFrom(shopFleet());
    expect([plan.text.split('\n')[0], plan.passed, plan.findings]).toEqual(['No change on 3 clusters.', true, []]);
  });

  test('a change has one text, whatever the day', () => {
    const changed = Testing.of(shopFleet(() => {}, { replicas: 5 }));
    const plan = changed.planFrom(shopFleet());
    expect(plan.text).toMatchSnapshot();
    expect(plan.text).toBe(changed.planFrom(shopFleet(), { today: '2999-01-01' }).text);
    expect([plan.passed, plan.report.entries.length]).toEqual([true, 1]);
  });

  test('the guard refuses a loss unless the fleet declares it, until the last day', () => {
    const bank = (all: ReturnType<typeof shopFleet>) => new Tenant<Loose>(all, 'bank', { source: git });
    const refused = Testing.of(shopFleet()).planFrom(shopFleet(bank));
    expect(refused.passed).toBe(false);
    expect(new Set(refused.findings.map(({ id }) => id))).toEqual(new Set(['protected-removed', 'share-removed']));
    const removal = Removal.tenant('bank', { reason: 'sold', until: '2027-01-31' });
    const declared = Testing.of(shopFleet((all) => all.declare(removal)));
    expect(declared.planFrom(shopFleet(bank)).passed).toBe(true);
    expect(declared.planFrom(shopFleet(bank), { today: '2027-01-31' }).passed).toBe(true);
    expect(declared.planFrom(shopFleet(bank), { today: '2027-02-01' }).passed).toBe(false);
  });
});
