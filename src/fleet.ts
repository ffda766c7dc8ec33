import * as fs from 'node:fs';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { LeakRedactor } from './leaks/redactor';
import { Scope } from './pipeline/write/scope';
import { Tree } from './pipeline/write/tree';
import { checkTree, DifferenceKind, WriteResult, writeTree } from './pipeline/write/writer';
import { FleetProps, FleetScope } from './features/fleet/fleet-scope';
import { Placement } from './features/placement/placement';
import { FleetError, Problem, ProblemCollector, sortProblems } from './core/problem';
import { asProblem } from './plan/guard/finding';
import { GuardLimits, GuardResult } from './plan/guard/guard';
import { Removal } from './plan/guard/removal';
import { planReport, PlanReport } from './plan/report/report';
import { settingsOf } from './features/config/plan';
import { explainConfig, Explanation } from './features/explain/explain';
import { explainSubject } from './features/explain/explain-subject';
import { layersAt } from './features/site/layers';
import { FleetPlan } from './pipeline/resolve/plan';
import { Program } from './features/program/program';
import { checkPlacement } from './pipeline/resolve/references';
import { resolveFleet } from './pipeline/resolve/resolve';
import { selectClusters } from './pipeline/resolve/selection';
import { Site } from './features/site/site';
import { subjectAt } from './features/explain/subjects';
import { ExplainQuery, placeOf, TargetPlace, targetsOf } from './features/program/targets';
import { SynthCache } from './pipeline/cache/synth-cache';
import { guardTree } from './pipeline/guard/guard-tree';
import { BaseOptions, optionsFromCommand, RenderOptions, SynthOptions } from './pipeline/options';
import { EventNarrator, Narrator, TextNarrator } from './pipeline/progress';
import { renderAndCheck } from './pipeline/render-and-check';

/** What a synthesis made. */
export interface Synthesis {
  /** Everything the program says, for every place, as plain data. */
  readonly plan: FleetPlan;
  /** The files of the clusters that were rendered. */
  readonly tree: Tree;
  /** Which entries of `clusters/` are this run's; undefined when all are. */
  readonly scope?: Scope;
  /** What is doubtful, sorted, without what the program acknowledges. */
  readonly warnings: readonly Problem[];
  /**
   * How much was rendered: clusters; units at all their places, different ones, and how many of these were known from
   * an earlier run; objects at all their places, and in different units.
   */
  readonly counts: {
    readonly clusters: number;
    readonly units: number;
    readonly distinctUnits: number;
    readonly recalledUnits: number;
    readonly objects: number;
    readonly distinctObjects: number;
  };
}

/** A synthesis that was written. */
export interface SynthResult extends Synthesis, WriteResult {
  /** What the guard said; undefined when it was not asked. When no file changed, its comparison says nothing. */
  readonly guard?: GuardResult;
  /** Seconds from the beginning of `synth` to the last file. */
  readonly seconds: number;
}

/** How a fleet is kept from losing what it has. */
export interface FleetGuardProps {
  /**
   * How much may go without a declaration.
   *
   * @default - see {@link GuardLimits}
   */
  readonly guard?: GuardLimits;
}

const GUARD_OFF = {
  id: 'guard-off',
  message: 'nothing keeps Flux from deleting what this run removes: leave out guard: false (--no-guard)',
};

function narratorOf({ events }: SynthOptions): Narrator {
  if (events !== undefined) return new EventNarrator(events);
  return new TextNarrator(process.stderr.isTTY ? process.stderr : undefined);
}

/** What a difference means, as messages say it. */
const DIFFERENCES: Readonly<Record<DifferenceKind, string>> = {
  missing: 'not there',
  changed: 'not what the program makes',
  surplus: 'no longer made',
  edited: 'changed by hand',
  foreign: "somebody else's, where a generated file belongs",
};

/**
 * A fleet of clusters: the root of the program. `C` is the type of a cluster's configuration.
 *
 * @example
 * const fleet = new Fleet<{ region: string }>({
 *   name: 'acme',
 *   source: Source.git({ url: 'https://github.com/acme/fleet', branch: 'main' }),
 * });
 * new Cluster(fleet, 'eu-1', { config: { region: 'eu' } });
 * fleet.synth();
 */
export class Fleet<C extends object = Record<string, unknown>> extends FleetScope<C> {
  private written?: SynthResult;
  private readonly limits: GuardLimits;
  private readonly removals: Removal[] = [];

  constructor(props: FleetProps<C> & FleetGuardProps) {
    super(props);
    this.limits = { ...props.guard };
  }

