import { ApiObject } from 'cdk8s';
import { App, Placement, Tenant } from '../../src';
import { Match, Testing, TestingError } from '../../src/testing-entry';
import { git, Loose } from '../support/fleets';
import { deployment, shopFleet } from './fixture';

const testing = Testing.of(shopFleet());

/** The message of an expectation that does not hold. */
function failure(expect_: () => void): string {
  try {
    expect_();
  } catch (error) {
    expect(error).toBeInstanceOf(TestingError);
    return (error as Error).message;
  }
  throw new Error('the expectation holds');
}

const WEB = 'clusters/eu-1/prod/tenants/shop/workloads/shop/web/web.yaml';

describe('targets', () => {
  test('an address selects what is made for it and below it', () => {
    const kinds = (address: string) =>
      ['Deployment', 'HelmRelease', 'ResourceQuota'].map((kind) => testing.target(address).find(kind).length);
    expect(kinds('eu-1')).toEqual([0, 1, 0]);
    expect(kinds('eu-1/nginx')).toEqual([0, 1, 0]);
    expect(kinds('prod/eu-1')).toEqual([1, 0, 1]);
    expect(kinds('prod/eu-1/shop')).toEqual([1, 0, 1]);
    expect(kinds('prod/eu-1/shop/web')).toEqual([1, 0, 0]);
    expect(kinds('prod/edge')).toEqual([1, 0, 1]);
  });

  test('a cluster has what is applied to it, in all environments', () => {
    const objects = testing.cluster('eu-1').find('Deployment');
    expect(objects.map(({ at, cluster, tenant, file }) => ({ at, cluster, tenant, file }))).toEqual([
      { at: 'prod/eu-1/shop/web', cluster: 'eu-1', tenant: 'shop', file: WEB },
      {
        at: 'staging/eu-1/shop/web',
        cluster: 'eu-1',
        tenant: 'shop',
        file: 'clusters/eu-1/staging/tenants/shop/workloads/shop/web/web.yaml',
      },
    ]);
    // Flux's own objects of a remote cluster are on its manager.
    testing.target('edge').hasObject('HelmRelease');
    testing.cluster('edge').hasNoObject('HelmRelease');
    testing.cluster('eu-1').hasCount('HelmRelease', 2);
  });

  test('a placement selects targets', () => {
    const targets = testing.targets(Placement.environment('prod'));
    expect(targets.map((target) => target.find('Deployment')[0]?.at)).toEqual([
      'prod/edge/shop/web',
      'prod/eu-1/shop/web',
      'prod/us-1/shop/web',
    ]);
  });

  test('addresses and clusters that do not exist are refused with the nearest one', () => {
    expect(failure(() => testing.target('prod/eu-2'))).toBe(
      '[acme] target "prod/eu-2" does not exist: did you mean prod/eu-1?',
    );
    expect(failure(() => testing.cluster('asia'))).toBe(
      '[acme] cluster "asia" does not exist: use one of edge, eu-1, us-1',
    );
    expect(failure(() => testing.targets(Placement.cluster('asia')))).toBe(
      '[targets] placement names the cluster "asia", which does not exist: use one of edge, eu-1, us-1',
    );
  });
});

