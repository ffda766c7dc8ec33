import * as fs from 'node:fs';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { defined } from '../core/defined';
import { firstNames } from '../core/first-names';
import { FleetError, foldProblems, Problem, ProblemCollector, sortProblems } from '../core/problem';
import { today } from '../core/today';
import { FleetScope } from '../features/fleet';
import type { GuardLimits, GuardResult, PlanReport, Removal } from '../plan';
import { withGitMemory } from '../plan/tree/repository';
import { SynthCache } from './cache/synth-cache';
import type { GuardRules } from './guard/guard-tree';
import { OwnFolders, ownFolders } from './guard/own-folders';
import { pathMismatch, readsRepository } from './guard/source-path';
import {
  CheckOptions,
  CommandOptions,
  ComparisonOptions,
  RenderOptions,
  SynthOptions,
  SynthReportOptions,
} from './protocol/options';
import { EventProgress, ProgressReporter, TextProgress } from './protocol/progress';
import { ResolvedFleet } from './resolve/resolved-fleet';
import { Synthesis, synthesize } from './synthesis';
import { BRANCHES_FILE } from './write/scope';
import { checkTree, DifferenceKind, WriteResult, writeTree } from './write/writer';

/** A fleet with the settings of the guard. */
export interface GuardedFleet<C extends object> extends FleetScope<C> {
  /** Declared removals. */
  readonly declarations: readonly Removal[];
  /** Limits of undeclared removals. */
  readonly limits: GuardLimits;
}

/** A synthesis and its effect on the output directory. */
export interface SynthResult extends Synthesis {
  /** Files that were created or changed. */
  readonly written: readonly string[];
  /** Generated files that the program no longer makes. */
  readonly removed: readonly string[];
  /** Generated files that were changed by hand and are kept, since this run or an earlier one. */
  readonly kept: readonly string[];
  /** Number of files that needed no change. */
  readonly unchanged: number;
  /** The guard's verdict; undefined if the guard did not run. If no file changed, its comparison is empty. */
  readonly guard?: GuardResult;
  /** Seconds from the start of the run to the last file. */
  readonly seconds: number;
}

/** Effect of merging the program's output, and the refused parts. */
export interface PlanResult extends GuardResult {
  /** The comparison and the findings as a report for the formatters of `cdk8s-flux-fleet/plan`. */
  readonly report: PlanReport;
}

const GUARD_OFF = {
  id: 'guard-off',
  message: 'nothing keeps Flux from deleting what this run removes: leave out guard: false (--no-guard)',
};

const NOTHING_WRITTEN: WriteResult = { written: [], removed: [], kept: [], unchanged: 0 };

const SYNTHESIZE = 'synthesize, and commit what comes out';

/** Wording of the differences between the output directory and the program's output, with the way forward. */
const DIFFERENCES: Readonly<Record<DifferenceKind, string>> = {
  missing: `is not there: ${SYNTHESIZE}`,
  changed: `is not what the program makes: ${SYNTHESIZE}`,
  surplus: `is no longer made: ${SYNTHESIZE}`,
  conflicted: 'has conflict markers of a merge: run flux-fleet resolve, and commit what comes out',
  edited: 'is changed by hand: restore it, or run flux-fleet synth --discard, and commit what comes out',
  foreign: `is somebody else's, where a generated file belongs: move it away, ${SYNTHESIZE}`,
};

/** Writes the output directory, unless the guard refuses. */
export function runSynth<C extends object>(
  fleet: GuardedFleet<C>,
  options: SynthReportOptions & SynthOptions & CommandOptions,
): SynthResult {
  return withReporter(fleet, options, (reporter, onProgress) => {
    const start = performance.now();
    const cache = SynthCache.open(path.resolve(fleet.outdir), options);
    const synthesis = synthesizeHere(fleet, { ...options, onProgress }, cache);
    const { guard, warnings } = judge(fleet, synthesis, options, options.guard !== false);
    const all = withWarnings(synthesis, warnings, reporter);
    onProgress({ phase: 'write', done: 0, of: synthesis.tree.size });
    const { tree, scope } = synthesis;
    const written = writeTree(tree, fleet.outdir, {
      ...options,
      ...defined({ scope, memory: cache?.folders }),
    });
    cache?.save(scope === undefined);
    const result = { ...all, ...defined({ guard }), ...written, seconds: secondsSince(start) };
    const effect = options.withPlan ? effectOf(fleet, result, options) : {};
    reportResult(reporter, options, { ...summaryOf(fleet, result), ...effect }, fleet.outdir);
    return result;
  });
}