  /**
   * Declares that something is meant to go. What would lose data is refused unless it is declared; a declaration that
   * nothing needs is reported.
   *
   * @example
   * fleet.declare(Removal.tenant('kaizentm', { reason: 'moved to another company' }));
   */
  public declare(...removals: readonly Removal[]): void {
    for (const removal of removals) this.problems.add('removal', this.name, ...removal.problems);
    this.removals.push(...removals);
  }

  /** What was declared to go. */
  public get declarations(): readonly Removal[] {
    return [...this.removals];
  }

  /** What the last `synth` did; undefined before it. */
  public get result(): SynthResult | undefined {
    return this.written;
  }

  /**
   * Renders and checks the fleet in memory.
   *
   * @param options which clusters are rendered: the values of all are worked out and checked, whichever those are
   * @throws FleetError with everything that is wrong
   */
  public synthesize(options: RenderOptions = {}): Synthesis {
    return this.rendered(options);
  }

  private rendered(options: RenderOptions, cache?: SynthCache): Synthesis {
    const { onProgress = () => {} } = options;
    const problems = new ProblemCollector();
    const warnings = new ProblemCollector();
    const redactor = new LeakRedactor();
    const found = () => redactor.problems([...this.problems.problems, ...problems.problems]);
    // A file that could not be read is missing everywhere: to complain of that too would bury what is wrong with it.
    if (this.problems.problems.some(({ id }) => id === 'data')) throw new FleetError(found());
    const plan = resolveFleet(this, { problems, warnings }, (done, of) => onProgress({ phase: 'resolve', done, of }));
    const { clusters, owns: scope } = selectClusters(this, plan.clusters, options, problems);
    const rendered = renderAndCheck({
      ...{ fleet: this, plan, clusters, isWhole: scope === undefined, known: found(), problems, warnings, redactor },
      memory: cache?.unitsBy(this),
      rendered: (done) => onProgress({ phase: 'render', done, of: clusters.length }),
    });
    if (rendered === undefined || found().length > 0) throw new FleetError(found());
    return {
      plan,
      tree: rendered.tree,
      ...(scope ? { scope } : {}),
      warnings: sortProblems(
        redactor.problems(warnings.problems).filter(({ id }) => !this.acknowledgedWarnings.has(id)),
      ),
      counts: { clusters: clusters.length, ...rendered.counts },
    };
  }

  /**
   * Says what changes when the fleet takes the place of what is committed, and what of it is refused. Writes nothing.
   *
   * @example
   * const { comparison, findings, passed } = fleet.guard({ base: 'origin/main' });
   * console.log(formatText(planReport(comparison, findings)));
   * @throws FleetError with everything that is wrong, also when there is no base
   */
  public guard(options: BaseOptions & RenderOptions = {}): GuardResult {
    return this.guarded(this.synthesize(options), options, false);
  }

  private guarded({ tree, scope }: Synthesis, options: BaseOptions, quick: boolean): GuardResult {
    return guardTree(tree, this.outdir, options, {
      ...{ at: this.name, declarations: this.removals, limits: this.limits, quick, scope },
    });
  }

  /**
   * The places that a placement selects, by cluster and environment, as the program has them so far.
   *
   * @param placement all places if left out
   * @throws FleetError when it names what does not exist, or is wrong in itself
   */
  public targets(placement: Placement = Placement.everywhere()): TargetPlace[] {
    const problems = new ProblemCollector();
    checkPlacement(this, 'targets', placement, problems);
    if (!problems.isEmpty) throw new FleetError(problems.problems);
    return targetsOf(new Program(this), placement);
  }

  /**
   * Why a key of the configuration, or a setting of a component, tenant, release or app, has its value at a place: what
   * set it in which file and line, and what that overrides. `formatExplanation` makes text of it.
   *
   * @example
   * fleet.explain({ cluster: 'eu-1', environment: 'dev' }, 'database.host');
   * fleet.explain({ cluster: 'eu-1', environment: 'dev', of: 'shop/till' }, 'values.service.port');
   *
   * @param place a target, or names: `{ cluster: 'eu-1', environment: 'dev' }`; with `of` for what is there
   * @param key the key, behind those of the maps that it lies in: `database.host`. For a map, each of its keys is
   * explained
   * @throws FleetError when the place does not exist, or what is asked about is not there
   */
  public explain(place: ExplainQuery<C>, key: string): Explanation {
    const program = new Program(this);
    const { cluster, environment } = placeOf(program, place);
    const ignored = { problems: new ProblemCollector(), warnings: new ProblemCollector() };
    const site = new Site(cluster, environment, ignored);
    if (place.of !== undefined) {
      return explainSubject(program, site, subjectAt(program, { cluster, environment }, place.of), key);
    }
    return explainConfig(site.at(), settingsOf(layersAt(cluster, environment)), site.config, key);
  }

