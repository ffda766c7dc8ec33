import { applied, Placed, placeOf } from './apply';
import { Kustomize } from './kustomize';
import { REPOSITORY } from './original';
import { namesIn, Tree } from './tree';

/** The objects that the generated folder applies to each cluster, starting from the cluster's root. */
export function readOurs(tree: Tree): Placed[] {
  const kustomize = new Kustomize(tree);
  const entries = namesIn(tree, 'clusters').map((cluster) => ({
    cluster,
    folder: `clusters/${cluster}`,
    by: 'its root',
  }));
  const folder = (_branch: string, path: string) => path.replace(/^\.\/dist\//, '');
  const placed = applied(kustomize, entries, { url: REPOSITORY, folder });
  const idle = [...tree.keys()].find((file) => !kustomize.read.has(file));
  if (idle !== undefined) throw new Error(`dist/${idle}: nothing applies it`);
  const places = placed.map(placeOf);
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined) throw new Error(`dist: ${twice} is rendered twice`);
  return placed;
}
