import * as fs from 'node:fs';
import * as path from 'node:path';
import { contentId } from '../../core/content-id';
import { FileContent, FolderFiles, ManifestTree, parentFolder } from './manifest-tree';
import { gitOutput, pathspecOf, RepositoryFolder, resolveRef } from './repository';

/** A file of the working directory: its content, or undefined where there is none. A link has no content either. */
export type DiskFile = Buffer | 'link' | undefined;

/** A file of the working directory that is read when something asks for its content. */
export interface DeferredFile {
  /** Stands for the content: no file of a commit has it. */
  readonly id: string;
  readonly read: () => Buffer | undefined;
}

/**
 * Paths below a folder of a repository, relative to it, whose files in the working directory differ from a commit:
 * changed, deleted and new ones. New files that Git ignores are left out, because no commit will have them.
 *
 * @throws UnknownRefError when there is no such commit
 */
export function editedPaths({ repository, path: folder }: RepositoryFolder, ref: string): string[] {
  const tree = resolveRef(repository, ref, '^{tree}');
  const below = ['--', pathspecOf(folder)];
  const prefix = folder === '' ? '' : `${folder}/`;
  const tracked = ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--no-relative'];
  const others = ['ls-files', '-z', '--others', '--exclude-standard', '--full-name'];
  const names = [[...tracked, '--ignore-submodules', tree], others].flatMap((command) =>
    gitOutput(repository, [...command, ...below])
      .toString()
      .split('\0'),
  );
  const edited = names
    .filter((name) => name !== '' && name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  return [...new Set(edited)].sort();
}

/** A file of a directory. */
export function diskFile(directory: string, name: string): DiskFile {
  const file = path.join(directory, name);
  try {
    const stat = fs.lstatSync(file);
    return stat.isFile() ? fs.readFileSync(file) : stat.isSymbolicLink() ? 'link' : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder above it may be a file by now.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** As {@link diskFile}, without reading a content. */
export function deferredFile(directory: string, name: string): DeferredFile | 'link' | undefined {
  const stat = fs.lstatSync(path.join(directory, name), { throwIfNoEntry: false });
  if (stat?.isSymbolicLink() === true) return 'link';
  if (stat?.isFile() !== true) return undefined;
  const read = () => {
    const file = diskFile(directory, name);
    return file instanceof Buffer ? file : undefined;
  };
  return { id: `disk:${name}`, read };
}

/** A tree with other files at some paths. Folders without such a file are shared with it. */
export function withEdits(
  tree: ManifestTree,
  edits: Iterable<readonly [path: string, file: DeferredFile | DiskFile]>,
): ManifestTree {
  const folders = new Map<string, FolderFiles>(tree.folders);
  const contents = new Map<string, FileContent>();
  const deferred = new Map<string, DeferredFile>();
  const own = new Map<string, Map<string, string>>();
  const links = new Set(tree.links);
  for (const [name, file] of edits) {
    const folder = parentFolder(name);
    let files = own.get(folder);
    if (files === undefined) own.set(folder, (files = new Map(folders.get(folder))));
    const base = name.slice(name.lastIndexOf('/') + 1);
    files.delete(base);
    links.delete(name);
    if (file === 'link') links.add(name);
    else if (file !== undefined) {
      const id = 'read' in file ? file.id : contentId(file);
      if ('read' in file) deferred.set(id, file);
      else contents.set(id, file);
      files.set(base, id);
    }
  }
  if (own.size === 0) return tree;
  for (const [folder, files] of own) {
    if (files.size > 0) folders.set(folder, files);
    else folders.delete(folder);
  }
  return new ManifestTree(
    folders,
    {
      get: (id) => contents.get(id) ?? readOnce(id, deferred, contents) ?? tree.content(id),
      atHand: (id) => contents.get(id) ?? tree.contentAtHand(id),
    },
    [...links],
  );
}

function readOnce(
  id: string,
  files: ReadonlyMap<string, DeferredFile>,
  contents: Map<string, FileContent>,
): FileContent | undefined {
  const content = files.get(id)?.read();
  if (content !== undefined) contents.set(id, content);
  return content;
}
