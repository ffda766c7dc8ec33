import { FleetError, formatProblem, Problem } from '../core/problem';
import { Placement } from '../features/placement';
import { TargetName } from '../features/program';
import type { Fleet } from '../fleet';
import { targetsAt } from '../pipeline/resolve/query';
import { Synthesis, synthesize } from '../pipeline/synthesis';
import { PlacedUnit } from '../units/placed-unit';
import { addressesOf, appsOf } from './addresses';
import { objectsOfKind } from './found-object';
import { FleetView, Invariant } from './invariant';
import { insteadOf, nearestLines, plainly } from './messages';
import { ObjectAssertions, Units } from './object-assertions';
import { differencesOf, shownPattern } from './pattern';
import { planBetween, PlanSnapshot } from './plan-snapshot';
import { TestingError } from './testing-error';

/**
 * The part of a warning or problem that it must have.
 *
 * @example
 * const pattern: ProblemPattern = { id: 'unknown-kind', message: /Certificate/ };
 */
export interface ProblemPattern {
  /** @default - any */
  readonly id?: unknown;
  /** @default - any */
  readonly at?: unknown;
  /** @default - any */
  readonly message?: unknown;
}

/** The outcome of synthesizing a fleet in memory. */
type Outcome =
  { readonly synthesis: Synthesis; readonly placed: readonly PlacedUnit[] } | { readonly error: FleetError };

/**
 * Expectations about a fleet, for tests with any runner: they throw errors and return nothing. The fleet is synthesized
 * in memory when the first expectation needs it, and nothing is written; what is added to the fleet afterwards does not
 * count. The expectations of {@link ObjectAssertions} are about all objects of the fleet.
 *
 * @example
 * const testing = Testing.of(fleet);
 * testing.hasNoWarnings();
 * testing.hasCount('HelmRelease', 4);
 * testing.target('prod/eu-1').hasObject('Namespace', { metadata: { name: 'prod-shop' } });
 * testing.cluster('eu-1').hasNoObject('Service', { spec: { type: 'LoadBalancer' } });
 * testing.holds(Invariant.noSharedHosts());
 */
export class Testing<C extends object> extends ObjectAssertions {
  /**
   * The expectations about a fleet.
   *
   * @example
   * Testing.of(fleet).hasObject('HelmRelease', { metadata: { name: 'nginx' } });
   */
  public static of<C extends object>(fleet: Fleet<C>): Testing<C> {
    return new Testing(fleet);
  }

  private known?: Outcome;

  private constructor(private readonly fleet: Fleet<C>) {
    super(() => {
      const { placed } = this.made();
      return { at: fleet.name, placed, everywhere: placed };
    });
  }

  /**
   * Expectations about what is made for an address: `eu-1` for a cluster as a whole, without its environments;
   * `prod/eu-1` for an environment on a cluster; `prod/eu-1/shop` for a tenant or component there; `prod/eu-1/shop/web`
   * for one of the tenant's apps. Each has what is below it.
   *
   * @throws TestingError when the fleet has no such address
   *
   * @example
   * testing.target('prod/eu-1/shop').hasObject('ResourceQuota');
   */
  public target(address: string): ObjectAssertions {
    const { placed, synthesis } = this.made();
    const known = new Set([...addressesOf(synthesis.resolved), ...placed.map(({ at }) => at)]);
    if (!known.has(address)) {
      const what = `target ${JSON.stringify(address)} does not exist`;
      throw new TestingError(`[${this.fleet.name}] ${what}: ${insteadOf(address, [...known])}`);
    }
    return this.among(address, ({ at }) => at === address || at.startsWith(`${address}/`));
  }

  /**
   * Expectations about each target that a placement selects: clusters as a whole, and environments on them.
   *
   * @throws TestingError when the placement names something that does not exist
   *
   * @example
   * for (const target of testing.targets(Placement.environment('prod'))) target.hasNoObject('Ingress');
   */
  public targets(placement: Placement): readonly ObjectAssertions[] {
    return this.named(placement).map(({ cluster, environment }) =>
      this.target(environment === undefined ? cluster : `${environment}/${cluster}`),
    );
  }

  /**
   * Expectations about what Flux applies to a cluster, in all environments. Of a remote cluster, Flux's own objects are
   * on its manager.
   *
   * @throws TestingError when the fleet has no such cluster
   *
   * @example
   * testing.cluster('eu-1').everyObject('ResourceQuota', { spec: { hard: { pods: Match.anything() } } });
   */
  public cluster(name: string): ObjectAssertions {
    const clusters = this.made().synthesis.resolved.clusters.map((cluster) => cluster.name);
    if (!clusters.includes(name)) {
      const what = `cluster ${JSON.stringify(name)} does not exist`;
      throw new TestingError(`[${this.fleet.name}] ${what}: ${insteadOf(name, clusters)}`);
    }
    return this.among(name, ({ cluster }) => cluster === name);
  }

  /**
   * Expects a warning that fits, of those that the program does not acknowledge.
   *
   * @throws TestingError with the nearest warnings
   *
   * @example
   * testing.hasWarning({ id: 'unknown-kind', at: 'prod/eu-1/shop', message: /Certificate/ });
   */
  public hasWarning(pattern: ProblemPattern): void {
    this.expectOne('warning', this.made().synthesis.warnings, pattern);
  }

