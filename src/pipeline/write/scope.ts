import { fold } from './paths';

/** The folder with one subfolder for each cluster with Flux. */
export const CLUSTERS = 'clusters';

/** The file beside it that says what Flux reads on which branch: no YAML file, which tools take for a manifest. */
export const BRANCHES_FILE = 'branches.txt';

/**
 * The entries of `clusters/` that belong to a run, by their names in lower case. The run neither reads, changes nor
 * removes the others. Everything beside `clusters/` belongs to every run.
 */
export type Scope = (name: string) => boolean;

/**
 * Whether an entry of a folder of the output directory is outside a scope; an empty folder is the output directory
 * itself.
 */
export function isBeyond(scope: Scope | undefined, folder: string, name: string): boolean {
  // Some file systems treat different spellings as the same name.
  return scope !== undefined && fold(folder) === CLUSTERS && !scope(fold(name));
}

/** Whether a path relative to the output directory is within a scope. */
export function isWithin(scope: Scope | undefined, path: string): boolean {
  const [folder = '', name] = path.split('/', 2);
  return name === undefined || !isBeyond(scope, folder, name);
}
