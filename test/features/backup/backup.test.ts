import { ApiObject, Chart } from 'cdk8s';
import { App, Cluster, Component, Environment, Placement, Source, Tenant, TenantTrack } from '../../../src';
import { formatProblem } from '../../../src/core/problem';
import { TODAY_VARIABLE } from '../../../src/core/today';
import { newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const source = Source.git({ url: 'https://git.example.com/shop', branch: 'main' });
const LOCATIONS = { main: { provider: 'aws', bucket: 'acme' } };

afterEach(() => {
  delete process.env[TODAY_VARIABLE];
});

const claim = (chart: Chart, name = 'data') =>
  void new ApiObject(chart, name, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });

/** Two clusters with a tenant that keeps data on the first one. */
function fleetWith(kind: 'claim' | 'none' | 'set' = 'claim') {
  const fleet = newFleet();
  const [eu, us] = [new Cluster(fleet, 'eu-1'), new Cluster(fleet, 'us-1')];
  new Environment(fleet, 'prod', { clusters: [eu, us] });
  const shop = new Tenant(fleet, 'shop', {
    source,
    isolation: 'relaxed',
    podSecurity: 'privileged',
    containerLimits: 'none',
  });
  if (kind !== 'none') {
    new App(shop, 'db', {
      placement: Placement.cluster('eu-1'),
      manifests: (chart) => {
        if (kind === 'claim') return claim(chart);
        const labels = { app: 'db' };
        new ApiObject(chart, 'db', {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          metadata: { name: 'db' },
          spec: {
            ...{ serviceName: 'db', selector: { matchLabels: labels } },
            template: {
              metadata: { labels },
              spec: { containers: [{ name: 'db', image: 'registry.example.com/db:1' }] },
            },
            volumeClaimTemplates: [
              {
                metadata: { name: 'data' },
                spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
              },
            ],
          },
        });
      },
    });
  }
  return { fleet, shop };
}

const warningsOf = (fleet: ReturnType<typeof newFleet>) => fleet.synthesize().warnings.map(formatProblem);

const FILE = 'clusters/eu-1/infrastructure/backups/backups.yaml';

test('the objects of Velero', () => {
  const { fleet, shop } = fleetWith();
  new TenantTrack(shop, 'beta', { source });
  const backups = fleet.backups({
    locations: {
      main: {
        provider: 'aws',
        bucket: 'acme',
        config: ({ cluster }) => ({ region: cluster.name }),
        secretName: 'cloud',
      },
      cold: { provider: 'gcp', bucket: ({ cluster }) => `cold-${cluster.name}`, prefix: 'fleet' },
    },
    snapshotLocations: { disks: { provider: 'aws', config: { region: 'eu' } } },
  });
  backups
    .schedule('nightly', { cron: '0 2 * * *', tenants: [shop], namespaces: ['extra'], keep: '36h30m' })
    .schedule('weekly', { cron: '@weekly', location: 'cold', copyFiles: true, placement: Placement.cluster('eu-1') });
  expect(warningsOf(fleet)).toEqual([]);
  const objects = objectsIn(fleet, FILE);
  const of = (kind: string, name: string) =>
    objects.find((one: Parsed) => one.kind === kind && one.metadata.name === name);
  expect(objects.map(({ metadata }: Parsed) => metadata.namespace)).toEqual(Array(5).fill('velero'));
  expect(of('BackupStorageLocation', 'main').spec).toEqual({
    provider: 'aws',
    default: true,
    config: { region: 'eu-1' },
    credential: { name: 'cloud', key: 'cloud' },
    objectStorage: { bucket: 'acme', prefix: 'eu-1' },
  });
  expect(of('BackupStorageLocation', 'cold').spec).toEqual({
    provider: 'gcp',
    objectStorage: { bucket: 'cold-eu-1', prefix: 'fleet' },
  });
  expect(of('VolumeSnapshotLocation', 'disks').spec).toEqual({ provider: 'aws', config: { region: 'eu' } });
  expect(of('Schedule', 'nightly').spec).toEqual({
    schedule: '0 2 * * *',
    template: {
      includedNamespaces: ['extra', 'prod-beta-shop', 'prod-shop'],
      storageLocation: 'main',
      ttl: '36h30m0s',
      volumeSnapshotLocations: ['disks'],
    },
  });
  expect(of('Schedule', 'weekly').spec).toEqual({
    schedule: '@weekly',
    template: { storageLocation: 'cold', ttl: '720h0m0s', defaultVolumesToFsBackup: true },
  });
  const others = objectsIn(fleet, FILE.replace('eu-1', 'us-1'));
  expect(others.filter(({ kind }: Parsed) => kind === 'Schedule').map(({ metadata }: Parsed) => metadata.name)).toEqual(
    ['nightly'],
  );
});

