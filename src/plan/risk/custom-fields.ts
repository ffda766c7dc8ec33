import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { isMap, plainText } from '../tree/parse-manifests';
import { isClaim } from './held-by-fields';
import { Risk, risk, RiskClass, RiskSeverity } from './risk';

/** One value of a custom resource before and after: what comes or goes as a whole is taken apart. */
interface Leaf {
  /** The field below `spec`. */
  readonly path: string;
  readonly from: JsonValue | undefined;
  readonly to: JsonValue | undefined;
}

/** A field that operators call alike, and what its change means. */
interface FieldRule {
  readonly path: RegExp;
  readonly is: (leaf: Leaf) => boolean;
  /** Kinds that it is for, as `group/Kind`; all of custom resources if left out. */
  readonly of?: RegExp;
  readonly class: RiskClass;
  readonly severity: RiskSeverity;
  /** What follows the name of the object. */
  readonly says: (leaf: Leaf) => string;
}

const was = (leaf: Leaf) => plainText(leaf.from);
const is = (leaf: Leaf) => plainText(leaf.to);
const turnsOn = ({ from, to }: Leaf) => to === true && from !== true;
const turnsOff = ({ from, to }: Leaf) => from === true && to !== true;
const turns =
  (to: RegExp, from = /(?:)/) =>
  (leaf: Leaf) =>
    to.test(is(leaf)) && !to.test(was(leaf)) && from.test(was(leaf));
const differs = ({ from, to }: Leaf) => from !== undefined && to !== undefined;
const isLost = ({ from, to }: Leaf) => from !== undefined && to === undefined;

/** Ways to be reached from outside of the cluster, as Kubernetes and operators call them. */
const OUTSIDE = /^(?:LoadBalancer|NodePort|ingress|route)$/i;

/** Kinds that make copies of volumes, or hold where copies are kept. */
const COPIES = /\/(?:Backup\w*|ReplicationSource|Schedule|ScheduledBackup|VolumeSnapshotLocation)$/;

