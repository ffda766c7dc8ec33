import { JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { plainText } from '../tree/parse-manifests';
import { RiskClass, RiskSeverity } from './risk';
import { meshHost } from './route-kinds';

/** One value of a custom resource before and after: what comes or goes as a whole is taken apart. */
export interface Leaf {
  /** The field below `spec`. */
  readonly path: string;
  readonly from: JsonValue | undefined;
  readonly to: JsonValue | undefined;
}

/** A field that operators call alike, and what its change means. */
export interface FieldRule {
  readonly path: RegExp;
  readonly is: (leaf: Leaf, next: KubernetesObject) => boolean;
  /** Kinds that it is for, as `group/Kind`; all of custom resources if left out. */
  readonly of?: RegExp;
  readonly class: RiskClass;
  readonly severity: RiskSeverity;
  /** Message after the name of the object. */
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

/** Fields that say how a part of it is reached. */
const REACHED =
  /(?:service|listener|expose|http|external|gateway)\S*\.(?:type|serviceType|exposeType)$|^(?:serviceType|exposeType)$/i;

/** Words of fields about somebody else, whose name is not that of the object. */
const OF_PEER =
  /smtp|mail|upstream|remote|source|target|peer|provider|database|(?:^|\.)db\b|ldap|oidc|idp\b|sasl|vault|registry|backend|origin|sink|destination|redis|client|connection|cookie|session/i;

/** Kinds that make copies of volumes, or hold where copies are kept. */
const COPIES = /\/(?:Backup\w*|ReplicationSource|Schedule|ScheduledBackup|VolumeSnapshotLocation)$/;

/** Meanings of changes of fields that operators call alike. */
export const FIELD_RULES: readonly FieldRule[] = [
  // Deletes now.
  {
    path: /(?:^|\.)(?:ensure|state)$/,
    is: turns(/^absent$/i),
    class: 'deletion',
    severity: 'high',
    says: ({ path }) => `has ${path} absent: its operator deletes what that stands for`,
  },
  {
    path: /^destroy$/,
    is: turnsOn,
    class: 'deletion',
    severity: 'high',
    says: () => 'has destroy true: all that it made is destroyed now',
  },
  // Deletes later.
  {
    path: /(?:^|\.)cleanupPolicy\.confirmation$/,
    is: turns(/./),
    class: 'deletion',
    severity: 'high',
    says: ({ path }) => `has ${path}: its deletion wipes the disks of its nodes`,
  },
  {
    path: /(?:^|\.)preserve\w*OnDelet(?:e|ion)$/,
    is: turnsOff,
    class: 'deletion',
    severity: 'medium',
    says: ({ path }) => `no longer has ${path} true: its deletion takes along what it holds or made from now on`,
  },
  {
    path: /(?:^|\.)target\.deletionPolicy$/,
    of: /^external-secrets\.io\//,
    is: turns(/^Delete$/),
    class: 'deletion',
    severity: 'low',
    says: () => 'deletes its Secret when its store no longer has the values',
  },
  // Volumes.
  {
    path: /(?:^|[.\]])(?:storage|volumes?(?:\[[^\]]*\])?)\.(?:type|ephemeral)$/,
    is: turns(/^(?:ephemeral|emptyDir|memory|true)$/),
    of: /^kafka\.strimzi\.io\//,
    class: 'deletion',
    severity: 'medium',
    says: ({ path }) =>
      `has ephemeral storage (${path}): Strimzi ignores all changes of the storage of brokers that run, and those that are made anew keep no data`,
  },
  {
    path: /(?:^|\.)storage\.type$/,
    is: (leaf) => differs(leaf) && is(leaf) !== 'ephemeral',
    of: /^kafka\.strimzi\.io\//,
    class: 'held',
    severity: 'medium',
    says: (leaf) => `keeps its ${was(leaf)} storage: Strimzi ignores a change of its type`,
  },
  {
    path: /(?:^|[.\]])(?:storage|persistence|data|volumes?(?:\[[^\]]*\])?)\.(?:type|ephemeral)$/,
    is: turns(/^(?:ephemeral|emptyDir|memory|true)$/),
    of: /^(?!kafka\.strimzi\.io\/)/,
    class: 'deletion',
    severity: 'high',
    says: ({ path }) => `keeps its data in its pods (${path}): it starts empty, and loses all with them`,
  },
  {
    path: /(?:^|\.)(?:persistence|persistent|storage|persistentVolume)(?:\.enabled)?$/,
    is: turnsOff,
    class: 'deletion',
    severity: 'high',
    says: ({ path }) => `has no volumes any more (${path}): it starts empty, and loses all with its pods`,
  },
  {
    path: /(?:^|\.)(?:persistence|storage)\.(?:size|storage)$/,
    is: (leaf) => /^0\w*$/.test(is(leaf)) && /^[1-9]/.test(was(leaf)),
    class: 'deletion',
    severity: 'high',
    says: ({ path }) => `has no volumes any more (${path} 0): it starts empty, and loses all with its pods`,
  },
  // Copies.
  {
    path: /(?:^|\.)(?:repository|destinationPath|bucket(?:Name)?|backupTargetURL|storageLocation|prefix|address)$/,
    of: COPIES,
    is: differs,
    class: 'held',
    severity: 'medium',
    says: ({ path }) =>
      `has another ${path}: copies are kept elsewhere from now on, and those made before are not there`,
  },
  {
    path: /(?:^|\.)backup\.(?:[\w-]+(?:\[[^\]]*\])?\.)*(?:destinationPath|bucket(?:Name)?|repository|repoName|storageName|endpointURL|serverName)$/i,
    is: differs,
    class: 'held',
    severity: 'medium',
    says: ({ path }) =>
      `has another ${path}: copies are kept elsewhere from now on, and those made before are not there`,
  },
  {
    path: /(?:^|\.)(?:repository|address|sourceIdentity)$/,
    of: /\/ReplicationDestination$/,
    is: differs,
    class: 'availability',
    severity: 'medium',
    says: ({ path }) => `restores from elsewhere (${path}): its volume gets other data, or none`,
  },
  {
    path: /^source(?:PVC|Claim|Volume)$/,
    of: COPIES,
    is: differs,
    class: 'held',
    severity: 'medium',
    says: (leaf) => `copies ${is(leaf)} and no longer ${was(leaf)}`,
  },
  {
    path: /^accessMode$/,
    of: /\/BackupStorageLocation$/,
    is: turns(/^ReadOnly$/),
    class: 'held',
    severity: 'medium',
    says: () => 'takes no new backups (accessMode ReadOnly)',
  },
  {
    path: /^template\.(?:snapshotVolumes|defaultVolumesToFsBackup|defaultVolumesToRestic|snapshotMoveData)$/,
    of: /^velero\.io\/Schedule$/,
    is: (leaf) =>
      leaf.to === false && leaf.from !== false && (leaf.from === true || /snapshotVolumes$/.test(leaf.path)),
    class: 'held',
    severity: 'medium',
    says: ({ path }) => `backs up less of volumes (${path} false)`,
  },
  // Who reaches it, and how it is asked.
  {
    path: REACHED,
    is: turns(OUTSIDE),
    class: 'network-opened',
    severity: 'medium',
    says: (leaf) => `is reached from outside of the cluster (${leaf.path} ${is(leaf)})`,
  },
  {
    path: REACHED,
    is: (leaf) => OUTSIDE.test(was(leaf)) && !OUTSIDE.test(is(leaf)),
    class: 'availability',
    severity: 'medium',
    says: (leaf) => `is no longer reached from outside of the cluster (${leaf.path})`,
  },
  {
    path: /(?:^|\.)(?:insecure|insecureSkip(?:TLS)?Verify|skip(?:TLS)?Verify|tlsSkipVerify|tlsDisabled|disableTLS|tls\S*\.disabled)$/i,
    is: turnsOn,
    class: 'network-opened',
    severity: 'medium',
    says: ({ path }) => `no longer encrypts, or no longer verifies who answers (${path} true)`,
  },
  {
    path: /(?:^|\.)ssl_?mode$/i,
    is: turns(/^(?:allow|disabled?|prefer)$/i, /^(?:require|verify)/i),
    class: 'network-opened',
    severity: 'medium',
    says: (leaf) => `may do without encryption (${leaf.path} ${is(leaf)})`,
  },
  {
    path: /(?:^|[.\]])(?:hostname|fqdn|domain|externalUrl)$/i,
    // Of HTTPProxies, the hosts are compared (route-kinds.ts).
    of: /^(?!projectcontour\.io\/)/,
    is: (leaf) => differs(leaf) && !OF_PEER.test(leaf.path),
    class: 'availability',
    severity: 'medium',
    says: (leaf) =>
      `has another name (${leaf.path} ${is(leaf)} instead of ${was(leaf)}): who asks for that before gets no answer`,
  },
  {
    path: /(?:^|\.)(?:db|database|externalDatabase|datasource)\.(?:host|url|jdbcUrl|name|database)$/i,
    // A dashboard has no database of its own.
    of: /^(?!grafana\.integreatly\.org\/)/,
    is: (leaf, next) => differs(leaf) && meshHost(was(leaf), next) !== meshHost(is(leaf), next),
    class: 'availability',
    severity: 'medium',
    says: ({ path }) => `uses another database (${path}): it works without what is in the one before`,
  },
  {
    path: /^replica\.enabled$/,
    of: /^postgresql\.cnpg\.io\/Cluster$/,
    is: turnsOn,
    class: 'availability',
    severity: 'high',
    says: () => 'follows another cluster from now on, and takes no writes',
  },
  // Rights.
  {
    path: /(?:^|[.\]])(?:superuser|createdb|createrole|bypassrls|enableSuperuserAccess|clusterAdmin)$/i,
    is: turnsOn,
    class: 'rights-widened',
    severity: 'medium',
    says: ({ path }) => `has other rights (${path} true)`,
  },
  {
    path: /(?:^|\.)(?:hostNetwork|hostPID|hostIPC|privileged)$/,
    // Policies describe pods of others.
    of: /^(?!(?:policies\.)?kyverno\.io\/|\w+\.gatekeeper\.sh\/)/,
    is: turnsOn,
    class: 'pod-security',
    severity: 'medium',
    says: ({ path }) => `lets its pods do more on their nodes (${path} true)`,
  },
  {
    path: /^(?:approvePlan|installPlanApproval)$/,
    is: turns(/^auto(?:matic)?$/i),
    class: 'availability',
    severity: 'medium',
    says: ({ path }) => `is applied without anybody's approval (${path})`,
  },
  {
    path: /^partitions$/,
    of: /\/KafkaTopic$/,
    is: ({ from, to }) => typeof from === 'number' && typeof to === 'number' && to < from,
    class: 'held',
    severity: 'medium',
    says: (leaf) => `keeps its ${was(leaf)} partitions: Kafka never takes any away`,
  },
  {
    path: /(?:^|\.)listeners\[(?:name=)?([^\]]*)\]$/,
    of: /\/(?:Kafka|Broker|Listener|Redpanda|ActiveMQArtemis|EMQX|HiveMQPlatform)$/,
    is: isLost,
    class: 'availability',
    severity: 'medium',
    says: ({ path }) => `no longer has ${path}: its clients get no answer`,
  },
];
