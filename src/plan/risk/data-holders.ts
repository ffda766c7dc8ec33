import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { textAt, valueAt } from '../tree/parse-manifests';
import { machinesText } from './risk-machines';

/** A kind of custom resource whose deletion deletes data or machines that its own manifest cannot bring back. */
export interface DataHolder {
  /** The kind as `group/Kind`; `*` stands for every kind of the group, `*.` for every subdomain. */
  readonly kind: string;
  /** The things that go with it, for messages. */
  readonly holds: string;
  /** The project, and the page or file of it that says so. */
  readonly source: string;
  /** Whether this object deletes anything; always if left out. */
  readonly when?: (object: KubernetesObject) => boolean;
}

const annotation = (object: KubernetesObject, key: string) => textAt(object, 'metadata', 'annotations', key);

/** Kinds that hold data or machines. Removing one needs a declaration. */
export const DATA_HOLDERS: readonly DataHolder[] = [
  ...holders('its databases and their volumes', [
    ['acid.zalan.do/postgresql', 'Zalando postgres-operator, docs/administrator.md: delete'],
    ['postgresql.cnpg.io/Cluster', 'CloudNativePG, docs/faq: claims are owned by the Cluster'],
    ['postgres-operator.crunchydata.com/PostgresCluster', 'Crunchy PGO, tutorials: delete a Postgres cluster'],
    ['pgv2.percona.com/PerconaPGCluster', 'Percona Operator for PostgreSQL, operator options: finalizers'],
    ['pxc.percona.com/PerconaXtraDBCluster', 'Percona Operator for MySQL, operator options: finalizers'],
    ['psmdb.percona.com/PerconaServerMongoDB', 'Percona Operator for MongoDB, operator options: finalizers'],
    ['mongodbcommunity.mongodb.com/MongoDBCommunity', 'MongoDB Community Operator, docs: deploy and configure'],
    ['mongodb.com/MongoDB', 'MongoDB Enterprise Kubernetes Operator, resource specification'],
    ['mysql.oracle.com/InnoDBCluster', 'MySQL Operator, manual: InnoDBCluster'],
    ['k8s.mariadb.com/MariaDB', 'mariadb-operator, docs: API reference'],
    ['moco.cybozu.com/MySQLCluster', 'MOCO, docs: usage, deleting a cluster'],
    ['planetscale.com/VitessCluster', 'Vitess Operator, docs: API reference'],
    ['pingcap.com/TidbCluster', 'TiDB Operator, docs: destroy a TiDB cluster'],
    ['crdb.cockroachlabs.com/CrdbCluster', 'CockroachDB Operator, docs: API reference'],
    ['cassandra.datastax.com/CassandraDatacenter', 'cass-operator, docs: delete claims with the datacenter'],
    ['k8ssandra.io/K8ssandraCluster', 'K8ssandra Operator, docs: API reference'],
    ['scylla.scylladb.com/ScyllaCluster', 'Scylla Operator, docs: API reference'],
    ['clickhouse.altinity.com/ClickHouseInstallation', 'Altinity operator, docs: storage, reclaim policy'],
    ['database.arangodb.com/ArangoDeployment', 'kube-arangodb, docs: API reference'],
    ['redis.redis.opstreelabs.in/Redis', 'Opstree redis-operator, docs: API reference'],
    ['redis.redis.opstreelabs.in/RedisCluster', 'Opstree redis-operator, docs: API reference'],
    ['redis.redis.opstreelabs.in/RedisReplication', 'Opstree redis-operator, docs: API reference'],
    ['databases.spotahome.com/RedisFailover', 'Spotahome redis-operator, docs: storage, keepAfterDeletion'],
    ['app.redislabs.com/RedisEnterpriseCluster', 'Redis Enterprise for Kubernetes, docs: delete a cluster'],
    ['app.redislabs.com/RedisEnterpriseDatabase', 'Redis Enterprise for Kubernetes, docs: delete a database'],
    ['elasticsearch.k8s.elastic.co/Elasticsearch', 'ECK, docs: volume claim templates, volumeClaimDeletePolicy'],
    ['opensearch.opster.io/OpenSearchCluster', 'OpenSearch operator, docs: user guide'],
    ['dragonflydb.io/Dragonfly', 'Dragonfly operator, docs: snapshots to a claim'],
    ['couchbase.com/CouchbaseCluster', 'Couchbase Autonomous Operator, docs: CouchbaseCluster resource'],
    ['zookeeper.pravega.io/ZookeeperCluster', 'zookeeper-operator, README: reclaimPolicy Delete'],
    ['vault.banzaicloud.com/Vault', 'bank-vaults, docs: the operator, volumeClaimTemplates'],
    ['operator.victoriametrics.com/VMSingle', 'VictoriaMetrics operator, docs: VMSingle, removePvcAfterDelete'],
    ['operator.victoriametrics.com/VMCluster', 'VictoriaMetrics operator, docs: VMCluster, claims of vmstorage'],
    ['monitoring.coreos.com/Prometheus', 'prometheus-operator, docs: storage, persistentVolumeClaimRetentionPolicy'],
    ['loki.grafana.com/LokiStack', 'Loki operator, docs: API reference'],
    ['tempo.grafana.com/TempoStack', 'Tempo operator, docs: API reference'],
  ]),
  ...holders('its topics, queues or streams and what is in them', [
    ['kafka.strimzi.io/Kafka', 'Strimzi, docs: deleting Kafka clusters, deleteClaim'],
    ['kafka.strimzi.io/KafkaNodePool', 'Strimzi, docs: removing node pools'],
    ['kafka.strimzi.io/KafkaTopic', 'Strimzi, docs: topic operator, deleting a topic'],
    ['rabbitmq.com/RabbitmqCluster', 'RabbitMQ Cluster Operator, docs: delete an instance'],
    ['rabbitmq.com/Queue', 'RabbitMQ Messaging Topology Operator, docs: deletion policy'],
    ['rabbitmq.com/Vhost', 'RabbitMQ Messaging Topology Operator, docs: deletion policy'],
    ['jetstream.nats.io/Stream', 'NACK, docs: API reference, preventDelete'],
  ]),
  ...holders('the storage behind it', [
    ['ceph.rook.io/CephCluster', 'Rook, docs: cleanup'],
    ['ceph.rook.io/CephBlockPool', 'Rook, docs: CephBlockPool'],
    ['ceph.rook.io/CephFilesystem', 'Rook, docs: CephFilesystem, preserveFilesystemOnDelete'],
    ['ceph.rook.io/CephObjectStore', 'Rook, docs: CephObjectStore, preservePoolsOnDelete'],
    ['objectbucket.io/ObjectBucketClaim', 'Rook, docs: object bucket claims, reclaim policy of the class'],
    ['longhorn.io/Volume', 'Longhorn, docs: volumes, delete'],
    ['minio.min.io/Tenant', 'MinIO Operator, docs: delete a tenant'],
    ['cdi.kubevirt.io/DataVolume', 'KubeVirt CDI, docs: DataVolumes own their claims'],
  ]),
  ...holders('its copy of the data', [
    ['snapshot.storage.k8s.io/VolumeSnapshot', 'Kubernetes, docs: volume snapshots, deletion policy'],
    ['snapshot.storage.k8s.io/VolumeSnapshotContent', 'Kubernetes, docs: volume snapshots, deletion policy'],
    ['groupsnapshot.storage.k8s.io/VolumeGroupSnapshot', 'Kubernetes, docs: volume group snapshots'],
    ['velero.io/Backup', 'Velero, docs: backup reference'],
    ['velero.io/BackupStorageLocation', 'Velero, docs: locations, backups of a removed location are dropped'],
  ]),
  // Where a tree tells more of its machines, messages do too.
  ...holders(machinesText([], []), [
    ['cluster.x-k8s.io/Cluster', 'Cluster API, book: delete the cluster object first'],
  ]),
  ...holders('its machines', [
    ['cluster.x-k8s.io/Machine', 'Cluster API, book: machines are owned by their set'],
    ['cluster.x-k8s.io/MachineDeployment', 'Cluster API, book: machine deployments'],
    ['cluster.x-k8s.io/MachinePool', 'Cluster API, book: machine pools'],
    ['cluster.x-k8s.io/MachineSet', 'Cluster API, book: machine sets'],
    ['kamaji.clastix.io/TenantControlPlane', 'Kamaji, docs: API reference'],
    ['k0smotron.io/Cluster', 'k0smotron, docs: cluster'],
    ['hypershift.openshift.io/HostedCluster', 'HyperShift, docs: destroy a hosted cluster'],
    ['karpenter.sh/NodePool', 'Karpenter, docs: deleting a NodePool drains and terminates its nodes'],
    ['kubevirt.io/VirtualMachine', 'KubeVirt, docs: lifecycle'],
    ['metal3.io/BareMetalHost', 'Metal3, docs: deprovisioning'],
  ]),
  {
    kind: 'velero.io/Schedule',
    holds: 'the backups that it made',
    source: 'Velero, docs: schedules, useOwnerReferencesInBackup',
    when: (object) => valueAt(object, 'spec', 'useOwnerReferencesInBackup') === true,
  },
  {
    kind: 'controlplane.cluster.x-k8s.io/*',
    holds: 'its machines',
    source: 'Cluster API, book: control plane providers',
    when: (object) => !object.kind.endsWith('Template'),
  },
  {
    kind: 'infrastructure.cluster.x-k8s.io/*',
    holds: 'its machines',
    source: 'Cluster API, book: infrastructure providers',
    when: (object) => !object.kind.endsWith('Template'),
  },
  {
    kind: '*.crossplane.io/*',
    holds: 'the resource in the cloud that it manages',
    source: 'Crossplane, docs: managed resources, deletionPolicy',
    when: (object) => isManaged(object) && textAt(object, 'spec', 'deletionPolicy') !== 'Orphan',
  },
  {
    kind: '*.upbound.io/*',
    holds: 'the resource in the cloud that it manages',
    source: 'Crossplane, docs: managed resources, deletionPolicy',
    when: (object) => isManaged(object) && textAt(object, 'spec', 'deletionPolicy') !== 'Orphan',
  },
  {
    kind: 'apiextensions.crossplane.io/CompositeResourceDefinition',
    holds: 'all objects of the kinds that it defines',
    source: 'Crossplane, docs: composite resource definitions',
  },
  {
    kind: '*.services.k8s.aws/*',
    holds: 'the resource in the cloud that it manages',
    source: 'AWS Controllers for Kubernetes, docs: deletion policy',
    when: (object) => annotation(object, 'services.k8s.aws/deletion-policy') !== 'retain',
  },
  {
    kind: '*.cnrm.cloud.google.com/*',
    holds: 'the resource in the cloud that it manages',
    source: 'Config Connector, docs: deletion policy',
    when: (object) => annotation(object, 'cnrm.cloud.google.com/deletion-policy') !== 'abandon',
  },
  {
    kind: '*.azure.com/*',
    holds: 'the resource in the cloud that it manages',
    source: 'Azure Service Operator, docs: annotations, reconcile-policy',
    when: (object) =>
      !/^(?:skip|detach-on-delete)$/.test(annotation(object, 'serviceoperator.azure.com/reconcile-policy') ?? ''),
  },
  {
    kind: 'infra.contrib.fluxcd.io/Terraform',
    holds: 'what Terraform made',
    source: 'tofu-controller, docs: destroyResourcesOnDeletion',
    when: (object) => valueAt(object, 'spec', 'destroyResourcesOnDeletion') === true,
  },
  {
    kind: 'bitnami.com/SealedSecret',
    holds: 'the Secret that was made of it',
    source: 'sealed-secrets 0.40, README: the Secret is owned by the SealedSecret',
  },
  {
    kind: 'external-secrets.io/PushSecret',
    holds: 'the secrets that it pushed to its stores',
    source: 'External Secrets, docs: PushSecret, deletionPolicy',
    when: (object) => textAt(object, 'spec', 'deletionPolicy') === 'Delete',
  },
  {
    kind: 'cert-manager.io/Certificate',
    holds: 'the renewal of a certificate authority, which everything that it signed needs',
    source: 'cert-manager, docs: CA issuers',
    when: (object) => valueAt(object, 'spec', 'isCA') === true,
  },
];

