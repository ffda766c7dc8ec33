import * as path from 'node:path';
import { defined } from './core/defined';
import { Options, shown } from './core/options';
import { FleetError } from './core/problem';
import { importingFile, Statement } from './core/source-location';
import type { Backups, BackupsProps } from './features/backup';
import { Cluster } from './features/cluster';
import { Component, type ComponentGroup } from './features/component';
import type { CostProps } from './features/costs';
import { EXPLAIN_QUERY, Explanation, ExplainQuery } from './features/explain';
import { FleetProps, FleetScope, type RuleAcknowledgement } from './features/fleet';
import type { ImageAutomation, ImageAutomationProps } from './features/images';
import type { FluxMonitoring, MonitoringProps } from './features/monitoring';
import { Placement } from './features/placement';
import type { PlanPolicy } from './features/plan-policy';
import { TargetName } from './features/program';
import type { ScaleDownProps } from './features/scale-down';
import { runCommand } from './pipeline/command';
import {
  CHECK_OPTIONS,
  commandFrom,
  ComparisonOptions,
  PLAN_OPTIONS,
  RENDER_OPTIONS,
  RenderOptions,
  SYNTH_OPTIONS,
  SynthOptions,
} from './pipeline/protocol/options';
import { PlanResult, runCheck, runPlan, runSynth, SynthResult } from './pipeline/run';
import { Synthesis, synthesize } from './pipeline/synthesis';
import type { GuardLimits } from './plan';
import { Removal } from './plan/guard/removal';