const RULES: readonly FieldRule[] = [
  // Deletes now.
  {
    path: /(?:^|\.)(?:ensure|state)$/,
    is: turns(/^absent$/i),
    ...{ class: 'deletion', severity: 'high' },
    says: ({ path }) => `has ${path} absent: its operator deletes what that stands for`,
  },
  {
    path: /^destroy$/,
    is: turnsOn,
    ...{ class: 'deletion', severity: 'high' },
    says: () => 'has destroy true: all that it made is destroyed now',
  },
  // Deletes later.
  {
    path: /(?:^|\.)cleanupPolicy\.confirmation$/,
    is: turns(/./),
    ...{ class: 'deletion', severity: 'high' },
    says: ({ path }) => `has ${path}: its deletion wipes the disks of its nodes`,
  },
  {
    path: /(?:^|\.)preserve\w*OnDelete$/,
    is: turnsOff,
    ...{ class: 'deletion', severity: 'medium' },
    says: ({ path }) => `no longer has ${path} true: its deletion takes its data along from now on`,
  },
  {
    path: /(?:^|\.)target\.deletionPolicy$/,
    of: /^external-secrets\.io\//,
    is: turns(/^Delete$/),
    ...{ class: 'deletion', severity: 'low' },
    says: () => 'deletes its Secret when its store no longer has the values',
  },
  // Volumes.
  {
    path: /(?:^|[.\]])(?:storage|volumes?(?:\[[^\]]*\])?)\.(?:type|ephemeral)$/,
    is: turns(/^(?:ephemeral|emptyDir|memory|true)$/),
    of: /^kafka\.strimzi\.io\//,
    ...{ class: 'deletion', severity: 'medium' },
    says: ({ path }) =>
      `has ephemeral storage (${path}): Strimzi ignores all changes of the storage of brokers that run, and those that are made anew keep no data`,
  },
  {
    path: /(?:^|\.)storage\.type$/,
    is: (leaf) => differs(leaf) && is(leaf) !== 'ephemeral',
    of: /^kafka\.strimzi\.io\//,
    ...{ class: 'held', severity: 'medium' },
    says: (leaf) => `keeps its ${was(leaf)} storage: Strimzi ignores a change of its type`,
  },
  {
    path: /(?:^|[.\]])(?:storage|persistence|data|volumes?(?:\[[^\]]*\])?)\.(?:type|ephemeral|emptyDir)$/,
    is: (leaf) =>
      /emptyDir$/.test(leaf.path) ? leaf.from === undefined : turns(/^(?:ephemeral|emptyDir|memory|true)$/)(leaf),
    of: /^(?!kafka\.strimzi\.io\/)/,
    ...{ class: 'deletion', severity: 'high' },
    says: ({ path }) => `keeps its data in its pods (${path}): it starts empty, and loses all with them`,
  },
  {
    path: /(?:^|\.)(?:persistence|persistent|storage|persistentVolume)(?:\.enabled)?$/,
    is: turnsOff,
    ...{ class: 'deletion', severity: 'high' },
    says: ({ path }) => `has no volumes any more (${path}): it starts empty, and loses all with its pods`,
  },
  {
    path: /(?:^|\.)(?:persistence|storage)\.(?:size|storage)$/,
    is: (leaf) => /^0\w*$/.test(is(leaf)) && /^[1-9]/.test(was(leaf)),
    ...{ class: 'deletion', severity: 'high' },
    says: ({ path }) => `has no volumes any more (${path} 0): it starts empty, and loses all with its pods`,
  },
  // Copies.
  {
    path: /(?:^|\.)(?:repository|destinationPath|bucket(?:Name)?|backupTargetURL|storageLocation|prefix|address)$/,
    of: COPIES,
    is: differs,
    ...{ class: 'held', severity: 'medium' },
    says: ({ path }) =>
      `has another ${path}: copies are kept elsewhere from now on, and those made before are not there`,
  },
  {
    path: /(?:^|\.)backup\.(?:\w+\.)*(?:destinationPath|bucket(?:Name)?|repository|repoName|storageName|endpointURL|serverName)$/i,
    is: differs,
    ...{ class: 'held', severity: 'medium' },
    says: ({ path }) =>
      `has another ${path}: copies are kept elsewhere from now on, and those made before are not there`,
  },
  {
    path: /(?:^|\.)(?:repository|address|sourceIdentity)$/,
    of: /\/ReplicationDestination$/,
    is: differs,
    ...{ class: 'availability', severity: 'medium' },
    says: ({ path }) => `restores from elsewhere (${path}): its volume gets other data, or none`,
  },
  {
    path: /^source(?:PVC|Claim|Volume)$/,
    of: COPIES,
    is: differs,
    ...{ class: 'held', severity: 'medium' },
    says: (leaf) => `copies ${is(leaf)} and no longer ${was(leaf)}`,
  },
  {
    path: /^accessMode$/,
    of: /\/BackupStorageLocation$/,
    is: turns(/^ReadOnly$/),
    ...{ class: 'held', severity: 'medium' },
    says: () => 'takes no new backups (accessMode ReadOnly)',
  },
  {
    path: /^template\.(?:snapshotVolumes|defaultVolumesToFsBackup|defaultVolumesToRestic|snapshotMoveData)$/,
    of: /^velero\.io\/Schedule$/,
    is: (leaf) =>
      leaf.to === false && leaf.from !== false && (leaf.from === true || /snapshotVolumes$/.test(leaf.path)),
    ...{ class: 'held', severity: 'medium' },
    says: ({ path }) => `backs up less of volumes (${path} false)`,
  },
  // Who reaches it, and how it is asked.
  {
    path: /(?:service|listener|expose|http|external|gateway)\S*(?:^|\.)(?:type|serviceType|exposeType)$|^(?:serviceType|exposeType)$/i,
    is: turns(OUTSIDE),
    ...{ class: 'network-opened', severity: 'medium' },
    says: (leaf) => `is reached from outside of the cluster (${leaf.path} ${is(leaf)})`,
  },
  {
    path: /(?:service|listener|expose|http|external|gateway)\S*(?:^|\.)(?:type|serviceType|exposeType)$|^(?:serviceType|exposeType)$/i,
    is: (leaf) => OUTSIDE.test(was(leaf)) && !OUTSIDE.test(is(leaf)),
    ...{ class: 'availability', severity: 'medium' },
    says: (leaf) => `is no longer reached from outside of the cluster (${leaf.path})`,
  },
  {
    path: /(?:^|\.)(?:insecure|insecureSkip(?:TLS)?Verify|skip(?:TLS)?Verify|tlsSkipVerify|tlsDisabled|disableTLS|tls\S*\.disabled)$/i,
    is: turnsOn,
    ...{ class: 'network-opened', severity: 'medium' },
    says: ({ path }) => `no longer encrypts, or no longer verifies who answers (${path} true)`,
  },
  {
    path: /(?:^|\.)ssl_?mode$/i,
    is: turns(/^(?:allow|disabled?|prefer)$/i, /^(?:require|verify)/i),
    ...{ class: 'network-opened', severity: 'medium' },
    says: (leaf) => `may do without encryption (${leaf.path} ${is(leaf)})`,
  },
  {
    path: /(?:^|[.\]])(?:hostname|fqdn|domain|externalUrl)$/i,
    is: differs,
    ...{ class: 'availability', severity: 'medium' },
    says: (leaf) =>
      `has another name (${leaf.path} ${is(leaf)} instead of ${was(leaf)}): who asks for that before gets no answer`,
  },
  {
    path: /(?:^|\.)(?:db|database|externalDatabase|datasource)\.(?:host|url|jdbcUrl|name|database)$/i,
    is: differs,
    ...{ class: 'availability', severity: 'medium' },
    says: ({ path }) => `uses another database (${path}): it works without what is in the one before`,
  },
  {
    path: /^replica\.enabled$/,
    of: /^postgresql\.cnpg\.io\/Cluster$/,
    is: turnsOn,
    ...{ class: 'availability', severity: 'high' },
    says: () => 'follows another cluster from now on, and takes no writes',
  },
  // Rights.
  {
    path: /(?:^|[.\]])(?:superuser|createdb|createrole|bypassrls|enableSuperuserAccess|clusterAdmin)$/i,
    is: turnsOn,
    ...{ class: 'rights-widened', severity: 'medium' },
    says: ({ path }) => `has other rights (${path} true)`,
  },
  {
    path: /(?:^|\.)(?:hostNetwork|hostPID|hostIPC|privileged)$/,
    is: turnsOn,
    ...{ class: 'pod-security', severity: 'medium' },
    says: ({ path }) => `lets its pods do more on their nodes (${path} true)`,
  },
  {
    path: /^(?:approvePlan|installPlanApproval)$/,
    is: turns(/^auto(?:matic)?$/i),
    ...{ class: 'availability', severity: 'medium' },
    says: ({ path }) => `is applied without anybody's approval (${path})`,
  },
  {
    path: /^partitions$/,
    of: /\/KafkaTopic$/,
    is: ({ from, to }) => typeof from === 'number' && typeof to === 'number' && to < from,
    ...{ class: 'held', severity: 'medium' },
    says: (leaf) => `keeps its ${was(leaf)} partitions: Kafka never takes any away`,
  },
  {
    path: /(?:^|\.)listeners\[(?:name=)?([^\]]*)\]$/,
    of: /\/(?:Kafka|Broker|Listener|Redpanda|ActiveMQArtemis|EMQX|HiveMQPlatform)$/,
    is: isLost,
    ...{ class: 'availability', severity: 'medium' },
    says: ({ path }) => `no longer has ${path}: its clients get no answer`,
  },
];

