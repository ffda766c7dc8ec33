import { firstNames } from '../../core/first-names';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { canonical, RawChange } from '../diff/field-diff';
import { isFluxGroup } from '../tree/flux-spec';
import { isMap, listAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { fieldsOfCustom } from './custom-fields';
import { Risk, risk } from './risk';
import { isCustom } from './risk-amounts';

/** Fields of custom resources with what asks callers who they are, and what encrypts. */
const GUARD = /(?:^|\.)(?:authentication|authorization|auth|tls|mtls)(?:\.enabled)?$/;

/** Kinds whose fields of these names say how they log in elsewhere. */
const CALLERS =
  /^(?:(?:Cluster)?SecretStore|PushSecret|Vault(?:Auth|Connection)\w*|\w*Monitor|Probe|ScrapeConfig|\w*ProviderConfig)$/;

/** Whether a field with a guard says that there is one. */
function isOn(value: JsonValue | undefined): boolean {
  if (isMap(value)) return value.enabled !== false && value.enable !== false;
  return value !== undefined && value !== false && value !== '';
}

/** Fields with a version, or an image. */
const VERSION = /^spec\.(?:\w+\.)?(?:version|image|imageName|imageTag|tag)$/;

/** Fields with rights of a user of what an operator runs. */
const RIGHTS = /^spec\.(?:authorization\.acls|grants|privileges|permissions|acls|policies)\b/;

const TIMES = /(?:^|\.)(?:schedule|cron|cronExpression)$/;

/** Risks of custom resources by the names of their fields, which operators have in common. */
export function changesOfCustom(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const group = apiGroup(next.apiVersion);
  if (!isCustom(next)) return [];
  // Of other projects around Flux, such as Terraform.
  if (isFluxGroup(group)) return /^infra\./.test(group) ? fieldsOfCustom(next, changes) : [];
  const what = `${next.kind} ${next.metadata.name}`;
  const inSpec = changes.filter(({ path }) => path.startsWith('spec.'));
  const names = (list: readonly RawChange[]) => firstNames(list.map(({ path }) => path.slice('spec.'.length)));
  const guards = CALLERS.test(next.kind) ? [] : inSpec;
  const unguarded = guards.filter(
    ({ path, change, from, to }) =>
      GUARD.test(path) &&
      (path.endsWith('.enabled') ? from === true && to !== true : isOn(from) && (change === 'removed' || to === false)),
  );
  const versions = inSpec.filter(({ path, from, to }) => VERSION.test(path) && typeof (to ?? from) !== 'object');
  const rights = inSpec.filter(
    ({ path, change }) => RIGHTS.test(path) && change !== 'removed' && hasMore(old, next, path),
  );
  const times = inSpec.filter(({ path, change }) => TIMES.test(path) && change === 'changed');
  return [
    ...(unguarded.length > 0 && !MESH.test(group)
      ? [
          risk(
            'network-opened',
            `${what} no longer has ${names(unguarded)}: callers are not asked who they are, or nothing is encrypted`,
            'medium',
          ),
        ]
      : []),
    ...(versions.length > 0
      ? [
          risk(
            'version',
            `${what} moves to another version (${names(versions)}): its operator restarts or migrates what it runs`,
          ),
        ]
      : []),
    ...(rights.length > 0 ? [risk('rights-widened', `${what} has other rights (${names(rights)})`, 'medium')] : []),
    ...times.map(({ from, to }) =>
      risk('held', `${what} runs at ${plainText(to)} instead of ${plainText(from)}`, 'low'),
    ),
    ...ownRisks(old, next, group, what),
    ...fieldsOfCustom(next, changes),
  ];
}

/** Whether a list with rights has an item that it had not before. Its order does not count. */
function hasMore(old: KubernetesObject, next: KubernetesObject, path: string): boolean {
  const fields = RIGHTS.exec(path)![0].split('.');
  const [before, after] = [old, next].map((one) => valueAt(one, ...fields));
  if (!Array.isArray(before) || !Array.isArray(after)) return true;
  const known = new Set(before.map(canonical));
  return after.some((one) => !known.has(canonical(one)));
}

/** Groups whose routes and policies have rules of their own. */
const MESH = /(?:^|\.)(?:istio\.io|traefik\.io|projectcontour\.io)$/;

/** Kinds that a Prometheus or an Alertmanager selects by labels (Prometheus Operator, API reference). */
const SELECTED = /^(?:AlertmanagerConfig|PodMonitor|Probe|PrometheusRule|ScrapeConfig|ServiceMonitor)$/;

/** Labels that change with each version of a chart. */
const OF_RELEASE = /^(?:app\.kubernetes\.io\/(?:managed-by|version)|chart|helm\.sh\/chart|heritage|version)$/;

function ownRisks(old: KubernetesObject, next: KubernetesObject, group: string, what: string): Risk[] {
  const lost = (namesOf: (one: KubernetesObject) => readonly string[]) =>
    namesOf(old).filter((name) => !namesOf(next).includes(name));
  const kind = `${group}/${next.kind}`;
  if (kind === 'monitoring.coreos.com/PrometheusRule') {
    const alerts = lost((one) =>
      listAt(one, 'spec', 'groups').flatMap((each) =>
        listAt(each, 'rules').flatMap((rule) => textAt(rule, 'alert') ?? []),
      ),
    );
    if (alerts.length > 0) return [risk('held', `${what} no longer alerts for ${firstNames(alerts)}`, 'low')];
  }
  const labels = (one: KubernetesObject) =>
    Object.entries(one.metadata.labels ?? {})
      .filter(([key]) => !OF_RELEASE.test(key))
      .map(([key, value]) => `${key}=${String(value)}`);
  if (group === 'monitoring.coreos.com' && SELECTED.test(next.kind) && lost(labels).length > 0)
    return [
      risk(
        'held',
        `${what} has other labels: if its Prometheus or Alertmanager selects by them, it is left out`,
        'low',
      ),
    ];
  if (kind === 'velero.io/Schedule') {
    const included = (one: KubernetesObject) => listAt(one, 'spec', 'template', 'includedNamespaces').map(String);
    const excluded = (one: KubernetesObject) => listAt(one, 'spec', 'template', 'excludedNamespaces').map(String);
    const all = included(old).length === 0 || included(old).includes('*');
    const fewer = included(next).length > 0 && !included(next).includes('*') && (all || lost(included).length > 0);
    const more = excluded(next).some((name) => !excluded(old).includes(name));
    // Events are of no use in another cluster, and a star stands for all.
    const kinds = (one: KubernetesObject, field: string) =>
      listAt(one, 'spec', 'template', field)
        .map(String)
        .filter((name) => !/^events(?:\.events\.k8s\.io)?$/.test(name));
    const isAll = (one: KubernetesObject) => {
      const names = listAt(one, 'spec', 'template', 'includedResources');
      return names.length === 0 || names.includes('*');
    };
    const fewerKinds = !isAll(next) && (isAll(old) || lost((one) => kinds(one, 'includedResources')).length > 0);
    const moreOut = kinds(next, 'excludedResources').some((name) => !kinds(old, 'excludedResources').includes(name));
    return [
      ...(fewer || more ? [risk('held', `${what} backs up fewer namespaces`)] : []),
      ...(fewerKinds || moreOut ? [risk('held', `${what} backs up fewer kinds of objects`)] : []),
    ];
  }
  const hibernates = (one: KubernetesObject) => textAt(one, 'metadata', 'annotations', 'cnpg.io/hibernation') === 'on';
  if (kind === 'postgresql.cnpg.io/Cluster' && hibernates(next) && !hibernates(old))
    return [risk('availability', `${what} hibernates: all its pods stop`, 'high')];
  const refreshes = (one: KubernetesObject) => !/^0[a-z]*$/.test(textAt(one, 'spec', 'refreshInterval') ?? '1h');
  if (kind === 'external-secrets.io/ExternalSecret' && refreshes(old) && !refreshes(next))
    return [risk('held', `${what} no longer follows its store: its Secret keeps the values that it has`, 'low')];
  return [];
}

/** Kinds of custom resources that make backups at times. */
const BACKUPS =
  /^(?:ScheduledBackup|BackupSchedule|BackupPlan|BackupConfiguration|RecurringJob|RecurringBackup|ReplicationSource)$/;
const SCHEDULES = /^(?:velero\.io|k8up\.io)\/Schedule$/;

/** The risk of the end of what makes backups; none for other objects. */
export function backsUpNothing(old: KubernetesObject): Risk[] {
  const group = apiGroup(old.apiVersion);
  // Recurring jobs of Longhorn may also clean up.
  const task = textAt(old, 'spec', 'task') ?? 'backup';
  if (old.kind === 'RecurringJob' && !/^(?:backup|snapshot)(?:-force-create)?$/.test(task)) return [];
  if (!isCustom(old) || (!BACKUPS.test(old.kind) && !SCHEDULES.test(`${group}/${old.kind}`))) return [];
  if (valueAt(old, 'spec', 'suspend') === true || valueAt(old, 'spec', 'paused') === true) return [];
  return [risk('held', `${old.kind} ${old.metadata.name} goes, and makes no backups any more`)];
}
