import { KustomizationSpec } from '../tree/flux-spec';
import { KUSTOMIZATION_FILES } from '../tree/kustomization-file';
import { ManifestIndex, ObjectHeader } from '../tree/manifest-index';
import { FolderFiles, ManifestTree, normalizePath, pathIn } from '../tree/manifest-tree';
import { Build, buildDirectory } from './build';

/** The folder that a cluster's Flux reads first. */
export interface Root {
  /** The cluster's name: its folder below `clusters`, or the whole path of its folder. */
  readonly cluster: string;
  /** Folder of the tree. */
  readonly directory: string;
  /** Prefix of Kustomizations' paths that the tree's paths do not have, such as `dist`. */
  readonly prefix: string;
  /** The Kustomization that follows the folder; undefined when the tree does not hold it. */
  readonly spec?: KustomizationSpec;
}

/** Name and namespace of the Kustomization that `flux bootstrap` makes. */
export const FLUX_SYSTEM = 'flux-system';

const CLUSTER_FOLDER = /^(?:.*\/)?clusters\/[^/]+(?=\/)/;
const MANIFEST = /\.(?:ya?ml|json)$/;

/** A root, provided that the build of its folder includes its own file. */
interface Candidate extends Root {
  readonly file: string;
  /** Whether its name alone makes it a root, so that nothing has to be built. */
  readonly sure: boolean;
}

/**
 * Finds the clusters of trees: every Kustomization that follows the folder it is in itself, and every further folder
 * `clusters/<name>` that holds Kustomizations. In a tree with neither, each folder that holds Kustomizations is a
 * cluster, and without any the whole tree is one. Files that several trees share are parsed once.
 */
export class RootFinder {
  /** Candidates by path and content. */
  private readonly candidates = new Map<string, readonly Candidate[]>();
  /** Names of the files with Kustomizations, by the content of their folder. */
  private readonly names = new Map<FolderFiles, readonly string[]>();

  /**
   * @param prefix prefix of Kustomizations' paths; guessed from the tree when undefined
   */
  constructor(
    private readonly index: ManifestIndex,
    private readonly prefix?: string,
  ) {}

  /** The roots of a tree, sorted. */
  public find(tree: ManifestTree): Root[] {
    const roots = new Map<string, Root>();
    const holding = this.holding(tree);
    for (const path of holding) {
      for (const { file, sure, ...root } of this.candidatesOf(path, tree.id(path)!)) {
        if (roots.has(root.directory)) continue;
        if (sure || includes(buildDirectory(tree, this.index, root.directory), file)) roots.set(root.directory, root);
      }
    }
    const prefix = this.prefix ?? [...roots.values()][0]?.prefix ?? guessPrefix(tree, this.index, holding);
    for (const directory of foldersWithoutRoot(tree, holding, roots)) {
      roots.set(directory, { cluster: clusterName(directory), directory, prefix });
    }
    return [...roots.values()].sort((a, b) => (a.directory < b.directory ? -1 : 1));
  }

  /** The files with Kustomizations, sorted. */
  private holding(tree: ManifestTree): string[] {
    const paths: string[] = [];
    for (const [folder, files] of tree.folders) {
      let names = this.names.get(files);
      if (names === undefined) this.names.set(files, (names = this.namesIn(files)));
      for (const name of names) paths.push(pathIn(folder, name));
    }
    return paths.sort();
  }

  private namesIn(files: FolderFiles): readonly string[] {
    const isHolding = ([name, content]: readonly [string, string]) =>
      MANIFEST.test(name) &&
      !KUSTOMIZATION_FILES.includes(name) &&
      this.index.fluxObjects(content).some(({ flux }) => flux);
    const names = [...files].filter(isHolding).map(([name]) => name);
    return names.length > 0 ? names : NO_NAMES;
  }

