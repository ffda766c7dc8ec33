import { Conventions, PLAIN_CONVENTIONS } from '../plan/conventions/conventions';
import { expandSet } from '../plan/predict/expand-set';
import { groundOf, rootsOf } from '../plan/predict/ground';
import { Root } from '../plan/predict/root';
import { Ground, Walk, walk } from '../plan/predict/walk';
import { ManifestIndex } from '../plan/tree/manifest-index';
import { ManifestTree } from '../plan/tree/manifest-tree';
import { ManifestEdit, mergedEdits } from './edits';
import { Match, matchCluster } from './match';
import { remoteProblems, remotesOf } from './remotes';
import { Walks } from './side';
import { Prefixes, Step, stepsOf } from './steps';

/** Options of {@link takeover}. */
export interface TakeoverOptions {
  /**
   * The folders that the clusters' root Kustomizations follow in the old tree, by the clusters' names in the program; for a
   * remote cluster, the Secret with its kubeconfig, as `namespace/name`.
   *
   * @default - searched for in the tree; a cluster is the one of the same name, a remote one that of a Secret or namespace
   * of the same name
   */
  readonly clusters?: Readonly<Record<string, string>>;

  /** Conventions of the new tree. */
  readonly conventions: Conventions;

  /** Path of the new tree within the old one, if it lies there: its files are not part of what is taken over. */
  readonly within?: string | undefined;

  /**
   * Where a command finds the trees' files: what stands before their paths, such as `dist/`.
   *
   * @default - nothing
   */
  readonly prefixes?: Prefixes | undefined;
}

/** How one cluster goes over from an old repository to the fleet, and what that does. */
export interface ClusterTakeover extends Match {
  /** The folder that its root Kustomization follows now. */
  readonly from: string;
  /** The folder of the new tree that takes its place. */
  readonly to: string;
  /** The steps in their order; none while there are problems. */
  readonly steps: readonly Step[];
  /** The way back from the steps before the last one. */
  readonly back: readonly Step[];
}

/** How clusters go over from an old repository to a fleet. */
export interface Takeover {
  /** One entry for each cluster that both trees have. */
  readonly clusters: readonly ClusterTakeover[];
  /** Changes of the old repository, for all of these clusters together. */
  readonly edits: readonly ManifestEdit[];
  /** Obstacles to all, one message each. */
  readonly problems: readonly string[];
  /** Clusters of the fleet that the old tree does not have: they start empty. */
  readonly added: readonly string[];
  /** Folders of clusters in the old tree that the fleet does not have: they stay as they are. */
  readonly left: readonly string[];
}

/**
 * Plans how running clusters go over from a repository of any kind to a fleet's generated folder without any object
 * being deleted or made anew. Reads nothing but the trees.
 */
export function takeover(all: ManifestTree, next: ManifestTree, options: TakeoverOptions): Takeover {
  const old = without(all, options.within);
  const index = new ManifestIndex([old, next]);
  const oldGround = { ...groundOf(old, index, PLAIN_CONVENTIONS), expand: expandSet };
  const newGround = groundOf(next, index, options.conventions);
  const news = clustersOf(newGround).map(([cluster, root]) => ({ cluster, root, next: walk(newGround, root) }));
  const { folders, secrets } = givenOf(options.clusters, news, index);
  const olds = clustersOf(oldGround, folders);
  const names = news.map(({ cluster }) => cluster);
  const problems = [
    ...[...(folders ?? [])].flatMap(([name, folder]) => givenProblem(name, folder, old, names)),
    ...(news.length === 0 ? ['the new tree has no cluster: synthesize first, and give its folder with --to'] : []),
    ...(olds.length === 0 ? [NO_OLD_CLUSTER] : []),
  ];
  const byName = new Map(olds);
  const only = olds.length === 1 && news.length === 1 ? olds[0]![1] : undefined;
  const pairs = news.flatMap(({ cluster, root, next }) => {
    const from = byName.get(cluster) ?? only;
    return from ? [{ cluster, from, to: root, walks: { old: walk(oldGround, from), next } }] : [];
  });
  problems.push(...secretProblems(secrets, pairs, index));
  const found = pairs.map(({ cluster, from, to, walks }) => {
    return { match: matchCluster(cluster, walks, index, secrets), walks, from: from.directory, to: to.directory };
  });
  const taken = new Set(pairs.map(({ from }) => from.directory));
  return {
    problems,
    clusters: found.map(({ match, walks, from, to }) => ({
      ...match,
      from,
      to,
      ...stepsFor(match, walks, options.prefixes),
    })),
    edits: mergedEdits(found.flatMap(({ match }) => match.edits)),
    added: names.filter((cluster) => !pairs.some((pair) => pair.cluster === cluster)),
    left: olds.map(([, { directory }]) => directory || '.').filter((directory) => !taken.has(directory)),
  };
}

const NO_OLD_CLUSTER =
  'no cluster was found in the old tree: name each with --cluster NAME=PATH, the folder that its root Kustomization follows';

function stepsFor(match: Match, walks: Walks, prefixes?: Prefixes): Pick<ClusterTakeover, 'back' | 'steps'> {
  return match.problems.length > 0 ? { steps: [], back: [] } : stepsOf(match, walks, prefixes);
}

/** The roots that are those of a cluster: what is only built, or the tree as a whole, is none. */
function clustersOf(ground: Ground, given?: ReadonlyMap<string, string>): Array<readonly [string, Root]> {
  return rootsOf(ground, { given }).filter(([, { origin }]) => origin !== 'whole' && origin !== 'artifact');
}

/** The options about clusters: folders of those with Flux, Secrets of those that others deploy to. */
interface Given {
  readonly folders: ReadonlyMap<string, string> | undefined;
  readonly secrets: ReadonlyMap<string, string>;
}

function givenOf(given: TakeoverOptions['clusters'], news: ReadonlyArray<{ next: Walk }>, index: ManifestIndex): Given {
  const remotes = new Set(news.flatMap(({ next }) => [...remotesOf(next, index).values()].map(({ name }) => name)));
  const all = Object.entries(given ?? {});
  const folders = all.filter(([name]) => !remotes.has(name));
  return {
    folders: folders.length > 0 ? new Map(folders) : undefined,
    secrets: new Map(all.filter(([name]) => remotes.has(name))),
  };
}

function secretProblems(
  secrets: ReadonlyMap<string, string>,
  pairs: ReadonlyArray<{ readonly walks: Walks }>,
  index: ManifestIndex,
): string[] {
  return pairs.flatMap(({ walks }) =>
    remoteProblems(secrets, remotesOf(walks.old, index), remotesOf(walks.next, index)),
  );
}

function givenProblem(name: string, folder: string, old: ManifestTree, clusters: readonly string[]): string[] {
  if (!clusters.includes(name)) {
    return [`cluster ${JSON.stringify(name)} is not in the new tree: use one of ${clusters.join(', ')}`];
  }
  if (old.isFolder(folder)) return [];
  return [
    `cluster ${JSON.stringify(name)} has no folder ${JSON.stringify(folder)} in the old tree: give its path there`,
  ];
}

/** A tree without one of its folders. */
function without(tree: ManifestTree, folder: string | undefined): ManifestTree {
  if (folder === undefined || folder === '') return tree;
  const isOutside = (one: string) => one !== folder && !one.startsWith(`${folder}/`);
  return tree.withFolders(new Map([...tree.folders].filter(([one]) => isOutside(one))));
}
