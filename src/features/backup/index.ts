export type { Backups } from './backups';
export type { BackupLocation, BackupScheduleProps, BackupsProps, SnapshotLocation } from './props';
export { backupsOf, keepBackups } from './stated';

/** Loaded with the first statement about backups: most programs make none. */
export function backupStatements(): typeof import('./backups') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./backups') as typeof import('./backups');
}
