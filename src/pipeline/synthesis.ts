import { defined } from '../core/defined';
import { ProblemCollector, FleetError, Problem, sortProblems } from '../core/problem';
import { today } from '../core/today';
import { Findings } from '../features/context';
import { FleetScope } from '../features/fleet';
import { LeakRedactor } from '../leaks/redactor';
import { PlacedUnit } from '../units/placed-unit';
import { unaffectedBy } from './affected';
import { SynthCache } from './cache/synth-cache';
import { RenderOptions } from './protocol/options';
import { renderAndCheck } from './render-and-check';
import { resolveFleet } from './resolve/resolve';
import { ResolvedFleet } from './resolve/resolved-fleet';
import { selectClusters } from './resolve/selection';
import { Scope } from './write/scope';
import { Tree } from './write/tree';

/** Gives problems the places of their statements; loaded with the first problem. */
function locateProblems<C extends object>(fleet: FleetScope<C>, problems: readonly Problem[]): readonly Problem[] {
  if (problems.length === 0) return problems;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { locateProblems: locate } = require('./locate-problems') as typeof import('./locate-problems');
  return locate(fleet, problems);
}

/** The outcome of resolving, rendering and checking a fleet in memory. */
export interface Synthesis {
  /**
   * Everything the program says, for every target, as plain data.
   *
   * @internal
   */
  readonly resolved: ResolvedFleet;
  /** The files of the clusters that were rendered. */
  readonly tree: Tree;
  /**
   * Selects the entries of `clusters/` that belong to this run; undefined when all do.
   *
   * @internal
   */
  readonly scope?: Scope;
  /** Warnings, sorted, without those that the program acknowledges. */
  readonly warnings: readonly Problem[];
  /** Amounts of what was rendered. */
  readonly counts: {
    /** Clusters that were rendered. */
    readonly clusters: number;
    /** Units, counted at each of their places. */
    readonly units: number;
    /** Units that differ from each other. */
    readonly distinctUnits: number;
    /** Distinct units that an earlier run had rendered. */
    readonly recalledUnits: number;
    /** Objects, counted at each of their places. */
    readonly objects: number;
    /** Objects in distinct units. */
    readonly distinctObjects: number;
  };
}

/**
 * Resolves, renders and checks a fleet in memory.
 *
 * @param placed called with each unit at each of its places
 * @throws FleetError with all problems
 */
export function synthesize<C extends object>(
  fleet: FleetScope<C>,
  options: RenderOptions,
  cache?: SynthCache,
  placed?: (unit: PlacedUnit) => void,
): Synthesis {
  const { onProgress = () => {} } = options;
  const problems = new ProblemCollector();
  const warnings = new ProblemCollector();
  const redactor = new LeakRedactor();
  const found = () => redactor.problems([...fleet.problems.problems, ...problems.problems]);
  // Without a data file, everything that it declares is missing; reporting that as well would hide the cause.
  const told = () => new FleetError(locateProblems(fleet, found()));
  if (fleet.problems.problems.some(({ id }) => id === 'data')) throw told();
  const resolved = resolveKnowing(fleet, { problems, warnings }, (done, of) =>
    onProgress({ phase: 'resolve', done, of }),
  );
  if (resolved === undefined) throw told();
  for (const { id, at, severity, message } of lastDays(fleet)) {
    (severity === 'error' ? problems : warnings).add(id, at, message);
  }
  const { clusters, owns: scope } = selectClusters(fleet, resolved.clusters, options, problems);
  const rendered = renderAndCheck({
    fleet,
    resolved,
    clusters,
    isWhole: scope === undefined,
    known: found(),
    problems,
    warnings,
    redactor,
    // Units of an earlier run were not judged by the program's own rules, which may be other ones now.
    memory: fleet.rules.length === 0 ? cache?.unitsBy(fleet) : undefined,
    rendered: (done) => onProgress({ phase: 'render', done, of: clusters.length }),
    placed,
  });
  if (rendered === undefined || found().length > 0) throw told();
  return {
    resolved,
    tree: rendered.tree,
    ...defined({ scope }),
    warnings: sortProblems(
      locateProblems(
        fleet,
        redactor.problems(warnings.problems).filter(({ id }) => !fleet.acknowledgedWarnings.has(id)),
      ),
    ),
    counts: { clusters: clusters.length, ...rendered.counts },
  };
}

/**
 * Findings about last days. Questions about a fleet do not ask: an edit by which an element is retired needs answers.
 */
function lastDays<C extends object>({ untils, untilNotice, problems }: FleetScope<C>) {
  const isWrong = problems.problems.some(({ id }) => id === 'until' || id === 'option');
  if (untils.length === 0 || isWrong) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { untilFindings } = require('../features/until') as typeof import('../features/until');
  return untilFindings(untils, untilNotice, today());
}

/**
 * Resolves a fleet without rendering anything.
 *
 * @throws FleetError with all problems that are known by then
 */
export function resolveAlone<C extends object>(
  fleet: FleetScope<C>,
  onResolved: Parameters<typeof resolveFleet>[2],
): ResolvedFleet {
  const problems = new ProblemCollector();
  const isDataBroken = fleet.problems.problems.some(({ id }) => id === 'data');
  const resolved = isDataBroken
    ? undefined
    : resolveKnowing(fleet, { problems, warnings: new ProblemCollector() }, onResolved);
  const found = new LeakRedactor().problems([...fleet.problems.problems, ...problems.problems]);
  if (resolved === undefined || found.length > 0) throw new FleetError(locateProblems(fleet, found));
  return resolved;
}

/**
 * Resolves the fleet. An element with a wrong option lacks it, so what is found at its address as well has the same
 * cause and is not reported.
 *
 * @returns undefined if nothing can be resolved because of wrong options
 */
function resolveKnowing<C extends object>(
  fleet: FleetScope<C>,
  { problems, warnings }: Findings,
  resolved: Parameters<typeof resolveFleet>[2],
): ResolvedFleet | undefined {
  const wrong = fleet.problems.problems.filter(({ id }) => id === 'option');
  if (wrong.length === 0) return resolveFleet(fleet, { problems, warnings }, resolved);
  if (wrong.some(({ at }) => at === fleet.name)) return undefined;
  const found = new ProblemCollector();
  const isUnaffected = unaffectedBy(wrong);
  try {
    return resolveFleet(fleet, { problems: found, warnings }, resolved);
  } catch {
    return undefined;
  } finally {
    for (const problem of found.problems) if (isUnaffected(problem.at.split('/'))) problems.take(problem);
  }
}
