import { defined } from '../../core/defined';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { listAt, textAt, valueAt } from '../tree/parse-manifests';
import { BROKERS, CLUSTERS, COPIES, DATABASES, ITS_MACHINES, MACHINES, SERVICES, STORAGE } from './data-holder-kinds';
import { BY_COMPOSITION, heldByFields, IN_CLOUD, isComposed, isManaged } from './held-by-fields';

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

/** Whether a field below `spec` has one of some values. */
const spec =
  (field: string, ...values: readonly JsonValue[]) =>
  (object: KubernetesObject) =>
    values.includes(valueAt(object, 'spec', field) ?? null);

/** Whether a field below `spec` has none of some values. */
const specNot =
  (field: string, ...values: readonly JsonValue[]) =>
  (object: KubernetesObject) =>
    !spec(field, ...values)(object);

/** Whether an object has a finalizer whose name matches. */
const finalizer = (name: RegExp) => (object: KubernetesObject) =>
  listAt(object, 'metadata', 'finalizers').some((one) => typeof one === 'string' && name.test(one));

/** Kinds of Cluster API's providers that describe machines, or say by which account or where they are made. */
const NO_MACHINES = /(?:Template|Identity|FailureDomain|DeploymentZone)$/;

const DATABASE = 'the database that it made';
const STREAMS = 'its topics, queues or streams and what is in them';

