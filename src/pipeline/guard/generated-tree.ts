import { FileContent, FolderFiles, ManifestTree, normalizePath } from '../../plan/tree/manifest-tree';
import { contentIds, KnownFiles } from '../write/known-files';
import { Tree } from '../write/tree';

type Files = ReadonlyMap<string, FileContent>;

/**
 * The files that a run generates, as a tree to compare. Folders with the same files share a map. The text of a unit that
 * is known from an earlier run is rendered only when it is read.
 *
 * @param select selects folders by a path in them; all if left out
 */
export function generatedTree(tree: Tree, select?: (path: string) => boolean): ManifestTree {
  const folders = new Map<string, FolderFiles>();
  const known = new Map<Files, FolderFiles>();
  const holders = new Map<string, Files>();
  for (const [prefix, files] of tree.contents()) {
    if (select?.(prefix) === false) continue;
    let named = known.get(files);
    if (named === undefined) {
      known.set(files, (named = namedIds(files)));
      for (const id of named.values()) holders.set(id, files);
    }
    const folder = folderOf(prefix);
    const there = folders.get(folder);
    folders.set(folder, there ? new Map([...there, ...named]) : named);
  }
  const read = (id: string, isWanted: (files: Files) => boolean) => {
    const files = holders.get(id);
    return files && isWanted(files) ? files.get(nameOf(id, known.get(files)!)) : undefined;
  };
  return new ManifestTree(folders, {
    get: (id) => read(id, () => true),
    atHand: (id) => read(id, (files) => !(files instanceof KnownFiles) || files.isMade),
  });
}

function namedIds(files: Files): FolderFiles {
  const ids = contentIds(files);
  let at = 0;
  const named = new Map<string, string>();
  for (const name of files.keys()) named.set(name, ids[at++]!);
  return named;
}

function nameOf(id: string, named: FolderFiles): string {
  for (const [name, one] of named) if (one === id) return name;
  throw new Error(`no file of the folder has the content ${id}`);
}

/** A folder by the start of the paths in it, which ends with a slash. */
function folderOf(prefix: string): string {
  const folder = normalizePath(prefix === '' ? '' : prefix.slice(0, -1));
  if (folder === undefined)
    throw new Error(`[${prefix}] the path leads out of the tree: use relative paths without ".."`);
  return folder;
}
