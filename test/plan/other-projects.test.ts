import { compare } from '../../src/plan-entry';
import { Manifest, manifest, treeOf } from './fixture';

/* Fields that operators call alike, and kinds of other projects: each change beside one that does no harm. */

const of =
  (apiVersion: string, kind: string) =>
  (spec: object, metadata: object = {}): Manifest =>
    manifest(apiVersion, kind, { spec }, metadata);
const told = (old: readonly Manifest[], next: readonly Manifest[]): string[] =>
  compare(treeOf(...old), treeOf(...next)).changes.flatMap((change) =>
    change.risks.map(({ class: name, severity, message }) => `${severity} ${name}: ${message}`),
  );

const custom = of('cache.example.com/v1', 'Cache');
const kafka = (storage: object) => of('kafka.strimzi.io/v1beta2', 'Kafka')({ kafka: { storage } });
const copies = of('volsync.backube/v1alpha1', 'ReplicationSource');
const restore = of('volsync.backube/v1alpha1', 'ReplicationDestination');
const location = of('velero.io/v1', 'BackupStorageLocation');
const schedule = (template: object) => of('velero.io/v1', 'Schedule')({ template });
const pool = of('metallb.io/v1beta1', 'IPAddressPool');
const cnpg = of('postgresql.cnpg.io/v1', 'Cluster');
const elastic = (...nodeSets: object[]) => of('elasticsearch.k8s.elastic.co/v1', 'Elasticsearch')({ nodeSets });
const bucket = of('s3.aws.upbound.io/v1beta1', 'Bucket');
const terraform = of('infra.contrib.fluxcd.io/v1alpha2', 'Terraform');
const control = of('controlplane.cluster.x-k8s.io/v1beta1', 'KubeadmControlPlane');
const records = (...names: string[]) =>
  of('externaldns.k8s.io/v1alpha1', 'DNSEndpoint')({ endpoints: names.map((dnsName) => ({ dnsName })) });
const volume = (id: number, type: string) => ({ id, type, size: '1Gi' });
const claims = [{ metadata: { name: 'd' }, spec: { resources: { requests: { storage: '1Gi' } } } }];
const outside = { expose: { type: 'LoadBalancer' } };

type Case = readonly [name: string, old: Manifest, next: Manifest, says: RegExp, near: Manifest];

