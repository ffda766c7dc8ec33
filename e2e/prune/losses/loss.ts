import type { Tree } from '../tree';

/**
 * What becomes of an object that is live before a change.
 *
 * - `kept`, `changed`: the same object, with the same content or other one.
 * - `gone`, `remade`: it is deleted, and another one of its name is there or not.
 * - `made`, `absent`: it was not there, and is there now or not.
 */
export type Fate = 'absent' | 'changed' | 'gone' | 'kept' | 'made' | 'remade';

/** The trees of one cluster, one commit after the other, and what they do. */
export interface Course {
  /** The tree that is there first, if another one comes before the base. */
  readonly first?: Tree;
  readonly base: Tree;
  readonly next: Tree;
  /** The fate of some objects, by `Kind name` in the scenario's namespace, or `Kind namespace/name`. */
  readonly fates: Readonly<Record<string, Fate>>;
}

/** A change, and another one that looks like it and does no harm. */
export interface Loss {
  readonly id: string;
  readonly title: string;
  /** What the plan must say of the change, and of the near miss must not: about `rule message` or `class: message`. */
  readonly says: RegExp;
  readonly change: (cluster: string) => Course;
  readonly near: (cluster: string) => Course;
  /** Files of another repository, by branch. */
  readonly elsewhere?: (cluster: string) => Readonly<Record<string, Tree>>;
}

/** The clusters of a loss: one with the change, and one with the near miss. */
export function clustersOf({ id }: Loss): readonly [change: string, near: string] {
  return [id, `${id}-near`];
}
