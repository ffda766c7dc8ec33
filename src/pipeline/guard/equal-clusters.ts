import type { EqualClusters } from '../../plan/compare/equal-clusters';
import type { Told, ToldMemory } from '../../plan/compare/told';
import { fold } from '../write/paths';
import { ClusterChanges } from './changed-clusters';
import { Surroundings } from './repository-edits';

/** The clusters that a comparison may leave out of its trees, and those that it may not. */
export class LeftOut implements EqualClusters {
  public readonly told: readonly Told[];
  /** Entries of `clusters/` that the trees have, in lower case. */
  public readonly entries: ReadonlySet<string>;
  /** Whether the comparison would need more than the trees have. */
  public isVoid = false;

  /**
   * @param memory what earlier plans were told
   * @param leavesOut whether clusters are left out, or all are in the trees and are remembered only
   */
  constructor(
    private readonly memory: ToldMemory,
    private readonly changes: ClusterChanges,
    private readonly ground: string,
    leavesOut: boolean,
  ) {
    const entries = new Set([...changes.changed].map(fold));
    const told: Told[] = [];
    let isFirst = true;
    for (const [name, id] of changes.equal) {
      // One is always there: it tells that something is committed, and where Kustomizations' paths start.
      const isThere = !leavesOut || isFirst || entries.has(fold(name));
      const known = isThere ? undefined : memory.recall(name, id, ground);
      isFirst = false;
      if (known === undefined) entries.add(fold(name));
      else told.push(known);
    }
    this.entries = entries;
    this.told = told;
  }

  public keep(folder: string, told: Told): void {
    const name = folder.slice(folder.lastIndexOf('/') + 1);
    const id = this.changes.equal.get(name);
    if (id !== undefined) this.memory.keep(name, id, this.ground, told);
  }

  public reachOut(): void {
    this.isVoid = true;
  }
}

/**
 * Dependencies of the walks of equal clusters besides their own folders: which folders the repository has, as one of them
 * may be what a Kustomization's path means.
 *
 * @returns undefined where files decide that sources leave out, which any of them may
 */
export function groundOf(path: string, around: Surroundings | undefined): string | undefined {
  const trees = around === undefined ? [] : [around.base, around.next];
  for (const tree of trees) for (const files of tree.folders.values()) if (files.has('.sourceignore')) return undefined;
  return JSON.stringify([path, ...trees.map((tree) => [[...tree.folders.keys()].sort(), tree.links])]);
}