/** Kinds that hold data or machines. Removing one needs a declaration. */
export const DATA_HOLDERS: readonly DataHolder[] = [
  ...holders('its databases and their volumes', DATABASES),
  ...holders(STREAMS, BROKERS),
  ...holders('the storage behind it', STORAGE),
  ...holders('its copy of the data', COPIES),
  ...holders(ITS_MACHINES, CLUSTERS),
  ...holders('its machines', MACHINES),
  ...holders('the service that it stands for', SERVICES),
  ...holders(
    DATABASE,
    [
      ['k8s.mariadb.com/Database', 'mariadb-operator, docs: SQL resources, cleanupPolicy'],
      ['kinda.rocks/Database', 'db-operator, docs: Database, deletionProtected'],
    ],
    (object) => specNot('cleanupPolicy', 'Skip')(object) && specNot('deletionProtected', true)(object),
  ),
  ...holders(
    DATABASE,
    [['postgresql.cnpg.io/Database', 'CloudNativePG, docs: database management, databaseReclaimPolicy']],
    spec('databaseReclaimPolicy', 'delete'),
  ),
  ...holders(
    DATABASE,
    [
      ['db.movetokube.com/Postgres', 'postgres-operator of movetokube, README: dropOnDelete'],
      ['postgresql.easymile.com/PostgresqlDatabase', 'postgresql-operator of EasyMile, docs: dropOnDelete'],
    ],
    spec('dropOnDelete', true),
  ),
  ...holders(
    'its databases and their volumes',
    [
      ['kubedb.com/*', 'KubeDB, docs: deletionPolicy'],
      ['apps.kubeblocks.io/Cluster', 'KubeBlocks, docs: delete a cluster, terminationPolicy'],
    ],
    (object) => !['deletionPolicy', 'terminationPolicy'].some((field) => spec(field, 'Halt', 'DoNotTerminate')(object)),
  ),
  ...holders(
    'its databases and their volumes',
    [['solr.apache.org/SolrCloud', 'Solr operator, docs: SolrCloud CRD, reclaimPolicy']],
    (object) => textAt(object, 'spec', 'dataStorage', 'persistent', 'reclaimPolicy') === 'Delete',
  ),
  ...holders(
    STREAMS,
    [
      ['rabbitmq.com/Queue', 'RabbitMQ Messaging Topology Operator, docs: deletion policy'],
      ['rabbitmq.com/Vhost', 'RabbitMQ Messaging Topology Operator, docs: deletion policy'],
    ],
    specNot('deletionPolicy', 'retain'),
  ),
  ...holders(
    STREAMS,
    [
      ['jetstream.nats.io/Stream', 'NACK, docs: API reference, preventDelete'],
      ['jetstream.nats.io/KeyValue', 'NACK, docs: API reference, preventDelete'],
      ['jetstream.nats.io/ObjectStore', 'NACK, docs: API reference, preventDelete'],
    ],
    specNot('preventDelete', true),
  ),
  ...holders(
    STREAMS,
    [['kafka.strimzi.io/KafkaTopic', 'Strimzi, docs: topic operator, deleting a topic, unmanaged topics']],
    (object) => annotation(object, 'strimzi.io/managed') !== 'false',
  ),
  ...holders(
    'the backups that it made',
    [['velero.io/Schedule', 'Velero, docs: schedules, useOwnerReferencesInBackup']],
    spec('useOwnerReferencesInBackup', true),
  ),
  ...holders(
    'its copy of the data',
    [
      ['pxc.percona.com/PerconaXtraDBClusterBackup', 'Percona Operator for MySQL, docs: delete a backup'],
      ['ps.percona.com/PerconaServerMySQLBackup', 'Percona Operator for MySQL (Percona Server), docs: delete a backup'],
      ['psmdb.percona.com/PerconaServerMongoDBBackup', 'Percona Operator for MongoDB, docs: delete a backup'],
      ['pgv2.percona.com/PerconaPGBackup', 'Percona Operator for PostgreSQL, docs: delete a backup'],
    ],
    finalizer(/delete-(?:s3-)?backup$/),
  ),
  ...holders(
    'its copy of the data',
    [['volsync.backube/ReplicationDestination', 'VolSync, docs: rsync, the volume of a destination']],
    (object) => ['rsync', 'rsyncTLS'].some((mover) => specNot(mover, null)(object)),
  ),
  ...holders(
    'its machines',
    [
      ['controlplane.cluster.x-k8s.io/*', 'Cluster API, book: control plane providers'],
      ['infrastructure.cluster.x-k8s.io/*', 'Cluster API, book: infrastructure providers'],
    ],
    ({ kind }) => !NO_MACHINES.test(kind),
  ),
  ...holders(
    'its machines',
    [['hive.openshift.io/ClusterDeployment', 'Hive, docs: deprovision, preserveOnDelete']],
    specNot('preserveOnDelete', true),
  ),
  ...holders(
    IN_CLOUD,
    [
      ['*.crossplane.io/*', 'Crossplane, docs: managed resources, deletionPolicy and managementPolicies'],
      ['*.upbound.io/*', 'Crossplane, docs: managed resources, deletionPolicy and managementPolicies'],
    ],
    isManaged,
  ),
  ...holders('all objects of the kinds that it defines', [
    ['apiextensions.crossplane.io/CompositeResourceDefinition', 'Crossplane, docs: composite resource definitions'],
  ]),
  ...holders(
    IN_CLOUD,
    [['*.services.k8s.aws/*', 'AWS Controllers for Kubernetes, docs: deletion policy']],
    (object) => annotation(object, 'services.k8s.aws/deletion-policy') !== 'retain',
  ),
  ...holders(
    IN_CLOUD,
    [['*.cnrm.cloud.google.com/*', 'Config Connector, docs: deletion policy']],
    (object) => annotation(object, 'cnrm.cloud.google.com/deletion-policy') !== 'abandon',
  ),
  ...holders(
    IN_CLOUD,
    [['*.azure.com/*', 'Azure Service Operator, docs: annotations, reconcile-policy']],
    (object) =>
      // The classes of Karpenter are settings.
      apiGroup(object.apiVersion) !== 'karpenter.azure.com' &&
      !/^(?:skip|detach-on-delete)$/.test(annotation(object, 'serviceoperator.azure.com/reconcile-policy') ?? ''),
  ),
  ...holders(
    IN_CLOUD,
    [['openstack.k-orc.cloud/*', 'OpenStack Resource Controller, docs: managementPolicy, managedOptions.onDelete']],
    (object) =>
      specNot('managementPolicy', 'unmanaged')(object) &&
      textAt(object, 'spec', 'managedOptions', 'onDelete') !== 'detach',
  ),
  ...holders(
    IN_CLOUD,
    [['database.oracle.com/AutonomousDatabase', 'Oracle Database Operator, docs: hardLink']],
    spec('hardLink', true),
  ),
  ...holders(
    IN_CLOUD,
    [['atlas.mongodb.com/*', 'MongoDB Atlas Kubernetes Operator, docs: resource policies, deletion protection']],
    (object) => annotation(object, 'mongodb.com/atlas-resource-policy') === 'delete',
  ),
  ...holders(
    IN_CLOUD,
    ['AlloyDBOmni', 'Cassandra', 'Clickhouse', 'Kafka', 'KafkaTopic', 'MySQL', 'OpenSearch', 'PostgreSQL', 'Redis']
      .concat('Valkey')
      .map((kind) => [`aiven.io/${kind}`, 'Aiven Operator, docs: terminationProtection'] as const),
    specNot('terminationProtection', true),
  ),
  ...holders(
    'what Terraform made',
    [['infra.contrib.fluxcd.io/Terraform', 'tofu-controller, docs: destroyResourcesOnDeletion']],
    spec('destroyResourcesOnDeletion', true),
  ),
  ...holders(
    'what Terraform made',
    [['app.terraform.io/Workspace', 'HCP Terraform Operator, docs: Workspace, deletionPolicy']],
    spec('deletionPolicy', 'soft', 'destroy', 'force'),
  ),
  ...holders(
    'what Pulumi made',
    [['pulumi.com/Stack', 'Pulumi Kubernetes Operator, docs: destroyOnFinalize']],
    spec('destroyOnFinalize', true),
  ),
  ...holders(
    'the objects that Argo CD applied for it',
    [['argoproj.io/Application', 'Argo CD, docs: app deletion, finalizers']],
    finalizer(/^(?:post-delete-finalizer|resources-finalizer)\.argocd\.argoproj\.io/),
  ),
  ...holders(
    'its Applications and what Argo CD applied for them',
    [['argoproj.io/ApplicationSet', 'Argo CD, docs: ApplicationSet, preserveResourcesOnDeletion']],
    (object) => valueAt(object, 'spec', 'syncPolicy', 'preserveResourcesOnDeletion') !== true,
  ),
  ...holders(
    'everything that it installed',
    [
      ['helm.cattle.io/HelmChart', 'K3s, docs: Helm controller'],
      ['kappctrl.k14s.io/App', 'kapp-controller, docs: App, noopDelete'],
      ['packaging.carvel.dev/PackageInstall', 'kapp-controller, docs: PackageInstall, noopDelete'],
    ],
    specNot('noopDelete', true),
  ),
  ...holders(
    'the namespaces that it made, with everything in them',
    [
      ['hnc.x-k8s.io/SubnamespaceAnchor', 'Hierarchical Namespace Controller, user guide: subnamespaces'],
      ['capsule.clastix.io/Tenant', 'Capsule, docs: tenants, preventDeletion'],
    ],
    specNot('preventDeletion', true),
  ),
  ...holders(
    'its copy of the data',
    [
      ['stash.appscode.com/Repository', 'Stash, docs: Repository, wipeOut'],
      ['storage.kubestash.com/*', 'KubeStash, docs: deletionPolicy'],
    ],
    (object) => spec('wipeOut', true)(object) || spec('deletionPolicy', 'WipeOut')(object),
  ),
  ...holders('the Secret that was made of it', [
    ['bitnami.com/SealedSecret', 'sealed-secrets 0.40, README: the Secret is owned by the SealedSecret'],
    ['isindir.github.com/SopsSecret', 'sops-secrets-operator, README: child Secrets are owned'],
  ]),
  ...holders('the random values that it made, which nobody can make again', [
    ['secretgenerator.mittwald.de/BasicAuth', 'kubernetes-secret-generator, README: custom resources'],
    ['secretgenerator.mittwald.de/SSHKeyPair', 'kubernetes-secret-generator, README: custom resources'],
    ['secretgenerator.mittwald.de/StringSecret', 'kubernetes-secret-generator, README: custom resources'],
  ]),
  ...holders(
    'the random values that it made, which nobody can make again',
    [['external-secrets.io/ExternalSecret', 'External Secrets, docs: generators, creationPolicy']],
    (object) =>
      !/^(?:Orphan|Merge|None)$/.test(textAt(object, 'spec', 'target', 'creationPolicy') ?? '') &&
      [...listAt(object, 'spec', 'dataFrom'), ...listAt(object, 'spec', 'data')].some(
        (one) => valueAt(one, 'sourceRef', 'generatorRef') !== undefined,
      ),
  ),
  ...holders(
    'the secrets that it pushed to its stores',
    [['external-secrets.io/PushSecret', 'External Secrets, docs: PushSecret, deletionPolicy']],
    spec('deletionPolicy', 'Delete'),
  ),
  ...holders(
    'the renewal of a certificate authority, which everything that it signed needs',
    [['cert-manager.io/Certificate', 'cert-manager, docs: CA issuers']],
    spec('isCA', true),
  ),
];

