import { firstNames } from '../../core/first-names';
import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { listAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { isCustom } from './risk-amounts';

/** Fields of custom resources with what asks callers who they are, and what encrypts. */
const GUARD = /(?:^|\.)(?:authentication|authorization|auth|tls|mtls)(?:\.enabled)?$/;

/** Fields with a version, or an image. */
const VERSION = /^spec\.(?:\w+\.)?(?:version|image|imageName|imageTag|tag)$/;

/** Fields with rights of a user of what an operator runs. */
const RIGHTS = /^spec\.(?:authorization\.acls|grants|privileges|permissions|acls|policies)\b/;

const TIMES = /(?:^|\.)(?:schedule|cron|cronExpression)$/;

/** Risks of custom resources by the names of their fields, which operators have in common. */
export function changesOfCustom(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const group = apiGroup(next.apiVersion);
  if (!isCustom(next) || /(?:^|\.)fluxcd\.controlplane\.io$|(?:^|\.)fluxcd\.io$/.test(group)) return [];
  const what = `${next.kind} ${next.metadata.name}`;
  const inSpec = changes.filter(({ path }) => path.startsWith('spec.'));
  const names = (list: readonly RawChange[]) => firstNames(list.map(({ path }) => path.slice('spec.'.length)));
  const unguarded = inSpec.filter(
    ({ path, change, from, to }) =>
      GUARD.test(path) &&
      (path.endsWith('.enabled') ? from === true && to !== true : change === 'removed' || to === false),
  );
  const versions = inSpec.filter(({ path, from, to }) => VERSION.test(path) && typeof (to ?? from) !== 'object');
  const rights = inSpec.filter(({ path, change }) => RIGHTS.test(path) && change !== 'removed');
  const times = inSpec.filter(({ path, change }) => TIMES.test(path) && change === 'changed');
  return [
    ...(unguarded.length > 0 && !MESH.test(group)
      ? [
          risk(
            'network-opened',
            `${what} no longer has ${names(unguarded)}, which asks who calls or encrypts`,
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
  ];
}

/** Groups whose routes and policies have rules of their own. */
const MESH = /(?:^|\.)(?:istio\.io|traefik\.io|projectcontour\.io)$/;

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
    Object.entries(one.metadata.labels ?? {}).map(([key, value]) => `${key}=${String(value)}`);
  if (group === 'monitoring.coreos.com' && lost(labels).length > 0)
    return [risk('held', `${what} has other labels: no Prometheus may select it any more`, 'low')];
  if (kind === 'velero.io/Schedule') {
    const included = (one: KubernetesObject) => listAt(one, 'spec', 'template', 'includedNamespaces').map(String);
    const excluded = (one: KubernetesObject) => listAt(one, 'spec', 'template', 'excludedNamespaces').map(String);
    const all = included(old).length === 0 || included(old).includes('*');
    const fewer = included(next).length > 0 && !included(next).includes('*') && (all || lost(included).length > 0);
    const more = excluded(next).some((name) => !excluded(old).includes(name));
    return fewer || more ? [risk('held', `${what} backs up fewer namespaces`)] : [];
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
  if (!isCustom(old) || (!BACKUPS.test(old.kind) && !SCHEDULES.test(`${group}/${old.kind}`))) return [];
  if (valueAt(old, 'spec', 'suspend') === true || valueAt(old, 'spec', 'paused') === true) return [];
  return [risk('held', `${old.kind} ${old.metadata.name} goes, and makes no backups any more`)];
}
