import { defined } from '../../core/defined';
import { ManifestTree, pathIn } from '../../plan/tree/manifest-tree';
import { readGitTree } from '../../plan/tree/read-git';
import { isIgnored, RepositoryFolder, UnknownRefError } from '../../plan/tree/repository';
import { isCommittedByWriter } from './guard-synthesis';

/** The selected committed files of a generated folder, or why none of the folder is committed. */
export type CommittedBase = { readonly tree: ManifestTree } | { readonly missing: string };

/** Options of {@link readCommitted}. */
export interface CommittedOptions {
  /** Selects files by a path within the folder. @default - all */
  readonly select?: ((path: string) => boolean) | undefined;
  /** Whether some files outside of the selection are known to be generated. @default false */
  readonly hasOthers?: boolean;
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
  { select, hasOthers = false }: CommittedOptions = {},
): CommittedBase {
  let tree: ManifestTree;
  try {
    tree = readGitTree(folder.repository, ref, folder.path, {
      known: () => [generated()],
      // The guard asks for all of them.
      deferred: () => false,
      ...defined({ select }),
    });
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

function hasGenerated(tree: ManifestTree): boolean {
  for (const [folder, files] of tree.folders) {
    for (const name of files.keys()) if (isCommittedByWriter(pathIn(folder, name), tree)) return true;
  }
  return false;
}