test.each<Case>([
  [
    'storage of brokers',
    kafka({ type: 'persistent-claim', size: '1Gi' }),
    kafka({ type: 'ephemeral' }),
    /^medium deletion: Kafka it has ephemeral storage \(kafka\.storage\.type\)/,
    kafka({ type: 'persistent-claim', size: '2Gi' }),
  ],
  [
    'a volume of brokers',
    kafka({ type: 'jbod', volumes: [volume(0, 'persistent-claim'), volume(1, 'persistent-claim')] }),
    kafka({ type: 'jbod', volumes: [volume(1, 'persistent-claim')] }),
    /^high deletion: Kafka it loses volume 0 of its storage/,
    kafka({ type: 'jbod', volumes: [0, 1, 2].map((id) => volume(id, 'persistent-claim')) }),
  ],
  [
    'volumes of a cache',
    custom({ storage: { type: 'disk' } }),
    custom({ storage: { type: 'ephemeral' } }),
    /^high deletion: Cache it keeps its data in its pods \(storage\.type\)/,
    custom({ storage: { type: 'block' } }),
  ],
  [
    'persistence',
    custom({ persistence: { enabled: true } }),
    custom({ persistence: { enabled: false } }),
    /^high deletion: Cache it has no volumes any more \(persistence\.enabled\)/,
    custom({ persistence: { enabled: true, size: '1Gi' } }),
  ],
  [
    'claims of nodes',
    elastic({ name: 'a', count: 3, volumeClaimTemplates: claims }),
    elastic({ name: 'a', count: 3 }),
    /^medium deletion: Elasticsearch it no longer has a volume of its own \(nodeSets\[name=a\]\.volumeClaimTemplates\)/,
    elastic({ name: 'a', count: 4, volumeClaimTemplates: claims }),
  ],
  [
    'nodes',
    elastic({ name: 'a', count: 3 }, { name: 'b', count: 3 }),
    elastic({ name: 'a', count: 3 }),
    /^medium deletion: Elasticsearch it loses nodeSets\[name=b\]/,
    elastic({ name: 'b', count: 3 }, { name: 'a', count: 3 }),
  ],
  [
    'where copies are kept',
    copies({ restic: { repository: 'a' } }),
    copies({ restic: { repository: 'b' } }),
    /^medium held: ReplicationSource it has another restic\.repository: copies are kept elsewhere/,
    copies({ restic: { repository: 'a', cacheCapacity: '2Gi' } }),
  ],
  [
    'how many copies are kept',
    copies({ restic: { retain: { daily: 7 } } }),
    copies({ restic: { retain: { daily: 2 } } }),
    /^medium deletion: ReplicationSource it keeps 2 instead of 7 \(restic\.retain\.daily\)/,
    copies({ restic: { retain: { daily: 9 } } }),
  ],
  [
    'what is copied',
    copies({ sourcePVC: 'a' }),
    copies({ sourcePVC: 'b' }),
    /^medium held: ReplicationSource it copies b and no longer a$/,
    copies({ sourcePVC: 'a', trigger: { manual: 'once' } }),
  ],
  [
    'where data comes from',
    restore({ restic: { repository: 'a' } }),
    restore({ restic: { repository: 'b' } }),
    /^medium availability: ReplicationDestination it restores from elsewhere/,
    restore({ restic: { repository: 'a', copyMethod: 'Direct' } }),
  ],
  [
    'a location without new backups',
    location({ objectStorage: { bucket: 'a' } }),
    location({ objectStorage: { bucket: 'a' }, accessMode: 'ReadOnly' }),
    /^medium held: BackupStorageLocation it takes no new backups/,
    location({ objectStorage: { bucket: 'a' }, accessMode: 'ReadWrite' }),
  ],
  [
    'kinds that are backed up',
    schedule({}),
    schedule({ excludedResources: ['persistentvolumeclaims'] }),
    /^medium held: Schedule it backs up fewer kinds of objects$/,
    schedule({ labels: { a: 'b' } }),
  ],
  [
    'addresses',
    pool({ addresses: ['10.0.0.0/24', '10.1.0.5-10.1.0.9'] }),
    pool({ addresses: ['10.0.0.0/24', '10.1.0.6-10.1.0.9'] }),
    /^medium availability: IPAddressPool it gives up 10\.1\.0\.5-10\.1\.0\.9/,
    pool({ addresses: ['10.0.0.0/23', '10.1.0.0/28'] }),
  ],
  [
    'a database that is dropped',
    of('postgresql.cnpg.io/v1', 'Database')({ name: 'a' }),
    of('postgresql.cnpg.io/v1', 'Database')({ name: 'a', ensure: 'absent' }),
    /^high deletion: Database it has ensure absent/,
    of('postgresql.cnpg.io/v1', 'Database')({ name: 'a', ensure: 'present' }),
  ],
  [
    'a database that follows another',
    cnpg({ replica: { enabled: false } }),
    cnpg({ replica: { enabled: true } }),
    /^high availability: Cluster it follows another cluster from now on, and takes no writes$/,
    cnpg({ replica: { enabled: false, source: 'a' } }),
  ],
  [
    'rights of a role',
    cnpg({ managed: { roles: [{ name: 'a' }] } }),
    cnpg({ managed: { roles: [{ name: 'a', superuser: true }] } }),
    /^medium rights-widened: Cluster it has other rights \(managed\.roles\[name=a\]\.superuser true\)$/,
    cnpg({ managed: { roles: [{ name: 'a', superuser: false }] } }),
  ],
  [
    'the only copy of data',
    of('ceph.rook.io/v1', 'CephBlockPool')({ replicated: { size: 3 } }),
    of('ceph.rook.io/v1', 'CephBlockPool')({ replicated: { size: 1 } }),
    /^low availability: CephBlockPool it goes from 3 to 1 in replicated\.size/,
    of('ceph.rook.io/v1', 'CephBlockPool')({ replicated: { size: 4 } }),
  ],
  [
    'a count of other things',
    custom({ members: 3 }),
    custom({ members: 0 }),
    /^high availability: Cache it goes to 0 in members/,
    custom({ members: 3, connectionPool: { size: 0 } }),
  ],
  [
    'disks that are wiped',
    of('ceph.rook.io/v1', 'CephCluster')({ cleanupPolicy: {} }),
    of('ceph.rook.io/v1', 'CephCluster')({ cleanupPolicy: { confirmation: 'yes-really-destroy-data' } }),
    /^high deletion: CephCluster it has cleanupPolicy\.confirmation/,
    of('ceph.rook.io/v1', 'CephCluster')({ cleanupPolicy: { confirmation: '' } }),
  ],
  [
    'a resource of a cloud under another name',
    bucket({ forProvider: {} }, { annotations: { 'crossplane.io/external-name': 'a' } }),
    bucket({ forProvider: {} }, { annotations: { 'crossplane.io/external-name': 'b' } }),
    /^medium orphan: Bucket it stands for another resource \(b instead of a\)/,
    bucket({ forProvider: { tags: { a: 'b' } } }, { annotations: { 'crossplane.io/external-name': 'a' } }),
  ],
  [
    'a resource that was only looked at',
    bucket({ forProvider: {}, managementPolicies: ['Observe'] }),
    bucket({ forProvider: {}, managementPolicies: ['Observe', 'Update'] }),
    /^medium availability: Bucket it is no longer observed alone/,
    bucket({ forProvider: {}, managementPolicies: ['Observe', 'LateInitialize'] }),
  ],
  [
    'what Terraform made',
    terraform({ path: './a' }),
    terraform({ path: './a', destroy: true }),
    /^high deletion: Terraform it has destroy true/,
    terraform({ path: './a', destroy: false }),
  ],
  [
    'plans that nobody approves',
    terraform({ approvePlan: '' }),
    terraform({ approvePlan: 'auto' }),
    /^medium availability: Terraform it is applied without anybody's approval/,
    terraform({ approvePlan: 'plan-main-1' }),
  ],
  [
    'a Service for the outside',
    custom({}),
    custom(outside),
    /^medium network-opened: Cache it is reached from outside of the cluster \(expose\.type LoadBalancer\)$/,
    custom({ expose: { type: 'ClusterIP' } }),
  ],
  [
    'the end of that',
    custom(outside),
    custom({ expose: { type: 'ClusterIP' } }),
    /^medium availability: Cache it is no longer reached from outside of the cluster/,
    custom({ ...outside, a: 1 }),
  ],
  [
    'TLS that is not verified',
    custom({ upstream: { insecureSkipVerify: false } }),
    custom({ upstream: { insecureSkipVerify: true } }),
    /^medium network-opened: Cache it no longer encrypts, or no longer verifies who answers/,
    custom({ upstream: {} }),
  ],
  [
    'another name',
    custom({ hostname: 'a' }),
    custom({ hostname: 'b' }),
    /^medium availability: Cache it has another name \(hostname b instead of a\)/,
    custom({ hostname: 'a', port: 1 }),
  ],
  [
    'another database',
    custom({ db: { host: 'a' } }),
    custom({ db: { host: 'b' } }),
    /^medium availability: Cache it uses another database \(db\.host\)/,
    custom({ db: { host: 'a', poolMaxSize: 3 } }),
  ],
  [
    'images in a template',
    of('argoproj.io/v1alpha1', 'Rollout')({ template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } }),
    of('argoproj.io/v1alpha1', 'Rollout')({ template: { spec: { containers: [{ name: 'a', image: 'a:2' }] } } }),
    /^low version: image of container a moves from a:1 to a:2$/,
    of(
      'argoproj.io/v1alpha1',
      'Rollout',
    )({ template: { spec: { containers: [{ image: 'a:1', name: 'a', tty: true }] } } }),
  ],
  [
    'control planes of an even number',
    control({ replicas: 3 }),
    control({ replicas: 4 }),
    /^high immutable: KubeadmControlPlane it has an even number of replicas \(4\)/,
    control({ replicas: 5 }),
  ],
  [
    'a version in between',
    control({ version: 'v1.30.1' }),
    control({ version: 'v1.32.0' }),
    /^high immutable: KubeadmControlPlane it goes from v1\.30\.1 to v1\.32\.0/,
    control({ version: 'v1.31.9' }),
  ],
  [
    'machines',
    of('cluster.x-k8s.io/v1beta1', 'MachineDeployment')({ replicas: 3 }),
    of('cluster.x-k8s.io/v1beta1', 'MachineDeployment')({ replicas: 2 }),
    /^medium availability: MachineDeployment it goes from 3 to 2 replicas/,
    of('cluster.x-k8s.io/v1beta1', 'MachineDeployment')({ replicas: 4 }),
  ],
  [
    'records',
    records('a', 'b'),
    records('a'),
    /^medium availability: DNSEndpoint it no longer has the records b A$/,
    records('b', 'a'),
  ],
  [
    'what a store no longer has',
    of('external-secrets.io/v1', 'ExternalSecret')({ target: {} }),
    of('external-secrets.io/v1', 'ExternalSecret')({ target: { deletionPolicy: 'Delete' } }),
    /^low deletion: ExternalSecret it deletes its Secret when its store no longer has the values$/,
    of('external-secrets.io/v1', 'ExternalSecret')({ target: { deletionPolicy: 'Retain' } }),
  ],
])('%s', (_name, old, next, says, near) => {
  expect(told([old], [next]).filter((one) => says.test(one))).toHaveLength(1);
  expect(told([old], [near]).filter((one) => !one.startsWith('low version'))).toEqual([]);
});