describe('hasObject', () => {
  test('holds for a part of an object', () => {
    testing.target('prod/eu-1').hasObject('Deployment', { metadata: { name: 'web' }, spec: { replicas: 3 } });
    testing.hasObject('apps/Deployment');
    testing.hasObject('/Namespace', { metadata: { name: 'prod-shop' } });
  });

  test('a list stands for all of it', () => {
    const containers = (...items: readonly unknown[]) => ({ spec: { template: { spec: { containers: items } } } });
    testing.hasObject('Deployment', containers({ name: 'web' }));
    expect(failure(() => testing.target('prod/eu-1').hasObject('Deployment', containers({ name: 'web' }, {})))).toMatch(
      /spec\.template\.spec\.containers is \[.*\], wanted 2 items, \[\{ name: "web" \}, \{\}\]$/,
    );
  });

  test('fails with the nearest objects, their differences, and where one fits', () => {
    const expectation = () => testing.target('staging/eu-1').hasObject('Deployment', { spec: { replicas: 3 } });
    expect(failure(expectation)).toBe(
      [
        '[staging/eu-1] no Deployment fits { spec: { replicas: 3 } }: mend the program or the pattern, the only one is',
        '  Deployment staging-shop/web at staging/eu-1/shop/web (clusters/eu-1/staging/tenants/shop/workloads/shop/web/web.yaml):',
        '    spec.replicas is 1, wanted 3',
        'One that fits is at prod/edge/shop/web, prod/eu-1/shop/web, prod/us-1/shop/web',
      ].join('\n'),
    );
  });

  test('shows the nearest three, and at most five differences of each', () => {
    const fleet = shopFleet((all) => {
      const bank = new Tenant<Loose>(all, 'bank', { source: git });
      for (const index of [1, 2, 3, 4]) {
        new App(bank, `app-${index}`, {
          placement: Placement.environment('staging'),
          manifests: (chart) => deployment(chart, `app-${index}`, { replicas: index, paused: index === 2 }),
        });
      }
    });
    const pattern = { spec: { replicas: 9, paused: true, a: 1, b: 2, c: 3, d: 4 } };
    const message = failure(() => Testing.of(fleet).target('staging/eu-1').hasObject('Deployment', pattern));
    expect(message).toMatch(/the nearest of 5 is\n {2}Deployment staging-bank\/app-2 at staging\/eu-1\/bank\/app-2/);
    expect(message).toMatch(/ {4}spec\.d is missing, wanted 4\n {2}Deployment staging-bank\/app-1 /);
    expect(message).toMatch(/ {4}spec\.c is missing, wanted 3\n {4}and 1 more differences\n/);
    expect(message).toMatch(/\n {2}and 2 more$/);
  });

  test('a kind that is not there is named with the nearest one', () => {
    expect(failure(() => testing.target('prod/eu-1').hasObject('Deploymnt'))).toBe(
      '[prod/eu-1] there is no Deploymnt: did you mean Deployment?',
    );
    expect(failure(() => testing.target('prod/eu-1').hasObject('batch/Deployment'))).toMatch(
      /^\[prod\/eu-1\] there is no batch\/Deployment: use one of \/LimitRange, \/Namespace/,
    );
    expect(failure(() => testing.hasObject(''))).toBe('the kind is missing: give one, such as Deployment');
  });

  test('values that look like credentials are not shown', () => {
    const fleet = shopFleet((all) => {
      const bank = new Tenant<Loose>(all, 'bank', { source: git });
      new App(bank, 'vault', {
        manifests: (chart) => {
          new ApiObject(chart, 'settings', {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'settings' },
            data: { DB_PASSWORD: 'hunter2-is-public', MODE: 'fast' },
          });
        },
      });
      const reason = 'an example';
      for (const environment of ['prod', 'staging']) {
        const object = `ConfigMap ${environment}-bank/settings`;
        all.acknowledgeLeak({ id: 'named-value', object, field: 'data.DB_PASSWORD', reason });
      }
    });
    const pattern = { data: { DB_PASSWORD: 'x', MODE: 'slow' } };
    const message = failure(() => Testing.of(fleet).target('prod/eu-1').hasObject('ConfigMap', pattern));
    expect(message).toMatch(/data\.DB_PASSWORD is "\(hidden\)", wanted "x"\n {4}data\.MODE is "fast", wanted "slow"/);
    expect(message).not.toMatch(/hunter2/);
  });
});

describe('counts', () => {
  test('hold for a number of objects', () => {
    testing.hasCount('Deployment', 4);
    testing.hasCount('Deployment', 3, { spec: { replicas: 3 } });
    testing.hasNoObject('Deployment', { spec: { replicas: Match.absent() } });
    testing.hasNoObject('Ingress');
  });

  test('fail with what fits', () => {
    expect(failure(() => testing.target('prod/eu-1').hasCount('Deployment', 2, { spec: { replicas: 3 } }))).toBe(
      `[prod/eu-1] found 1 of kind Deployment fitting { spec: { replicas: 3 } }, wanted 2: mend the program or the number\n  Deployment prod-shop/web at prod/eu-1/shop/web (${WEB})`,
    );
    expect(failure(() => testing.target('prod/eu-1').hasNoObject('Deployment'))).toBe(
      `[prod/eu-1] found 1 of kind Deployment, wanted 0: mend the program or the number\n  Deployment prod-shop/web at prod/eu-1/shop/web (${WEB})`,
    );
    const near = failure(() => testing.target('prod/eu-1').hasCount('Deployment', 1, { spec: { replicas: 4 } }));
    expect(near).toMatch(/\nNot fitting:\n {2}Deployment prod-shop\/web .*\n {4}spec\.replicas is 3, wanted 4$/);
    expect(failure(() => testing.hasNoObject('NetworkPolicy'))).toMatch(/\n {2}and \d+ more$/);
  });

  test('a misspelt kind does not pass as one that is not there', () => {
    for (const [kind, meant] of [
      ['Ingres', 'Ingress'],
      ['deployment', 'Deployment'],
      ['HelmReleases', 'HelmRelease'],
    ]) {
      expect(failure(() => testing.hasNoObject(kind!))).toBe(
        `[acme] there is no kind ${kind}: did you mean ${meant}? If not, give its group as well`,
      );
    }
    testing.hasNoObject('example.com/Ingres');
    testing.hasNoObject('Certificate');
  });

  test('every object of a kind fits', () => {
    testing.everyObject('Deployment', { spec: { replicas: Match.anything() } });
    expect(failure(() => testing.everyObject('Deployment', { spec: { replicas: 3 } }))).toMatch(
      /^\[acme\] 1 of 4 of kind Deployment do not fit \{ spec: \{ replicas: 3 \} \}: mend the program or the pattern\n {2}Deployment staging-shop\/web /,
    );
    expect(failure(() => testing.everyObject('Ingress', {}))).toMatch(/^\[acme\] there is no Ingress: use one of /);
  });
});
