import { ProblemCollector } from '../model/problem';
import { PlacedUnit } from '../render/placed';
import { UnitFile } from '../render/unit';
import { duplicateObjects } from './duplicate-objects';
import { emptyUnits } from './empty-units';
import { fluxNames } from './flux-names';
import { objectMetadata } from './object-metadata';
import { Rule } from './rule';

/** Runs every rule over what is rendered, while it is rendered. */
export class Checker {
  private readonly rules: readonly Rule[] = [duplicateObjects(), emptyUnits, fluxNames, objectMetadata];

  constructor(private readonly problems: ProblemCollector) {}

  /** Checks a distinct unit. */
  public unit(files: readonly UnitFile[], at: string): void {
    for (const rule of this.rules) {
      for (const { at: where, message } of rule.unit?.(files, at) ?? []) this.problems.add(rule.id, where, message);
    }
  }

  /** Checks a unit at its place. */
  public place(placed: PlacedUnit): void {
    for (const rule of this.rules) {
      for (const { at, message } of rule.place?.(placed) ?? []) this.problems.add(rule.id, at, message);
    }
  }
}
