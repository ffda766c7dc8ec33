import { contentId, SHA1_LENGTH } from '../../core/content-id';
import { anything, byTarget, callback, Options } from '../../core/options';
import { Contents, FileContent, ManifestTree, normalizePath, pathIn } from './manifest-tree';
import { DeferredBlobs, readBlobs } from './read-blobs';
import { gitOutput, resolveRef } from './repository';

/** A file that a Kustomization or a list may name as a manifest. Most others are never asked for. */
const MANIFEST = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/;

/** Options of {@link readGitTree}. */
export interface ReadGitOptions {
  /**
   * Trees that were read before, whose contents are not read again. A function is called only if the commit has files
   * in the folder.
   *
   * @default - everything is read
   */
  readonly known?: readonly ManifestTree[] | (() => readonly ManifestTree[]);

  /**
   * Selects files by their paths below the folder; the others are left out of the tree.
   *
   * @default - all
   */
  readonly select?: (path: string) => boolean;

  /**
   * Selects files whose contents are read only when something asks for them.
   *
   * @default - all but `*.yaml`, `*.yml`, `*.json` and `Kustomization`
   */
  readonly deferred?: (path: string) => boolean;
}

/** Options of {@link readTree}. */
export interface ReadTreeOptions extends ReadGitOptions {
  /**
   * Files and folders below the folder that are listed at all. Git does not look into the others.
   *
   * @default - all
   */
  readonly paths?: readonly string[];
}

/** Longest arguments that name paths, in characters: where there are more, Git lists everything. */
const MOST_PATHS = 60_000;

const OPTIONS = Options.of<ReadGitOptions>('readGitTree', {
  known: byTarget(anything),
  select: callback,
  deferred: callback,
});

/**
 * The files of a commit below a folder, by their paths relative to it. Reads nothing but Git's objects: follows no link
 * and no submodule, fetches nothing, and ignores the working directory.
 *
 * @param directory the repository, or any directory of it
 * @param ref a commit, branch or tag
 * @param path folder within the repository; empty for all of it. One that is not there gives an empty tree
 * @throws UnknownRefError when there is no such commit
 * @throws Error when there is no such repository
 */
export function readGitTree(directory: string, ref: string, path = '', options: ReadGitOptions = {}): ManifestTree {
  OPTIONS.demand(options);
  return readTree(directory, ref, path, options);
}

/** As {@link readGitTree}, of some paths alone. */
export function readTree(directory: string, ref: string, path: string, options: ReadTreeOptions): ManifestTree {
  const folder = normalizePath(path);
  if (folder === undefined) throw new Error(`[${path}] the path leads out of the repository: use one without ".."`);
  const tree = resolveRef(directory, ref, '^{tree}');
  const listing = listed(directory, tree, pathsBelow(folder, options.paths));
  const entries: Array<readonly [string, string]> = [];
  const links: string[] = [];
  const prefix = folder === '' ? '' : `${folder}/`;
  for (const line of listing.split('\0')) {
    const tab = line.indexOf('\t');
    const file = line.slice(tab + 1);
    if (tab < 0 || !file.startsWith(prefix)) continue;
    if (options.select?.(file.slice(prefix.length)) === false) continue;
    const [mode, type, id] = line.slice(0, tab).split(' ');
    if (type === 'blob' && mode !== '120000') entries.push([file.slice(prefix.length), id!]);
    else links.push(file.slice(prefix.length));
  }
  if (entries.length === 0) return ManifestTree.ofIds([], new Map(), links);
  const known = typeof options.known === 'function' ? options.known() : (options.known ?? []);
  const { deferred = (file) => !MANIFEST.test(file) } = options;
  const now = new Set<string>();
  const later: Array<readonly [string, string]> = [];
  for (const entry of entries) {
    if (deferred(entry[0])) later.push(entry);
    else now.add(entry[1]);
  }
  const { contents, names } = readContents(directory, now, known);
  const named = names.size === 0 ? entries : entries.map(([file, id]) => [file, names.get(id) ?? id] as const);
  return ManifestTree.ofIds(named, later.length === 0 ? contents : withDeferred(contents, directory, later), links);
}

/** The files and folders of a commit beside a folder and those that it is in: together all that is not below it. */
export function pathsBeside(directory: string, ref: string, folder: string): string[] {
  const tree = resolveRef(directory, ref, '^{tree}');
  const parts = folder.split('/');
  return parts.flatMap((part, depth) => {
    const above = parts.slice(0, depth).join('/');
    const command = ['--literal-pathspecs', 'ls-tree', '-z', '--name-only', '--full-tree', tree];
    const names = gitOutput(directory, above === '' ? command : [...command, '--', `${above}/`]).toString();
    return names.split('\0').filter((name) => name !== '' && name !== pathIn(above, part));
  });
}

/** The paths to list; undefined for all. */
function pathsBelow(folder: string, paths: readonly string[] | undefined): readonly string[] | undefined {
  const within = folder === '' ? undefined : [`${folder}/`];
  if (paths === undefined) return within;
  const full = paths.map((one) => pathIn(folder, one));
  return full.reduce((sum, { length }) => sum + length, 0) > MOST_PATHS ? within : full;
}

function listed(directory: string, tree: string, paths: readonly string[] | undefined): string {
  if (paths?.length === 0) return '';
  const below = paths === undefined ? [] : ['--', ...paths];
  const command = ['--literal-pathspecs', 'ls-tree', '-r', '-z', '--full-tree', tree, ...below];
  return gitOutput(directory, command).toString();
}

function withDeferred(
  contents: ReadonlyMap<string, FileContent>,
  directory: string,
  later: ReadonlyArray<readonly [string, string]>,
): Contents {
  const blobs = new DeferredBlobs(directory, later, MANIFEST);
  return { get: (id) => contents.get(id) ?? blobs.get(id), atHand: (id) => contents.get(id) ?? blobs.atHand(id) };
}

/** Contents by id. `names` maps the object ids of a SHA-256 repository to the ids that trees use. */
function readContents(
  directory: string,
  ids: ReadonlySet<string>,
  known: readonly ManifestTree[],
): { readonly contents: Map<string, FileContent>; readonly names: Map<string, string> } {
  const contents = new Map<string, FileContent>();
  const names = new Map<string, string>();
  const missing: string[] = [];
  for (const id of ids) {
    let content: FileContent | undefined;
    for (const tree of known) content ??= tree.contentAtHand(id);
    if (content === undefined) missing.push(id);
    else contents.set(id, content);
  }
  if (missing.length === 0) return { contents, names };
  for (const [id, content] of readBlobs(directory, missing)) {
    const name = id.length === SHA1_LENGTH ? id : contentId(content);
    if (name !== id) names.set(id, name);
    contents.set(name, content);
  }
  return { contents, names };
}
