import { BuildCache } from '../../kustomize';
import { ReleasePairs } from '../charts/chart-changes';
import { RenderChart } from '../charts/chart-request';
import { Conventions, PLAIN_CONVENTIONS } from '../conventions/conventions';
import { layoutWithin } from '../conventions/within';
import { Users } from '../needs/users';
import { ClusterChange, Comparison, NotCompared, ObjectChange } from '../objects/comparison';
import { ObjectDiffer } from '../objects/object-diff';
import { Builds } from '../predict/builds';
import { rootAddress, rootUnit } from '../predict/ground';
import { OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { pairRoots, RootPair } from '../predict/root-pairs';
import { objectsOf, sourceKey, Unit, unitKey } from '../predict/unit';
import { Ground, Walk, walk } from '../predict/walk';
import { Rights } from '../risk/rights';
import { ManifestIndex } from '../tree/manifest-index';
import { isBelow, ManifestTree } from '../tree/manifest-tree';
import { ChangedFiles } from './changed-files';
import { chartObjects } from './chart-objects';
import { clusterChanges } from './cluster-changes';
import { GroupComparison } from './compare-group';
import { withRights } from './compare-rights';
import { EqualClusters, NOTHING_LEFT_OUT } from './equal-clusters';
import { Knowledge, unclearOf } from './knowledge';
import { partsOf, PartCollector } from './remaining';
import { isSelfContained, Told } from './told';
import { Unclear } from './unclear';
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
   * Folder of the trees that holds the clusters' folders, such as `dist` where the trees are a whole repository. Clusters
   * are searched for in it alone; everything else counts where a Kustomization or a list of it leads there.
   *
   * @default - the trees themselves
   */
  readonly within?: string;

  /**
   * Conventions of whoever writes the trees.
   *
   * @default PLAIN_CONVENTIONS
   */
  readonly conventions?: Conventions;

  /**
   * Renders charts, so that the objects of a HelmRelease whose chart or values change are compared too.
   *
   * @default - what charts make is not known, and the report says so
   */
  readonly renderChart?: RenderChart;

  /**
   * The folders that clusters' root Kustomizations follow, by the clusters' names. Nothing is searched for then.
   *
   * @default - searched for in the trees
   */
  readonly clusters?: Readonly<Record<string, string>>;
}

/**
 * Predicts what happens when Flux goes from one tree to another: for every object, Kustomization and cluster, what
 * changes, what Flux does about it, and the risks. Reads nothing but the trees.
 *
 * @example
 * const comparison = compare(readGitTree('.', 'origin/main', 'dist'), readDirectory('dist'));
 */
export function compare(old: ManifestTree, next: ManifestTree, options: CompareOptions = {}): Comparison {
  return comparePart(old, next, options);
}