test('clusters without a schedule get nothing', () => {
  const { fleet, shop } = fleetWith('none');
  fleet
    .backups({ locations: LOCATIONS })
    .schedule('nightly', { cron: '0 2 * * *', tenants: [shop], placement: Placement.cluster('us-1') });
  const { tree } = fleet.synthesize();
  expect(tree.has(FILE)).toBe(false);
  expect(tree.has(FILE.replace('eu-1', 'us-1'))).toBe(true);
});

const call = 'backups.acknowledge({ object: "PersistentVolumeClaim prod-shop/data", reason })';
const missing = `[prod/eu-1/shop/db] PersistentVolumeClaim prod-shop/data is in no schedule of backups: add its tenant or namespace "prod-shop" to one, or, if it needs none, call ${call}`;

test('a claim that no schedule covers is found, and covered ones are not', () => {
  const { fleet } = fleetWith();
  const backups = fleet.backups({ locations: LOCATIONS });
  backups.schedule('other', { cron: '0 2 * * *', namespaces: ['other'] });
  expect(warningsOf(fleet)).toEqual([missing]);
  // The ways forward, followed.
  const covered = fleetWith();
  covered.fleet.backups({ locations: LOCATIONS }).schedule('nightly', { cron: '0 2 * * *', tenants: [covered.shop] });
  expect(warningsOf(covered.fleet)).toEqual([]);
  backups.acknowledge({ object: 'PersistentVolumeClaim prod-shop/data', reason: 'a cache', until: '2027-01-31' });
  process.env[TODAY_VARIABLE] = '2027-01-31';
  expect(warningsOf(fleet)).toEqual([]);
  process.env[TODAY_VARIABLE] = '2027-02-01';
  expect(warningsOf(fleet)).toEqual([missing.replace('backups:', 'backups (acknowledged until 2027-01-31):')]);
});

test('claims of a StatefulSet count, and required backups refuse', () => {
  const { fleet } = fleetWith('set');
  fleet.backups({ locations: LOCATIONS, required: true });
  expect(problemsOf(fleet)).toEqual([
    expect.stringMatching(/^\[prod\/eu-1\/shop\/db\] StatefulSet prod-shop\/db is in no schedule of backups: /),
  ]);
  // Without a statement nobody asks.
  expect(warningsOf(fleetWith('set').fleet)).toEqual([]);
});

test('an acknowledgement that fits nothing is told', () => {
  const { fleet } = fleetWith('none');
  fleet.backups({ locations: LOCATIONS }).acknowledge({ object: 'StatefulSet a/b', reason: 'old' });
  expect(warningsOf(fleet)).toEqual([
    '[acme] backups.acknowledge for StatefulSet a/b fits nothing that is without a backup: take it out',
  ]);
});

test('a Restore in git is refused with the reason', () => {
  const { fleet } = fleetWith('none');
  new Component(fleet, 'restore', {
    manifests: (chart) =>
      void new ApiObject(chart, 'all', {
        apiVersion: 'velero.io/v1',
        kind: 'Restore',
        metadata: { name: 'all' },
        spec: { backupName: 'a' },
      }),
    placement: Placement.cluster('eu-1'),
  });
  expect(problemsOf(fleet)).toEqual([
    '[eu-1/restore] Restore "restore/all" is no state that a repository can hold, because Velero runs it as soon as it is there, so that it would run again on each cluster that is rebuilt: take it out, and run velero restore create, as flux-fleet recover says',
  ]);
});

type Backups = ReturnType<ReturnType<typeof newFleet>['backups']>;
const CRON = '0 2 * * *';

