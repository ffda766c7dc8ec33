import { defined } from '../../core/defined';
import { parentFolder } from '../tree/manifest-tree';
import { clusterName, FLUX_SYSTEM, givenSpec, Root, RootOrigin } from './root';
import { foldersAbove, OwnRootFinder, OwnRoots } from './roots';
import { Ground, walk } from './walk';

/** A cluster's root in both trees; undefined in a tree without the cluster. */
export interface RootPair {
  readonly cluster: string;
  readonly old?: Root;
  readonly next?: Root;
}

/** How the clusters of trees are told. */
export interface RootOptions {
  /** Prefix of Kustomizations' paths that the trees' paths do not have; guessed when undefined. */
  readonly prefix?: string | undefined;
  /** The clusters' folders by name: nothing is searched for then. */
  readonly given?: ReadonlyMap<string, string> | undefined;
}

/**
 * The clusters of two trees. A root Kustomization is a live object: when the new tree no longer has its file, Flux goes
 * on with it for as long as the tree has its folder.
 */
export function pairRoots(old: Ground, next: Ground, { prefix, given }: RootOptions = {}): RootPair[] {
  const finder = new OwnRootFinder(old.index, prefix, old.within);
  const sides = [old, next].map((ground) => new Side(ground, finder.find(ground.tree, ground.builds)));
  const [before, after] = (given ? sides.map((side) => side.given(given)) : found(sides)) as [Root[], Root[]];
  const names = namesOf([...before, ...after]);
  const [was, is] = [before, after].map(
    (roots) => new Map(roots.map((root) => [names.get(root.directory)!, root])),
  ) as [Map<string, Root>, Map<string, Root>];
  return [...new Set([...was.keys(), ...is.keys()])].sort().map((cluster) => {
    const one = was.get(cluster);
    const other = is.get(cluster) ?? (one && next.tree.isFolder(one.directory) ? { ...one } : undefined);
    const live = other && one?.spec && other.spec === undefined ? { ...other, spec: one.spec } : other;
    return { cluster, ...defined({ old: one && { ...one, cluster }, next: live && { ...live, cluster } }) };
  });
}

/** The roots of both trees: what is none in one of them, because another root reaches it there, is none at all. */
function found(sides: readonly Side[]): Root[][] {
  const tiers: ReadonlyArray<(side: Side) => readonly string[]> = [
    (side) => side.followed(),
    (side) => side.clusterFolders(),
    (side) => (sides.some(({ isEmpty }) => !isEmpty) ? [] : side.entries()),
    (side) => (sides.some(({ isEmpty }) => !isEmpty) ? [] : side.artifacts()),
  ];
  const origins: readonly RootOrigin[] = ['instance', 'folder', 'entry', 'artifact'];
  tiers.forEach((tier, at) => {
    const wanted = sides.map(tier);
    const folders = [...new Set(wanted.flat())].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
    for (const folder of folders) {
      if (sides.some((side) => side.reaches(folder) || (origins[at] === 'entry' && side.covers(folder)))) continue;
      sides.forEach((side, number) => {
        if (wanted[number]!.includes(folder)) side.add(folder, origins[at]!);
      });
    }
    for (const side of sides) side.dropReached(sides);
    if (sides.some((side) => side.hasVisible)) for (const side of sides) side.dropHidden();
  });
  if (sides.every(({ isEmpty }) => isEmpty)) for (const side of sides) side.addWhole();
  return sides.map((side) => side.all());
}

/** Whether a folder is out of sight, as archives of what was once in use are. */
function isHidden(folder: string): boolean {
  return /(?:^|\/)\./.test(folder);
}

function depthOf(folder: string): number {
  return folder.split('/').length;
}

const CLUSTER_FOLDER = /^(?:.*\/)?clusters\/[^/]+(?=\/)/;

/** One of the compared trees while its roots are searched for. */
class Side {
  private readonly roots: Map<string, Root>;
  /** Files with Kustomizations that roots reach, and folders that they build, by the root's folder. */
  private readonly reached = new Map<string, { readonly files: Set<string>; readonly folders: Set<string> }>();

  constructor(
    private readonly ground: Ground,
    private readonly own: OwnRoots,
  ) {
    this.roots = new Map(own.roots);
    ground.builds.setStart(own);
  }

  /** Whether a root is in plain sight. */
  public get hasVisible(): boolean {
    return [...this.roots.keys()].some((folder) => !isHidden(folder));
  }

  public get isEmpty(): boolean {
    return this.roots.size === 0;
  }

  public all(): Root[] {
    return [...this.roots.values()].sort((a, b) => (a.directory < b.directory ? -1 : 1));
  }

  public given(folders: ReadonlyMap<string, string>): Root[] {
    return [...folders].flatMap(([cluster, directory]): Root[] => {
      if (!this.ground.tree.isFolder(directory)) return [];
      const known = this.roots.get(directory);
      return [{ ...(known ?? this.rootAt(directory)), cluster, origin: 'given' }];
    });
  }

  public add(directory: string, origin: RootOrigin): void {
    if (!this.roots.has(directory)) this.roots.set(directory, { ...this.rootAt(directory), origin });
  }

