import { contentId } from '../../core/content-id';

/** A file's content, as text or as the bytes of UTF-8. */
export type FileContent = string | Buffer;

/** Content ids of the files that are directly in a folder, by name. Folders with the same files may share them. */
export type FolderFiles = ReadonlyMap<string, string>;

/** The contents of a tree by id; it may hold more than the tree needs. */
export interface Contents {
  /** A content, or undefined. */
  get(id: string): FileContent | undefined;

  /**
   * A content that is available without rendering it.
   *
   * @default - all are there
   */
  readonly atHand?: (id: string) => FileContent | undefined;
}

/** Parts of a path that a tree's own paths do not have. */
const UNUSUAL = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** A path in a tree's form: relative, with `/` between folders and no `.` or empty part; undefined if it has a `..`. */
export function normalizePath(path: string): string | undefined {
  if (!UNUSUAL.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/**
 * The folder of a source that a Kustomization's path leads to. As in kustomize-controller, which joins the two with
 * SecureJoin, `..` stops at the top.
 */
export function securePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The path within the tree that a path relative to a folder leads to; undefined when it leads out of the tree. */
export function pathFrom(folder: string, relative: string): string | undefined {
  return UNUSUAL.test(relative) ? normalizePath(`${folder}/${relative}`) : pathIn(folder, relative);
}

/** Whether a path is a folder or is in it; everything is in the empty folder, the tree itself. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** The path of a file or folder in a folder; the empty path is the tree itself. */
export function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/**
 * The files of a generated folder or of a whole repository, from memory, a directory or a commit. Equal contents are
 * held once. Links are not followed; they are listed in `links`.
 */
export class ManifestTree {
  /** A tree of paths and contents. */
  public static of(files: Iterable<readonly [path: string, content: FileContent]>): ManifestTree {
    const contents = new Map<string, FileContent>();
    const entries: Array<readonly [string, string]> = [];
    for (const [path, content] of files) {
      const id = contentId(content);
      entries.push([path, id]);
      contents.set(id, content);
    }
    return ManifestTree.ofIds(entries, contents);
  }

  /**
   * A tree of paths and content ids.
   *
   * @param links paths of symbolic links and submodules, which are not followed
   */
  public static ofIds(
    entries: Iterable<readonly [path: string, id: string]>,
    contents: Contents,
    links: readonly string[] = [],
  ): ManifestTree {
    const folders = new Map<string, Map<string, string>>();
    let last = '';
    let files: Map<string, string> | undefined;
    for (const [path, id] of entries) {
      const normalized = normalizePath(path);
      if (normalized === undefined || normalized === '') {
        throw new Error(`[${path}] the path leads out of the tree: use relative paths without ".."`);
      }
      const { folder, name } = parted(normalized);
      // Consecutive files mostly share a folder.
      if (files === undefined || folder !== last) {
        files = folders.get(folder);
        if (files === undefined) folders.set(folder, (files = new Map<string, string>()));
        last = folder;
      }
      files.set(name, id);
    }
    return new ManifestTree(folders, contents, links);
  }

  /** How many files there are. */
  public readonly size: number;

  /** The folders that others are in. Most that something asks for have files of their own, so that few runs need it. */
  private parents?: ReadonlySet<string>;
  private sorted?: readonly string[];

  /**
   * @param folders what is directly in each folder with files, by paths in their normal form
   * @param contents the contents by id
   */
  public constructor(
    /** The folders with files directly in them, in no order. */
    public readonly folders: ReadonlyMap<string, FolderFiles>,
    private readonly contents: Contents,
    /** Paths of symbolic links and submodules. */
    public readonly links: readonly string[] = [],
  ) {
    let size = 0;
    for (const files of folders.values()) size += files.size;
    this.size = size;
  }

  /** This tree with links that were left out of it. */
  public withLinks(links: readonly string[]): ManifestTree {
    return new ManifestTree(this.folders, this.contents, links);
  }

  /** Other folders with the contents of this tree. */
  public withFolders(folders: ReadonlyMap<string, FolderFiles>): ManifestTree {
    return new ManifestTree(folders, this.contents, this.links);
  }

  /**
   * The tree of a whole repository, of which this tree is a folder.
   *
   * @param folder the folder of the repository
   * @param around the files of the repository that are not in the folder
   */
  public placedIn(folder: string, around: ManifestTree): ManifestTree {
    const folders = new Map(around.folders);
    for (const [name, files] of this.folders) folders.set(name === '' ? folder : pathIn(folder, name), files);
    const contents: Contents = {
      get: (id) => this.content(id) ?? around.content(id),
      atHand: (id) => this.contentAtHand(id) ?? around.contentAtHand(id),
    };
    return new ManifestTree(folders, contents, [...this.links.map((link) => pathIn(folder, link)), ...around.links]);
  }

  /** The files' paths, sorted. */
  public get paths(): readonly string[] {
    if (this.sorted === undefined) {
      const paths: string[] = [];
      for (const [folder, files] of this.folders) for (const name of files.keys()) paths.push(pathIn(folder, name));
      this.sorted = paths.sort();
    }
    return this.sorted;
  }

  /** The id of a file's content, or undefined. */
  public id(path: string): string | undefined {
    const { folder, name } = parted(path);
    return this.folders.get(folder)?.get(name);
  }

  /** A file's text, or undefined. */
  public text(path: string): string | undefined {
    const id = this.id(path);
    return id === undefined ? undefined : this.content(id)?.toString();
  }

  /** A content by its id, or undefined. */
  public content(id: string): FileContent | undefined {
    return this.contents.get(id);
  }

  /** A content by its id, if it is available without rendering it. */
  public contentAtHand(id: string): FileContent | undefined {
    return this.contents.atHand ? this.contents.atHand(id) : this.contents.get(id);
  }

  /** Whether there are files below the path. The empty path is the tree itself. */
  public isFolder(path: string): boolean {
    return path === '' || this.folders.has(path) || (this.parents ??= parentsOf(this.folders.keys())).has(path);
  }

  /** Paths of the files below a folder, sorted. */
  public below(folder: string): string[] {
    if (folder === '') return [...this.paths];
    const prefix = `${folder}/`;
    const result: string[] = [];
    for (let at = lowerBound(this.paths, prefix); at < this.paths.length; at++) {
      const path = this.paths[at]!;
      if (!path.startsWith(prefix)) break;
      result.push(path);
    }
    return result;
  }

  /**
   * This tree with another one laid over it: `base.overlay(next, keep)` is the content of a folder after `next` was
   * generated into it and the files that `keep` selects stayed. Equal folders are shared with this tree.
   *
   * @param wins which of the files that stay win over one of `next`; only asked where there is one
   */
  public overlay(
    next: ManifestTree,
    keep: (path: string, tree: ManifestTree) => boolean,
    wins: (path: string, tree: ManifestTree) => boolean = () => false,
  ): ManifestTree {
    const folders = new Map(next.folders);
    for (const [folder, files] of this.folders) {
      const others = next.folders.get(folder);
      if (others && isSame(files, others)) {
        folders.set(folder, files);
        continue;
      }
      const both = new Map(others);
      for (const [name, id] of files) {
        const other = both.get(name);
        if (other === id) continue;
        const path = pathIn(folder, name);
        if (other === undefined ? keep(path, this) : wins(path, this)) both.set(name, id);
      }
      if (both.size > 0) folders.set(folder, isSame(files, both) ? files : both);
    }
    const contents: Contents = {
      // Read contents are there sooner than rendered ones.
      get: (id) => this.contentAtHand(id) ?? next.contentAtHand(id) ?? this.content(id) ?? next.content(id),
      atHand: (id) => this.contentAtHand(id) ?? next.contentAtHand(id),
    };
    return new ManifestTree(folders, contents, [...this.links, ...next.links]);
  }
}

/** Paths whose content differs between two trees, and those that only one of them has. */
export function changedPaths(old: ManifestTree, next: ManifestTree): string[] {
  const changed: string[] = [];
  for (const [folder, files] of old.folders) {
    const others = next.folders.get(folder);
    if (others === files) continue;
    for (const [name, id] of files) if (others?.get(name) !== id) changed.push(pathIn(folder, name));
  }
  for (const [folder, files] of next.folders) {
    const others = old.folders.get(folder);
    if (others === files) continue;
    for (const name of files.keys()) if (others?.has(name) !== true) changed.push(pathIn(folder, name));
  }
  return changed.sort();
}

/** Whether a folder has the same files directly in it in two trees. */
export function hasSameFiles(folder: string, tree: ManifestTree, other: ManifestTree): boolean {
  const [files, others] = [tree.folders.get(folder), other.folders.get(folder)];
  return files === others || (files !== undefined && others !== undefined && isSame(files, others));
}

function isSame(files: FolderFiles, others: FolderFiles): boolean {
  if (files === others) return true;
  if (files.size !== others.size) return false;
  for (const [name, id] of files) if (others.get(name) !== id) return false;
  return true;
}

/** The folder that a path is in; the empty one for the tree's own files and folders. */
export function parentFolder(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function parentsOf(folders: Iterable<string>): ReadonlySet<string> {
  const parents = new Set(['']);
  for (const one of folders) {
    for (let folder = parted(one).folder; !parents.has(folder); folder = parted(folder).folder) parents.add(folder);
  }
  return parents;
}

/** A path as the folder that it is in, and its name there. A path that begins with a slash is in no folder. */
function parted(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: slash < 0 ? '' : path.slice(0, slash) || '/', name: path.slice(slash + 1) };
}

function lowerBound(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
