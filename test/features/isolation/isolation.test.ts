import { Cluster, Environment, ISOLATION_LEVELS, IsolationLevel, Placement, Source } from '../../../src';
import { newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';
import { accessOf, addTenant, fleetWith, find } from '../tenant/support';

const POD_SECURITY = 'pod-security.kubernetes.io';

/** Metadata of a tenant's namespace. */
function namespaceOf(props: Parsed): Parsed {
  return find(accessOf(fleetWith({ web: props })), 'Namespace', 'prod-web').metadata;
}

const own = 'https://git.example.com/acme/fleet';

test('a tenant that says nothing is held apart by the standard preset', () => {
  expect(namespaceOf({})).toEqual({
    name: 'prod-web',
    labels: {
      'toolkit.fluxcd.io/tenant': 'web',
      'fleet.cdk8s.io/isolation': 'standard',
      'fleet.cdk8s.io/environment': 'prod',
      'fleet.cdk8s.io/protected': 'true',
      [`${POD_SECURITY}/enforce`]: 'baseline',
      [`${POD_SECURITY}/enforce-version`]: 'v1.34',
      [`${POD_SECURITY}/audit`]: 'restricted',
      [`${POD_SECURITY}/audit-version`]: 'v1.34',
      [`${POD_SECURITY}/warn`]: 'restricted',
      [`${POD_SECURITY}/warn-version`]: 'v1.34',
    },
    annotations: {
      'fleet.cdk8s.io/allowed-hosts': '',
      'fleet.cdk8s.io/allowed-priority-classes': '',
      'fleet.cdk8s.io/allowed-sources': own,
    },
  });
});

describe.each(Object.keys(ISOLATION_LEVELS) as IsolationLevel[])('the preset %s', (isolation) => {
  const lines = ISOLATION_LEVELS[isolation];
  const fleet = fleetWith({ web: { isolation } });
  const files = fleet.synthesize().tree.paths.filter((path) => path.includes('/tenants/web/access/'));
  const has = (file: string) => files.some((path) => path.endsWith(`/${file}.yaml`));

  test('is a bundle of lines, and each line is what comes out', () => {
    const { labels, annotations } = namespaceOf({ isolation });
    expect(labels).toMatchObject({
      'fleet.cdk8s.io/isolation': isolation,
      [`${POD_SECURITY}/enforce`]: lines.podSecurity,
      [`${POD_SECURITY}/warn`]: lines.podSecurityWarn,
    });
    expect('fleet.cdk8s.io/allowed-hosts' in annotations).toBe(lines.hosts !== 'any');
    expect('fleet.cdk8s.io/allowed-priority-classes' in annotations).toBe(lines.priorityClasses !== 'any');

    const limits = has('limits') ? accessOf(fleet, 'limits') : [];
    const quota = limits.find(({ kind }) => kind === 'ResourceQuota')?.spec as Parsed;
    const text = Object.fromEntries(Object.entries(lines.quota).map(([key, amount]) => [key, String(amount)]));
    expect(quota?.hard ?? {}).toEqual(text);
    const range = limits.find(({ kind }) => kind === 'LimitRange')?.spec as Parsed;
    expect(range?.limits[0] ?? 'none').toEqual(
      lines.containerLimits === 'none' ? 'none' : { type: 'Container', ...lines.containerLimits },
    );

    const network = accessOf(fleet, 'network');
    const closed = lines.networkEgress === 'deny';
    expect(find(network, 'NetworkPolicy', 'default-deny').spec.policyTypes).toEqual(
      closed ? ['Ingress', 'Egress'] : ['Ingress'],
    );
    expect(network.map(({ metadata }) => metadata.name)).toEqual([
      ...['default-deny', 'allow-same-namespace'],
      ...(closed ? ['allow-dns'] : []),
      ...(lines.networkIngress === 'platform' ? ['allow-ingress-from-platform'] : []),
    ]);
  });

  test('can be told the same line by line', () => {
    const bytes = (props: Parsed) => {
      const { tree } = fleetWith({ web: props }).synthesize();
      return files.map((path) => tree.get(path)!.replace(/^#.*$|fleet.cdk8s.io\/isolation: .*$/gm, ''));
    };
    const other = isolation === 'strict' ? 'relaxed' : 'strict';
    const none = Object.fromEntries(Object.keys(ISOLATION_LEVELS[other].quota).map((key) => [key, 'none']));
    const byLine = { ...lines, isolation: other, quota: { ...none, ...lines.quota } };
    expect(bytes(byLine)).toEqual(bytes({ isolation }));
  });
});

test('strict closes everything but DNS and the own namespace', () => {
  const network = accessOf(fleetWith({ web: { isolation: 'strict' } }), 'network');
  const peers = { podSelector: {} };
  expect(network.map(({ spec }) => spec)).toEqual([
    { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [peers] }], egress: [{ to: [peers] }] },
    {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
      ],
    },
  ]);
});

