import { defined } from '../../core/defined';
import { KustomizationSpec } from '../tree/flux-spec';
import { KUSTOMIZATION_FILES } from '../tree/kustomization-file';
import { ManifestIndex, ObjectHeader } from '../tree/manifest-index';
import { FolderFiles, isBelow, ManifestTree, parentFolder, pathIn, securePath } from '../tree/manifest-tree';
import { Builds } from './builds';
import { ListReferences } from './list-references';
import { clusterName, FLUX_SYSTEM, PathStart, Root } from './root';

const MANIFEST = /\.(?:ya?ml|json)$/;

/** A root, provided that the build of its folder includes its own file. */
interface Candidate extends Root {
  readonly file: string;
  /** Whether its name alone makes it a root, so that nothing has to be built. */
  readonly sure: boolean;
}

/** The roots that a tree tells of itself, and what may be others. */
export interface OwnRoots extends PathStart {
  /** By their folders. */
  readonly roots: ReadonlyMap<string, Root>;
  /** Files with Kustomizations, sorted. */
  readonly holding: readonly string[];
  readonly lists: ListReferences;
}

/**
 * Finds the roots that trees tell of themselves: every Kustomization that follows the folder which brings it, as it is
 * written or as a patch, a variable or a base makes it. Files that several trees share are parsed once.
 */
export class OwnRootFinder {
  /** Candidates by path and content. */
  private readonly candidates = new Map<string, readonly Candidate[]>();
  /** Names of the files with Kustomizations, by the content of their folder. */
  private readonly names = new Map<FolderFiles, readonly string[]>();

  /**
   * @param prefix prefix of Kustomizations' paths; guessed from the tree when undefined
   * @param within folder in which roots are searched for
   */
  constructor(
    private readonly index: ManifestIndex,
    private readonly prefix?: string,
    private readonly within = '',
  ) {}

  /** The roots of a tree. */
  public find(tree: ManifestTree, builds: Builds): OwnRoots {
    const roots = new Map<string, Root>();
    const holding = this.holding(tree);
    const lists = new ListReferences(tree, this.index, this.within);
    const written = holding.flatMap((path) => this.candidatesOf(path, tree.id(path)!));
    for (const { file, sure, ...root } of written) {
      if (roots.has(root.directory) || (!sure && this.isFollowedFrom(tree, holding, root))) continue;
      const build = sure ? undefined : builds.build({ directory: root.directory });
      if (sure || build?.files.some(({ path }) => path === file)) roots.set(root.directory, root);
    }
    const prefix = this.prefix ?? [...roots.values()][0]?.prefix ?? this.guessPrefix(tree, holding);
    const [own] = roots.values();
    const base = own ? own.base : this.baseOf(tree, holding, prefix);
    for (const root of this.made(lists, builds, roots, { prefix, ...defined({ base }) }))
      roots.set(root.directory, root);
    return { roots, holding, lists, prefix, ...defined({ base }) };
  }

  /** Whether a Kustomization from elsewhere leads to a root's folder, so that its own is one of many. */
  private isFollowedFrom(tree: ManifestTree, holding: readonly string[], { directory, prefix }: Root): boolean {
    const above = [directory, ...foldersAbove(directory)].filter((folder) => folder !== '');
    return holding.some(
      (file) =>
        !file.startsWith(`${directory}/`) &&
        this.index
          .fluxObjects(tree.id(file)!)
          .some(({ flux }) => flux && above.some((folder) => isPath(flux.path, folder, { prefix }))),
    );
  }

  /** Folders whose build makes a Kustomization that follows them, such as one whose path is patched. */
  private made(lists: ListReferences, builds: Builds, known: ReadonlyMap<string, Root>, start: PathStart): Root[] {
    return lists.folders().flatMap((directory) => {
      if (isWithinAny(directory, known)) return [];
      if (!lists.takesFlux(directory)) return [];
      const { files } = builds.build({ directory });
      const own = files
        .flatMap(({ content }) => this.index.fluxObjects(content))
        .find(({ flux }) => flux && flux.kubeConfig === undefined && isPath(flux.path, directory, start));
      const cluster = clusterName(directory, this.within);
      return own ? [{ cluster, directory, ...defined(start), origin: 'own', spec: own.flux! }] : [];
    });
  }

