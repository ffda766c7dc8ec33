import { folderId, SHA1_LENGTH, TreeEntry } from '../../core/content-id';
import { gitOutput, RepositoryFolder, resolveRef } from '../../plan/tree/repository';
import { ATTRIBUTES_PATH } from '../write/attributes';
import { contentIds } from '../write/known-files';
import { BRANCHES_FILE, CLUSTERS } from '../write/scope';
import { Tree } from '../write/tree';

/** A generated folder, with its files and folders by name. */
interface Folder {
  files?: ReadonlyMap<string, string | Buffer>;
  readonly folders: Map<string, Folder>;
}

/** Differences between the generated folders of clusters and the committed ones. */
export interface ClusterChanges {
  /** Names of the folders in `clusters/` that differ. */
  readonly changed: ReadonlySet<string>;
  /** The folders that are equal, by their names: Git's ids of them. */
  readonly equal: ReadonlyMap<string, string>;
  /** Files beside `clusters/` that both may have and that nothing applies. */
  readonly beside: readonly string[];
}

/**
 * Compares generated folders with a commit by Git's ids of whole folders, so that it reads neither contents nor lists
 * of files. A committed folder with any foreign file counts as changed.
 *
 * @returns undefined where ids cannot tell: foreign files outside of `clusters/` may define anything on any cluster,
 * and SHA-256 repositories have other ids
 */
export function changedClusters(
  tree: Tree,
  { repository, path }: RepositoryFolder,
  ref: string,
): ClusterChanges | undefined {
  const commit = resolveRef(repository, ref, '^{tree}');
  const prefix = path === '' ? '' : `${path}/`;
  const list = (folder: string) => entriesIn(repository, commit, folder);
  const top = list(prefix);
  const generated = generatedFolders(tree);
  const beside = generated.files?.has(BRANCHES_FILE) ? [ATTRIBUTES_PATH, BRANCHES_FILE] : [ATTRIBUTES_PATH];
  const isOurs = ({ name, isFolder }: TreeEntry) => (isFolder ? name === CLUSTERS : beside.includes(name));
  if (!top.every(isOurs) || top.length === 0) return undefined;
  const others = [...generated.folders.keys(), ...(generated.files?.keys() ?? [])];
  if (others.some((name) => name !== CLUSTERS && name !== BRANCHES_FILE)) return undefined;
  const committed = new Map(list(`${prefix}${CLUSTERS}/`).map((entry) => [entry.name, entry]));
  const { folders: clusters, files } = generated.folders.get(CLUSTERS) ?? { folders: new Map<string, Folder>() };
  if (files !== undefined || [...committed.values()].some(({ id, isFolder }) => !isFolder || id.length !== SHA1_LENGTH))
    return undefined;
  const ids = new WeakMap<object, string>();
  const changed = new Set<string>();
  const equal = new Map<string, string>();
  for (const [name, folder] of clusters) {
    const record = tree.recordOf(`${CLUSTERS}/${name}`);
    const id = record?.id ?? idOf(folder, ids);
    if (record) record.id = id;
    if (committed.get(name)?.id === id) equal.set(name, id);
    else changed.add(name);
  }
  for (const name of committed.keys()) if (!clusters.has(name)) changed.add(name);
  return { changed, equal, beside };
}

function entriesIn(repository: string, commit: string, folder: string): TreeEntry[] {
  const below = folder === '' ? [] : ['--', folder];
  const listing = gitOutput(repository, ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commit, ...below]);
  return listing
    .toString()
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
      return { name: line.slice(tab + 1 + folder.length), isFolder: mode === '040000', id };
    });
}

function generatedFolders(tree: Tree): Folder {
  const root: Folder = { folders: new Map() };
  let last = '';
  let isKnown = false;
  for (const [prefix, files] of tree.contents()) {
    // The content of a folder with a known id does not matter. Consecutive folders mostly are of one cluster.
    const [top = '', name = ''] = prefix.split('/', 2);
    const path = `${top}/${name}`;
    if (path !== last) isKnown = tree.recordOf((last = path))?.id !== undefined;
    if (isKnown && root.folders.get(top)?.folders.has(name)) continue;
    let folder = root;
    for (const part of isKnown ? [top, name] : prefix.split('/').slice(0, -1)) {
      let next = folder.folders.get(part);
      if (next === undefined) folder.folders.set(part, (next = { folders: new Map() }));
      folder = next;
    }
    if (!isKnown) folder.files = files;
  }
  return root;
}

/** @param ids cache for folders that hold nothing but files, many of which are equal */
function idOf({ files, folders }: Folder, ids: WeakMap<object, string>): string {
  if (files === undefined || folders.size > 0) {
    const below = Array.from(folders, ([name, folder]) => ({ name, isFolder: true, id: idOf(folder, ids) }));
    return folderId([...(files ? fileEntries(files) : []), ...below]);
  }
  let id = ids.get(files);
  if (id === undefined) ids.set(files, (id = folderId(fileEntries(files))));
  return id;
}

function fileEntries(files: ReadonlyMap<string, string | Buffer>): TreeEntry[] {
  const ids = contentIds(files);
  return Array.from(files.keys(), (name, index) => ({ name, isFolder: false, id: ids[index]! }));
}
