import { Content, WantedFolder } from './wanted';

/** Treatment of generated files that were changed by hand, or that a merge left with conflict markers. */
export type OnEdited = 'refuse' | 'discard' | 'adopt' | 'resolve';

/** How a file differs from what the program makes. */
export type DifferenceKind = 'missing' | 'changed' | 'surplus' | 'conflicted' | 'edited' | 'foreign';

/** A file that differs from what the program makes. */
export interface Difference {
  /** Path relative to the output directory. */
  readonly path: string;

  /**
   * - `missing`: the program makes it and it is not there
   * - `changed`: it is as it was generated, and the program makes it otherwise now
   * - `surplus`: it was generated, and the program does not make it any more
   * - `conflicted`: it was generated on both sides of a merge, which left conflict markers in it
   * - `edited`: it was generated and then changed by hand
   * - `foreign`: somebody else's file, folder or link stands where a generated one belongs
   */
  readonly kind: DifferenceKind;
}

/**
 * One step from the old tree to the new one: a file goes, a folder that is empty by then goes, a file comes, or a
 * folder comes with all that is in it.
 */
export type Change =
  | { readonly kind: 'aside'; readonly path: string; readonly hash: string }
  | { readonly kind: 'leave'; readonly path: string }
  | { readonly kind: 'put'; readonly path: string; readonly content: Content }
  | { readonly kind: 'put-folder'; readonly path: string; readonly content: WantedFolder };

/** The differences of an output directory, and the changes that resolve them. */
export interface Comparison {
  /** Differences, sorted. A function, as only a check needs them and sorting is slow. */
  readonly differences: () => Difference[];
  /** Steps to the new tree; to be applied only when there were no problems. */
  readonly changes: readonly Change[];
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly string[];
  readonly unchanged: number;
}
