import { Versions } from '../schema/version-props';
import { PlacedUnit } from './placed-unit';
import { UnitFile } from './unit';

/** What a rule has to say. */
export interface RuleFinding {
  /** Where, as messages name it. */
  readonly at: string;
  /** What is wrong and what to do. */
  readonly message: string;
  /** Id of its own, for a rule that finds different things. @default - the rule's */
  readonly id?: string;
  /**
   * Whether the run goes on. What the program acknowledges is not reported, but has to be found again by every run.
   *
   * @default error
   */
  readonly severity?: 'error' | 'warning' | 'acknowledged';
}

/** One rule over what was rendered. */
export interface Rule {
  /** Stable name, by which problems refer to the rule. */
  readonly id: string;

  /** Looks at a distinct unit's objects, at the place where it came first, once for each pair of versions it goes to. */
  unit?(files: readonly UnitFile[], at: string, versions: Versions): Iterable<RuleFinding>;

  /** Looks at a unit at one of its places. */
  place?(placed: PlacedUnit): Iterable<RuleFinding>;

  /** Says what only the whole run can tell. */
  finish?(): Iterable<RuleFinding>;
}
