import { ProblemCollector } from '../../core/problem';
import { LeakOptions, leaks } from '../../leaks/rule';
import { Versions } from '../../schema/version-props';
import { Admission } from '../../units/admission';
import { PlacedUnit } from '../../units/placed-unit';
import { Rule, RuleFinding } from '../../units/rule';
import { UnitFile } from '../../units/unit';
import type { BackupRules } from './backups';
import { controllerRules, LockedCluster } from './controller-rules';
import { duplicateObjects } from './duplicate-objects';
import { languages } from './languages';
import type { OwnRules } from './own-rules';
import { SchemaOptions, schemas } from './schemas';
import { ClusterRole, servedKinds } from './served-kinds';
import { sufficientRights } from './sufficient-rights';
import { emptyUnits, restores, tenantRules } from './unit-rules';

/** Runs every rule over the rendered units, during the rendering. */
export class Checker {
  /** Number of findings so far, with those that are acknowledged. */
  public found = 0;

  /** Whether some rule is about all clusters together, so that none may be left out. */
  public readonly looksAtAll: boolean;

  private readonly rules: readonly Rule[];
  private readonly placeRules: readonly Rule[];

  /**
   * @param problems takes errors
   * @param warnings takes warnings
   */
  constructor(
    private readonly problems: ProblemCollector,
    private readonly warnings: ProblemCollector,
    options: SchemaOptions &
      LeakOptions & {
        readonly clusters: ReadonlyArray<ClusterRole & LockedCluster>;
        readonly own: OwnRules;
        readonly backups: BackupRules | undefined;
      },
  ) {
    this.rules = [
      duplicateObjects(),
      emptyUnits,
      schemas(options),
      servedKinds(options.clusters),
      languages,
      leaks(options),
      sufficientRights,
      tenantRules,
      controllerRules(options.clusters),
      restores,
      ...ownRules(options.own),
      ...backups(options.backups),
    ];
    this.looksAtAll = options.backups !== undefined;
    this.placeRules = this.rules.filter((rule) => rule.place !== undefined);
  }

  /**
   * Checks a distinct unit.
   *
   * @returns whether no rule finds anything
   */
  public unit(
    files: readonly UnitFile[],
    at: string,
    versions: Versions,
    admission?: Admission | readonly Admission[],
  ): boolean {
    let found = 0;
    for (const rule of this.rules) found += this.take(rule.unit?.(files, at, versions, admission));
    return found === 0;
  }

  /** Checks a unit at its place. */
  public place(placed: PlacedUnit): void {
    for (const rule of this.placeRules) this.take(rule.place?.(placed));
  }

  /**
   * Checks the clusters whose units have all been placed.
   *
   * @param isWhole whether nothing of them is missing
   */
  public clusters(isWhole: boolean): void {
    for (const rule of this.rules) this.take(rule.clusters?.(isWhole));
  }

  /** Checks the run as a whole. */
  public finish(): void {
    for (const rule of this.rules) this.take(rule.finish?.());
  }

  /** @returns the number of findings */
  private take(findings: Iterable<RuleFinding> = []): number {
    let count = 0;
    for (const { id, at, message, severity = 'error', acknowledged = false } of findings) {
      count++;
      if (!acknowledged) (severity === 'error' ? this.problems : this.warnings).add(id, at, message);
    }
    this.found += count;
    return count;
  }
}

/** The rule about backups, of programs that state some. */
function backups(stated: BackupRules | undefined): readonly Rule[] {
  if (stated === undefined) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const rules = require('./backups') as typeof import('./backups');
  return [rules.backupRules(stated)];
}

/** The rules that the program adds, which most do not. */
function ownRules(own: OwnRules): readonly Rule[] {
  if (own.rules.length + own.acknowledged.length === 0) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const rules = require('./own-rules') as typeof import('./own-rules');
  return [rules.ownRules(own)];
}
