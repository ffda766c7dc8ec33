import { Explanation, ExplainQuery } from './features/explain';
import { FleetProps, FleetScope } from './features/fleet';
import { Placement } from './features/placement';
import { TargetName } from './features/program';
import { runCommand } from './pipeline/command';
import { commandFrom, ComparisonOptions, RenderOptions, SynthOptions } from './pipeline/protocol/options';
import { explainAt, targetsAt } from './pipeline/resolve/query';
import { PlanResult, runCheck, runPlan, runSynth, SynthResult } from './pipeline/run';
import { Synthesis, synthesize } from './pipeline/synthesis';
import { GuardLimits, Removal } from './plan';

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
  /** How much may go without a declaration. */
  public readonly limits: GuardLimits;

  private written?: SynthResult | undefined;
  private readonly removals: Removal[] = [];

  constructor(props: FleetProps<C>) {
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

  /** The outcome of the last `synth`; undefined before it. */
  public get result(): SynthResult | undefined {
    return this.written;
  }

  /**
   * Resolves, renders and checks the fleet in memory.
   *
   * @param options which clusters are rendered: the values of all are worked out and checked, whichever those are
   * @throws FleetError with everything that is wrong
   */
  public synthesize(options: RenderOptions = {}): Synthesis {
    return synthesize(this, options);
  }

  /**
   * Writes the fleet's folder: what changed is written, generated files that are no longer made are removed, and files
   * of others stay. Nothing is written unless everything is valid, and nothing that would lose data by what is committed
   * at HEAD, or at another base.
   *
   * In a program that the `flux-fleet` command started, it does what the command asks instead, unless options are given.
   *
   * @throws FleetError with everything that is wrong
   */
  public override synth(options?: SynthOptions): void {
    const command = options === undefined ? commandFrom() : undefined;
    this.written = command === undefined ? runSynth(this, options ?? {}) : runCommand(this, command);
  }

  /**
   * Compares the fleet's folder with what the program makes, and writes nothing. With a `base`, what would lose data is
   * refused as well.
   *
   * @throws FleetError with everything that is wrong, each file that differs included
   */
  public check(options: ComparisonOptions = {}): SynthResult {
    return runCheck(this, options);
  }

  /**
   * Says what changes when the fleet takes the place of what is committed, and what of it is refused. Writes nothing.
   *
   * @example
   * const { report, passed } = fleet.plan({ base: 'origin/main' });
   * console.log(formatMarkdown(report));
   * @throws FleetError with everything that is wrong, also when there is no base
   */
  public plan(options: ComparisonOptions = {}): PlanResult {
    return runPlan(this, options);
  }

  /**
   * The targets that a placement selects, by cluster and environment, as the program has them so far.
   *
   * @param placement all targets if left out
   * @throws FleetError when it names what does not exist, or is wrong in itself
   */
  public targets(placement: Placement = Placement.everywhere()): TargetName[] {
    return targetsAt(this, placement);
  }

  /**
   * Why a key of the configuration, or a setting of a component, tenant, release or app, has its value at a target: what
   * set it in which file and line, and what that overrides. `formatExplanation` makes text of it.
   *
   * @example
   * fleet.explain({ cluster: 'eu-1', environment: 'dev' }, 'database.host');
   * fleet.explain({ cluster: 'eu-1', environment: 'dev', of: 'shop/till' }, 'values.service.port');
   *
   * @param query a target, or names: `{ cluster: 'eu-1', environment: 'dev' }`; with `of` for what is there
   * @param key the key, behind those of the maps that it lies in: `database.host`. For a map, each of its keys is
   * explained
   * @throws FleetError when the target does not exist, or what is asked about is not there
   */
  public explain(query: ExplainQuery<C>, key: string): Explanation {
    return explainAt(this, query, key);
  }

  /** The fleet's files as one YAML text, each document behind its path; what `App.synthYaml` gives for charts. */
  public override synthYaml(): string {
    const { tree } = this.synthesize();
    return tree.paths.map((path) => `# ${path}\n${tree.get(path)}`).join('---\n');
  }
}
