import { Versions } from '../schema/version-props';
import { PlacedUnit } from './placed-unit';
import { UnitFile } from './unit';

/** A finding of a rule. */
export interface RuleFinding {
  /** Address for messages. */
  readonly at: string;
  /** The problem and the remedy. */
  readonly message: string;
  /** Id of the finding, for a rule with findings of several kinds. @default - the rule's */
  readonly id?: string;
  /**
   * Whether the run goes on. An acknowledged finding is not reported, but every run has to find it again.
   *
   * @default error
   */
  readonly severity?: 'error' | 'warning' | 'acknowledged';
}

/** A rule over rendered units. */
export interface Rule {
  /** Stable name that identifies the rule in problems. */
  readonly id: string;

  /**
   * Checks the objects of a distinct unit at its first address, once for each pair of versions that it is applied with.
   */
  unit?(files: readonly UnitFile[], at: string, versions: Versions): Iterable<RuleFinding>;

  /** Checks a unit at one of its places. */
  place?(placed: PlacedUnit): Iterable<RuleFinding>;

  /** Reports findings that need the whole run. */
  finish?(): Iterable<RuleFinding>;
}