/**
 * Compares the output directory with the program's output without writing. With a `base`, the guard runs too. Where Flux
 * reads parts of it from branches, a commit on one of them may change nothing of others.
 *
 * @throws FleetError when a file differs, the guard refuses, or the branch is the wrong one
 */
export function runCheck<C extends object>(
  fleet: GuardedFleet<C>,
  options: CheckOptions & ComparisonOptions & CommandOptions,
): SynthResult {
  return withReporter(fleet, options, (reporter, onProgress) => {
    const start = performance.now();
    const synthesis = synthesizeHere(fleet, { ...options, onProgress });
    // The guard judges removals; without a base, a check removes nothing.
    const { guard, warnings } = judge(fleet, synthesis, options, options.base !== undefined);
    const branches = judgeBranches(fleet, synthesis, options);
    const all = withWarnings(synthesis, [...warnings, ...branches.warnings], reporter);
    const compared = compareWithDirectory(synthesis, fleet.outdir, branches.problems);
    const result = { ...all, ...defined({ guard }), ...compared, seconds: secondsSince(start) };
    reportResult(reporter, options, summaryOf(fleet, result), fleet.outdir);
    return result;
  });
}

/**
 * Compares the program's output with the committed one. Writes nothing and refuses nothing: findings are part of the
 * result.
 */
export function runPlan<C extends object>(
  fleet: GuardedFleet<C>,
  options: ComparisonOptions & CommandOptions,
): PlanResult {
  return withReporter(fleet, options, (reporter, onProgress) => {
    const start = performance.now();
    // Results of a run at the desk need not be made again.
    const cache = SynthCache.openToRead(path.resolve(fleet.outdir));
    const synthesis = withoutResolved(fleet, { ...options, onProgress }, cache);
    const memory = cache?.told();
    const guard = guardFleet(fleet, synthesis, options, { quick: false, memory });
    memory?.save();
    const report = planOf(fleet, guard, options, costsOf(fleet, synthesis, options));
    const all = withWarnings(synthesis, [], reporter);
    const summary = summaryOf(fleet, { ...all, ...NOTHING_WRITTEN, seconds: secondsSince(start) });
    reportResult(reporter, options, { ...summary, plan: report }, fleet.outdir);
    const { findings } = report;
    return { ...guard, findings, passed: !findings.some(({ severity }) => severity === 'error'), report };
  });
}

/** The files that a run has changed, and what Flux will do. Without the guard, nothing tells that. */
function effectOf<C extends object>(
  fleet: GuardedFleet<C>,
  { written, removed, guard }: SynthResult,
  options: ComparisonOptions,
) {
  return { changes: { written, removed }, ...defined({ plan: guard && planOf(fleet, guard, options) }) };
}

/** The guard's comparison, as a report, with what the program's own policies find in it. */
function planOf<C extends object>(
  fleet: GuardedFleet<C>,
  { comparison, findings }: GuardResult,
  { base }: ComparisonOptions,
  costs: Pick<PlanReport, 'costs'> = {},
): PlanReport {
  // Loaded on first use: a synthesis does not pay for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { planReport } = require('../plan') as typeof import('../plan');
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { branchAt } = require('../plan/tree/branch-name') as typeof import('../plan/tree/branch-name');
  return judged(fleet, { ...planReport(comparison, findings, { branch: branchAt(fleet.outdir, base) }), ...costs });
}

/** A report with what the program's own policies find in it. */
function judged<C extends object>(fleet: GuardedFleet<C>, report: PlanReport): PlanReport {
  if (!fleet.statements.has('plan policies')) return report;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const own = require('../features/plan-policy') as typeof import('../features/plan-policy');
  const policies = own.planPolicies(fleet)!;
  return own.planPolicyJudge().judged(report, policies, { at: fleet.name, today: today() });
}