/** Kinds that only look at others: what they let through harms nobody. */
const MONITOR = /\/(?:\w*Monitor|Probe|ScrapeConfig)$/;

/** Risks of fields that operators call alike. */
export function fieldsOfCustom(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  const rules = RULES.filter(({ of = /(?:)/ }) => of.test(kind));
  const what = `${next.kind} ${next.metadata.name}`;
  const inSpec = changes.filter(({ path, change }) => path.startsWith('spec.') && change !== 'reordered');
  const leaves = inSpec.flatMap((one) => leavesOf(one.path.slice('spec.'.length), one.from, one.to));
  return [
    ...leaves.flatMap((leaf) =>
      rules
        .filter((rule) => rule.path.test(leaf.path) && rule.is(leaf))
        .map((rule) => risk(rule.class, `${what} ${rule.says(leaf)}`, MONITOR.test(kind) ? 'low' : rule.severity)),
    ),
    ...claimsLost(what, inSpec),
    ...partsLost(what, inSpec),
    ...otherImages(inSpec),
  ];
}

/** The values of a field that comes, goes or changes, and the field itself. */
function leavesOf(path: string, from: JsonValue | undefined, to: JsonValue | undefined): Leaf[] {
  const own = { path, from, to };
  if (from !== undefined && to !== undefined) return [own];
  const whole = from ?? to;
  if (Array.isArray(whole))
    return whole.flatMap((item, at) => {
      const name = isMap(item) && typeof item.name === 'string' ? `name=${item.name}` : String(at);
      return leavesOf(`${path}[${name}]`, from && item, to && item);
    });
  if (!isMap(whole)) return [own];
  return [own, ...Object.entries(whole).flatMap(([key, item]) => leavesOf(`${path}.${key}`, from && item, to && item))];
}

