import { defined } from '../../core/defined';
import { FolderFiles, ManifestTree, pathIn } from '../../plan/tree/manifest-tree';
import { PassingBlobs } from '../../plan/tree/read-blobs';
import { readTree } from '../../plan/tree/read-git';
import { isIgnored, RepositoryFolder, UnknownRefError } from '../../plan/tree/repository';
import { CLUSTERS } from '../write/scope';
import { ClusterChanges } from './changed-clusters';
import { isCommittedByWriter } from './guard-synthesis';

/** The selected committed files of a generated folder, or why none of the folder is committed. */
export type CommittedBase = { readonly tree: ManifestTree } | { readonly missing: string };

/** Options of {@link readCommitted}. */
export interface CommittedOptions {
  /** Selects files by a path within the folder. @default - all */
  readonly select?: ((path: string) => boolean) | undefined;
  /** Whether some files outside of the selection are known to be generated. @default false */
  readonly hasOthers?: boolean;
  /**
   * Which clusters' folders are equal to the generated ones, so that Git need not list them.
   *
   * @default - nothing is known of them
   */
  readonly changes?: ClusterChanges;
}

/**
 * Reads a generated folder from a commit.
 *
 * @param folder the folder; it need not exist in the working directory
 * @param ref commit, branch or tag
 * @param generated returns the generated tree, whose contents are not read again
 * @throws Error when git cannot be run, the ref is not there or the repository cannot be read
 */
export function readCommitted(
  folder: RepositoryFolder,
  ref: string,
  generated: () => ManifestTree,
  { select, hasOthers = false, changes }: CommittedOptions = {},
): CommittedBase {
  let tree: ManifestTree;
  try {
    const paths = changes && pathsToList(changes, select);
    const isListed = changes && ((path: string) => !isEqual(path, changes) && (select?.(path) ?? true));
    tree = readTree(folder.repository, ref, folder.path, {
      known: () => [generated()],
      // The guard asks for all of them.
      deferred: () => false,
      ...defined({ select: isListed ?? select, paths }),
    });
    if (changes) tree = withEqual(tree, folder, generated(), changes);
  } catch (error) {
    if (error instanceof UnknownRefError && ref === 'HEAD') return { missing: 'nothing is committed yet' };
    throw error;
  }
  if (hasGenerated(tree)) return { tree };
  // No selected file is generated, so that the run cannot remove any.
  if (hasOthers || (select && 'tree' in readCommitted(folder, ref, generated))) return { tree: ManifestTree.of([]) };
  const ignored = isIgnored(folder) ? ', which Git ignores' : '';
  return { missing: `${ref} has no generated file in ${folder.path || 'the repository'}${ignored}` };
}

/** Paths for Git to list where the generated folders tell the rest: a commit whose folders can be told apart has nothing else. */
function pathsToList({ changed, beside }: ClusterChanges, select?: (path: string) => boolean): string[] {
  const folders = Array.from(changed, (name) => `${CLUSTERS}/${name}`);
  return [...beside, ...folders.filter((folder) => select?.(`${folder}/`) ?? true)];
}

/** Whether a path is in a folder of `clusters/` that is equal to the generated one. */
function isEqual(path: string, { equal }: ClusterChanges): boolean {
  const [top, name, more] = path.split('/', 3);
  return top === CLUSTERS && more !== undefined && equal.has(name!);
}

/** A committed tree with the folders that are equal to generated ones, which both trees share. */
function withEqual(
  tree: ManifestTree,
  { repository }: RepositoryFolder,
  generated: ManifestTree,
  changes: ClusterChanges,
): ManifestTree {
  const equal: Array<readonly [folder: string, files: FolderFiles]> = [];
  for (const one of generated.folders) if (isEqual(`${one[0]}/`, changes)) equal.push(one);
  if (equal.length === 0) return tree;
  // Sorted as clusters are compared, so that contents are read in that order.
  equal.sort(([a], [b]) => (a < b ? -1 : 1));
  const blobs = new PassingBlobs(repository, () => equal.flatMap(([, files]) => [...files.values()]));
  const atHand = (id: string) => tree.contentAtHand(id) ?? generated.contentAtHand(id);
  return new ManifestTree(
    new Map([...tree.folders, ...equal]),
    // Git gives a text faster than it is rendered.
    { get: (id) => atHand(id) ?? blobs.get(id), atHand },
    tree.links,
  );
}

function hasGenerated(tree: ManifestTree): boolean {
  for (const [folder, files] of tree.folders) {
    for (const name of files.keys()) if (isCommittedByWriter(pathIn(folder, name), tree)) return true;
  }
  return false;
}
