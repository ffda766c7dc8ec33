import { openCrds } from '../../units/open-crds';

/** The version of Velero's API that is written. */
export const VELERO_VERSION = 'velero.io/v1';

/** The kinds of Velero that are written. */
export const VELERO_CRDS = openCrds('velero.io', 'v1', {
  BackupStorageLocation: 'backupstoragelocations',
  Schedule: 'schedules',
  VolumeSnapshotLocation: 'volumesnapshotlocations',
});