  /** The files with Kustomizations, sorted. */
  private holding(tree: ManifestTree): string[] {
    const paths: string[] = [];
    for (const [folder, files] of tree.folders) {
      if (!isBelow(folder, this.within)) continue;
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
    if (spec.kubeConfig !== undefined) return undefined;
    const target = securePath(spec.path);
    const sure = (spec.name === FLUX_SYSTEM && spec.namespace === FLUX_SYSTEM) || header.kind === 'FluxInstance';
    const directory = ownFolder(target, file, this.prefix, sure);
    if (directory === undefined) return undefined;
    const [above, below] = directory.length > target.length ? [directory, target] : [target, directory];
    const before = above.slice(0, above.length - below.length).replace(/\/$/, '');
    const isBelow = above === directory && before !== '';
    const prefix = this.prefix ?? (isBelow ? '' : before);
    const base = isBelow ? before : undefined;
    return {
      cluster: clusterName(directory, this.within),
      directory,
      prefix,
      ...defined({ base }),
      origin: 'own',
      spec,
      file,
      sure,
    };
  }

  private baseOf(tree: ManifestTree, holding: readonly string[], prefix: string): string | undefined {
    return this.prefix === undefined && prefix === '' ? this.guessBase(tree, holding) : undefined;
  }

  /** The folder in which Kustomizations' paths are folders, if more of them are there than in the tree itself. */
  private guessBase(tree: ManifestTree, holding: readonly string[]): string | undefined {
    const counts = new Map<string, number>();
    let direct = 0;
    for (const file of holding) {
      for (const { flux } of this.index.fluxObjects(tree.id(file)!)) {
        // An artifact that is copied together has paths of its own.
        const path = flux && flux.source.kind !== 'ExternalArtifact' ? securePath(flux.path) : '';
        if (!path) continue;
        if (tree.isFolder(path)) direct++;
        else
          for (const folder of foldersAbove(file)) {
            if (folder !== '' && tree.isFolder(pathIn(folder, path))) counts.set(folder, (counts.get(folder) ?? 0) + 1);
          }
      }
    }
    const [base, count] = mostOf(counts) ?? ['', 0];
    return count > direct ? base : undefined;
  }

  /** The prefix without which a Kustomization's path is a folder of the tree. */
  private guessPrefix(tree: ManifestTree, holding: readonly string[]): string {
    for (const file of holding) {
      for (const { flux } of this.index.fluxObjects(tree.id(file)!)) {
        const path = flux && securePath(flux.path);
        if (!path || tree.isFolder(path)) continue;
        for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
          if (tree.isFolder(path.slice(at + 1))) return path.slice(0, at);
        }
      }
    }
    return '';
  }
}

/** The entry with the highest count; of equal ones the shortest. */
function mostOf(counts: ReadonlyMap<string, number>): readonly [string, number] | undefined {
  return [...counts].sort(([a, one], [b, other]) => other - one || a.length - b.length || (a < b ? -1 : 1))[0];
}

const NONE: readonly Candidate[] = [];
const NO_NAMES: readonly string[] = [];

/** The folders above a folder, nearest first, with the tree itself. */
export function foldersAbove(folder: string): string[] {
  const above: string[] = [];
  for (let at = folder; at !== '';) above.push((at = parentFolder(at)));
  return above;
}

/** Whether a folder or one above it is a key. */
function isWithinAny(folder: string, known: ReadonlyMap<string, unknown>): boolean {
  for (let end = folder.length; end > 0; end = folder.lastIndexOf('/', end - 1)) {
    if (known.has(end === folder.length ? folder : folder.slice(0, end))) return true;
  }
  return known.has('');
}

function isPath(path: string, directory: string, { prefix, base }: PathStart): boolean {
  const target = securePath(path);
  return (base === undefined ? target : pathIn(base, target)) === pathIn(prefix, directory).replace(/^\//, '');
}

/** The folder that holds a Kustomization's file and that its path leads to. */
function ownFolder(target: string, path: string, prefix: string | undefined, top: boolean): string | undefined {
  const last = target.slice(target.lastIndexOf('/') + 1);
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (!path.startsWith(last, end - last.length)) continue;
    const folder = path.slice(0, end);
    const full = prefix ? `${prefix}/${folder}` : folder;
    if (target === full || (prefix === undefined && target.endsWith(`/${folder}`))) return folder;
    // An artifact may hold one folder of the repository, in which the path starts.
    if (top && prefix === undefined && target !== '' && folder.endsWith(`/${target}`)) return folder;
  }
  // The tree may be the folder of a single cluster.
  const alone = top && path.split('/').length <= 2 && (prefix === undefined || target === prefix);
  return alone ? '' : undefined;
}