/** How what the fleet asks for changes, where the program wants to know. Others do not pay for it. */
function costsOf<C extends object>(
  fleet: GuardedFleet<C>,
  { tree, scope }: Pick<Synthesis, 'scope' | 'tree'>,
  options: ComparisonOptions,
) {
  // A part of a fleet is compared with a part of what is committed, which no sum is about.
  if (!fleet.statements.has('costs') || scope !== undefined) return {};
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { planCosts } = require('./plan-costs') as typeof import('./plan-costs');
  return defined({ costs: planCosts(fleet, tree, options) });
}

/** Runs `body` with a reporter that receives failures and is closed at the end. */
export function withReporter<C extends object, T>(
  fleet: GuardedFleet<C>,
  options: SynthOptions & CommandOptions,
  body: (reporter: ProgressReporter, onProgress: NonNullable<SynthOptions['onProgress']>) => T,
): T {
  const { events, onProgress } = options;
  const reporter: ProgressReporter =
    events === undefined
      ? new TextProgress(process.stderr.isTTY ? process.stderr : undefined)
      : new EventProgress(events);
  reporter.start(fleet.name);
  try {
    return withGitMemory(() => {
      refuseRunning(fleet, options);
      return body(reporter, onProgress ?? ((progress) => reporter.progress(progress)));
    });
  } catch (error) {
    if (error instanceof FleetError) reporter.failed(error.problems);
    throw error;
  } finally {
    reporter.close();
  }
}

/**
 * Synthesizes a fleet in memory, and compares the path that it tells Flux with the output directory.
 *
 * @throws FleetError with all problems
 */
export function synthesizeHere<C extends object>(
  fleet: GuardedFleet<C>,
  options: RenderOptions,
  cache?: SynthCache,
): Synthesis {
  const mismatch = pathMismatch(fleet);
  const error = mismatch?.severity === 'error' ? [mismatch] : [];
  let synthesis: Synthesis;
  try {
    synthesis = synthesize(fleet, options, cache);
  } catch (cause) {
    throw cause instanceof FleetError ? new FleetError([...cause.problems, ...error]) : cause;
  }
  if (error.length > 0) throw new FleetError(error);
  if (mismatch === undefined || fleet.acknowledgedWarnings.has(mismatch.id)) return synthesis;
  return { ...synthesis, warnings: sortProblems([...synthesis.warnings, mismatch]) };
}

/**
 * A first commit is compared with nothing, so that the guard cannot tell what clusters lose that run already.
 *
 * @throws FleetError when the repository has such clusters and nobody says that they are taken over
 */
function refuseRunning<C extends object>({ name, outdir }: GuardedFleet<C>, options: ComparisonOptions): void {
  const { first = false, takeover = false, base = 'HEAD' } = options;
  if (!first || takeover) return;
  // Loaded on first use: other runs do not build anything.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { runningClusters } = require('./guard/running-clusters') as typeof import('./guard/running-clusters');
  const running = runningClusters(outdir, base);
  if (running.length === 0) return;
  const message = `Flux runs clusters from this repository already (${firstNames(running)}), and would delete what they have when it follows the fleet instead: run flux-fleet synth --first --takeover, then take the steps of flux-fleet takeover --from ${base}:`;
  throw new FleetError([{ id: 'takeover', at: name, message }]);
}

/** A synthesis, and what the guard asks of the resolved fleet. */
interface Rendered extends Omit<Synthesis, 'resolved'> {
  readonly ownFolders: OwnFolders | undefined;
}

/** Synthesizes a fleet in memory, and lets go of the resolved fleet, which is large, before anything is compared. */
function withoutResolved<C extends object>(
  fleet: GuardedFleet<C>,
  options: RenderOptions,
  cache: SynthCache | undefined,
): Rendered {
  const { resolved, ...rest } = synthesizeHere(fleet, options, cache);
  return { ...rest, ownFolders: deliveredFolders(fleet, resolved) };
}

function deliveredFolders<C extends object>(fleet: GuardedFleet<C>, resolved: ResolvedFleet): OwnFolders | undefined {
  return readsRepository(fleet) ? ownFolders(resolved) : undefined;
}

