import { Conventions, PLAIN_CONVENTIONS } from '../conventions/conventions';
import { Prediction } from '../predict/prediction';
import { pairRoots, RootPair } from '../predict/root-pairs';
import { Ground, Walk, walk } from '../predict/walk';
import { Rights } from '../risk/rights';
import { KUSTOMIZATION_FILES } from '../tree/kustomization-file';
import { ManifestIndex } from '../tree/manifest-index';
import { changedPaths, ManifestTree } from '../tree/manifest-tree';
import { GroupComparison } from './compare-group';
import { withRights } from './compare-rights';
import { ClusterChange, Comparison, NotEvaluated, ObjectChange } from './comparison';
import { NotEvaluatedCollector } from './not-evaluated';
import { ObjectDiffer } from './object-diff';
import { PartCollector } from './remaining';
import { UnitChanges } from './unit-changes';
import { unitProblems } from './unit-problems';

/** Options of {@link compare}. */
export interface CompareOptions {
  /**
   * Prefix of Kustomizations' paths that the trees' paths do not have, such as `dist`.
   *
   * @default - guessed from the Kustomizations that follow their own folders
   */
  readonly prefix?: string;

  /**
   * Conventions of whoever writes the trees.
   *
   * @default PLAIN_CONVENTIONS
   */
  readonly conventions?: Conventions;
}

/**
 * Predicts what happens when Flux goes from one tree to another: for every object, Kustomization and cluster, what
 * changes, what Flux does about it, and the risks. Reads nothing but the trees.
 *
 * @example
 * const comparison = compare(readGitTree('.', 'origin/main', 'dist'), readDirectory('dist'));
 */
export function compare(old: ManifestTree, next: ManifestTree, options: CompareOptions = {}): Comparison {
  return new Comparer(old, next, options).run();
}

/** A cluster's walks through both trees. */
interface Pair {
  readonly cluster: string;
  readonly old?: Walk | undefined;
  readonly next?: Walk | undefined;
  /** Whether all files that it reads are equal, so that the new tree was not walked. */
  readonly isUnchanged?: true;
}

/** The part of a comparison that is about some clusters. */
type Found = Pick<Comparison, 'changes' | 'clusters' | 'problems' | 'units'>;

/** Roots that are compared together, and the clusters that they apply objects to. */
interface Group {
  readonly roots: readonly RootPair[];
  readonly targets: ReadonlySet<string>;
  /** Undefined while more roots may join. */
  readonly found?: Found;
}

class Comparer {
  private readonly index: ManifestIndex;
  private readonly oldGround: Ground;
  private readonly newGround: Ground;
  private readonly changed: ReadonlySet<string>;
  private readonly changedFolders: ReadonlySet<string>;
  private readonly differ: ObjectDiffer;
  private readonly rights = new Rights();
  private readonly notEvaluated: NotEvaluatedCollector;

  private readonly clustersOf = new Map<string, Set<string>>();
  private readonly parts = new PartCollector();

  constructor(
    private readonly old: ManifestTree,
    private readonly next: ManifestTree,
    private readonly options: CompareOptions,
  ) {
    const { conventions = PLAIN_CONVENTIONS } = options;
    this.index = new ManifestIndex([old, next], (object) => conventions.protection?.isProtected(object) ?? false);
    const exists = (folder: string) => old.isFolder(folder) || next.isFolder(folder);
    this.oldGround = { tree: old, index: this.index, exists, conventions };
    this.newGround = { tree: next, index: this.index, exists, conventions, base: old };
    const changed = changedPaths(old, next);
    this.changed = new Set(changed);
    this.changedFolders = foldersOf(changed);
    this.notEvaluated = new NotEvaluatedCollector(this.changed, this.changedFolders);
    this.differ = new ObjectDiffer(this.index, conventions.limits);
  }

  public run(): Comparison {
    const found = this.found(pairRoots(this.old, this.next, this.index, this.options.prefix));
    return {
      clusters: found.flatMap(({ clusters }) => clusters).sort((a, b) => compareText(a.cluster, b.cluster)),
      changes: found.flatMap(({ changes }) => changes),
      units: found.flatMap(({ units }) => units),
      problems: found.flatMap(({ problems }) => problems),
      notEvaluated: this.notEvaluatedHere(),
      remaining: this.parts.remaining,
      clustersOf: new Map([...this.clustersOf].map(([unit, clusters]) => [unit, [...clusters].sort()])),
    };
  }

  private notEvaluatedHere(): NotEvaluated[] {
    const links = [...this.old.links, ...this.next.links];
    return this.notEvaluated.all([...new Set(links)].map((path) => `the link ${path}`));
  }

  /**
   * Compares each cluster right after its walk, so that nothing but the result stays in memory. Roots that turn out to
   * share a cluster are walked again and compared together: a remote cluster may move from one manager to another.
   */
  private found(all: readonly RootPair[]): Found[] {
    const unchanged: ClusterChange[] = [];
    const groups = new Set<Group>();
    const groupOf = new Map<string, Group>();
    for (const roots of all) {
      const pair = this.follow(roots);
      if (pair.isUnchanged) {
        for (const cluster of pair.old?.targets ?? []) unchanged.push({ cluster, change: 'unchanged', emptied: [] });
        continue;
      }
      const targets = new Set([...(pair.old?.targets ?? []), ...(pair.next?.targets ?? []), pair.cluster]);
      const others = new Set([...targets].flatMap((target) => groupOf.get(target) ?? []));
      for (const other of others) groups.delete(other);
      const group: Group =
        others.size === 0 ? { roots: [roots], targets, found: this.compare([pair]) } : joined(roots, targets, others);
      groups.add(group);
      for (const target of group.targets) groupOf.set(target, group);
    }
    const found = [...groups].map((group) => group.found ?? this.compare(group.roots.map((one) => this.follow(one))));
    return [{ clusters: unchanged, changes: [], units: [], problems: [] }, ...found];
  }