function holders(
  holds: string,
  kinds: ReadonlyArray<readonly [kind: string, source: string]>,
  when?: DataHolder['when'],
): DataHolder[] {
  return kinds.map(([kind, source]) => ({ kind, holds, source, ...defined({ when }) }));
}

const EXACT = new Map(DATA_HOLDERS.map((holder) => [holder.kind, holder]));
const PATTERNS = DATA_HOLDERS.filter(({ kind }) => kind.includes('*')).map((holder) => {
  const [group = '', kind = ''] = holder.kind.split('/');
  return { holder, suffix: group.startsWith('*.') ? group.slice(1) : undefined, group, anyKind: kind === '*' };
});

/** Things that go with an object, if it holds data or machines. */
export function heldBy(object: KubernetesObject): string | undefined {
  const group = apiGroup(object.apiVersion);
  const exact = EXACT.get(`${group}/${object.kind}`);
  const found =
    exact ??
    PATTERNS.find((one) => one.anyKind && (one.suffix === undefined ? one.group === group : group.endsWith(one.suffix)))
      ?.holder;
  if (found === undefined) return heldByFields(object, group);
  if (found.when?.(object) ?? true) return found.holds;
  // Platforms define composite resources in the groups of Crossplane's providers too.
  return found.when === isManaged && isComposed(object) ? BY_COMPOSITION : undefined;
}
