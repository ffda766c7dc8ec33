import { Problem } from '../core/problem';
import { Versions } from '../schema/version-props';
import { Admission } from './admission';
import { PlacedUnit } from './placed-unit';
import { UnitFile } from './unit';

/** A problem that a rule finds; an error unless its severity says otherwise. */
export interface RuleFinding extends Problem {
  /**
   * Whether the program acknowledges the problem. It is not reported then, but its unit is checked again by every run,
   * so that an acknowledgement without a use is noticed.
   *
   * @default false
   */
  readonly acknowledged?: boolean;
}

/** One rule that rendered units must keep. */
export interface Rule {
  /**
   * Checks the objects of a distinct unit at its first place, once for each pair of versions that it goes to.
   *
   * @param admission who applies the objects, and where; undefined for the platform, or a list of the tenants' namespaces
   *   that some of its objects go to
   */
  unit?(
    files: readonly UnitFile[],
    at: string,
    versions: Versions,
    admission?: Admission | readonly Admission[],
  ): Iterable<RuleFinding>;

  /** Checks a unit at one of its places. */
  place?(placed: PlacedUnit): Iterable<RuleFinding>;

  /**
   * Judges the clusters whose units have all been placed: a cluster with Flux and those that it deploys to.
   *
   * @param isWhole whether nothing of them is missing
   */
  clusters?(isWhole: boolean): Iterable<RuleFinding>;

  /** Finds the problems of the run as a whole, at its end. */
  finish?(): Iterable<RuleFinding>;
}
