import { PLAIN_CONVENTIONS } from '../../plan/conventions/conventions';
import { groundOf, rootsOf, rootUnit } from '../../plan/predict/ground';
import { Walk, walk } from '../../plan/predict/walk';
import { ManifestIndex } from '../../plan/tree/manifest-index';
import { ManifestTree } from '../../plan/tree/manifest-tree';
import { readGitTree } from '../../plan/tree/read-git';
import { repositoryFolder, UnknownRefError } from '../../plan/tree/repository';
import { isCommittedByWriter } from './guard-synthesis';

/**
 * The folders that the Flux of running clusters follows already, by what is committed outside of generated folders: of
 * each Kustomization that follows the folder which brings it.
 *
 * @param outdir the output directory; what is committed below it is not read
 * @param ref commit, branch or tag
 */
export function runningClusters(outdir: string, ref: string): string[] {
  const folder = repositoryFolder(outdir);
  if (folder === undefined) return [];
  const { repository, path } = folder;
  const select = (file: string) => !file.startsWith(`${path}/`);
  let tree: ManifestTree;
  try {
    tree = readGitTree(repository, ref, '', { select });
  } catch (error) {
    // Nothing is committed yet.
    if (error instanceof UnknownRefError && ref === 'HEAD') return [];
    throw error;
  }
  const ground = groundOf(tree, new ManifestIndex([tree]), PLAIN_CONVENTIONS);
  return rootsOf(ground).flatMap(([, root]) =>
    root.origin !== 'own' || isGenerated(walk(ground, root), tree) ? [] : [root.directory || '.'],
  );
}

/** Whether another fleet of this library made the root Kustomization: it is the base of a run of its own. */
function isGenerated(walked: Walk, tree: ManifestTree): boolean {
  const file = rootUnit(walked)?.object?.file;
  return file !== undefined && isCommittedByWriter(file, tree);
}