test.each<[string, object, (backups: Backups) => unknown, RegExp]>([
  [
    'no location',
    { locations: {} },
    (one) => one.schedule('nightly', { cron: CRON }),
    /^schedule "nightly" has no location to write to: give fleet\.backups one in "locations"$/,
  ],
  [
    'another location',
    {},
    (one) => one.schedule('nightly', { cron: CRON, location: 'mian' }),
    /^schedule "nightly" has the location "mian", which is not there: use one of main$/,
  ],
  [
    'a wrong cron',
    {},
    (one) => one.schedule('nightly', { cron: '0 25 * * *' }),
    /^schedule "nightly" has cron "0 25 \* \* \*", at character 3, "25" in the hour is out of range: write 0 to 23$/,
  ],
  [
    'a wrong duration',
    {},
    (one) => one.schedule('nightly', { cron: CRON, keep: '30d' }),
    /^schedule "nightly" keeps backups for "30d": write hours, minutes or seconds, such as 720h$/,
  ],
  ['a wrong name', {}, (one) => one.schedule('Nightly', { cron: CRON }), /^schedule "Nightly" /],
  [
    'a name twice',
    {},
    (one) => one.schedule('a', { cron: CRON }).schedule('a', { cron: CRON }),
    /^schedule "a" is there twice: give one another name$/,
  ],
  [
    'an unknown option',
    {},
    (one) => one.schedule('a', { cron: CRON, crom: '' } as never),
    /^crom is not an option of schedule: did you mean cron\?$/,
  ],
  [
    'no reason',
    {},
    (one) => one.acknowledge({ object: 'a', reason: ' ' }),
    /^a goes without a backup, without a reason: say why that is right$/,
  ],
  [
    'no date',
    {},
    (one) => one.acknowledge({ object: 'a', reason: 'b', until: 'soon' }),
    /^a goes without a backup until "soon", which is no date: give one as YYYY-MM-DD$/,
  ],
  ['no object', {}, (one) => one.acknowledge({ reason: 'b' } as never), /^object is missing: give a string$/],
  ['a wrong namespace', { namespace: 'Velero' }, () => {}, /^namespace "Velero" /],
  [
    'a wrong option',
    { require: true },
    () => {},
    /^require is not an option of fleet\.backups: did you mean required\?$/,
  ],
  ['no provider', { locations: { main: { bucket: 'a' } } }, () => {}, /^locations\.main\.provider is missing/],
])('%s is refused', (_, props, use, message) => {
  const fleet = newFleet();
  use(fleet.backups({ locations: LOCATIONS, ...props }));
  expect(fleet.problems.problems.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
});

test('the namespaces of a tenant are those that it has at each place', () => {
  const fleet = newFleet();
  const [eu, us, old] = [new Cluster(fleet, 'eu-1'), new Cluster(fleet, 'us-1'), new Cluster(fleet, 'old')];
  new Environment(fleet, 'prod', { clusters: [eu, us, old], drainedClusters: [old] });
  const shop = new Tenant(fleet, 'shop', {
    source,
    namespace: ({ cluster }) => `shop-${cluster.name}`,
    namespaces: ({ cluster }) => (cluster.name === 'eu-1' ? ['jobs'] : []),
  });
  new TenantTrack(shop, 'beta', { source, placement: Placement.cluster('us-1') });
  fleet.backups({ locations: LOCATIONS }).schedule('nightly', { cron: CRON, tenants: [shop] });
  const namespacesOn = (cluster: string) =>
    objectsIn(fleet, FILE.replace('eu-1', cluster)).find(({ kind }: Parsed) => kind === 'Schedule').spec.template
      .includedNamespaces;
  expect(namespacesOn('eu-1')).toEqual(['prod-shop-jobs', 'shop-eu-1']);
  expect(namespacesOn('us-1')).toEqual(['prod-beta-shop', 'shop-us-1']);
  expect(fleet.synthesize().tree.paths.filter((path) => /old.*backups/.test(path))).toEqual([]);
});

test('names in the placement of a schedule are checked, and environments refused', () => {
  const problemWith = (placement: Placement) => {
    const { fleet } = fleetWith('none');
    fleet.backups({ locations: LOCATIONS }).schedule('nightly', { cron: CRON, placement });
    return problemsOf(fleet);
  };
  expect(problemWith(Placement.cluster('eu-9'))).toEqual([
    expect.stringContaining('placement names the cluster "eu-9", which does not exist: use one of eu-1, us-1'),
  ]);
  expect(problemWith(Placement.environment('prod'))).toEqual([
    expect.stringContaining(
      'placement names the environment "prod", but schedule "nightly" selects clusters, each as a whole: select the clusters of "prod"',
    ),
  ]);
});

test('a schedule of a database that says nowhere where to', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1');
  new Component(fleet, 'db', {
    manifests: (chart) => {
      const api = 'postgresql.cnpg.io/v1';
      new ApiObject(chart, 'db', {
        apiVersion: api,
        kind: 'Cluster',
        metadata: { name: 'db' },
        spec: { instances: 3 },
      });
      const spec = { schedule: '0 0 2 * * *', cluster: { name: 'db' } };
      new ApiObject(chart, 'nightly', {
        apiVersion: api,
        kind: 'ScheduledBackup',
        metadata: { name: 'nightly' },
        spec,
      });
    },
  });
  fleet.backups({ locations: LOCATIONS });
  expect(warningsOf(fleet)).toContainEqual(
    expect.stringContaining(
      '[eu-1/db] Cluster db/db is in no schedule of backups, as ScheduledBackup db/nightly fails without its spec.backup.barmanObjectStore: add its tenant or namespace "db" to one',
    ),
  );
});