test.each<readonly [string, Manifest, RegExp]>([
  [
    'announcements',
    of('metallb.io/v1beta1', 'L2Advertisement')({}),
    /goes: nobody reaches the addresses that it alone announces$/,
  ],
  [
    'objects that a policy generated',
    of('kyverno.io/v1', 'ClusterPolicy')(
      { rules: [{ generate: { synchronize: true, kind: 'NetworkPolicy', data: {} } }] },
      { namespace: undefined },
    ),
    /^high deletion: ClusterPolicy it goes, and Kyverno deletes what it generated: NetworkPolicy$/,
  ],
])('the end of %s', (_name, object, says) => {
  expect(told([object], []).filter((one) => says.test(one))).toHaveLength(1);
});

test('storage of another type, which Strimzi ignores', () => {
  expect(told([kafka({ type: 'ephemeral' })], [kafka({ type: 'persistent-claim', size: '1Gi' })])).toEqual([
    'medium held: Kafka it keeps its ephemeral storage: Strimzi ignores a change of its type',
  ]);
});

test('sizes of keys, and what monitors trust', () => {
  const certificate = (size: number) => of('example.com/v1', 'Certificate')({ privateKey: { size } });
  expect(told([certificate(4096)], [certificate(1)])).toEqual([]);
  const monitor = (tlsConfig: object) =>
    of('monitoring.coreos.com/v1', 'PodMonitor')({ podMetricsEndpoints: [{ tlsConfig }] });
  expect(told([monitor({})], [monitor({ insecureSkipVerify: true })])).toEqual([
    expect.stringMatching(/^low network-opened: PodMonitor it no longer encrypts, or no longer verifies/),
  ]);
});

