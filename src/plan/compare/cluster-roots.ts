import { defined } from '../../core/defined';
import { BuildCache } from '../../kustomize';
import { PLAIN_CONVENTIONS } from '../conventions/conventions';
import { Builds } from '../predict/builds';
import { Root, RootOrigin } from '../predict/root';
import { pairRoots } from '../predict/root-pairs';
import { Ground } from '../predict/walk';
import { ManifestIndex } from '../tree/manifest-index';
import { ManifestTree } from '../tree/manifest-tree';
import { CompareOptions } from './compare';

/** A cluster that a comparison finds, and how. */
export interface ClusterRoot {
  /** The cluster. */
  readonly cluster: string;
  /** The folder that its root Kustomization follows; empty for the tree itself. */
  readonly directory: string;
  /** The Kustomization that follows the folder, as `namespace/name`; undefined where no file holds it. */
  readonly kustomization?: string;
  /** How it was found, as one sentence. */
  readonly how: string;
  /** The trees that have it. */
  readonly trees: 'both' | 'new' | 'old';
}

const HOW: Readonly<Record<RootOrigin, string>> = {
  artifact: 'no file holds a Kustomization, and no other list takes this one',
  entry: 'it holds Kustomizations that no other Kustomization brings',
  folder: 'it is a folder clusters/NAME with Kustomizations, and no root reaches it',
  given: 'it was given',
  instance: 'the values of a FluxInstance name it',
  own: 'its build brings the Kustomization that follows it',
  whole: 'nothing tells of clusters, so that the whole tree is one',
};

/** The clusters that a comparison of two trees finds, sorted. */
export function clusterRoots(
  old: ManifestTree,
  next: ManifestTree,
  options: Pick<CompareOptions, 'clusters' | 'conventions' | 'prefix' | 'within'> = {},
): ClusterRoot[] {
  const { conventions = PLAIN_CONVENTIONS, clusters, prefix, within = '' } = options;
  const index = new ManifestIndex([old, next]);
  const cache = new BuildCache();
  const exists = (folder: string) => old.isFolder(folder) || next.isFolder(folder);
  const ground = (tree: ManifestTree): Ground => ({
    tree,
    index,
    exists,
    conventions,
    within,
    builds: new Builds(tree, index, cache),
  });
  const given = clusters && new Map(Object.entries(clusters));
  return pairRoots(ground(old), ground(next), { prefix, given }).map((pair) => {
    const root = (pair.next ?? pair.old)!;
    const trees = pair.old && pair.next ? 'both' : pair.old ? 'old' : 'new';
    return { ...described(root), cluster: pair.cluster, trees };
  });
}

function described({ directory, spec, origin }: Root): Pick<ClusterRoot, 'directory' | 'how' | 'kustomization'> {
  const named = origin === 'own' || origin === 'given' ? spec : undefined;
  return { directory, how: HOW[origin], ...defined({ kustomization: named && `${named.namespace}/${named.name}` }) };
}
