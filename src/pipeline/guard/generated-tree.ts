import { FileContent, ManifestTree } from '../../plan/tree/manifest-tree';
import { contentIds, KnownFiles } from '../write/known-files';
import { Tree } from '../write/tree';

type Files = ReadonlyMap<string, FileContent>;

/**
 * The files that a run generates, as a tree to compare. The text of a unit that is known from an earlier run is
 * rendered only when it is read.
 *
 * @param select selects folders by a path in them; all if left out
 */
export function generatedTree(tree: Tree, select?: (path: string) => boolean): ManifestTree {
  const entries: Array<readonly [string, string]> = [];
  const seen = new Set<Files>();
  const holders = new Map<string, readonly [files: Files, name: string]>();
  for (const [prefix, files] of tree.contents()) {
    if (select?.(prefix) === false) continue;
    const ids = contentIds(files);
    const isNew = !seen.has(files);
    seen.add(files);
    let at = 0;
    for (const name of files.keys()) {
      const id = ids[at++]!;
      entries.push([prefix + name, id]);
      if (isNew) holders.set(id, [files, name]);
    }
  }
  const read = (id: string, isWanted: (files: Files) => boolean) => {
    const [files, name] = holders.get(id) ?? [];
    return files && isWanted(files) ? files.get(name!) : undefined;
  };
  return ManifestTree.ofIds(entries, {
    get: (id) => read(id, () => true),
    atHand: (id) => read(id, (files) => !(files instanceof KnownFiles) || files.isMade),
  });
}