test('a policy that leaves what it generated', () => {
  const policy = (generate: object, name = 'it') =>
    of('kyverno.io/v1', 'ClusterPolicy')(
      { rules: [{ generate: { synchronize: true, kind: 'Secret', ...generate } }] },
      { name, namespace: undefined },
    );
  for (const stays of [{ data: {}, orphanDownstreamOnPolicyDelete: true }, { clone: { name: 'a' } }])
    expect(told([policy(stays)], [])).toEqual(['medium deletion: Flux deletes ClusterPolicy it']);
  expect(told([policy({ data: {} })], [policy({ data: {} }, 'b')])).toContainEqual(
    'high deletion: ClusterPolicy it goes, and Kyverno deletes what it generated: Secret',
  );
});

test('backups that end with what they are of', () => {
  const backup = of('postgresql.cnpg.io/v1', 'ScheduledBackup')({ cluster: { name: 'db' } });
  const db = cnpg({}, { name: 'db' });
  const ends = (all: readonly string[]) => all.filter((one) => one.includes('makes no backups'));
  expect(ends(told([backup, db], [db]))).toHaveLength(1);
  expect(ends(told([backup, db], []))).toEqual([]);
  const space = manifest('v1', 'Namespace', {}, { name: 'x', namespace: undefined });
  expect(ends(told([backup, space], []))).toEqual([]);
});

