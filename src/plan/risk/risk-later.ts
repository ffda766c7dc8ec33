import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** Fields that delete nothing now and decide what a later deletion takes along. */
interface LaterRule {
  readonly path: readonly string[];
  /** The value that deletes. */
  readonly deletes: string | boolean;
  /** The value where the field is left out. */
  readonly unset: string | boolean;
  readonly says: string;

  /** Whether the value counts; always if left out. */
  readonly when?: (next: KubernetesObject) => boolean;
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
export function deletesLater(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  const rules = (RULES[kind] ?? []).filter(({ path, deletes, unset, when }) => {
    const [before, after] = [old, next].map((object) => valueAt(object, ...path) ?? unset);
    return after === deletes && before !== deletes && (when?.(next) ?? true);
  });
  const found = rules.map(({ says }) => risk('deletion', `${next.kind} ${next.metadata.name} ${says}`, 'medium'));
  return kind === 'apps/StatefulSet' ? [...found, ...ordinalsMoved(old, next)] : found;
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