  /** Takes all that may hold clusters as one. */
  public addWhole(): void {
    const { tree, within } = this.ground;
    if (tree.size > 0 && tree.isFolder(within)) this.add(within, 'whole');
  }

  /** Folders that FluxInstances follow. */
  public followed(): string[] {
    return [...this.own.instances.keys()];
  }

  /** Folders `clusters/<name>` that hold or list Kustomizations. */
  public clusterFolders(): string[] {
    const { holding, lists } = this.own;
    const listing = lists
      .folders()
      .filter((folder) => /(?:^|\/)clusters\/[^/]+$/.test(folder) && lists.takesFlux(folder));
    if (holding.length + listing.length === 0) return [];
    const around = new Set([...this.roots.keys()].flatMap((root) => [root, ...foldersAbove(root)]));
    const folders = [...new Set([...holding.flatMap((path) => CLUSTER_FOLDER.exec(path)?.[0] ?? []), ...listing])];
    const free = folders.filter(
      (folder) => !around.has(folder) && !foldersAbove(folder).some((above) => this.roots.has(above)),
    );
    const taken = free.length > 0 ? lists.taken() : new Set();
    return free.filter((folder) => !taken.has(folder));
  }

  /** Folders with Kustomizations that somebody applies, because no root reaches them. */
  public entries(): string[] {
    return [...new Set(this.own.holding.map(parentFolder))];
  }

  /** Folders that are built for their own sake: with a list that no other list takes. */
  public artifacts(): string[] {
    const { lists } = this.own;
    const taken = lists.taken();
    return lists.folders().filter((folder) => !taken.has(folder) && lists.list(folder)?.isComponent !== true);
  }

  /** Whether a root other than the one of this folder builds it, or the files with Kustomizations in it. */
  public reaches(folder: string, except?: string): boolean {
    const here = this.own.holding.filter((path) => parentFolder(path) === folder);
    for (const root of this.roots.keys()) {
      if (root === except) continue;
      const { files, folders } = this.reach(root);
      if (folders.has(folder) || (here.length > 0 && here.every((path) => files.has(path)))) return true;
    }
    return false;
  }

  /**
   * Whether a folder is within one that a root's Kustomization applies: what the lists of that leave out is left out on
   * purpose.
   */
  public covers(folder: string, except?: string): boolean {
    return [...this.roots.keys()].some((root) => {
      if (root === except) return false;
      const above = foldersAbove(folder).filter((one) => one !== '' && one !== root);
      return above.some((one) => this.reach(root).folders.has(one));
    });
  }

  /** Drops roots that others reach. */
  public dropReached(sides: readonly Side[]): void {
    for (const { directory, origin } of this.all()) {
      if (origin === 'own' || origin === 'instance') continue;
      const isCovered = (side: Side) => origin === 'entry' && side.covers(directory, directory);
      if (sides.some((side) => side.reaches(directory, directory) || isCovered(side))) this.roots.delete(directory);
    }
  }

  /** Drops guessed roots that are out of sight. */
  public dropHidden(): void {
    for (const { directory, origin } of this.all()) {
      if (origin !== 'own' && isHidden(directory)) this.roots.delete(directory);
    }
  }

  private rootAt(directory: string): Root {
    const { prefix, base } = this.own;
    const cluster = clusterName(directory, this.ground.within);
    const root: Root = { cluster, directory, prefix, origin: 'folder', ...defined({ base }) };
    const sync = this.own.instances.get(directory);
    if (sync) {
      const source = { kind: sync.kind, namespace: FLUX_SYSTEM, name: sync.name };
      return { ...root, spec: { ...givenSpec(root), name: sync.name, source } };
    }
    const [first] = this.ground.builds
      .build({ directory })
      .files.flatMap(({ content }) => this.ground.index.fluxObjects(content))
      .flatMap(({ flux }) => (flux && flux.source.kind !== 'ExternalArtifact' ? flux : []));
    // Who applies the folder by hand takes the source that its Kustomizations read for the repository.
    return first ? { ...root, spec: { ...givenSpec(root), source: first.source } } : root;
  }

  private reach(directory: string): { readonly files: Set<string>; readonly folders: Set<string> } {
    let reach = this.reached.get(directory);
    if (reach === undefined) {
      const root = this.roots.get(directory)!;
      reach = { files: new Set(), folders: new Set() };
      for (const { build } of walk(this.ground, root).units.values()) {
        if (!build) continue;
        reach.folders.add(build.directory);
        for (const { path, content } of build.files) {
          if (this.ground.index.fluxObjects(content).length > 0) reach.files.add(path);
        }
      }
      this.reached.set(directory, reach);
    }
    return reach;
  }
}

/** Names of clusters by their folders: the whole path where two would have one name. */
function namesOf(roots: readonly Root[]): ReadonlyMap<string, string> {
  const names = new Map(roots.map(({ directory, cluster }) => [directory, cluster]));
  const counts = new Map<string, number>();
  for (const name of names.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map([...names].map(([directory, name]) => [directory, counts.get(name)! > 1 ? directory || name : name]));
}
