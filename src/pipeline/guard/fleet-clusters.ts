import { FleetError } from '../../core/problem';
import { type WantedCluster, wantedClusters } from '../../drift';
import { FleetScope } from '../../features/fleet';
import { Conventions } from '../../plan/conventions/conventions';
import { layoutWithin } from '../../plan/conventions/within';
import { ManifestTree } from '../../plan/tree/manifest-tree';
import { RepositoryFolder, repositoryFolder } from '../../plan/tree/repository';
import { Tree } from '../write/tree';
import { readCommitted } from './committed-base';
import { FLEET_CONVENTIONS } from './conventions';
import { generatedTree } from './generated-tree';
import { nextTree } from './guard-synthesis';
import { repositoryEdits, surroundings } from './repository-edits';
import { readsRepository } from './source-path';

/** A fleet's trees that Flux reads. */
interface FleetTrees {
  readonly next: ManifestTree;
  readonly base: ManifestTree;
  readonly conventions: Conventions;
  /** Folder of the trees with the generated files. */
  readonly within: string;
}

/** Objects that Flux applies to the clusters of a fleet, for reports about them. */
export interface FleetClusters {
  /** With what the program makes. */
  readonly next: readonly WantedCluster[];
  /** As committed; none where nothing is. Built when it is read. */
  readonly base: () => readonly WantedCluster[];
}

/**
 * Objects that Flux applies to the clusters of a fleet before and after a commit of what its program makes, with the folders of
 * the repository around the generated one where Flux reads that.
 *
 * @param base the commit to compare with; undefined for HEAD, if it has any generated file
 * @throws FleetError when the commit is given and cannot be read, or has no generated file
 */
export function fleetClusters<C extends object>(fleet: FleetScope<C>, tree: Tree, base?: string): FleetClusters {
  const { next, base: old, conventions, within } = fleetTrees(fleet, tree, base);
  return {
    next: wantedClusters(next, conventions, within),
    base: () => (old.size === 0 ? [] : wantedClusters(old, conventions, within)),
  };
}

function fleetTrees<C extends object>(fleet: FleetScope<C>, tree: Tree, base: string | undefined): FleetTrees {
  const generated = generatedTree(tree);
  try {
    const folder = repositoryFolder(fleet.outdir);
    const ref = base ?? 'HEAD';
    const committed = folder
      ? readCommitted(folder, ref, () => generated)
      : { missing: `${fleet.outdir} is in no Git repository` };
    if (folder !== undefined && 'tree' in committed) {
      const trees = {
        base: committed.tree,
        next: nextTree(committed.tree, generated),
        conventions: FLEET_CONVENTIONS,
        within: '',
      };
      return readsRepository(fleet) && folder.path !== '' ? placed(trees, folder, ref) : trees;
    }
    if (base !== undefined && 'missing' in committed)
      throw new Error(`${committed.missing}, so that there is nothing to compare with: give another --base`);
  } catch (error) {
    const message = (error as Error).message.replace(/^\[[^\]]*\] /, '');
    throw new FleetError([{ id: 'base', at: fleet.name, message }]);
  }
  return { base: ManifestTree.of([]), next: generated, conventions: FLEET_CONVENTIONS, within: '' };
}

function placed({ base, next, conventions }: FleetTrees, folder: RepositoryFolder, ref: string): FleetTrees {
  const { outside } = repositoryEdits(folder, ref, true);
  const around = surroundings(folder, ref, outside);
  return {
    base: base.placedIn(around.folder, around.base),
    next: next.placedIn(around.folder, around.next),
    conventions: { ...conventions, layout: layoutWithin(conventions.layout, around.folder) },
    within: around.folder,
  };
}
