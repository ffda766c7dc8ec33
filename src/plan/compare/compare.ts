import { Prediction } from '../predict/prediction';
import { pairRoots, RootPair } from '../predict/root-pairs';
import { Ground, Walk, walk } from '../predict/walk';
import { Rights } from '../risk/rights';
import { KUSTOMIZATION_FILES } from '../tree/kustomization-file';
import { ManifestIndex } from '../tree/manifest-index';
import { changedPaths, ManifestTree } from '../tree/manifest-tree';
import { GroupComparison } from './compare-group';
import { withRights } from './compare-rights';
import { ClusterChange, Comparison, NotEvaluated, ObjectChange, UnitChange, UnitProblem } from './comparison';
import { NotEvaluatedCollector } from './not-evaluated';
import { ObjectDiffer } from './object-diff';
import { UnitChanges } from './unit-changes';
import { unitProblems } from './unit-problems';

/** Options of {@link compare}. */
export interface CompareOptions {
  /**
   * What the paths of Kustomizations begin with and those of the trees do not, such as `dist`.
   *
   * @default - found out from the Kustomizations that follow their own folders
   */
  readonly prefix?: string;
}

/**
 * Says what happens when Flux goes from one tree to another: for every object, Kustomization and cluster, what changes,
 * what Flux does about it, and what can go wrong. Looks at nothing but the trees.
 *
 * @example
 * const comparison = compare(readGitTree('.', 'origin/main', 'dist'), readDirectory('dist'));
 */
export function compare(old: ManifestTree, next: ManifestTree, options: CompareOptions = {}): Comparison {
  return new Comparer(old, next, options).run();
}

interface Pair {
  readonly cluster: string;
  readonly old?: Walk;
  readonly next?: Walk;
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

  private readonly clusters: ClusterChange[] = [];
  private readonly changes: ObjectChange[] = [];
  private readonly units: UnitChange[] = [];
  private readonly problems: UnitProblem[] = [];
  private readonly clustersOf = new Map<string, Set<string>>();

  constructor(
    private readonly old: ManifestTree,
    private readonly next: ManifestTree,
    private readonly options: CompareOptions,
  ) {
    this.index = new ManifestIndex([old, next]);
    const exists = (folder: string) => old.isFolder(folder) || next.isFolder(folder);
    this.oldGround = { tree: old, index: this.index, exists };
    this.newGround = { tree: next, index: this.index, exists };
    const changed = changedPaths(old, next);
    this.changed = new Set(changed);
    this.changedFolders = foldersOf(changed);
    this.notEvaluated = new NotEvaluatedCollector(this.changed, this.changedFolders);
    this.differ = new ObjectDiffer(this.index);
  }

  public run(): Comparison {
    const pairs = pairRoots(this.old, this.next, this.index, this.options.prefix).flatMap((pair) => this.walk(pair));
    for (const group of groups(pairs)) this.group(group);
    return {
      clusters: this.clusters.sort((a, b) => compareText(a.cluster, b.cluster)),
      changes: this.changes,
      units: this.units,
      problems: this.problems,
      notEvaluated: this.notEvaluatedHere(),
      clustersOf: new Map([...this.clustersOf].map(([unit, clusters]) => [unit, [...clusters].sort()])),
    };
  }

  private notEvaluatedHere(): NotEvaluated[] {
    const links = [...this.old.links, ...this.next.links];
    return this.notEvaluated.all([...new Set(links)].map((path) => `the link ${path}`));
  }

  /** Follows a cluster in both trees; nothing is left to do when it reads no file that differs. */
  private walk({ cluster, old, next }: RootPair): Pair[] {
    const before = old && walk(this.oldGround, old);
    if (before) this.note(cluster, before);
    if (before && next && JSON.stringify(old) === JSON.stringify(next) && !this.touches(before)) {
      const targets = new Set([...before.units.values()].map(({ target }) => target));
      for (const target of targets) this.clusters.push({ cluster: target, change: 'unchanged', emptied: [] });
      return [];
    }
    const after = next && walk(this.newGround, next);
    if (after) this.note(cluster, after);
    return [{ cluster, ...(before ? { old: before } : {}), ...(after ? { next: after } : {}) }];
  }

  private note(cluster: string, { units }: Walk): void {
    for (const unit of units.values()) {
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
      // A second list may have come.
      const beside = KUSTOMIZATION_FILES.flatMap((name) => build.lists.map(({ path }) => path.replace(/[^/]*$/, name)));
      if (beside.some((path) => this.changed.has(path))) return true;
    }
    return false;
  }

  private group(pairs: readonly Pair[]): void {
    const oldWalks = pairs.flatMap(({ old }) => old ?? []);
    const newWalks = pairs.flatMap(({ next }) => next ?? []);
    const prediction = new Prediction(oldWalks, newWalks, this.newGround);
    const units = new UnitChanges(prediction);
    const changes = new GroupComparison(prediction, units, this.differ, this.newGround).run();
    for (const change of withRights(changes, prediction, this.rights, this.differ)) this.changes.push(change);
    this.units.push(...units.changes);
    this.problems.push(...unitProblems(prediction, newWalks, changes, this.newGround));
    this.clusters.push(...clusterChanges(prediction, changes));
  }
}

/** Folders that hold one of the files, however deep. */
function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>(paths.length > 0 ? [''] : []);
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end));
  }
  return folders;
}

/** Roots that share a cluster are looked at together: a remote cluster may move from one manager to another. */
function groups(pairs: readonly Pair[]): Pair[][] {
  const groupOf = new Map<string, Pair[]>();
  const all = new Set<Pair[]>();
  for (const pair of pairs) {
    const targets = [pair.old, pair.next].flatMap((one) =>
      one ? [...one.units.values()].map(({ target }) => target) : [],
    );
    const merged: Pair[] = [pair];
    for (const target of new Set([...targets, pair.cluster])) {
      const group = groupOf.get(target);
      if (group && all.delete(group)) merged.push(...group);
    }
    all.add(merged);
    for (const member of merged) {
      for (const walked of [member.old, member.next]) {
        for (const { target } of walked?.units.values() ?? []) groupOf.set(target, merged);
      }
      groupOf.set(member.cluster, merged);
    }
  }
  return [...all];
}

/** Counts what is on each cluster before and after, where objects come or go. */
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
