import { ALLOWED, GROUPS, OPENED } from '../../units/marks';
import { VOLUME_KEYS } from './controllers';
import {
  allowedList,
  annotation,
  lines,
  literals,
  openedList,
  SPEC_CHANGES,
  staysHere,
  trusted,
  unchanged,
} from './expressions';
import { POD_SPEC, WORKLOADS } from './pod-policies';
import { Policy } from './policy';

const CLASS =
  "one.?metadata.?annotations[?'volume.beta.kubernetes.io/storage-class'].orValue(one.spec.?storageClassName.orValue(''))";

/**
 * Rules for tenants' volume claims, also for those that Kubernetes makes of workloads, and for snapshots: their storage
 * classes, and what they are bound to.
 *
 * @param accounts user names of the platform's accounts
 */
export function volumes(accounts: readonly string[]): Policy {
  const free = 'variables.anyPersistentVolumes || variables.mayName';
  return {
    name: 'tenant-volumes',
    why: "Volumes are of the tenant's storage classes, and made for the tenant.",
    scope: 'tenants',
    operations: ['CREATE', 'UPDATE'],
    resources: [
      { group: '', resources: ['persistentvolumeclaims', ...WORKLOADS.core] },
      { group: 'apps', resources: WORKLOADS.apps },
      { group: 'batch', resources: WORKLOADS.batch },
      { group: 'snapshot.storage.k8s.io', resources: ['volumesnapshots'] },
    ],
    conditions: [SPEC_CHANGES],
    variables: [
      trusted(accounts, lines(annotation(GROUPS))),
      { name: 'isClaim', expression: "object.kind == 'PersistentVolumeClaim'" },
      { name: 'isSnapshot', expression: "object.kind == 'VolumeSnapshot'" },
      {
        name: 'claims',
        expression: [
          'variables.isSnapshot ? []',
          'variables.isClaim ? [dyn(object)]',
          "((object.kind == 'StatefulSet' ? object.spec.?volumeClaimTemplates.orValue([]).map(one, dyn(one)) : [])" +
            ` + (${POD_SPEC}).?volumes.orValue([]).filter(one, has(one.ephemeral) && has(one.ephemeral.volumeClaimTemplate)).map(one, dyn(one.ephemeral.volumeClaimTemplate)))`,
        ].join(' : '),
      },
      // Kubernetes writes the volume into a claim when it binds it; what it makes of workloads was checked there.
      {
        name: 'mayName',
        expression: `variables.trusted && (variables.isClaim || variables.isSnapshot) || variables.isClaim && ${unchanged('volumeName', "''")}`,
      },
      ...allowedList('classes', ALLOWED.storageClasses),
      ...openedList('persistentVolumes', OPENED.persistentVolumes),
      ...openedList('opened', OPENED.annotations),
    ],
    validations: [
      {
        expression: `variables.anyClasses || variables.claims.all(one, ${CLASS} in variables.classes)`,
        message: `the storage class is not among those allowed to this tenant (${ALLOWED.storageClasses}): use one of these`,
      },
      {
        expression: `${free} || variables.claims.all(one, one.spec.?volumeName.orValue('') in [''] + variables.persistentVolumes)`,
        message: `spec.volumeName is a volume that is not opened to this tenant: leave it out, or let the platform list it in ${OPENED.persistentVolumes}`,
      },
      {
        expression: `${free} || variables.claims.all(one, !has(one.spec.selector))`,
        message: 'spec.selector of a claim takes any volume with the labels: leave it out',
      },
      {
        expression: `variables.claims.all(one, ${staysHere('one.spec.?dataSourceRef')})`,
        message: 'spec.dataSourceRef leads to another namespace: name an object of this namespace',
      },
      {
        expression: `variables.isClaim || variables.anyOpened || variables.claims.all(one, one.?metadata.?annotations.orValue({}).all(key, !${literals(VOLUME_KEYS)}.exists(prefix, key.startsWith(prefix)) || key in variables.opened))`,
        message: `an annotation of a claim chooses the path or origin of its volume: leave it out, or let the platform list its key in ${OPENED.annotations}`,
      },
      {
        expression: `${free} || !variables.isSnapshot || object.spec.source.?volumeSnapshotContentName.orValue('') == ''`,
        message: 'spec.source.volumeSnapshotContentName takes a snapshot that exists: name a claim of this namespace',
      },
    ],
  };
}
