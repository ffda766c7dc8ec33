import { fold } from './paths';

/** The folder with one folder for each cluster that runs Flux. */
export const CLUSTERS = 'clusters';

/**
 * Which entries of `clusters/` are a run's own, by their names in lower case: it neither reads, changes nor removes the
 * others. What is beside `clusters/` belongs to every run.
 */
export type Scope = (name: string) => boolean;

/** Whether an entry of a folder of the output directory is beyond a scope; empty is the output directory itself. */
export function isBeyond(scope: Scope | undefined, folder: string, name: string): boolean {
  // Some file systems take other spellings for the same names.
  return scope !== undefined && fold(folder) === CLUSTERS && !scope(fold(name));
}

/** Whether a path relative to the output directory is within a scope. */
export function isWithin(scope: Scope | undefined, path: string): boolean {
  const [folder = '', name] = path.split('/', 2);
  return name === undefined || !isBeyond(scope, folder, name);
}
