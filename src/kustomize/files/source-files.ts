/** A read-only tree of files. Paths are relative with `/` between folders; the empty path is the tree itself. */
export interface SourceFiles {
  /** The text of a file; undefined when there is none. */
  read(path: string): string | undefined;
  /** Names directly in a folder, in any order; undefined when there is no such folder. */
  list(folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] } | undefined;
  /**
   * Identity of a file's content: equal ids are equal texts.
   *
   * @default - the text itself
   */
  id?(path: string): string | undefined;
  /**
   * The bytes of a file, asked for where its text may have lost some.
   *
   * @default - those of the text
   */
  bytes?(path: string): Buffer | undefined;
}

/** Names of the file that lists a folder's resources, in kustomize's order. */
export const LIST_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The path within the tree that a path relative to a folder leads to; undefined when it leads out of the tree. */
export function joinPath(folder: string, relative: string): string | undefined {
  const parts: string[] = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** The path of a file or folder in a folder. */
export function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