// Loaded with the first question.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const questions = () => require('./pipeline/resolve/query') as typeof import('./pipeline/resolve/query');

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
  /** Limits of undeclared removals. */
  public readonly limits: GuardLimits;

  private written?: SynthResult | undefined;
  private readonly removals: Removal[] = [];

  constructor(props: FleetProps<C>) {
    super(props);
    this.limits = { ...this.given.guard };
  }

  /**
   * Declares intended removals. The guard refuses undeclared loss of data, and reports declarations without an effect.
   *
   * @example
   * fleet.declare(Removal.tenant('kaizentm', { reason: 'moved to another company' }));
   */
  public declare(...removals: readonly Removal[]): void {
    for (const removal of removals) {
      if (removal instanceof Removal) {
        this.problems.add('removal', this.name, ...removal.problems);
        this.removals.push(removal);
      } else this.problems.add('removal', this.name, `a declaration is ${shown(removal)}: give a Removal`);
    }
  }

  /**
   * Lets the Flux of one cluster commit the tags of images that apps and components update, to a versions file that the
   * program reads. The cluster gets a component with all objects, in a namespace of its own.
   *
   * @example
   * fleet.imageAutomation({
   *   cluster,
   *   file: 'versions/images.yaml',
   *   secretName: 'git-push',
   *   author: { name: 'Flux', email: 'flux@acme.example' },
   *   pushBranch: 'image-updates',
   * });
   */
  public imageAutomation(props: ImageAutomationProps<Cluster<C>>): ImageAutomation {
    // oxlint-disable-next-line typescript/unbound-method -- not called, only searched for on the stack
    const statement = new Statement(this.imageAutomation);
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { imageAutomations } = require('./features/images') as typeof import('./features/images');
    const automation = imageAutomations().makeAutomation(this, props, statement);
    // Like every construct with wrong options, the automation is there, and the synthesis refuses it.
    if (automation.isSound) new Component(props.cluster, automation.name, automation.component);
    return automation;
  }

  /**
   * Lets Prometheus watch the Flux of every cluster that runs it: PodMonitors of the controllers, alerts on objects and
   * controllers with cluster, environment and tenant, and a dashboard for Grafana.
   *
   * @example
   * const monitoring = fleet.monitor({ labels: { release: 'prometheus' } });
   * new Component(fleet, 'kube-state-metrics', { chart, values: (target) => monitoring.stateMetrics(target) });
   */
  public monitor(props: MonitoringProps<Component<C> | ComponentGroup<C>> = {}): FluxMonitoring {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { FluxMonitoring: Monitoring } = require('./features/monitoring') as typeof import('./features/monitoring');
    const monitoring = new Monitoring(this, props);
    const { placement, dependsOn } = props;
    if (monitoring.isSound) {
      new Component(this, monitoring.name, {
        manifests: (chart, target) => monitoring.addObjects(chart, target),
        // A remote cluster has no Flux to watch.
        enabled: (target) => monitoring.runsOn(target),
        ...defined({ placement, dependsOn }),
      });
    }
    return monitoring;
  }

  /**
   * Lets `flux-fleet plan` say how what the fleet asks for changes: requests, quotas and, with prices, money by tenant,
   * environment and cluster. `flux-fleet cost` shows all of it.
   *
   * @example
   * fleet.costs({ prices: 'prices.yaml' });
   */
  public costs(props: CostProps = {}): void {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { stateCosts } = require('./features/costs') as typeof import('./features/costs');
    stateCosts(this, props);
  }

  /**
   * Adds a policy of your own over what a merge does, which `flux-fleet plan` and `fleet.plan` judge.
   *
   * @example
   * fleet.addPlanPolicy({
   *   id: 'acme/whole-clusters',
   *   each: 'plan',
   *   expression: 'plan.summary.clusters.removed == 0',
   *   message: 'a whole cluster goes',
   *   todo: 'let the platform team do it',
   * });
   */
  public addPlanPolicy(policy: PlanPolicy): void {
    const { checkPlanPolicy, openPlanPolicies } = planPolicies();
    const { policies } = openPlanPolicies(this);
    const wrong = checkPlanPolicy(policy, policies);
    this.problems.add('plan-policy', this.name, ...wrong);
    if (wrong.length === 0) policies.push({ ...policy });
  }

  /**
   * Accepts what a policy finds about one object of a plan, or about the plan as a whole (`object: 'plan'`). The finding
   * shows the call.
   *
   * @param policy the policy's id, such as `acme/whole-clusters`
   *
   * @example
   * fleet.acknowledgePlanPolicy('acme/whole-clusters', { object: 'plan', reason: 'moved to us-2', until: '2027-01-31' });
   */
  public acknowledgePlanPolicy(policy: string, acknowledgement: RuleAcknowledgement): void {
    const { checkAcknowledgedPolicy, openPlanPolicies } = planPolicies();
    const wrong = checkAcknowledgedPolicy(policy, acknowledgement);
    this.problems.add('plan-policy', this.name, ...wrong);
    if (wrong.length === 0) openPlanPolicies(this).acknowledged.push({ ...acknowledgement, policy });
  }

  /**
   * Says where backups go, and lets schedules be added. Each cluster with a schedule gets a component `backups` with the
   * objects of Velero, and every PersistentVolumeClaim and database of the fleet must be in a schedule.
   *
   * @example
   * const backups = fleet.backups({ locations: { main: { provider: 'aws', bucket: 'acme-backups' } } });
   * backups.schedule('nightly', { cron: '0 2 * * *' });
   */
  public backups(props: BackupsProps<C, Component<C> | ComponentGroup<C>>): Backups<C> {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { Backups: Stated } = require('./features/backup') as typeof import('./features/backup');
    const backups = new Stated<C>(this, props);
    this.statements.set('backups', backups);
    new Component(this, 'backups', {
      namespace: backups.namespace,
      createNamespace: false,
      manifests: (chart, target) => backups.addObjects(chart, target),
      enabled: (target) => backups.runsOn(target),
      ...defined({ dependsOn: props.dependsOn }),
    });
    return backups;
  }

  /**
   * Lets apps run at certain times only, by KEDA: outside of these, they have no pods. Each Deployment and StatefulSet gets
   * a ScaledObject, and its number of replicas leaves what Flux applies.
   *
   * @example
   * fleet.scaleDown({
   *   placement: Placement.environment('dev'),
   *   uptime: [{ start: '0 7 * * 1-5', end: '0 19 * * 1-5', timezone: 'Europe/Berlin' }],
   * });
   */
  public scaleDown(props: ScaleDownProps<C>): void {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { stateScaleDown } = require('./features/scale-down') as typeof import('./features/scale-down');
    stateScaleDown(this, props);
  }

  /** The declared removals. */
  public override get declarations(): readonly Removal[] {
    return [...this.removals];
  }

  /** The result of the last `synth`; undefined before it. */
  public get result(): SynthResult | undefined {
    return this.written;
  }

  /**
   * Resolves, renders and checks the fleet in memory.
   *
   * @param options the clusters to render; the values of all clusters are always resolved and checked
   * @throws FleetError with everything that is wrong
   */
  public synthesize(options: RenderOptions = {}): Synthesis {
    this.demand(RENDER_OPTIONS, options);
    return synthesize(this, options);
  }

  /**
   * Writes the fleet's folder: writes changed files, removes generated files that the program no longer makes, and
   * keeps files of others. Nothing is written if there is any problem, or if the change would lose data compared with
   * the commit at HEAD or at another base.
   *
   * In a program that the `flux-fleet` command started, it runs the command's action instead, unless options are given.
   *
   * At the top level of a file that a test or a script imports, it does nothing: only the file that is started writes, so
   * that tests can import the program as it is.
   *
   * @throws FleetError with everything that is wrong
   */
  public override synth(options?: SynthOptions): void {
    if (options !== undefined) this.demand(SYNTH_OPTIONS, options);
    const command = options === undefined ? commandFrom() : undefined;
    if (command === undefined && this.isImported()) return;
    this.written = command === undefined ? runSynth(this, options ?? {}) : runCommand(this, command);
  }

  /**
   * Compares the fleet's folder with the program's output without writing. With a `base`, the guard refuses loss of
   * data as well.
   *
   * @throws FleetError with all problems, one for each file that differs
   */
  public check(options: ComparisonOptions = {}): SynthResult {
    this.demand(CHECK_OPTIONS, options);
    return runCheck(this, options);
  }

  /**
   * Compares the program's output with the committed one: changes, their effects, and the refused ones. Writes nothing.
   *
   * @example
   * const { report, passed } = fleet.plan({ base: 'origin/main' });
   * console.log(formatMarkdown(report));
   * @throws FleetError with all problems, a missing base included
   */
  public plan(options: ComparisonOptions = {}): PlanResult {
    this.demand(PLAN_OPTIONS, options);
    return runPlan(this, options);
  }

  /**
   * The targets that a placement selects, by cluster and environment, of those that the program has defined so far.
   *
   * @param placement the placement; all targets by default
   * @throws FleetError when the placement is invalid or names something that does not exist
   */
  public targets(placement: Placement = Placement.everywhere()): TargetName[] {
    return questions().targetsAt(this, placement);
  }

  /**
   * Explains the value of a configuration key, or of a setting of a component, tenant, track or app, at a target: the
   * statement that set it, with file and line, and the statements that it overrides. `formatExplanation` formats the
   * result as text.
   *
   * @example
   * fleet.explain({ cluster: 'eu-1', environment: 'dev' }, 'database.host');
   * fleet.explain({ cluster: 'eu-1', environment: 'dev', of: 'shop/till' }, 'values.service.port');
   *
   * @param query a target or its names: `{ cluster: 'eu-1', environment: 'dev' }`; with `of` for an element at the
   * target
   * @param key the key with the maps around it: `database.host`. For a map, each of its keys is explained
   * @throws FleetError when the target or the element does not exist
   */
  public explain(query: ExplainQuery<C>, key: string): Explanation {
    this.demand(EXPLAIN_QUERY, query);
    return questions().explainAt(this, query, key);
  }

  /**
   * The fleet's files as one YAML text, each document after a comment with its path: the counterpart of `App.synthYaml`
   * for charts.
   */
  public override synthYaml(): string {
    const { tree } = this.synthesize();
    return tree.paths.map((path) => `# ${path}\n${tree.get(path)}`).join('---\n');
  }

  /** Whether `synth` is called while another file imports the program. Test runners are not told: they import many. */
  private isImported(): boolean {
    // oxlint-disable-next-line typescript/unbound-method -- not called, only searched for on the stack
    const file = importingFile(this.synth);
    const { NODE_TEST_CONTEXT, JEST_WORKER_ID, VITEST } = process.env;
    if (file !== undefined && (NODE_TEST_CONTEXT ?? JEST_WORKER_ID ?? VITEST) === undefined) {
      const name = path.relative(process.cwd(), file);
      console.warn(
        `[${this.name}] nothing was written, because ${name} is imported: start it itself, or call fleet.synth() in a function`,
      );
    }
    return file !== undefined;
  }

  /** @throws FleetError with all faults of the options */
  private demand(options: Pick<Options<object>, 'faults'>, given: unknown): void {
    const faults = options.faults(given);
    if (faults.length === 0) return;
    throw new FleetError(faults.map(({ message }) => ({ id: 'option', at: this.name, message })));
  }
}

/** Loaded with the first policy: most programs have none. */
function planPolicies(): typeof import('./features/plan-policy') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./features/plan-policy') as typeof import('./features/plan-policy');
}
