export { Backups } from './backups';
export type { BackupLocation, BackupScheduleProps, BackupsProps, SnapshotLocation } from './props';
export { backupsOf } from './stated';
