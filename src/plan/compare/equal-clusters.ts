import type { Told } from './told';

/**
 * The equal clusters of a comparison: those that are left out of both trees, because what they tell is known, and those
 * that are in them.
 */
export interface EqualClusters {
  /** Facts that those left out tell. */
  readonly told: readonly Told[];
  /** Called with what an equal cluster tells, if that depends on its own folder alone. */
  readonly keep: (folder: string, told: Told) => void;
  /** Called when the comparison would need more of those that are left out. It is then void. */
  readonly reachOut: () => void;
}

/** For a comparison that leaves nothing out, and whose facts nobody keeps. */
export const NOTHING_LEFT_OUT: EqualClusters = { told: [], keep: () => {}, reachOut: () => {} };