  private candidatesOf(path: string, content: string): readonly Candidate[] {
    const key = `${content} ${path}`;
    let found = this.candidates.get(key);
    if (found === undefined) {
      const headers = this.index.fluxObjects(content);
      found = headers.flatMap((header) => (header.flux ? (this.candidate(header, header.flux, path) ?? []) : []));
      this.candidates.set(key, found.length > 0 ? found : NONE);
    }
    return found;
  }

  private candidate(header: ObjectHeader, spec: KustomizationSpec, file: string): Candidate | undefined {
    const target = normalizePath(spec.path);
    if (target === undefined || spec.kubeConfig !== undefined) return undefined;
    const sure = (spec.name === FLUX_SYSTEM && spec.namespace === FLUX_SYSTEM) || header.kind === 'FluxInstance';
    const directory = ownFolder(target, file, this.prefix, sure);
    if (directory === undefined) return undefined;
    const before = target.slice(0, target.length - directory.length).replace(/\/$/, '');
    return { cluster: clusterName(directory), directory, prefix: this.prefix ?? before, spec, file, sure };
  }
}

const NONE: readonly Candidate[] = [];
const NO_NAMES: readonly string[] = [];

/** The folder that holds a Kustomization's file and that its path leads to. */
function ownFolder(target: string, path: string, prefix: string | undefined, top: boolean): string | undefined {
  const last = target.slice(target.lastIndexOf('/') + 1);
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (!path.startsWith(last, end - last.length)) continue;
    const folder = path.slice(0, end);
    const full = prefix ? `${prefix}/${folder}` : folder;
    if (target === full || (prefix === undefined && target.endsWith(`/${folder}`))) return folder;
  }
  // The tree may be the folder of a single cluster.
  const alone = top && path.split('/').length <= 2 && (prefix === undefined || target === prefix);
  return alone ? '' : undefined;
}

function includes(build: Build, path: string): boolean {
  return build.files.some((file) => file.path === path);
}

function clusterName(directory: string): string {
  return /(?:^|\/)clusters\/(.+)$/.exec(directory)?.[1] ?? (directory || 'all');
}

/** Folders that count as clusters although no Kustomization follows them. */
function foldersWithoutRoot(
  tree: ManifestTree,
  holding: readonly string[],
  roots: ReadonlyMap<string, Root>,
): ReadonlySet<string> {
  const directories = [...roots.keys()];
  const covered = new Set(directories.flatMap((directory) => [directory, ...foldersAbove(directory)]));
  const folders = new Set<string>();
  for (const path of holding.length > 0 ? holding : tree.paths) {
    const folder = CLUSTER_FOLDER.exec(path)?.[0];
    if (folder === undefined || folders.has(folder) || covered.has(folder)) continue;
    if (!foldersAbove(folder).some((above) => roots.has(above))) folders.add(folder);
  }
  if (folders.size > 0 || roots.size > 0) return folders;
  if (holding.length === 0) return new Set(tree.size > 0 ? [''] : []);
  const above = new Set(holding.map((path) => path.slice(0, Math.max(path.lastIndexOf('/'), 0))));
  return new Set([...above].filter((one) => !foldersAbove(one).some((other) => above.has(other))));
}

/** The folders above a folder, including the tree itself. */
function foldersAbove(folder: string): string[] {
  if (folder === '') return [];
  const above: string[] = [];
  for (let end = folder.lastIndexOf('/'); end > 0; end = folder.lastIndexOf('/', end - 1))
    above.push(folder.slice(0, end));
  return [...above, ''];
}

/** The prefix without which a Kustomization's path is a folder of the tree. */
function guessPrefix(tree: ManifestTree, index: ManifestIndex, holding: readonly string[]): string {
  for (const file of holding) {
    for (const { flux } of index.fluxObjects(tree.id(file)!)) {
      const path = flux && normalizePath(flux.path);
      if (!path || tree.isFolder(path)) continue;
      for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        if (tree.isFolder(path.slice(at + 1))) return path.slice(0, at);
      }
    }
  }
  return '';
}