test('named peers are let through, and tenants only of the same environment', () => {
  const fleet = fleetWith({
    web: {
      isolation: 'strict',
      allowIngressFrom: [{ namespace: 'nginx', ports: [8080] }],
      allowEgressTo: [
        { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] },
        { tenant: 'db', ports: ['5432/TCP'] },
      ],
    },
    db: { allowIngressFrom: [{ tenant: 'web' }] },
  });
  const rule = (file: Parsed[], name: string) => find(file, 'NetworkPolicy', name).spec;
  const network = accessOf(fleet, 'network') as Parsed[];
  expect(rule(network, 'allow-ingress').ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'nginx' } } }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    },
  ]);
  const db = { 'fleet.cdk8s.io/environment': 'prod', 'toolkit.fluxcd.io/tenant': 'db' };
  expect(rule(network, 'allow-egress').egress).toEqual([
    { to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] },
    { to: [{ namespaceSelector: { matchLabels: db } }], ports: [{ port: 5432, protocol: 'TCP' }] },
  ]);
  const theirs = accessOf(fleet, 'network', 'db') as Parsed[];
  const web = { ...db, 'toolkit.fluxcd.io/tenant': 'web' };
  expect(rule(theirs, 'allow-ingress').ingress).toEqual([{ from: [{ namespaceSelector: { matchLabels: web } }] }]);
  // Its egress is open anyway: naming peers must not close it.
  expect(theirs.map(({ metadata }) => metadata.name)).not.toContain('allow-egress');
});

test('a quota is merged over the preset line by line', () => {
  const fleet = fleetWith({ web: { quota: { pods: 7, 'services.loadbalancers': 'none', 'requests.cpu': '2500m' } } });
  const { hard } = find(accessOf(fleet, 'limits'), 'ResourceQuota', 'tenant').spec;
  expect(hard).toMatchObject({ pods: '7', 'requests.cpu': '2500m', 'requests.memory': '32Gi' });
  expect(hard).not.toHaveProperty(['services.loadbalancers']);
});

test('everything may differ by target', () => {
  const fleet = newFleet({ policies: 'none' });
  const clusters = [new Cluster(fleet, 'eu-1')];
  for (const name of ['dev', 'prod']) new Environment(fleet, name, { clusters });
  addTenant(fleet, 'web', {
    isolation: ({ environment }) => (environment.name === 'prod' ? 'strict' : 'relaxed'),
    quota: ({ environment }) => (environment.name === 'prod' ? { pods: 3 } : {}),
    namespaces: ({ environment }) => (environment.name === 'prod' ? ['jobs'] : []),
  });
  const levels = ['dev', 'prod'].map((name) => {
    const objects = objectsIn(fleet, `clusters/eu-1/${name}/tenants/web/access/access.yaml`);
    const namespaces = objects.filter(({ kind }: Parsed) => kind === 'Namespace');
    return namespaces.map(({ metadata }: Parsed) => [metadata.name, metadata.labels['fleet.cdk8s.io/isolation']]);
  });
  expect(levels).toEqual([
    [['dev-web', 'relaxed']],
    [
      ['prod-web', 'strict'],
      ['prod-web-jobs', 'strict'],
    ],
  ]);
});

