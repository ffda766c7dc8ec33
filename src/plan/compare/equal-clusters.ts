import type { Told } from './told';

/**
 * The equal clusters of a comparison: those that are left out of both trees, because what they tell is known, and those
 * that are in them.
 */
export interface EqualClusters {
  /** What those that are left out tell. */
  readonly told: readonly Told[];
  /** Called with what an equal cluster tells, if that depends on its own folder alone. */
  readonly keep: (folder: string, told: Told) => void;
  /** Called when the comparison would need more of those that are left out. It is then void. */
  readonly reachOut: () => void;
}

/** What is told by a comparison that leaves nothing out, and that nobody wants to know of. */
export const NOTHING_LEFT_OUT: EqualClusters = { told: [], keep: () => {}, reachOut: () => {} };
