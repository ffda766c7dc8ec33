import * as path from 'node:path';
import { defined } from '../core/defined';
import { compare } from '../core/order';
import { FleetError } from '../core/problem';
import { Place } from '../plan/conventions/place';
import { ManifestTree } from '../plan/tree/manifest-tree';
import { readGitTree } from '../plan/tree/read-git';
import { repositoryFolder } from '../plan/tree/repository';
import { FLEET_LAYOUT } from './guard/layout';
import { CommandOptions, DiffOptions } from './protocol/options';
import { addressOf } from './query-address';
import { GuardedFleet, reportResult, synthesizeHere, withReporter } from './run';
import { Tree } from './write/tree';

/** A file of a target that differs between the commit and what the program makes. */
export interface DiffFile {
  /** Path from the top of the repository. */
  readonly path: string;
  /** Its committed text; undefined for a file that comes. */
  readonly old?: string;
  /** Its text as the program makes it; undefined for a file that goes. */
  readonly next?: string;
}

/**
 * Compares the files of a target with those of a commit. Writes nothing.
 *
 * @throws FleetError when the program has problems, the target does not exist or the commit cannot be read
 */
export function runDiff<C extends object>(
  fleet: GuardedFleet<C>,
  { target, base = 'HEAD', ...options }: DiffOptions & CommandOptions,
): void {
  withReporter(fleet, options, (reporter, onProgress) => {
    const { cluster, environment, of = '' } = addressOf(fleet, target);
    const { tree } = synthesizeHere(fleet, { only: [cluster], onProgress });
    const { committed, prefix } = committedTree(fleet, base);
    const [first, ...rest] = of === '' ? [] : of.split('/');
    const isOf = (place: Place): boolean => {
      if (place.cluster !== cluster || (environment !== undefined && place.environment !== environment)) return false;
      if (first === undefined) return true;
      if (place.component === first) return true;
      return place.tenant === first && (rest.length === 0 || place.app === undefined || place.app === rest.at(-1));
    };
    const exists = (folder: string) =>
      committed.isFolder(folder) || tree.paths.some((one) => one.startsWith(`${folder}/`));
    const paths = [...new Set([...committed.paths, ...tree.paths])].sort(compare);
    const diff = paths
      .filter((file) => isOf(FLEET_LAYOUT.placeOf(file, exists)))
      .flatMap((file): DiffFile[] => fileDiff(file, committed, tree))
      .map((file) => ({ ...file, path: path.posix.join(prefix, file.path) }));
    reportResult(reporter, options, { fleet: fleet.name, diff }, fleet.outdir);
  });
}

function fileDiff(file: string, committed: ManifestTree, tree: Tree): DiffFile[] {
  const old = committed.text(file);
  const next = tree.get(file) ?? tree.bytes(file)?.toString();
  if (old === next) return [];
  return [{ path: file, ...defined({ old, next }) }];
}

/** @throws FleetError when there is no repository, or it cannot be read */
function committedTree<C extends object>({ name, outdir }: GuardedFleet<C>, base: string) {
  try {
    const folder = repositoryFolder(outdir);
    if (folder === undefined) throw new Error(`${outdir} is in no Git repository: run it in one`);
    return { committed: readGitTree(folder.repository, base, folder.path), prefix: folder.path };
  } catch (error) {
    throw new FleetError([{ id: 'base', at: name, message: (error as Error).message.replace(/^\[git\] /, '') }]);
  }
}
