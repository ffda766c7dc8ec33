import { FLEET_CONVENTIONS } from '../pipeline/guard/conventions';
import { generatedTree } from '../pipeline/guard/generated-tree';
import { Tree } from '../pipeline/write/tree';
import { formatText, guard, GuardFinding, GuardLimits, PlanReport, planReport, Removal } from '../plan';

/**
 * The plan of Flux when one program takes the place of another. Equal changes have an equal `text`, which snapshots of
 * any test runner can hold.
 *
 * @example
 * const plan: PlanSnapshot = Testing.of(changed).planFrom(fleet);
 * console.log(plan.text, plan.passed);
 */
export interface PlanSnapshot {
  /** All changes, risks and findings, as `flux-fleet plan --details` prints them. */
  readonly text: string;
  /** The same as data. */
  readonly report: PlanReport;
  /** The findings of the guard. */
  readonly findings: readonly GuardFinding[];
  /** Whether the guard refuses nothing. */
  readonly passed: boolean;
}

/** The first day that there is: no declaration ends before it. */
const NO_DAY = '0000-01-01';

/** Plans the change from one tree to another. */
export function planBetween(
  before: Tree,
  after: Tree,
  {
    declarations,
    limits,
    today = NO_DAY,
  }: { readonly declarations: readonly Removal[]; readonly limits: GuardLimits; readonly today?: string | undefined },
): PlanSnapshot {
  const { comparison, findings, passed } = guard({
    conventions: FLEET_CONVENTIONS,
    base: generatedTree(before),
    next: generatedTree(after),
    declarations,
    limits,
    today,
  });
  const report = planReport(comparison, findings);
  return { text: formatText(report, { details: true }), report, findings, passed };
}
