import { contentId } from '../../dist/content-id';

/** A file's content, as text or as the bytes of UTF-8. */
export type FileContent = string | Buffer;

/** What a path holds that a tree's own paths do not. */
const UNUSUAL = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** A path as a tree knows it: relative, with `/` between folders and no `.` or empty part; `..` leads nowhere. */
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
 * The files of a generated folder, or of a whole repository, wherever they come from: memory, a directory, a commit.
 * Equal contents are held once. Links are not followed; they are listed in `links`.
 */
export class ManifestTree {
  /** A tree of paths and contents. */
  public static of(files: Iterable<readonly [path: string, content: FileContent]>): ManifestTree {
    const entries: Array<readonly [string, string]> = [];
    const contents = new Map<string, FileContent>();
    for (const [path, content] of files) {
      const id = contentId(content);
      entries.push([path, id]);
      contents.set(id, content);
    }
    return new ManifestTree(entries, contents);
  }

  private readonly files = new Map<string, string>();
  private folders?: Set<string>;
  private sorted?: readonly string[];

  /**
   * @param entries path and content id of each file
   * @param contents the contents by id; may hold more than the tree needs
   * @param links paths of symbolic links and submodules, which are not followed
   */
  public constructor(
    entries: Iterable<readonly [path: string, id: string]>,
    private readonly contents: ReadonlyMap<string, FileContent>,
    /** Paths of symbolic links and submodules. */
    public readonly links: readonly string[] = [],
  ) {
    for (const [path, id] of entries) {
      const normalized = normalizePath(path);
      if (normalized === undefined || normalized === '') {
        throw new Error(`[${path}] the path leads out of the tree: use relative paths without ".."`);
      }
      this.files.set(normalized, id);
    }
  }

  /** This tree with links that were left out of it. */
  public withLinks(links: readonly string[]): ManifestTree {
    return new ManifestTree(this.files, this.contents, links);
  }

  /** The files' paths, sorted. */
  public get paths(): readonly string[] {
    return (this.sorted ??= [...this.files.keys()].sort());
  }

  /** How many files there are. */
  public get size(): number {
    return this.files.size;
  }

  /** The id of a file's content, or undefined. */
  public id(path: string): string | undefined {
    return this.files.get(path);
  }

  /** A file's text, or undefined. */
  public text(path: string): string | undefined {
    const id = this.files.get(path);
    return id === undefined ? undefined : this.content(id)?.toString();
  }

  /** A content by its id, or undefined. */
  public content(id: string): FileContent | undefined {
    return this.contents.get(id);
  }

  /** Whether there are files below the path. The empty path is the tree itself. */
  public isFolder(path: string): boolean {
    if (this.folders === undefined) {
      this.folders = new Set(['']);
      for (const file of this.files.keys()) {
        let end = file.lastIndexOf('/');
        while (end > 0) {
          const folder = file.slice(0, end);
          if (this.folders.has(folder)) break;
          this.folders.add(folder);
          end = file.lastIndexOf('/', end - 1);
        }
      }
    }
    return this.folders.has(path);
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
   * This tree with the files of others in their places: `base.overlay(next, keep)` is what a folder holds after `next`
   * was generated into it and all that `keep` selects stayed.
   *
   * @param wins which of the files that stay win over one of `next`; only asked where there is one
   */
  public overlay(
    next: ManifestTree,
    keep: (path: string, tree: ManifestTree) => boolean,
    wins: (path: string, tree: ManifestTree) => boolean = () => false,
  ): ManifestTree {
    const entries = new Map<string, string>(next.files);
    for (const [path, id] of this.files) {
      const other = next.files.get(path);
      if (other === id) continue;
      if (other === undefined ? keep(path, this) : wins(path, this)) entries.set(path, id);
    }
    return new ManifestTree(entries, new Map([...this.contents, ...next.contents]), [...this.links, ...next.links]);
  }
}

/** Paths whose content is not the same in two trees, also those that are only in one. */
export function changedPaths(old: ManifestTree, next: ManifestTree): string[] {
  const changed = old.paths.filter((path) => old.id(path) !== next.id(path));
  for (const path of next.paths) if (old.id(path) === undefined) changed.push(path);
  return changed.sort();
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
