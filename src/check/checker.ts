import { ProblemCollector } from '../model/problem';
import { PlacedUnit } from '../render/placed';
import { UnitFile } from '../render/unit';
import { Versions } from '../resolve/versions';
import { duplicateObjects } from './duplicate-objects';
import { emptyUnits } from './empty-units';
import { Rule, RuleFinding } from './rule';
import { SchemaOptions, schemas } from './schemas';

/** Runs every rule over what is rendered, while it is rendered. */
export class Checker {
  private readonly rules: readonly Rule[];

  /**
   * @param problems takes what must not go out
   * @param warnings takes what is doubtful
   */
  constructor(
    private readonly problems: ProblemCollector,
    private readonly warnings: ProblemCollector,
    options: SchemaOptions,
  ) {
    this.rules = [duplicateObjects(), emptyUnits, schemas(options)];
  }

  /** Checks a distinct unit. */
  public unit(files: readonly UnitFile[], at: string, versions: Versions): void {
    for (const rule of this.rules) this.take(rule, rule.unit?.(files, at, versions));
  }

  /** Checks a unit at its place. */
  public place(placed: PlacedUnit): void {
    for (const rule of this.rules) this.take(rule, rule.place?.(placed));
  }

  private take(rule: Rule, findings: Iterable<RuleFinding> = []): void {
    for (const { at, message, id = rule.id, severity = 'error' } of findings) {
      (severity === 'error' ? this.problems : this.warnings).add(id, at, message);
    }
  }
}
