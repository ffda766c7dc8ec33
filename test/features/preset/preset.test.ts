import { Duration } from 'cdk8s';
import {
  App,
  Cluster,
  ClusterGroup,
  Component,
  ComponentGroup,
  Environment,
  formatProblem,
  HelmChart,
  Placement,
  Preset,
  Tenant,
  TenantDefaults,
} from '../../../src';
import { configMap, git, Loose, newFleet, objectsIn, problemsOf } from '../../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/cache', version: '1.2.3' });

describe('components of a preset', () => {
  function fleetWithCache(...on: ReadonlyArray<'environment' | 'first' | 'second' | 'cluster'>) {
    const fleet = newFleet();
    const scopes: string[] = [];
    const edge = new Preset(fleet, 'edge', {
      components: (scope) => {
        scopes.push(scope.name);
        const caches = new ComponentGroup(scope, 'caches');
        const cache = new Component(caches, 'cache', { chart, values: { from: scope.name } });
        new Component(scope, 'warmer', { chart, dependsOn: [cache] });
      },
    });
    const presetsOf = (holder: (typeof on)[number]) => (on.includes(holder) ? { presets: [edge] } : {});
    const first = new ClusterGroup(fleet, 'first', presetsOf('first'));
    const second = new ClusterGroup(fleet, 'second', presetsOf('second'));
    const one = new Cluster(fleet, 'one', { groups: [first, second], ...presetsOf('cluster') });
    const two = new Cluster(fleet, 'two', { groups: [second, first] });
    new Cluster(fleet, 'three');
    new Environment(fleet, 'dev', { clusters: [one, two], ...presetsOf('environment') });
    const { resolved: plan } = fleet.synthesize();
    const cachesOf = (components: (typeof plan.clusters)[number]['components']) =>
      components.map(
        ({ name, release }) => `${name}${name === 'cache' ? ` of ${(release!.values as Loose).from}` : ''}`,
      );
    return {
      scopes,
      clusters: plan.clusters.map(({ components }) => cachesOf(components).join(', ')),
      environments: plan.clusters.flatMap(({ environments }) =>
        environments.map(({ components }) => cachesOf(components).join(', ')),
      ),
    };
  }

  test('are created once per scope with the preset and belong to it', () => {
    const { scopes, clusters, environments } = fleetWithCache('environment', 'first');
    expect(scopes).toEqual(['first', 'dev']);
    expect(clusters).toEqual(['cache of first, warmer', '', 'cache of first, warmer']);
    expect(environments).toEqual(['cache of dev, warmer', 'cache of dev, warmer']);
  });

  test('are on a cluster once, from the strongest layer with the preset', () => {
    // By name: one, three, two.
    expect(fleetWithCache('first', 'second').clusters).toEqual([
      'cache of second, warmer',
      '',
      'cache of first, warmer',
    ]);
    expect(fleetWithCache('first', 'cluster').clusters).toEqual(['cache of one, warmer', '', 'cache of first, warmer']);
  });

  test('are a warning only if their placement selects nothing in any scope with the preset', () => {
    const fleet = newFleet();
    const edge = new Preset(fleet, 'edge', {
      components: (scope) => {
        const some = new Component(scope, 'some', { chart, placement: Placement.cluster('one') });
        new Component(scope, 'lost', { chart, placement: Placement.labels({ a: 'b' }) });
        some.override(Placement.cluster('two'), { values: {} });
      },
    });
    const groups = ['first', 'second'].map((name) => new ClusterGroup(fleet, name, { presets: [edge] }));
    ['one', 'two'].forEach((name, index) => new Cluster(fleet, name, { groups: [groups[index]!] }));
    const what = 'selects nothing: widen it, or take out what it places';
    expect(fleet.synthesize().warnings.map(formatProblem)).toEqual([
      `[edge/lost] placement ${what}`,
      `[edge/some] placement of an override ${what}`,
    ]);
  });

  test('conflict with other components of the same name', () => {
    const fleet = newFleet();
    const edge = new Preset(fleet, 'edge', { components: (scope) => void new Component(scope, 'cache', { chart }) });
    new Cluster(fleet, 'one', { presets: [edge] });
    new Component(fleet, 'cache', { chart });
    expect(problemsOf(fleet)).toEqual([
      '[one/cache] component "cache" is here twice: rename one, or narrow a placement',
    ]);
  });

  test('that cannot be created are an error that does not stop the others', () => {
    const fleet = newFleet();
    const broken = new Preset(fleet, 'broken', {
      components: (scope) => {
        throw new Error(`not on ${scope.name}`);
      },
    });
    new Cluster(fleet, 'one', { presets: [broken] });
    new ClusterGroup(fleet, 'some', { presets: [broken] });
    expect(problemsOf(fleet)).toEqual(
      ['one', 'some'].map(
        (at) =>
          `[${at}] the program failed while making components of preset "broken", with "not on ${at}": mend it there`,
      ),
    );
  });
});