function guardFleet<C extends object>(
  fleet: GuardedFleet<C>,
  { tree, scope, ownFolders: own }: Pick<Rendered, 'ownFolders' | 'scope' | 'tree'>,
  options: ComparisonOptions | SynthOptions,
  how: Pick<GuardRules, 'memory' | 'quick'>,
): GuardResult {
  const { name: at, declarations, limits, outdir } = fleet;
  const keepsEdited = 'onEdited' in options && options.onEdited === 'adopt';
  // Loaded on first use: a program that only asks for its clusters does not guard them.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { guardTree } = require('./guard/guard-tree') as typeof import('./guard/guard-tree');
  const rules = { at, declarations, limits, scope, keepsEdited, ownFolders: own, ...how };
  return guardTree(tree, outdir, options, rules);
}

/**
 * Runs the guard.
 *
 * @param isAsked whether the guard runs; a synthesis without it produces a warning
 * @throws FleetError when the guard refuses a change
 */
function judge<C extends object>(
  fleet: GuardedFleet<C>,
  synthesis: Synthesis,
  options: SynthOptions,
  isAsked: boolean,
): { readonly guard?: GuardResult; readonly warnings: readonly Problem[] } {
  if (options.guard === false) return { warnings: [{ ...GUARD_OFF, at: fleet.name }] };
  if (!isAsked) return { warnings: [] };
  const own = deliveredFolders(fleet, synthesis.resolved);
  const guard = guardFleet(fleet, { ...synthesis, ownFolders: own }, options, { quick: true });
  const refused = guard.findings.filter(({ severity }) => severity === 'error');
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { asProblem } = require('../plan/guard/finding') as typeof import('../plan/guard/finding');
  if (refused.length > 0) throw new FleetError(refused.map(asProblem));
  const warnings = guard.findings.filter(({ id }) => !fleet.acknowledgedWarnings.has(id)).map(asProblem);
  return { guard, warnings };
}

/** Problems of the branch of a commit. Most fleets are read from one branch, and ask for nothing here. */
function judgeBranches<C extends object>(
  fleet: GuardedFleet<C>,
  { resolved, tree }: Synthesis,
  { branch }: CheckOptions,
): { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } {
  if (branch === undefined && !tree.has(BRANCHES_FILE)) return { problems: [], warnings: [] };
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { checkBranches } = require('./branches/check-branches') as typeof import('./branches/check-branches');
  const { outdir, acknowledgedWarnings } = fleet;
  const { problems, warnings } = checkBranches({ resolved, tree, outdir, branch, isRead: readsRepository(fleet) });
  return { problems, warnings: warnings.filter(({ id }) => !acknowledgedWarnings.has(id)) };
}

function withWarnings<T extends Pick<Synthesis, 'warnings'>>(
  synthesis: T,
  more: readonly Problem[],
  reporter: ProgressReporter,
): T {
  const warnings = sortProblems([...synthesis.warnings, ...more]);
  for (const warning of foldProblems(warnings)) reporter.warning(warning);
  return { ...synthesis, warnings };
}

function compareWithDirectory({ tree, scope }: Synthesis, outdir: string, others: readonly Problem[]): WriteResult {
  const { clean, differences, unfinished, kept, unchanged } = checkTree(tree, outdir, scope);
  if (clean && others.length === 0) return { written: [], removed: [], kept, unchanged };
  const problems = new ProblemCollector();
  for (const problem of others) problems.take(problem);
  for (const { path: file, kind } of differences) {
    problems.add('not-synthesized', file, DIFFERENCES[kind]);
  }
  if (unfinished) problems.add('unfinished', outdir, 'an earlier run was interrupted: synthesize again');
  throw new FleetError(problems.problems);
}

/** Tells the reporter, and the command that started the program, how the run ended. */
export function reportResult(
  reporter: ProgressReporter,
  { report }: CommandOptions,
  summary: object,
  outdir: string,
): void {
  reporter.done(summary);
  if (report !== undefined) fs.writeFileSync(report, JSON.stringify({ ...summary, outdir: path.resolve(outdir) }));
}

function summaryOf<C extends object>({ name: fleet }: GuardedFleet<C>, result: Omit<SynthResult, 'resolved'>): object {
  const { counts, tree, written, removed, kept, unchanged, seconds } = result;
  const there = written.length + kept.length + unchanged;
  return {
    fleet,
    clusters: counts.clusters,
    objects: counts.objects,
    files: there > 0 ? there : tree.size, // a plan does not touch the output directory
    written: written.length,
    removed: removed.length,
    unchanged,
    seconds,
  };
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
