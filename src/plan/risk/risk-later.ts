import { defined } from '../../core/defined';
import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { isMap, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { DELETION_POLICY, KEEPS, RETENTION_FIELDS, RETENTION_POLICY } from './deletion-policy';
import { Risk, risk } from './risk';
import { isCustom } from './risk-amounts';

/** Fields that delete nothing now and decide what a later deletion takes along. */
interface LaterRule {
  readonly path: readonly string[];
  /** The value that deletes. */
  readonly deletes: string | boolean;
  /** The value where the field is left out. */
  readonly unset: string | boolean;
  readonly says: string;

  /** Whether the value counts in the new state; always if left out. */
  readonly when?: (next: KubernetesObject) => boolean;
  /** Whether the value has an effect in a state, so that it begins to have one too; always if left out. */
  readonly isUsed?: (object: KubernetesObject) => boolean;
}

/**
 * Whether helm-controller 1.6 remediates a failed upgrade at all (internal/reconcile/atomic_release.go: actionForState): by
 * default it has no retries, and leaves the last failure alone.
 */
function remediatesUpgrades(release: KubernetesObject): boolean {
  if (textAt(release, 'spec', 'upgrade', 'strategy', 'name') === 'RetryOnFailure') return false;
  const { retries = 0, remediateLastFailure } = mapAt(release, 'spec', 'upgrade', 'remediation');
  return remediateLastFailure === true || (typeof retries === 'number' && retries !== 0);
}

/** Rules by group and kind. */
const RULES: Readonly<Record<string, readonly LaterRule[]>> = {
  '/PersistentVolume': [
    {
      path: ['spec', 'persistentVolumeReclaimPolicy'],
      deletes: 'Delete',
      unset: 'Retain',
      says: 'is deleted with its data when its claim goes',
    },
  ],
  'apps/StatefulSet': [
    {
      path: ['spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted'],
      deletes: 'Delete',
      unset: 'Retain',
      says: 'takes its claims along when it is deleted',
    },
    {
      path: ['spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled'],
      deletes: 'Delete',
      unset: 'Retain',
      says: 'deletes claims when it is scaled down',
    },
  ],
  'helm.toolkit.fluxcd.io/HelmRelease': [
    {
      path: ['spec', 'uninstall', 'keepHistory'],
      deletes: true,
      unset: false,
      says: 'keeps its history at an uninstall, and cannot be installed under the same name again without install.replace',
    },
    {
      path: ['spec', 'upgrade', 'remediation', 'strategy'],
      deletes: 'uninstall',
      unset: 'rollback',
      says: 'uninstalls its release, with all that the chart made, when an upgrade fails',
      isUsed: remediatesUpgrades,
    },
  ],
  'kustomize.toolkit.fluxcd.io/Kustomization': [
    { path: ['spec', 'prune'], deletes: true, unset: false, says: 'deletes from now on what leaves its folder' },
    {
      path: ['spec', 'force'],
      deletes: true,
      unset: false,
      says: 'deletes and makes anew what cannot be changed in place',
    },
    {
      path: ['spec', 'deletionPolicy'],
      deletes: 'Delete',
      unset: 'MirrorPrune',
      says: 'deletes what it applied when it goes, although spec.prune is false',
      when: (next) => valueAt(next, 'spec', 'prune') === false,
    },
  ],
  'snapshot.storage.k8s.io/VolumeSnapshotClass': [
    {
      path: ['deletionPolicy'],
      deletes: 'Delete',
      unset: 'Retain',
      says: 'makes snapshots whose data is deleted with them',
    },
  ],
  'snapshot.storage.k8s.io/VolumeSnapshotContent': [
    {
      path: ['spec', 'deletionPolicy'],
      deletes: 'Delete',
      unset: 'Delete',
      says: 'is deleted in the storage when its snapshot goes',
    },
  ],
};

/** Risks of fields by which a later deletion takes more along. */
export function deletesLater(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  const rules = (RULES[kind] ?? []).filter(({ path, deletes, unset, when, isUsed }) => {
    const takes = (object: KubernetesObject) =>
      (valueAt(object, ...path) ?? unset) === deletes && (isUsed?.(object) ?? true);
    return takes(next) && !takes(old) && (when?.(next) ?? true);
  });
  const found = [
    ...rules.map(({ says }) => risk('deletion', `${next.kind} ${next.metadata.name} ${says}`, 'medium')),
    ...unmarked(old, next),
    ...(kind in RULES || !isCustom(next) ? [] : policiesThatDelete(next, changes)),
  ];
  return kind === 'apps/StatefulSet' ? [...found, ...ordinalsMoved(old, next)] : found;
}

/** Marks that keep an object, or what it stands for, at a deletion, with the value that does so. */
const MARKS: ReadonlyArray<readonly [mark: string, keeps: RegExp]> = [
  ['kustomize.toolkit.fluxcd.io/prune', /^disabled$/i],
  ['fluxcd.controlplane.io/prune', /^disabled$/i],
  ['helm.sh/resource-policy', /^keep$/],
  ['services.k8s.aws/deletion-policy', /^retain$/],
  ['cnrm.cloud.google.com/deletion-policy', /^abandon$/],
  ['serviceoperator.azure.com/reconcile-policy', /^(?:skip|detach-on-delete)$/],
  ['strimzi.io/managed', /^false$/],
];

/** A mark that goes keeps the object this time, and no longer the next. */
function unmarked(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const value = (object: KubernetesObject, mark: string) =>
    textAt(object, 'metadata', 'annotations', mark) ?? textAt(object, 'metadata', 'labels', mark) ?? '';
  return MARKS.filter(([mark, keeps]) => keeps.test(value(old, mark)) && !keeps.test(value(next, mark))).map(([mark]) =>
    risk('deletion', `${next.kind} ${next.metadata.name} is no longer marked with ${mark}, which keeps it`, 'medium'),
  );
}

/** Switches of custom resources that decide what their deletion takes along, and the values that do. */
const SWITCH =
  /(?:^|[.\]])(?:deleteClaim|destroyResourcesOnDeletion|destroyOnFinalize|dropOnDelete|cascadeDelete|removePvcAfterDelete|useOwnerReferencesInBackup)$/i;