describe('a total', () => {
  const pods = (props: Parsed, clusters: number) => {
    const fleet = newFleet({ policies: 'none' });
    const names = Array.from({ length: clusters }, (_, index) => `c${index}`);
    new Environment(fleet, 'prod', { clusters: names.map((name) => new Cluster(fleet, name)) });
    addTenant(fleet, 'web', props);
    return names.map((name) => {
      const objects = objectsIn(fleet, `clusters/${name}/prod/tenants/web/access/limits.yaml`);
      return objects.filter(({ kind }: Parsed) => kind === 'ResourceQuota').map(({ spec }: Parsed) => spec.hard);
    });
  };

  test('is split evenly over clusters and namespaces, and rounded down', () => {
    const hard = pods(
      { namespaces: ['jobs'], totalQuota: { pods: 100, 'requests.cpu': '10', 'requests.memory': '64Gi' } },
      3,
    );
    const all = hard.flat();
    expect(all).toHaveLength(6);
    for (const one of all) {
      expect(one).toMatchObject({ pods: '16', 'requests.cpu': '1666m', 'requests.memory': '10922Mi' });
    }
  });

  test('leaves what the tenant says for a place, and splits the rest', () => {
    const props = {
      totalQuota: { pods: 100 },
      quota: ({ cluster }: Parsed) => (cluster.name === 'c0' ? { pods: 70 } : {}),
    };
    expect(
      pods(props, 3)
        .flat()
        .map((one: Parsed) => one.pods),
    ).toEqual(['70', '15', '15']);
  });

  test('follows the placement', () => {
    const placement = Placement.cluster('c0');
    const fleet = newFleet({ policies: 'none' });
    new Environment(fleet, 'prod', { clusters: ['c0', 'c1'].map((name) => new Cluster(fleet, name)) });
    addTenant(fleet, 'web', { placement, totalQuota: { pods: 100 } });
    const objects = objectsIn(fleet, 'clusters/c0/prod/tenants/web/access/limits.yaml');
    expect(find(objects, 'ResourceQuota', 'tenant').spec.hard.pods).toBe('100');
  });
});

test('lists are what admission reads, sorted', () => {
  const { annotations, labels } = namespaceOf({
    ...{ contact: '#web', costCenter: 'cc-42', externalIPs: true, ownNetworkPolicies: true },
    ...{ owners: ['b', 'a'], viewers: ['c'], operators: ['a'] },
    ...{ hosts: ['b.example.com', 'a.example.com'], registries: ['ghcr.io/acme/'], storageClasses: ['fast'] },
    ...{ ingressClasses: ['public'], gateways: ['ingress/public'], priorityClasses: ['batch'] },
    ...{ allowedSources: ['https://git.example.com/acme/', own], allowedCharts: ['web'] },
    verify: { secretName: 'keys' },
  });
  const key = (name: string) => `fleet.cdk8s.io/${name}`;
  expect(annotations).toEqual({
    [key('contact')]: '#web',
    [key('groups')]: 'a\nb\nc',
    [key('allowed-sources')]: `https://git.example.com/acme/ ${own}`,
    [key('allowed-charts')]: 'web',
    [key('allowed-registries')]: 'ghcr.io/acme/',
    [key('allowed-storage-classes')]: 'fast',
    [key('allowed-ingress-classes')]: 'public',
    [key('allowed-gateways')]: 'ingress/public',
    [key('allowed-priority-classes')]: 'batch',
    [key('allowed-hosts')]: 'a.example.com b.example.com',
    [key('require-verification')]: 'true',
    [key('allow-external-ips')]: 'true',
    [key('own-network-policies')]: 'true',
  });
  expect(labels[key('cost-center')]).toBe('cc-42');
});

test.each([
  [
    { source: Source.git({ url: own, branch: 'main' }), verify: { secretName: 'keys' } },
    { mode: 'HEAD', secretRef: { name: 'keys' } },
  ],
  [
    { source: Source.git({ url: own, tag: 'v1' }), verify: { secretName: 'keys', mode: 'Tag' } },
    { mode: 'Tag', secretRef: { name: 'keys' } },
  ],
  [
    {
      source: Source.oci({ url: 'oci://r.example.com/web', tag: '1' }),
      verify: { identities: [{ issuer: '^https://issuer$', subject: '^me$' }] },
    },
    { provider: 'cosign', matchOIDCIdentity: [{ issuer: '^https://issuer$', subject: '^me$' }] },
  ],
])('sources carry the signature that is asked for: %j', (props: Parsed, verify) => {
  const fleet = fleetWith({ web: props });
  expect(problemsOf(fleet)).toEqual([]);
  const [source] = objectsIn(fleet, 'clusters/eu-1/prod/tenants/web/apps/apps.yaml');
  expect(source.spec.verify).toEqual(verify);
});
