import { Copy } from '../tree/generated-artifact';
import { ManifestTree, parentFolder, pathIn, securePath } from '../tree/manifest-tree';
import { isPattern, partPattern, pathPattern } from '../tree/path-pattern';
import { Build } from './build';
import { PathStart } from './root';

/** A copy of files into an artifact, and the tree that it takes them from. */
export interface CopyFrom extends Pick<Copy, 'exclude' | 'from' | 'to'> {
  readonly tree: ManifestTree;
}

/** An artifact that is copied together, and where its files are in the repository. */
export interface CopiedArtifact {
  readonly tree: ManifestTree;
  readonly origins: ReadonlyMap<string, string>;
  /** Why it cannot be made: Flux then goes on with the last one. */
  readonly error?: string;
}

/**
 * Makes an artifact as source-watcher 2.2 does (`internal/builder/builder.go`): like `cp`, one copy after the other.
 *
 * @param whole the tree of the repository
 */
export function copiedArtifact(whole: ManifestTree, copies: readonly CopyFrom[], start: PathStart): CopiedArtifact {
  const origins = new Map<string, string>();
  for (const copy of copies) {
    const error = new Copier(copy, start).into(origins);
    if (error !== undefined) return { tree: whole.withFolders(new Map()), origins: new Map(), error };
  }
  const folders = new Map<string, Map<string, string>>();
  for (const [path, origin] of origins) {
    const folder = parentFolder(path);
    const files = folders.get(folder) ?? new Map<string, string>();
    files.set(path.slice(folder === '' ? 0 : folder.length + 1), whole.id(origin)!);
    folders.set(folder, files);
  }
  return { tree: whole.withFolders(folders), origins };
}

/** Whether a copy takes the contents of a folder to the folder of the same path. */
export function keepsPaths({ from, to }: Pick<Copy, 'from' | 'to'>): boolean {
  return from.endsWith('/**') && !isPattern(from.slice(0, -3)) && securePath(to) === from.slice(0, -3);
}

/** Tells of paths of a source whether a copy that keeps them takes them. */
export function copiedPaths(copy: Pick<Copy, 'exclude' | 'from'>): (path: string) => boolean {
  const folder = copy.from.slice(0, -3);
  const excludes = exclusion(copy.exclude);
  return (path) => path.startsWith(`${folder}/`) && !hides(excludes, path, folder, folder);
}

/** A build of an artifact with the paths that its files have in the repository. */
export function inRepository(build: Build, { origins }: CopiedArtifact): Build {
  const fileOf = (path: string) => origins.get(path) ?? path;
  const folderOf = (folder: string) => {
    for (const [path, origin] of origins) {
      if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
      const rest = folder === '' ? `/${path}` : path.slice(folder.length);
      if (`/${origin}`.endsWith(rest)) return origin.slice(0, Math.max(origin.length - rest.length, 0));
    }
    return folder;
  };
  return {
    ...build,
    directory: folderOf(build.directory),
    files: build.files.map((file) => ({ ...file, path: fileOf(file.path) })),
    lists: build.lists.map((list) => ({ ...list, path: fileOf(list.path) })),
    unlisted: build.unlisted.map(folderOf),
    inputs: build.inputs.map(fileOf),
  };
}

class Copier {
  private readonly isExcluded: Excludes;

  constructor(
    private readonly copy: CopyFrom,
    private readonly start: PathStart,
  ) {
    this.isExcluded = exclusion(copy.exclude);
  }

  /** Copies into a map of artifact paths to paths of the tree; returns why that fails. */
  public into(origins: Map<string, string>): string | undefined {
    const { from, to } = this.copy;
    return isPattern(from) ? this.matches(from, securePath(to), origins) : this.single(securePath(from), to, origins);
  }

  private single(from: string, to: string, origins: Map<string, string>): string | undefined {
    const name = from.slice(from.lastIndexOf('/') + 1);
    const target = securePath(to);
    let isThere = false;
    for (const [path, origin] of this.paths()) {
      if (path === from) {
        const isFolder = to === '' || to.endsWith('/') || [...origins.keys()].some((one) => one.startsWith(`${to}/`));
        if (!this.isExcluded(path, '')) origins.set(isFolder ? joined(target, name) : target, origin);
        return undefined;
      }
      const rest = below(path, from);
      if (rest === undefined) continue;
      isThere = true;
      if (!hides(this.isExcluded, path, from, from)) origins.set(joined(joined(target, name), rest), origin);
    }
    return isThere ? undefined : `the artifact cannot be made: ${from || '.'} is missing`;
  }

  private matches(from: string, to: string, origins: Map<string, string>): string | undefined {
    const parts = from.split('/').filter((part) => part !== '');
    const patterns = parts.map(partPattern);
    const base = parts.slice(0, parts.findIndex(isPattern)).join('/');
    const contents = from.endsWith('/**') ? from.slice(0, -3) : undefined;
    let isCopied = false;
    for (const [path, origin] of this.paths()) {
      const names = path.split('/');
      if (names.length < parts.length || !patterns.every((pattern, at) => pattern.test(names[at]!))) continue;
      const match = names.slice(0, parts.length).join('/');
      if (this.isExcluded(match, base)) continue;
      isCopied = true;
      if (hides(this.isExcluded, path, match, base)) continue;
      const rest = contents === undefined ? undefined : below(path, contents);
      origins.set(joined(to, rest ?? path), origin);
    }
    return isCopied ? undefined : `the artifact cannot be made: nothing fits ${from}`;
  }

  /** The paths of the source in the repository, with those in its tree. */
  private *paths(): Iterable<readonly [path: string, origin: string]> {
    const { prefix, base } = this.start;
    for (const origin of this.copy.tree.paths) {
      const path = below(origin, base ?? '');
      if (path !== undefined) yield [pathIn(prefix, path), origin];
    }
  }
}

/** Whether patterns exclude a path that a copy begins at. */
type Excludes = (path: string, base: string) => boolean;

function exclusion(patterns: readonly string[]): Excludes {
  const excluding = patterns.map((one) => ({ pattern: pathPattern(one), isName: !one.includes('/') }));
  return (path, base) => {
    const relative = below(path, base) ?? path;
    return [path, relative].some((one) =>
      excluding.some(
        ({ pattern, isName }) => pattern.test(one) || (isName && pattern.test(one.slice(one.lastIndexOf('/') + 1))),
      ),
    );
  };
}

/** Whether a file below a folder, or a folder between the two, is excluded. */
function hides(isExcluded: Excludes, path: string, folder: string, base: string): boolean {
  for (let end = path.length; end > folder.length; end = path.lastIndexOf('/', end - 1)) {
    if (isExcluded(path.slice(0, end), base)) return true;
  }
  return false;
}

/** The path within a folder; undefined for one that is not in it. */
function below(path: string, folder: string): string | undefined {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

function joined(folder: string, name: string): string {
  return securePath(`${folder}/${name}`);
}
