import { defined } from '../../core/defined';
import { InstanceSync, KustomizationSpec } from '../tree/flux-spec';
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
  /** Syncs of FluxInstances, by folder, wherever their manifests are. */
  readonly instances: ReadonlyMap<string, InstanceSync>;
  readonly lists: ListReferences;
}

/** Facts about roots in the files of a folder. */
interface Telling {
  /** Names of files with Kustomizations. */
  readonly holding: readonly string[];
  readonly instances: readonly InstanceSync[];
}

/**
 * Finds the roots that trees tell of themselves: every Kustomization that follows the folder which brings it, as it is
 * written or as a patch, a variable or a base makes it. Files that several trees share are parsed once.
 */
export class OwnRootFinder {
  /** Candidates by path and content. */
  private readonly candidates = new Map<string, readonly Candidate[]>();
  /** Facts of folders, by their content. */
  private readonly telling = new Map<FolderFiles, Telling>();

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
    const { holding, instances } = this.tell(tree);
    const lists = new ListReferences(tree, this.index, this.within);
    const written = holding.flatMap((path) => this.candidatesOf(path, tree.id(path)!));
    for (const { file: _file, sure, ...root } of written) {
      if (sure && !roots.has(root.directory)) roots.set(root.directory, root);
    }
    const surely = [...roots.keys()];
    const brings = (directory: string, file: string) =>
      builds.build({ directory }).files.some(({ path }) => path === file);
    for (const { file, sure, ...root } of written) {
      if (sure || roots.has(root.directory) || this.isFollowedFrom(tree, holding, root)) continue;
      // A root that cannot be built is one all the same.
      const isListed = lists.list(root.directory)?.takes.includes(file) === true;
      if (!isListed && !brings(root.directory, file)) continue;
      // Another root applies those that it brings, although they apply their own manifest again.
      if (!surely.some((above) => isBelow(root.directory, above) && brings(above, file)))
        roots.set(root.directory, root);
    }
    const prefix = this.prefix ?? [...roots.values()][0]?.prefix ?? this.guessPrefix(tree, holding);
    const [own] = roots.values();
    const base = own ? own.base : this.baseOf(tree, holding, prefix);
    for (const root of this.made(lists, builds, roots, { prefix, ...defined({ base }) }))
      roots.set(root.directory, root);
    return { roots, holding, instances: followed(tree, instances), lists, prefix, ...defined({ base }) };
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

  /** The files with Kustomizations, sorted, and what FluxInstances follow. */
  private tell(tree: ManifestTree): Telling {
    const holding: string[] = [];
    const instances: InstanceSync[] = [];
    for (const [folder, files] of tree.folders) {
      let told = this.telling.get(files);
      if (told === undefined) this.telling.set(files, (told = this.tellOf(files)));
      instances.push(...told.instances);
      if (!isBelow(folder, this.within)) continue;
      for (const name of told.holding) holding.push(pathIn(folder, name));
    }
    return { holding: holding.sort(), instances };
  }

  private tellOf(files: FolderFiles): Telling {
    const holding: string[] = [];
    const instances: InstanceSync[] = [];
    for (const [name, content] of files) {
      if (!MANIFEST.test(name) || KUSTOMIZATION_FILES.includes(name)) continue;
      const objects = this.index.fluxObjects(content);
      if (objects.some(({ flux }) => flux)) holding.push(name);
      for (const { kind, flux, sync } of objects) {
        if (sync) instances.push(sync);
        if (flux && kind === 'FluxInstance')
          instances.push({ path: flux.path, kind: flux.source.kind, name: flux.source.name });
      }
    }
    return holding.length + instances.length > 0 ? { holding, instances } : NOTHING;
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
const NOTHING: Telling = { holding: [], instances: [] };

/** The folders that FluxInstances follow. An artifact may hold one folder of the repository, in which the path starts. */
function followed(tree: ManifestTree, instances: readonly InstanceSync[]): ReadonlyMap<string, InstanceSync> {
  const found = new Map<string, InstanceSync>();
  for (const one of instances) {
    const path = securePath(one.path);
    if (path === '') continue;
    const ends = tree.isFolder(path)
      ? [path]
      : [...tree.folders.keys()].filter((folder) => folder.endsWith(`/${path}`));
    if (ends.length === 1) found.set(ends[0]!, one);
  }
  return found;
}

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
