import { Problem } from '../model/problem';
import { PlacedUnit } from '../render/placed';
import { UnitFile } from '../render/unit';

/**
 * One rule over what was rendered. It is given every distinct unit's objects once, every place of a unit, and in the
 * end the word that there is no more.
 */
export interface Rule {
  /** Stable name, by which problems refer to the rule. */
  readonly id: string;

  /** Looks at a distinct unit's objects, at the place where it came first. */
  unit?(files: readonly UnitFile[], at: string): Iterable<Omit<Problem, 'id'>>;

  /** Looks at a unit at one of its places. */
  place?(placed: PlacedUnit): Iterable<Omit<Problem, 'id'>>;
}
