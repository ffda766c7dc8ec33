import { defined } from '../../core/defined';
import { ManifestIndex } from '../tree/manifest-index';
import { ManifestTree } from '../tree/manifest-tree';
import { Root, RootFinder } from './roots';

/** A cluster's root in both trees; undefined in a tree without the cluster. */
export interface RootPair {
  readonly cluster: string;
  readonly old?: Root;
  readonly next?: Root;
}

/**
 * The clusters of two trees. A root Kustomization is a live object: when the new tree no longer has its file, Flux goes
 * on with it for as long as the tree has its folder.
 */
export function pairRoots(old: ManifestTree, next: ManifestTree, index: ManifestIndex, prefix?: string): RootPair[] {
  const finder = new RootFinder(index, prefix);
  const before = new Map(finder.find(old).map((root) => [root.cluster, root]));
  const after = new Map(finder.find(next).map((root) => [root.cluster, root]));
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((cluster) => {
    const was = before.get(cluster);
    const is = after.get(cluster) ?? (was && next.isFolder(was.directory) ? { ...was } : undefined);
    const live = is && was?.spec && is.spec === undefined ? { ...is, spec: was.spec } : is;
    return { cluster, ...defined({ old: was, next: live }) };
  });
}
