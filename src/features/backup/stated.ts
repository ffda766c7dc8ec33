import type { FleetScope } from '../fleet';
import type { Backups } from './backups';

/** The backups of a fleet; undefined where the program states none. */
export function backupsOf<C extends object>({ statements }: FleetScope<C>): Backups<object> | undefined {
  return statements.get('backups') as Backups<object> | undefined;
}