test('labels and versions of a preset are overridden by its scope', () => {
  const fleet = newFleet({ kubernetes: '1.33' });
  const weak = new Preset(fleet, 'weak', {
    labels: { a: 'weak', b: 'weak', c: 'weak' },
    kubernetes: '1.34',
    flux: '2.8',
  });
  const strong = new Preset(fleet, 'strong', { labels: { b: 'strong', c: 'strong' } });
  const group = new ClusterGroup(fleet, 'group', { presets: [weak, strong], labels: { c: 'group' } });
  const one = new Cluster(fleet, 'one', { groups: [group] });
  const two = new Cluster(fleet, 'two', { groups: [group], presets: [weak], labels: { c: 'two' }, kubernetes: '1.35' });
  const far = new Cluster(fleet, 'far', { managedBy: new Cluster(fleet, 'near'), presets: [weak] });
  const dev = new Environment(fleet, 'dev', { clusters: [one], presets: [strong], labels: { b: 'dev' } });
  expect([group, one, two, far, dev].map(({ labels }) => labels)).toEqual([
    { a: 'weak', b: 'strong', c: 'group' },
    { a: 'weak', b: 'strong', c: 'group' },
    { a: 'weak', b: 'weak', c: 'two' },
    { a: 'weak', b: 'weak', c: 'weak' },
    { b: 'dev', c: 'strong' },
  ]);
  const newest = fleet.synthesize().resolved.clusters.find(({ name }) => name === 'near')!.versions.flux;
  expect(
    fleet.synthesize().resolved.clusters.map(({ name, versions }) => [name, versions.flux, versions.kubernetes]),
  ).toEqual([
    // A cluster without its own Flux has its manager's version, whatever its presets set.
    ['far', newest, '1.34'],
    ['near', newest, '1.33'],
    ['one', '2.8', '1.34'],
    ['two', '2.8', '1.35'],
  ]);
});

describe('tenant isolation', () => {
  function isolationOf(
    { environment, group, cluster }: Partial<Record<'environment' | 'group' | 'cluster', TenantDefaults<Loose>>>,
    tenant: TenantDefaults<Loose> & { totalQuota?: Record<string, string> } = {},
  ) {
    const fleet = newFleet();
    const on = (name: string, tenants?: TenantDefaults<Loose>) => ({
      presets: tenants ? [new Preset(fleet, `${name}-preset`, { tenants })] : [],
    });
    const some = new ClusterGroup(fleet, 'some', on('some', group));
    const one = new Cluster(fleet, 'one', { groups: [some], ...on('one', cluster) });
    new Environment(fleet, 'dev', { clusters: [one], ...on('dev', environment) });
    const web = new Tenant(fleet, 'web', { source: git, ...tenant });
    new App(web, 'shop', { path: './shop' });
    return fleet.synthesize().resolved.clusters[0]!.environments[0]!.tenants[0]!.isolation;
  }

  test('precedence is tenant, cluster, group, environment, for each setting', () => {
    const lines = (n: number) => ({ hosts: [`${n}.example.com`], quota: { pods: n, [`count/${n}`]: n } });
    const all = { environment: lines(1), group: lines(2), cluster: lines(3) };
    const found = [
      isolationOf({ environment: lines(1) }),
      isolationOf({ environment: lines(1), group: lines(2) }),
      isolationOf(all),
      isolationOf(all, lines(4)),
    ];
    found.forEach(({ hosts, quota, preset }, index) => {
      const counts = Array.from({ length: index + 1 }, (_, n) => [`count/${n + 1}`, String(n + 1)]);
      expect(hosts).toEqual([`${index + 1}.example.com`]);
      expect(quota).toMatchObject({ pods: String(index + 1), ...Object.fromEntries(counts) });
      expect(quota['limits.memory']).toBe('64Gi');
      expect(preset).toBe('standard');
    });
  });

  test('an isolation level discards all weaker settings', () => {
    const weak = { networkEgress: 'any', quota: { pods: 7 }, podSecurity: 'privileged' } as const;
    const { preset, networkEgress, podSecurity, quota } = isolationOf({ cluster: weak }, { isolation: 'strict' });
    expect([preset, networkEgress, podSecurity, quota.pods]).toEqual(['strict', 'deny', 'restricted', '50']);
    const other = isolationOf({ environment: weak, cluster: { isolation: 'relaxed', hosts: ['a.example.com'] } });
    expect([other.preset, other.quota, other.podSecurity, other.hosts]).toEqual([
      'relaxed',
      {},
      'baseline',
      ['a.example.com'],
    ]);
  });

  test("a tenant's total quota takes precedence over the quotas of presets", () => {
    const { quota, ownQuota } = isolationOf(
      { group: { quota: { pods: 7, 'requests.cpu': 'none' } } },
      { totalQuota: { pods: '100' } },
    );
    expect([quota.pods, quota['requests.cpu'], ownQuota]).toEqual(['100', undefined, []]);
  });

  test('may be a function of the target, and problems are reported for the tenant', () => {
    const byTarget = { quota: ({ cluster }: { cluster: { name: string } }) => ({ pods: cluster.name.length }) };
    expect(isolationOf({ group: byTarget }).quota.pods).toBe('3');
    expect(() => isolationOf({ group: { isolation: 'tight' as 'strict' } })).toThrow(
      /\[dev\/one\/web\] isolation "tight" is not known: use one of strict, standard, relaxed \(test\/features\/preset\/preset\.test\.ts:\d+\)$/,
    );
  });
});