const pods = (...volumes: object[]) => of('argoproj.io/v1alpha1', 'Rollout')({ template: { spec: { volumes } } });
const claim = { name: 'd', persistentVolumeClaim: { claimName: 'd' } };
const storage = { volumeClaimTemplate: { spec: { resources: { requests: { storage: '1Gi' } } } } };
const prometheus = (spec: object) => of('monitoring.coreos.com/v1', 'Prometheus')(spec);

test.each<readonly [string, Manifest, Manifest, RegExp]>([
  ['pods', pods(claim), pods({ name: 'd', emptyDir: {} }), /^high deletion: Rollout it keeps its data in its pods /],
  [
    'a whole',
    prometheus({ storage }),
    prometheus({}),
    /^medium deletion: Prometheus it no longer has a volume of its own/,
  ],
  [
    'another form',
    prometheus({ storage }),
    prometheus({ storage: { emptyDir: {} } }),
    /^high deletion: .* in its pods /,
  ],
])('volumes that go: %s', (_name, old, next, says) => {
  expect(told([old], [next])).toEqual([expect.stringMatching(says)]);
});

const listener = (name: string, type: string) => ({ name, type });
const listeners = (...all: object[]) => of('kafka.strimzi.io/v1beta2', 'Kafka')({ kafka: { listeners: all } });

test('a part that goes is told once', () => {
  const inside = listener('a', 'internal');
  expect(told([listeners(inside, listener('b', 'loadbalancer'))], [listeners(inside)])).toEqual([
    'medium availability: Kafka it no longer has kafka.listeners[name=b]: its clients get no answer',
  ]);
  const b = { name: 'b', count: 3, volumeClaimTemplates: claims };
  expect(told([elastic({ name: 'a', count: 3 }, b)], [elastic({ name: 'a', count: 3 })])).toEqual([
    expect.stringMatching(/^medium deletion: Elasticsearch it loses nodeSets\[name=b\]/),
  ]);
});

const jbod = { type: 'jbod', volumes: [volume(0, 'persistent-claim')] };
const claimed = (name?: string) =>
  bucket({ forProvider: {} }, name === undefined ? {} : { annotations: { 'crossplane.io/external-name': name } });
const alert = (spec: object) => of('notification.toolkit.fluxcd.io/v1beta3', 'Alert')(spec);
const grafana = (name: string) => of('grafana.integreatly.org/v1beta1', 'GrafanaDatasource')({ datasource: { name } });
const record = (recordType: string) =>
  of('externaldns.k8s.io/v1alpha1', 'DNSEndpoint')({ endpoints: [{ dnsName: 'a', recordType }] });
const ceph = (...names: string[]) =>
  of('ceph.rook.io/v1', 'CephCluster')({ storage: { nodes: names.map((name) => ({ name, devices: [] })) } });
const analysis = (count: number) => of('argoproj.io/v1alpha1', 'AnalysisTemplate')({ metrics: [{ name: 'a', count }] });
const describing = (hostNetwork: boolean) =>
  of('kyverno.io/v1', 'ClusterPolicy')(
    { rules: [{ validate: { pattern: { spec: { hostNetwork } } } }] },
    { namespace: undefined },
  );
const proxy = (fqdn: string) => of('projectcontour.io/v1', 'HTTPProxy')({ virtualhost: { fqdn }, routes: [] });