  /** Walks a cluster through both trees; through the new one only if a file that it reads differs. */
  private follow(roots: RootPair): Pair {
    const { cluster } = roots;
    const old = roots.old && walk(this.oldGround, roots.old);
    if (old) this.note(cluster, old);
    if (old && JSON.stringify(roots.old) === JSON.stringify(roots.next) && !this.touches(old)) {
      this.parts.add(old);
      return { cluster, old, isUnchanged: true };
    }
    const next = roots.next && walk(this.newGround, roots.next, old);
    if (next) {
      this.note(cluster, next, old);
      this.parts.add(next);
    }
    return { cluster, old, next };
  }

  private note(cluster: string, { units }: Walk, before?: Walk): void {
    for (const unit of units.values()) {
      if (before?.units.get(unit.key) === unit) continue;
      const name = `${unit.spec.namespace}/${unit.spec.name}`;
      this.clustersOf.set(name, (this.clustersOf.get(name) ?? new Set<string>()).add(unit.target));
      this.notEvaluated.unit(cluster, unit);
    }
  }

  private touches({ units }: Walk): boolean {
    for (const { build } of units.values()) {
      if (!build) continue;
      if (build.error !== undefined && this.changedFolders.has(build.directory)) return true;
      if (build.unlisted.some((folder) => this.changedFolders.has(folder))) return true;
      if ([...build.lists, ...build.files].some(({ path }) => this.changed.has(path))) return true;
      // The change may add a second list.
      const beside = KUSTOMIZATION_FILES.flatMap((name) => build.lists.map(({ path }) => path.replace(/[^/]*$/, name)));
      if (beside.some((path) => this.changed.has(path))) return true;
    }
    return false;
  }

  private compare(pairs: readonly Pair[]): Found {
    const oldWalks = pairs.flatMap(({ old }) => old ?? []);
    const newWalks = pairs.flatMap(({ next }) => next ?? []);
    const prediction = new Prediction(oldWalks, newWalks, this.newGround);
    const units = new UnitChanges(prediction);
    const changes = new GroupComparison(prediction, units, this.differ, this.newGround).run();
    return {
      changes: withRights(changes, prediction, this.rights, this.differ),
      units: units.changes,
      problems: unitProblems(prediction, newWalks, changes, this.newGround),
      clusters: clusterChanges(prediction, changes),
    };
  }
}

/** Folders with one of the files somewhere below them. */
function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>(paths.length > 0 ? [''] : []);
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end));
  }
  return folders;
}

function joined(roots: RootPair, targets: ReadonlySet<string>, others: ReadonlySet<Group>): Group {
  return {
    roots: [roots, ...[...others].flatMap((group) => group.roots)],
    targets: new Set([...targets, ...[...others].flatMap((group) => [...group.targets])]),
  };
}

/** Counts the objects of each cluster before and after, if any are added or removed. */
function clusterChanges(prediction: Prediction, changes: readonly ObjectChange[]): ClusterChange[] {
  const touched = new Set(changes.map(({ cluster }) => cluster));
  if (changes.every(({ action }) => action === 'changed') && prediction.newUnits.size > 0) {
    const clusters = new Set(
      [...prediction.oldUnits.values(), ...prediction.newUnits.values()].map(({ target }) => target),
    );
    return [...clusters].map((cluster) => ({
      cluster,
      change: touched.has(cluster) ? 'changed' : 'unchanged',
      emptied: [],
    }));
  }
  const before = new Counts();
  const after = new Counts();
  for (const { target } of prediction.oldUnits.values()) before.cluster(target);
  for (const { target } of prediction.newUnits.values()) after.cluster(target);
  for (const [key, [first]] of prediction.old) before.add(first!.unit.target, first!.object.namespace, key);
  for (const [key, [first]] of prediction.next) after.add(first!.unit.target, first!.object.namespace, key);
  for (const [key, [first]] of prediction.stableObjects()) {
    before.add(first!.unit.target, first!.object.namespace, key);
    after.add(first!.unit.target, first!.object.namespace, key);
  }
  return [...new Set([...before.clusters.keys(), ...after.clusters.keys()])].map((cluster) => {
    const was = before.clusters.get(cluster);
    const is = after.clusters.get(cluster);
    return {
      cluster,
      change:
        was === undefined ? 'added' : is === undefined ? 'removed' : touched.has(cluster) ? 'changed' : 'unchanged',
      before: was?.keys.size ?? 0,
      after: is?.keys.size ?? 0,
      emptied: [...(was?.namespaces ?? [])].filter((namespace) => !is?.namespaces.has(namespace)).sort(),
    };
  });
}

class Counts {
  public readonly clusters = new Map<string, { readonly keys: Set<string>; readonly namespaces: Set<string> }>();

  public cluster(name: string): { readonly keys: Set<string>; readonly namespaces: Set<string> } {
    let cluster = this.clusters.get(name);
    if (!cluster) this.clusters.set(name, (cluster = { keys: new Set(), namespaces: new Set() }));
    return cluster;
  }

  public add(name: string, namespace: string, key: string): void {
    const cluster = this.cluster(name);
    cluster.keys.add(key);
    if (namespace !== '') cluster.namespaces.add(namespace);
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