test('defaults of Flux objects follow the target', () => {
  const fleet = newFleet({
    defaults: { kustomization: { interval: Duration.minutes(11), timeout: Duration.minutes(3) } },
  });
  const every = (minutes: number) => ({ defaults: { kustomization: { interval: Duration.minutes(minutes) } } });
  const slow = new Preset(fleet, 'slow', every(22));
  const slower = new Preset(fleet, 'slower', every(33));
  const edge = new ClusterGroup(fleet, 'edge', { presets: [slower] });
  const one = new Cluster(fleet, 'one');
  const two = new Cluster(fleet, 'two', { groups: [edge] });
  const far = new Cluster(fleet, 'far', { managedBy: one, groups: [edge] });
  const dev = new Environment(fleet, 'dev', { clusters: [one, two, far], presets: [slow] });
  new Component(fleet, 'nginx', { manifests: configMap });
  new Component(dev, 'redis', { manifests: configMap });
  const specs = (path: string, name: string) => {
    const found = objectsIn(fleet, path).find(
      (object) => object.kind === 'Kustomization' && object.metadata.name === name,
    );
    return [found.spec.interval, found.spec.timeout];
  };
  expect(specs('clusters/one/infrastructure.yaml', 'infrastructure-nginx')).toEqual(['11m', '3m']);
  expect(specs('clusters/one/dev/infrastructure.yaml', 'infrastructure-redis')).toEqual(['22m', '3m']);
  expect(specs('clusters/two/infrastructure.yaml', 'infrastructure-nginx')).toEqual(['33m', '3m']);
  expect(specs('clusters/two/dev/infrastructure.yaml', 'infrastructure-redis')).toEqual(['33m', '3m']);
  expect(specs('clusters/one/remotes/far.yaml', 'infrastructure-nginx')).toEqual(['33m', '3m']);
});

test('a problem of a preset is reported once', () => {
  const fleet = newFleet();
  const bad = new Preset(fleet, 'Bad', {
    config: { a: undefined },
    labels: { 'a b': 'c' },
    kubernetes: '1.1' as '1.33',
    defaults: { kustomization: { interval: Duration.seconds(0) } },
  });
  const other = new Preset(newFleet(), 'other', {});
  new Cluster(fleet, 'one', { presets: [bad, bad] });
  new ClusterGroup(fleet, 'some', { presets: [bad, other] });
  expect(problemsOf(fleet)).toEqual([
    expect.stringMatching(/^\[Bad\] config\.a is undefined: /),
    expect.stringMatching(/^\[Bad\] defaults\.kustomization\.interval /),
    expect.stringMatching(/^\[Bad\] kubernetes "1\.1" is not known: /),
    expect.stringMatching(/^\[Bad\] label key "a b" /),
    expect.stringMatching(/^\[Bad\] preset name "Bad" is not a valid name: /),
    '[one] preset "Bad" is listed twice: leave one out',
    '[some] preset "other" belongs to another fleet: use one of this fleet',
  ]);
});

test('a placement selects clusters by labels from presets', () => {
  const fleet = newFleet();
  const edge = new Preset(fleet, 'edge', { labels: { site: 'edge' } });
  const stores = new ClusterGroup(fleet, 'stores', { presets: [edge] });
  new Cluster(fleet, 'one', { groups: [stores] });
  new Cluster(fleet, 'two');
  expect(fleet.targets(Placement.labels({ site: 'edge' }))).toEqual([{ cluster: 'one' }]);
});
