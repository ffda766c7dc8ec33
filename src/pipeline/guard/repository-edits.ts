import * as fs from 'node:fs';
import * as path from 'node:path';
import { isBelow, ManifestTree } from '../../plan/tree/manifest-tree';
import { pathsBeside, readTree } from '../../plan/tree/read-git';
import { RepositoryFolder, UnknownRefError } from '../../plan/tree/repository';
import { deferredFile, editedPaths, withEdits } from '../../plan/tree/working-tree';
import { OwnFolders } from './own-folders';

/** The files of the working directory that differ from a commit. */
export interface RepositoryEdits {
  /** Below the output directory, relative to it. */
  readonly inside: readonly string[];
  /** Elsewhere in the repository, relative to its top. */
  readonly outside: readonly string[];
}

/**
 * Finds the files that differ from a commit.
 *
 * @param isWhole whether to look at the whole repository, or at the output directory alone
 */
export function repositoryEdits(folder: RepositoryFolder, ref: string, isWhole: boolean): RepositoryEdits {
  const { repository, path: within } = folder;
  try {
    if (!isWhole || within === '') return { inside: editedPaths(folder, ref), outside: [] };
    const all = editedPaths({ repository, path: '' }, ref);
    const inside = all.filter((file) => isBelow(file, within) && file !== within);
    return {
      inside: inside.map((file) => file.slice(within.length + 1)),
      outside: all.filter((file) => !isBelow(file, within)),
    };
  } catch (error) {
    // The commit is read as well, which reports it.
    if (error instanceof UnknownRefError) return { inside: [], outside: [] };
    throw error;
  }
}

/** The entries of `clusters/` whose Kustomizations may build something else after edits outside of the output directory. */
export function editedEntries(
  folders: OwnFolders,
  outside: readonly string[],
  repository: string,
): ReadonlySet<string> {
  const edited = new Set<string>();
  if (outside.length === 0 || folders.size === 0) return edited;
  const isIgnoring = outside.some((file) => /(?:^|\/)\.sourceignore$/.test(file));
  const known = new Map<string, boolean>();
  const isEdited = (folder: string) => {
    let found = known.get(folder);
    if (found === undefined) {
      found = isIgnoring || outside.some((file) => isBelow(file, folder)) || leadsOut(path.join(repository, folder));
      known.set(folder, found);
    }
    return found;
  };
  for (const [entry, own] of folders) if ([...own].some(isEdited)) edited.add(entry);
  return edited;
}

/** Whether a list below a folder names something that is above it. */
function leadsOut(directory: string): boolean {
  if (!fs.existsSync(directory)) return false;
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|[/\\])(?:kustomization\.ya?ml|Kustomization)$/.test(name))
    .some((name) => fs.readFileSync(path.join(directory, name), 'utf8').includes('..'));
}

/** The repository around the output directory, at a commit and as it is in the working directory. */
export interface Surroundings {
  /** The output directory's path in the repository. */
  readonly folder: string;
  readonly base: ManifestTree;
  readonly next: ManifestTree;
}

/** Reads what surrounds the output directory. Contents are read when a Kustomization or a list leads to them. */
export function surroundings(
  { repository, path: folder }: RepositoryFolder,
  ref: string,
  outside: readonly string[],
): Surroundings {
  const base = readTree(repository, ref, '', {
    paths: pathsBeside(repository, ref, folder),
    select: (file) => !isBelow(file, folder),
    deferred: () => true,
  });
  return {
    folder,
    base,
    next: withEdits(
      base,
      outside.map((file) => [file, deferredFile(repository, file)] as const),
    ),
  };
}
