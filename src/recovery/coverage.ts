import { escapeRegExp } from '../core/escape-regexp';
import { isMap, listAt, mapAt, textAt, valueAt } from '../kubernetes/json';
import { matchesLabels } from '../kubernetes/label-match';
import { apiGroup, KubernetesObject, objectName } from '../kubernetes/objects';
import { DATA_HOLDERS } from '../plan/risk/data-holders';

/** Something that holds data which no repository brings back: a claim, a set of claims, or a database. */
export interface Holder {
  /** As messages name it: `PersistentVolumeClaim shop/data`. */
  readonly name: string;
  readonly namespace: string;
  /** Group and kind, such as `/PersistentVolumeClaim`. */
  readonly kind: string;
  readonly own: string;
  /** Labels of its claims; undefined where they are not known. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Ways of backups that a database of CloudNativePG has a location for. */
  readonly methods?: readonly string[];
}

/** Something that copies data again and again. */
export interface BackupSchedule {
  /** Such as `Schedule velero/nightly`. */
  readonly name: string;
  /** Whether Velero runs it. */
  readonly isVelero: boolean;
  readonly covers: (holder: Holder) => boolean;
  /** Field of a holder without which every one of its backups fails; undefined for none. */
  readonly lacks?: (holder: Holder) => string | undefined;
}

const CLAIM = '/PersistentVolumeClaim';
const SET = 'apps/StatefulSet';
const POSTGRES = 'postgresql.cnpg.io/Cluster';

/** Ways of backups that fail unless the database says where to: CloudNativePG 1.27.0, internal/controller/backup_controller.go. */
const METHODS = ['barmanObjectStore', 'volumeSnapshot'];

const backupAt = (object: KubernetesObject, method: string) => valueAt(object, 'spec', 'backup', method);

/** Kinds of operators that keep databases or queues in volumes of their own. */
const OPERATED: ReadonlySet<string> = new Set([
  ...DATA_HOLDERS.filter(({ holds }) => holds === 'its databases and their volumes').map(({ kind }) => kind),
  ...['kafka.strimzi.io/Kafka', 'rabbitmq.com/RabbitmqCluster', 'minio.min.io/Tenant'],
]);

/** Whether a kind holds data, or may do so. */
export function mayHold(kind: string): boolean {
  return kind === CLAIM || kind === SET || OPERATED.has(kind);
}

/** The data of an object; undefined for one that holds none. */
export function holderOf(object: KubernetesObject): Holder | undefined {
  const kind = `${apiGroup(object.apiVersion)}/${object.kind}`;
  if (!mayHold(kind)) return undefined;
  const { name, namespace = '', labels } = object.metadata;
  const claims = listAt(object, 'spec', 'volumeClaimTemplates');
  if (kind === SET && claims.length === 0) return undefined;
  const ofClaims = kind === SET ? mapAt(claims[0], 'metadata', 'labels') : kind === CLAIM ? (labels ?? {}) : {};
  const methods = kind === POSTGRES ? { methods: METHODS.filter((one) => isMap(backupAt(object, one))) } : {};
  return {
    name: objectName(object),
    namespace,
    kind,
    own: name,
    labels: ofClaims as Record<string, string>,
    ...methods,
  };
}

/** Whether an identity, as `group/kind/namespace/name`, is that of a schedule. */
export function isSchedule(identity: string): boolean {
  return /^(?:velero\.io\/Schedule|postgresql\.cnpg\.io\/ScheduledBackup|snapscheduler\.backube\/SnapshotSchedule)\//.test(
    identity,
  );
}

/** The schedule that an object is; undefined for others. */
export function scheduleOf(object: KubernetesObject): BackupSchedule | undefined {
  const { namespace = '' } = object.metadata;
  const name = objectName(object);
  switch (`${apiGroup(object.apiVersion)}/${object.kind}`) {
    case 'velero.io/Schedule': {
      const covers = veleroCovers(object);
      return { name, isVelero: true, covers };
    }
    case 'postgresql.cnpg.io/ScheduledBackup': {
      const cluster = textAt(object, 'spec', 'cluster', 'name');
      const isOff = valueAt(object, 'spec', 'suspend') === true;
      const method = textAt(object, 'spec', 'method') ?? 'barmanObjectStore';
      const isOf = (one: Holder) => one.kind === POSTGRES && one.namespace === namespace && one.own === cluster;
      const lacks = (one: Holder) =>
        isOf(one) && METHODS.includes(method) && one.methods?.includes(method) !== true
          ? `spec.backup.${method}`
          : undefined;
      const covers = (one: Holder) => !isOff && isOf(one) && lacks(one) === undefined;
      return { name, isVelero: false, covers, lacks };
    }
    case 'snapscheduler.backube/SnapshotSchedule': {
      const selector = valueAt(object, 'spec', 'claimSelector');
      const isOff = valueAt(object, 'spec', 'disabled') === true;
      const covers = (one: Holder) =>
        !isOff && one.namespace === namespace && !OPERATED.has(one.kind) && isSelected(one, selector);
      return { name, isVelero: false, covers };
    }
  }
  return undefined;
}

/** Holders whose content a Schedule of Velero copies (pkg/apis/velero/v1/backup_types.go, 1.18.3). */
function veleroCovers(object: KubernetesObject): (holder: Holder) => boolean {
  const template = mapAt(object, 'spec', 'template');
  const list = (key: string) => listAt(template, key).map(String);
  const isOff =
    valueAt(object, 'spec', 'paused') === true ||
    (template.snapshotVolumes === false && template.defaultVolumesToFsBackup !== true);
  const namespaces = list('includedNamespaces');
  const included = [...list('includedResources'), ...list('includedNamespaceScopedResources')];
  const excluded = [...list('excludedResources'), ...list('excludedNamespaceScopedResources')];
  const hasClaims =
    (included.length === 0 || included.some((one) => one === '*' || isClaims(one))) &&
    !excluded.some((one) => one === '*' || isClaims(one));
  const selectors = [template.labelSelector, ...listAt(template, 'orLabelSelectors')].filter(isMap);
  return (holder) =>
    !isOff &&
    hasClaims &&
    (namespaces.length === 0 || namespaces.some((one) => isGlob(one, holder.namespace))) &&
    !list('excludedNamespaces').some((one) => isGlob(one, holder.namespace)) &&
    (selectors.length === 0 || selectors.some((one) => isSelected(holder, one)));
}

function isClaims(resource: string): boolean {
  return /^(?:persistentvolumeclaims?|pvc)$/i.test(resource);
}

/** A holder whose labels are not known counts as not selected. */
function isSelected({ labels }: Holder, selector: unknown): boolean {
  return !isMap(selector) || (labels !== undefined && matchesLabels(selector, labels));
}

/** Whether a namespace fits a pattern of Velero: `*`, `?` and `[abc]` are special (pkg/util/wildcard/expand.go). */
function isGlob(pattern: string, namespace: string): boolean {
  const parts = pattern.split(/(\*|\?|\[[^\]]*\])/);
  const source = parts.map((part) =>
    part === '*' ? '.*' : part === '?' ? '.' : part.startsWith('[') ? part : escapeRegExp(part),
  );
  return new RegExp(`^${source.join('')}$`).test(namespace);
}

/** Holders that no schedule covers. */
export function uncovered(holders: readonly Holder[], schedules: readonly BackupSchedule[]): Holder[] {
  return holders.filter((holder) => !schedules.some(({ covers }) => covers(holder)));
}
