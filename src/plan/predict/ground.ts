import { BuildCache } from '../../kustomize';
import { Conventions } from '../conventions/conventions';
import { ManifestIndex } from '../tree/manifest-index';
import { ManifestTree } from '../tree/manifest-tree';
import { Builds } from './builds';
import { Root } from './root';
import { pairRoots, RootOptions } from './root-pairs';
import { sourceKey, Unit } from './unit';
import { Ground, Walk } from './walk';

/**
 * A tree to walk by itself, without another one that it is compared with.
 *
 * @param within folder that holds the clusters' folders; elsewhere no cluster is searched for
 */
export function groundOf(tree: ManifestTree, index: ManifestIndex, conventions: Conventions, within = ''): Ground {
  const exists = (folder: string) => tree.isFolder(folder);
  return { tree, index, exists, conventions, within, builds: new Builds(tree, index, new BuildCache()) };
}

/** The roots of a tree by itself, with the names of their clusters. */
export function rootsOf(ground: Ground, options: RootOptions = {}): Array<readonly [cluster: string, root: Root]> {
  return pairRoots(ground, ground, options).flatMap(({ cluster, old }) => (old ? [[cluster, old] as const] : []));
}

/** The unit of a cluster's root, which a walk begins with; undefined for a walk of nothing. */
export function rootUnit({ units }: Pick<Walk, 'units'>): Unit | undefined {
  return units.values().next().value;
}

/** The address of the source that a cluster's root reads; undefined where no file holds it. */
export function rootAddress(walk: Walk): string | undefined {
  const root = rootUnit(walk);
  return root && walk.sources.get(sourceKey(root.host, root.spec.source))?.address;
}