  /**
   * Writes the fleet's folder: what changed is written, generated files that are no longer made are removed, and files
   * of others stay. Nothing is written unless everything is valid, and nothing that would lose data by what is committed
   * at HEAD, or at another base.
   *
   * @param options what the `flux-fleet` command gives when it runs the program; otherwise the defaults
   * @throws FleetError with everything that is wrong
   */
  public override synth(options?: SynthOptions): void {
    const command = optionsFromCommand();
    if (options !== undefined || command === undefined) {
      this.synthWith(options ?? {});
      return;
    }
    try {
      this.synthWith(command);
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      // The command says what is wrong; a trace through this library would only bury it.
      if (command.events === undefined) process.stderr.write(`${error.message}\n`);
      process.exit(1);
    }
  }

  private synthWith(options: SynthOptions): void {
    const narrator = narratorOf(options);
    narrator.start(this.name);
    try {
      this.synthTold(options, narrator);
    } catch (error) {
      if (error instanceof FleetError) narrator.failed(error.problems);
      throw error;
    } finally {
      narrator.close();
    }
  }

  private synthTold(options: SynthOptions, narrator: Narrator): void {
    const start = performance.now();
    const onProgress = options.onProgress ?? ((progress) => narrator.progress(progress));
    const cache = SynthCache.open(path.resolve(this.outdir), options);
    const synthesis = this.rendered({ ...options, onProgress }, cache);
    const { tree, scope } = synthesis;
    const { guard, warnings, report } = this.judge(synthesis, options);
    const all = {
      ...synthesis,
      warnings: sortProblems([...synthesis.warnings, ...warnings]),
      ...(guard ? { guard } : {}),
    };
    for (const warning of all.warnings) narrator.warning(warning);
    if (!options.plan && !options.check) onProgress({ phase: 'write', done: 0, of: tree.size });
    const result = options.plan
      ? { written: [], removed: [], kept: [], unchanged: 0 }
      : options.check
        ? this.compare(synthesis)
        : writeTree(tree, this.outdir, {
            ...options,
            ...(scope ? { scope } : {}),
            ...(cache ? { memory: cache.folders } : {}),
          });
    cache?.save(scope === undefined);
    this.written = { ...all, ...result, seconds: (performance.now() - start) / 1000 };
    const summary = { ...this.report(this.written), ...(report ? { plan: report } : {}) };
    narrator.done(summary);
    if (options.report !== undefined) fs.writeFileSync(options.report, JSON.stringify(summary));
  }

  /** Guards the tree as the options ask for it: a refusal is a problem, unless it is for a plan. */
  private judge(
    synthesis: Synthesis,
    options: SynthOptions,
  ): { readonly guard?: GuardResult; readonly warnings: readonly Problem[]; readonly report?: PlanReport } {
    if (options.plan) {
      const guard = this.guarded(synthesis, options, false);
      return { guard, warnings: [], report: planReport(guard.comparison, guard.findings) };
    }
    if (options.guard === false) return { warnings: [{ ...GUARD_OFF, at: this.name }] };
    // A comparison with the folder writes nothing, and so loses nothing.
    if (options.check && options.base === undefined) return { warnings: [] };
    const guard = this.guarded(synthesis, options, true);
    const refused = guard.findings.filter(({ severity }) => severity === 'error');
    if (refused.length > 0) throw new FleetError(refused.map(asProblem));
    const warnings = guard.findings.filter(({ id }) => !this.acknowledgedWarnings.has(id)).map(asProblem);
    return { guard, warnings };
  }

  /** Compares the folder with the tree: a difference is a problem. */
  private compare({ tree, scope }: Synthesis): WriteResult {
    const { clean, differences, unfinished, kept, unchanged } = checkTree(tree, this.outdir, scope);
    if (clean) return { written: [], removed: [], kept, unchanged };
    const problems = new ProblemCollector();
    for (const { path, kind } of differences) {
      problems.add('not-synthesized', path, `is ${DIFFERENCES[kind]}: synthesize, and commit what comes out`);
    }
    if (unfinished) problems.add('unfinished', this.outdir, 'an earlier run was interrupted: synthesize again');
    throw new FleetError(problems.problems);
  }

  private report({ counts, tree, written, removed, kept, unchanged, seconds }: SynthResult): object {
    const there = written.length + kept.length + unchanged;
    return {
      fleet: this.name,
      clusters: counts.clusters,
      objects: counts.objects,
      files: there > 0 ? there : tree.size, // a plan neither writes files nor looks for them
      written: written.length,
      removed: removed.length,
      unchanged,
      seconds,
    };
  }

  /** The fleet's files as one YAML text, each document behind its path; what `App.synthYaml` gives for charts. */
  public override synthYaml(): string {
    const { tree } = this.synthesize();
    return tree.paths.map((path) => `# ${path}\n${tree.get(path)}`).join('---\n');
  }
}
