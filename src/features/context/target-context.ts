import { defined } from '../../core/defined';
import { ProblemCollector } from '../../core/problem';
import { Cluster } from '../cluster';
import { ConfigError, MergedConfig, ConfigReader, ResolvedConfig, resolvedConfig } from '../config';
import { Environment } from '../environment';
import { PolicyEngine } from '../policies';
import { Preset } from '../preset';
import { SourceSpec } from '../source';
import { addressOf, Target } from '../target';
import { mergedAt, presetsAt } from './layers';

/** Takes what is found while a fleet is resolved. */
export interface Findings {
  /** What must not go out. */
  readonly problems: ProblemCollector;
  /** What is doubtful. */
  readonly warnings: ProblemCollector;
}

/** One cluster, or one environment on one cluster, with its merged configuration. */
export class TargetContext<C extends object> {
  /** What functions of the program are given. */
  public readonly target: Target<C>;

  /** The configuration as data. */
  public readonly config: ResolvedConfig;

  /** The presets that count here, the weakest first. */
  public readonly presets: ReadonlyArray<Preset<C>>;

  /** What keeps the tenants' rules at admission on the cluster, and who beside Flux may change their fences. */
  public readonly policies: { readonly policies: PolicyEngine; readonly trustedAccounts: readonly string[] };

  /** What is said once for the target, and not again for whatever reads the configuration. */
  private readonly said: ReadonlySet<unknown>;

  /** @param base no layer of configuration; sites that are given the same one share the work of merging */
  constructor(
    public readonly cluster: Cluster<C>,
    public readonly environment: Environment<C> | undefined,
    private readonly findings: Findings,
    base: MergedConfig = MergedConfig.empty(),
  ) {
    const merged = mergedAt(base, cluster, environment);
    const reader = new ConfigReader(merged);
    this.target = { cluster, config: reader.view<C>(), ...defined({ environment }) };
    const errors = reader.settle();
    this.report('config', [], ...errors.map(({ message }) => message));
    this.said = new Set(errors);
    this.config = resolvedConfig(merged, reader);
    this.presets = presetsAt(cluster, environment);
    this.policies = policiesOf(cluster);
  }

  /** Where what the platform keeps in folders comes from: the environment's source, else the fleet's. */
  public get source(): SourceSpec {
    return this.environment?.source ?? this.cluster.fleet.source;
  }

  /** The target as messages name it, with what is there. */
  public at(...rest: string[]): string {
    return addressOf(this.target, ...rest);
  }

  /** Records what is wrong at this target. */
  public report(id: string, rest: readonly string[], ...messages: ReadonlyArray<string | undefined>): void {
    // Nearly always there is nothing to say, and the address would be made for nothing.
    for (const message of messages)
      if (message !== undefined) this.findings.problems.add(id, this.at(...rest), message);
  }

  /** Records what is wrong in the environment of this target, on whatever cluster. */
  public reportInEnvironment(id: string, rest: readonly string[], message: string): void {
    this.findings.problems.add(id, [...(this.environment ? [this.environment.name] : []), ...rest].join('/'), message);
  }

  /** Records what is doubtful at this target. `fleet.acknowledgeWarning` silences it by its id. */
  public warn(id: string, rest: readonly string[], ...messages: ReadonlyArray<string | undefined>): void {
    this.findings.warnings.add(id, this.at(...rest), ...messages);
  }

  /**
   * Calls a function of the program. What it throws becomes a problem of this target, so that the run goes on and
   * reports the others as well.
   */
  public attempt<T>(what: string, rest: readonly string[], body: () => T): T | undefined {
    try {
      return body();
    } catch (error) {
      if (this.said.has(error)) return undefined;
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof ConfigError) this.report('config', rest, message);
      else
        this.report(
          'program',
          rest,
          `the program failed while making ${what}, with ${JSON.stringify(message)}: mend it there`,
        );
      return undefined;
    }
  }
}

function policiesOf<C extends object>({ policies: own, fleet }: Cluster<C>): TargetContext<C>['policies'] {
  const trusted = own.trustedAccounts ?? fleet.policies.trustedAccounts;
  return {
    policies: own.policies ?? fleet.policies.policies ?? 'admission',
    trustedAccounts: [...new Set(trusted)].sort(),
  };
}