function holders(holds: string, kinds: ReadonlyArray<readonly [kind: string, source: string]>): DataHolder[] {
  return kinds.map(([kind, source]) => ({ kind, holds, source }));
}

/** Whether a cloud resource is managed: others of the groups configure providers. */
function isManaged(object: KubernetesObject): boolean {
  return valueAt(object, 'spec', 'forProvider') !== undefined;
}

const EXACT = new Map(DATA_HOLDERS.map((holder) => [holder.kind, holder]));
const PATTERNS = DATA_HOLDERS.filter(({ kind }) => kind.includes('*')).map((holder) => {
  const [group = '', kind = ''] = holder.kind.split('/');
  return { holder, suffix: group.startsWith('*.') ? group.slice(1) : undefined, group, anyKind: kind === '*' };
});

/** What goes with an object besides itself, if it is of a kind that holds data or machines. */
export function heldBy(object: KubernetesObject): string | undefined {
  const group = apiGroup(object.apiVersion);
  const exact = EXACT.get(`${group}/${object.kind}`);
  const found =
    exact ??
    PATTERNS.find((one) => one.anyKind && (one.suffix === undefined ? one.group === group : group.endsWith(one.suffix)))
      ?.holder;
  return found && (found.when?.(object) ?? true) ? found.holds : undefined;
}