const LAST = /(?:^|\.)([^.[\]]+)(?:\[[^\]]*\])?$/;

/** Claims that an operator made for parts which stay: these start without what is on them. */
function claimsLost(what: string, changes: readonly RawChange[]): Risk[] {
  return changes.flatMap(({ path, change, from }) => {
    const field = LAST.exec(path)?.[1];
    if (change !== 'removed' || field === undefined) return [];
    const isOwn = isClaim(field, from) || (path.endsWith(']') && isClaim(field, [from!]));
    if (!isOwn || /backup|snapshot/i.test(path)) return [];
    const message = `${what} no longer has a volume of its own (${path.slice('spec.'.length)}): what is on it is read no more`;
    return [risk('deletion', message, 'medium')];
  });
}

/** Lists of parts that an operator runs pods for, each with a number of them or with volumes. */
const PARTS =
  /(?:^|\.)(?:nodeSets|nodePools|nodes|racks|replsets|shards|instanceSets|instances|pools|zones)\[([^\]]*)\]$/;

/** Parts that leave the list: what their pods keep goes, unless the operator moves it before. */
function partsLost(what: string, changes: readonly RawChange[]): Risk[] {
  return changes.flatMap(({ path, change }) => {
    const field = path.slice('spec.'.length);
    if (change !== 'removed' || !PARTS.test(field)) return [];
    return [risk('deletion', `${what} loses ${field}: its pods go, and what is not moved away before`, 'medium')];
  });
}

const IMAGE = /(?:^|\.)(?:containers|initContainers)\[name=([^\]]+)\]\.image$/;

function otherImages(changes: readonly RawChange[]): Risk[] {
  return changes.flatMap(({ path, from, to }) => {
    const [, name] = IMAGE.exec(path) ?? [];
    if (name === undefined || typeof from !== 'string' || typeof to !== 'string') return [];
    return [risk('version', `image of container ${name} moves from ${from} to ${to}`)];
  });
}