  /**
   * Expects that no warning fits.
   *
   * @param pattern what no warning may have; without it, there may be none
   * @throws TestingError with those that do
   *
   * @example
   * testing.hasNoWarnings();
   */
  public hasNoWarnings(pattern: ProblemPattern = {}): void {
    const found = this.made().synthesis.warnings.filter((one) => differencesOf(pattern, one).length === 0);
    if (found.length === 0) return;
    const lines = found.map((one) => `\n  ${one.id}: ${formatProblem(one)}`);
    const what = found.length === 1 ? 'there is 1 warning' : `there are ${found.length} warnings`;
    throw new TestingError(`[${this.fleet.name}] ${what}: mend it, or acknowledge it with a reason${lines.join('')}`);
  }

  /**
   * Expects that the fleet has problems, and that one of them fits.
   *
   * @throws TestingError with the nearest problems
   *
   * @example
   * Testing.of(fleet).hasProblem({ at: 'prod/eu-1/shop', message: /host/ });
   */
  public hasProblem(pattern: ProblemPattern): void {
    const outcome = this.outcome();
    this.expectOne('problem', 'error' in outcome ? outcome.error.problems : [], pattern);
  }

  /**
   * Expects that invariants hold.
   *
   * @throws TestingError with every place at which one does not
   *
   * @example
   * testing.holds(Invariant.noSharedHosts(), Invariant.appsAlsoIn({ from: 'prod', to: 'staging' }));
   */
  public holds(...invariants: readonly Invariant[]): void {
    const view = this.view();
    const blocks = invariants.flatMap((invariant) => {
      const found = invariant.violations(view).map(({ at, message }) => `\n    [${at}] ${message}`);
      return found.length === 0 ? [] : [`\n  ${invariant.name}:${[...new Set(found)].sort().join('')}`];
    });
    if (blocks.length === 0) return;
    const what = blocks.length === 1 ? '1 invariant does not hold' : `${blocks.length} invariants do not hold`;
    throw new TestingError(`[${this.fleet.name}] ${what}: mend what is named${blocks.join('')}`);
  }

  /**
   * The plan of the change from another fleet to this one: what Flux would do, and what the guard refuses unless this
   * fleet declares it. Nothing is read from a repository.
   *
   * @param before the fleet as it was
   * @param options `today` as `YYYY-MM-DD`: the declarations that ended before it do not count. Without it, none has ended
   *
   * @example
   * const { text, passed } = Testing.of(changed).planFrom(fleet);
   * expect(text).toMatchSnapshot();
   */
  public planFrom(before: Fleet<C>, options: { readonly today?: string } = {}): PlanSnapshot {
    const { declarations, limits } = this.fleet;
    const base = Testing.of(before).made().synthesis.tree;
    return planBetween(base, this.made().synthesis.tree, { declarations, limits, today: options.today });
  }

  private named(placement: Placement): readonly TargetName[] {
    try {
      return targetsAt(this.fleet, placement);
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      throw new TestingError(error.problems.map(formatProblem).join('\n'), error);
    }
  }

  private among(at: string, isSelected: (unit: PlacedUnit) => boolean): ObjectAssertions {
    return new ObjectAssertions((): Units => {
      const { placed } = this.made();
      return { at, placed: placed.filter(isSelected), everywhere: placed };
    });
  }

  private expectOne(what: string, problems: readonly Problem[], pattern: ProblemPattern): void {
    const candidates = problems.map((value) => ({ value, differences: differencesOf(pattern, value) }));
    if (candidates.some(({ differences }) => differences.length === 0)) return;
    const there = problems.length === 0 ? 'there is none' : `the nearest of ${problems.length}:`;
    const wanted = `no ${what} fits ${shownPattern(pattern)}: mend the program or the pattern, ${there}`;
    const nameFor = (problem: Problem) => `${problem.id} ${formatProblem(problem)}`;
    throw new TestingError(`[${this.fleet.name}] ${wanted}${nearestLines(candidates, nameFor, () => plainly)}`);
  }

  /** @throws TestingError when the fleet has problems */
  private made(): Exclude<Outcome, { readonly error: FleetError }> {
    const outcome = this.outcome();
    if (!('error' in outcome)) return outcome;
    const { message } = outcome.error;
    const what = `[${this.fleet.name}] the fleet has problems: mend them, or expect them with hasProblem; ${message}`;
    throw new TestingError(what, outcome.error);
  }

  private outcome(): Outcome {
    return (this.known ??= outcomeOf(this.fleet));
  }

  private view(): FleetView {
    const { placed, synthesis } = this.made();
    const { name } = this.fleet;
    return { name, apps: appsOf(synthesis.resolved), objects: (kind) => objectsOfKind(placed, kind) };
  }
}

function outcomeOf<C extends object>(fleet: Fleet<C>): Outcome {
  const placed: PlacedUnit[] = [];
  try {
    return { synthesis: synthesize(fleet, {}, undefined, (unit) => placed.push(unit)), placed };
  } catch (error) {
    if (error instanceof FleetError) return { error };
    throw error;
  }
}