test.each<readonly [string, Manifest, Manifest | undefined]>([
  ['a scratch volume', pods(), pods({ name: 'tmp', emptyDir: {} })],
  ['a scratch volume in place of a ConfigMap', pods({ name: 'a', configMap: {} }), pods({ name: 'a', emptyDir: {} })],
  ['a default that is written down', prometheus({}), prometheus({ storage: { emptyDir: {} } })],
  ['a claim of single pods', pods({ name: 'a', ephemeral: storage }), pods()],
  ['brokers that go into pools', kafka(jbod), of('kafka.strimzi.io/v1beta2', 'Kafka')({ kafka: {} })],
  ['a source of a dashboard', grafana('a'), grafana('b')],
  ['a database in its long form', custom({ db: { host: 'a' } }), custom({ db: { host: 'a.x.svc.cluster.local' } })],
  ['the name of somebody else', custom({ smtp: { hostname: 'a' } }), custom({ smtp: { hostname: 'b' } })],
  ['nodes whose disks stay', ceph('a', 'b'), ceph('a')],
  ['a count of measurements', analysis(5), analysis(1)],
  ['a count of tries', custom({ retry: { count: 5 } }), custom({ retry: { count: 0 } })],
  ['the size of a disk', custom({ disk: { size: 50 } }), custom({ disk: { size: 1 } })],
  [
    'a pool in two parts',
    pool({ addresses: ['10.0.0.0/24'] }),
    pool({ addresses: ['10.0.0.128-10.0.0.255', '10.0.0.0/25'] }),
  ],
  ['pods that a policy describes', describing(false), describing(true)],
  ['a name that is the default', claimed('it'), claimed()],
  ['a record of another type', record('A'), record('CNAME')],
])('no alarm for %s', (_name, old, next) => {
  expect(told([old], next === undefined ? [] : [next])).toEqual([]);
});

test('hosts of an HTTPProxy are told once, and an Alert that was suspended told nobody', () => {
  expect(told([proxy('a')], [proxy('b')]).filter((one) => one.startsWith('medium availability'))).toHaveLength(1);
  expect(told([alert({ suspend: true })], [])).toEqual(['medium deletion: Flux deletes Alert x/it']);
});

test('places of backups whose names have hyphens, and a pool with a gap', () => {
  const percona = (name: string) =>
    of('pxc.percona.com/v1', 'PerconaXtraDBCluster')({ backup: { storages: { 's3-us': { s3: { bucket: name } } } } });
  expect(told([percona('a')], [percona('b')])).toEqual([
    expect.stringMatching(/^medium held: PerconaXtraDBCluster it has another backup\.storages\.s3-us\.s3\.bucket/),
  ]);
  const gap = pool({ addresses: ['10.0.0.0/25', '10.0.0.129-10.0.0.255'] });
  expect(told([pool({ addresses: ['10.0.0.0/24'] })], [gap])).toEqual([
    expect.stringMatching(/gives up 10\.0\.0\.0\/24/),
  ]);
});

test('backups of all kinds, without events, and fewer copies of all', () => {
  const [all, star] = [schedule({}), schedule({ includedResources: ['*'], excludedResources: ['events'] })];
  expect(told([all], [star])).toEqual([]);
  expect(told([star], [all])).toEqual([]);
  expect(told([star], [schedule({ includedResources: ['pods'] })])).toHaveLength(1);
  const job = (retain: number) => of('longhorn.io/v1beta2', 'RecurringJob')({ retain });
  expect(told([job(7)], [job(3)])).toEqual([
    expect.stringMatching(/^medium deletion: RecurringJob it keeps 3 instead of 7/),
  ]);
});

test('a pool of addresses under another name, and an announcement', () => {
  const renamed = (kind: string, spec: object) =>
    told(...(['a', 'b'].map((name) => [of('metallb.io/v1beta1', kind)(spec, { name })]) as [Manifest[], Manifest[]]));
  expect(renamed('IPAddressPool', { addresses: ['10.0.0.0/24'] })).toContainEqual(
    expect.stringMatching(/lose the addresses/),
  );
  expect(renamed('L2Advertisement', {})).toEqual(['medium deletion: Flux deletes L2Advertisement x/a']);
});

test('an image of a container without a name', () => {
  const knative = (image: string) =>
    of('serving.knative.dev/v1', 'Service')({ template: { spec: { containers: [{ image }] } } });
  expect(told([knative('u:p@a/b:1')], [knative('u:p@a/b:2')])).toEqual([
    'low version: image of container 0 moves from a/b:1 to a/b:2',
  ]);
});

test('a control plane that goes back', () => {
  expect(told([control({ version: 'v1.31.0' })], [control({ version: 'v1.30.9' })])).toContainEqual(
    'medium availability: KubeadmControlPlane it goes back from v1.31.0 to v1.30.9: nothing refuses that, and kubeadm knows no way back',
  );
});

test('addresses with passwords that begin alike are not shown', () => {
  const at = (password: string) => custom({ externalUrl: `https://u:correct-${password}@a` });
  expect(told([at('horse')], [at('house')])).toEqual([expect.not.stringMatching(/horse|house|correct|se@a/)]);
});