const TAKES = /^(?:true|delete|deleteAll|destroy|drop|force|soft|wipeOut|DeleteOnScaledownAndClusterDeletion)$/i;

/** Parts of a retention policy. Without them claims stay. */
const RETENTION = /retentionPolicy\.when(?:Deleted|Scaled)$/i;

function policiesThatDelete(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const found = changes.flatMap(partsOf).filter(({ path, from, to }) => {
    const isRetention = RETENTION.test(path);
    // That of an ExternalSecret is about its store, and told with its other fields.
    if (next.kind === 'ExternalSecret') return false;
    if (!isRetention && !SWITCH.test(path) && !DELETION_POLICY.test(path)) return false;
    // Without the field its default counts, which deletes as a rule.
    if (to === undefined) return !isRetention && KEEPS.test(plainText(from));
    return TAKES.test(plainText(to)) && !TAKES.test(plainText(from));
  });
  return found.map(({ path, to }) => {
    const how = to === undefined ? `no longer has ${path}` : `has ${path} ${plainText(to)}`;
    const when = path.endsWith('.whenScaled') ? 'the end of a replica' : 'its deletion';
    const message = `${next.kind} ${next.metadata.name} ${how}: ${when} takes more along from now on`;
    return risk('deletion', message, 'medium');
  });
}

/** A change of a retention policy as changes of its parts, where it comes or goes as a whole. */
function partsOf(change: RawChange): Array<Pick<RawChange, 'path' | 'from' | 'to'>> {
  const { path, from, to } = change;
  if (!RETENTION_POLICY.test(path) || !(isMap(from) || isMap(to))) return [change];
  return RETENTION_FIELDS.map((field) => ({
    path: `${path}.${field}`,
    ...defined({ from: valueAt(from, field), to: valueAt(to, field) }),
  }));
}

/** Other ordinals remove the pods below or above them, and their claims if the retention policy says so. */
function ordinalsMoved(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const start = (set: KubernetesObject) => Number(valueAt(set, 'spec', 'ordinals', 'start') ?? 0);
  const [before, after] = [start(old), start(next)];
  if (before === after) return [];
  const what = `StatefulSet ${next.metadata.name} numbers its pods from ${after} instead of ${before}`;
  return textAt(next, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') === 'Delete'
    ? [risk('deletion', `${what} and deletes the claims of the pods that go`)]
    : [risk('availability', `${what}: pods go, and new ones start with empty claims`)];
}
