import type { FleetScope } from '../fleet';
import type { Backups } from './backups';

const stated = new WeakMap<object, Backups<object>>();

/** The backups of a fleet; undefined where the program states none. */
export function backupsOf<C extends object>(fleet: FleetScope<C>): Backups<object> | undefined {
  return stated.get(fleet);
}

/** Keeps the backups of a fleet. */
export function keepBackups<C extends object>(fleet: FleetScope<C>, backups: Backups<C>): void {
  stated.set(fleet, backups as unknown as Backups<object>);
}