/** As {@link compare}, with clusters that are left out of both trees because they are equal. */
export function comparePart(
  old: ManifestTree,
  next: ManifestTree,
  options: CompareOptions,
  equal: EqualClusters = NOTHING_LEFT_OUT,
): Comparison {
  return new Comparer(old, next, options, equal).run();
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
  private readonly changed: ChangedFiles;
  private readonly differ: ObjectDiffer;
  private readonly releases: ReleasePairs;
  private readonly rights = new Rights();
  private readonly knowledge = new Knowledge();
  private readonly notCompared: NotCompared[] = [];

  /** The clusters that are left out of the trees. */
  private readonly leftOut: ReadonlySet<string>;

  private roots: ReadonlyMap<string, RootPair> = new Map();
  private readonly clustersOf = new Map<string, Set<string>>();
  private readonly parts = new PartCollector();
  private readonly branches = new Map<string, string>();
  private readonly allBranches = new Set<string>();
  /** Folders that Kustomizations read and that are not in the clusters' part of the trees. */
  private readonly outside = new Set<string>();

  constructor(
    private readonly old: ManifestTree,
    private readonly next: ManifestTree,
    private readonly options: CompareOptions,
    private readonly equal: EqualClusters,
  ) {
    const { conventions: all = PLAIN_CONVENTIONS, within = '' } = options;
    this.leftOut = new Set(equal.told.flatMap(({ targets }) => targets));
    const conventions = within === '' ? all : { ...all, layout: layoutWithin(all.layout, within) };
    this.index = new ManifestIndex([old, next], (object) => conventions.protection?.isProtected(object) ?? false);
    const exists = (folder: string) => old.isFolder(folder) || next.isFolder(folder);
    const cache = new BuildCache();
    const common = { index: this.index, exists, conventions, within };
    this.oldGround = { ...common, tree: old, builds: new Builds(old, this.index, cache) };
    this.newGround = { ...common, tree: next, builds: new Builds(next, this.index, cache), base: old };
    this.changed = new ChangedFiles(old, next);
    this.releases = new ReleasePairs(this.oldGround, this.newGround, options.renderChart);
    this.differ = new ObjectDiffer(this.index, conventions.limits);
  }

  public run(): Comparison {
    const { within = '', clusters, prefix = within === '' ? undefined : '' } = this.options;
    const given = clusters && new Map(Object.entries(clusters));
    const roots = pairRoots(this.oldGround, this.newGround, { prefix, given });
    this.roots = new Map(roots.map((pair) => [pair.cluster, pair]));
    if (this.leftOut.size > 0 && this.changed.isOtherForAll) this.equal.reachOut();
    for (const told of this.equal.told) this.take(told);
    const found = this.found(roots);
    for (const path of new Set([...this.old.links, ...this.next.links])) {
      const isRead = isBelow(path, within) || [...this.outside].some((folder) => isBelow(path, folder));
      if (isRead) this.knowledge.add({ reason: 'link', what: path, changed: false });
    }
    return {
      clusters: found.flatMap(({ clusters }) => clusters).sort((a, b) => compareText(a.cluster, b.cluster)),
      changes: found.flatMap(({ changes }) => changes),
      units: found.flatMap(({ units }) => units),
      problems: found.flatMap(({ problems }) => problems),
      remaining: this.parts.remaining,
      notEvaluated: this.knowledge.all(),
      known: this.knowledge.known,
      notCompared: this.notCompared,
      clustersOf: new Map([...this.clustersOf].map(([unit, clusters]) => [unit, [...clusters].sort()])),
      branches: { all: this.allBranches, of: this.branches },
    };
  }

  /**
   * Compares each cluster right after its walk, so that nothing but the result stays in memory. Roots that turn out to
   * share a cluster are walked again and compared together: a remote cluster may move from one manager to another.
   */
  private found(all: readonly RootPair[]): Found[] {
    const unchanged = [...this.leftOut].map(isUnchanged);
    const groups = new Set<Group>();
    const groupOf = new Map<string, Group>();
    for (const roots of all) {
      const pair = this.follow(roots);
      if (pair.isUnchanged) {
        unchanged.push(...[...(pair.old?.targets ?? [])].map(isUnchanged));
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
    if (old) this.note(old);
    if (old && JSON.stringify(roots.old) === JSON.stringify(roots.next) && !this.changed.touch(old)) {
      this.parts.add(old);
      this.keep(old);
      return { cluster, old, isUnchanged: true };
    }
    const next = roots.next && walk(this.newGround, roots.next, old);
    if (next) {
      this.note(next, old);
      this.parts.add(next);
    }
    return { cluster, old, next };
  }

  /** Takes what an equal cluster told that is left out of the trees. */
  private take(told: Told): void {
    for (const branch of told.branches) this.allBranches.add(branch);
    for (const part of told.parts) this.parts.take(part);
    for (const { name, target } of told.units) this.noteUnit(name, target);
    this.knowledge.take(told);
  }

  /** Hands on what an equal cluster tells, where that is the same in other trees with its folder. */
  private keep(walked: Walk): void {
    const { directory, cluster } = walked.root;
    if (this.notCompared.some((one) => one.cluster === cluster)) return;
    if (!isSelfContained(walked, (path) => isBelow(path, directory))) return;
    const units = [...walked.units.values()];
    this.equal.keep(directory, {
      targets: [...walked.targets],
      units: units.map(({ host, target, spec }) => ({ host, target, name: `${spec.namespace}/${spec.name}` })),
      unclear: units.flatMap((unit, at) =>
        [...unclearOf(unit, walked), ...this.chartsOf(unit)].map(({ reason, what }) => ({ unit: at, reason, what })),
      ),
      parts: [...partsOf(walked)],
      branches: ownBranches(walked),
    });
  }

  /** Whether a walk may read a path while clusters are left out of the trees. */
  private isThere(path: string, directory: string): boolean {
    const { within = '' } = this.options;
    return isBelow(path, directory) || (within !== '' && !isBelow(path, within) && !isBelow(within, path));
  }

  private noteUnit(name: string, target: string): void {
    this.clustersOf.set(name, (this.clustersOf.get(name) ?? new Set<string>()).add(target));
  }

  private note(walked: Walk, before?: Walk): void {
    const { directory: own } = walked.root;
    if (this.leftOut.size > 0) {
      const isAlone = isSelfContained(walked, (path) => this.isThere(path, own));
      if (!isAlone || [...walked.targets].some((target) => this.leftOut.has(target))) this.equal.reachOut();
    }
    for (const branch of ownBranches(walked)) this.allBranches.add(branch);
    for (const unit of walked.units.values()) {
      if (before?.units.get(unit.key) === unit) continue;
      this.noteUnit(`${unit.spec.namespace}/${unit.spec.name}`, unit.target);
      const { directory } = unit;
      if (directory !== undefined && !isBelow(directory, this.options.within ?? '')) this.outside.add(directory);
    }
    this.knowledge.walk(walked, before, (unit) => this.chartsOf(unit));
    const { root } = walked;
    const reason = before === undefined ? rootUnit(walked)?.build?.error : undefined;
    if (reason === undefined || this.notCompared.some(({ cluster }) => cluster === root.cluster)) return;
    this.notCompared.push({ cluster: root.cluster, directory: root.directory, reason });
  }

  /** The changes of what charts make, where these can be had; that they are not known for the others. */
  private ofCharts(prediction: Prediction, oldWalks: readonly Walk[], newWalks: readonly Walk[]): ObjectChange[] {
    return this.releases.changed(prediction, oldWalks, newWalks).flatMap((pair) => {
      const { rendered, unit, chart: what } = pair;
      if (!rendered) this.knowledge.add({ reason: 'chart', what, changed: true }, unit);
      return chartObjects(pair, this.index, this.differ);
    });
  }

  /** Charts that are not known at all, because nothing renders them. */
  private chartsOf({ build }: Unit): Unclear[] {
    if (this.options.renderChart || !this.index.hasReleases) return [];
    const headers = (build?.files ?? []).flatMap(({ content }) => this.index.fluxObjects(content));
    return headers.flatMap(({ release: what }) =>
      what === undefined ? [] : [{ reason: 'chart', what, changed: false }],
    );
  }

  /** Notes the branches that the Kustomizations of changes read from this repository. */
  private noteBranches(changes: readonly ObjectChange[], prediction: Prediction, walks: readonly Walk[]): void {
    for (const { cluster, namespace, name } of changes.flatMap(({ from, to }) => [...from, ...to])) {
      const key = unitKey(cluster, { namespace, name });
      const unit = prediction.newUnits.get(key) ?? prediction.oldUnits.get(key);
      if (unit?.directory === undefined || this.branches.has(key)) continue;
      const source = sourceKey(unit.host, unit.spec.source);
      const branch = walks.map(({ sources }) => sources.get(source)?.branch).find((one) => one !== undefined);
      if (branch !== undefined) this.branches.set(key, branch);
    }
  }

  /** The objects that a cluster's own Flux applies in the old tree. */
  private objectsOf(cluster: string): OwnedObject[] {
    if (this.leftOut.has(cluster)) this.equal.reachOut();
    const root = this.roots.get(cluster)?.old;
    if (root === undefined) return [];
    return [...walk(this.oldGround, root).units.values()]
      .filter(({ target }) => target === cluster)
      .flatMap((unit) => objectsOf(unit, this.index).objects.map((object) => ({ object, unit })));
  }

  private compare(pairs: readonly Pair[]): Found {
    const oldWalks = pairs.flatMap(({ old }) => old ?? []);
    const newWalks = pairs.flatMap(({ next }) => next ?? []);
    const prediction = new Prediction(oldWalks, newWalks, this.newGround);
    const units = new UnitChanges(prediction);
    const elsewhere = (cluster: string) => this.objectsOf(cluster);
    const own = new GroupComparison(prediction, units, this.differ, this.newGround, elsewhere).run();
    const all = [...own, ...this.ofCharts(prediction, oldWalks, newWalks)];
    const { changes, moved } = withRights(all, prediction, this.rights, this.differ);
    this.noteBranches(changes, prediction, [...newWalks, ...oldWalks]);
    return {
      changes,
      units: units.changes,
      problems: unitProblems(
        prediction,
        { oldWalks, newWalks, rights: moved },
        changes,
        this.newGround,
        new Users(changes, prediction, this.index, this.differ),
      ),
      clusters: clusterChanges(prediction, changes),
    };
  }
}

function isUnchanged(cluster: string): ClusterChange {
  return { cluster, change: 'unchanged', emptied: [] };
}

/** The branches of a cluster's own repository that its sources read. */
function ownBranches(walked: Walk): string[] {
  const address = rootAddress(walked);
  return [...walked.sources.values()].flatMap((one) => (one.address === address ? (one.branch ?? []) : []));
}

function joined(roots: RootPair, targets: ReadonlySet<string>, others: ReadonlySet<Group>): Group {
  return {
    roots: [roots, ...[...others].flatMap((group) => group.roots)],
    targets: new Set([...targets, ...[...others].flatMap((group) => [...group.targets])]),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
