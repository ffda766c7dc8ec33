import { defined } from '../../core/defined';
import { FileProblems } from '../../core/file-problems';
import { ProblemCollector } from '../../core/problem';
import { programCalls } from '../../core/source-location';
import { Cluster } from '../cluster';
import { ConfigError, MergedConfig, ConfigReader, ResolvedConfig, resolvedConfig } from '../config';
import { Environment } from '../environment';
import { PolicyEngine } from '../policies';
import { Preset } from '../preset';
import { GivenSources, onBranch, SourceSpec, wholeSource } from '../source';
import { addressOf, Target } from '../target';
import { mergedAt, presetsAt } from './layers';

/** Collectors of the problems and warnings of resolving a fleet. */
export interface Findings {
  /** Errors, which prevent any output. */
  readonly problems: ProblemCollector;
  /** Warnings. */
  readonly warnings: ProblemCollector;
}

/** One cluster, or one environment on one cluster, with its merged configuration. */
export class TargetContext<C extends object> {
  /** The argument of functions of the program. */
  public readonly target: Target<C>;

  /** The configuration as data. */
  public readonly config: ResolvedConfig;

  /** The presets that apply here, the weakest first. */
  public readonly presets: ReadonlyArray<Preset<C>>;

  /**
   * The engine that enforces the tenants' rules at admission on the cluster, the accounts besides Flux that may change
   * the tenants' guardrails, and whether the program asks for every policy, before a tenant needs it.
   */
  public readonly policies: {
    readonly policies: PolicyEngine;
    readonly trustedAccounts: readonly string[];
    readonly allPolicies?: true;
  };

  /** Errors reported once for the target, and not again for each reader of the configuration. */
  private readonly said: ReadonlySet<unknown>;

  /** @param base a merge of no layers; targets with the same base share the work of merging */
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

  /** The sources of the generated folder here. */
  public get sources(): SourcesAt {
    return sourcesAt(this.cluster, this.environment);
  }

  /** The source of the platform's folders: that of the generated folder, as a whole. */
  public get source(): SourceSpec {
    return wholeSource(this.sources.source);
  }

  /** The address of the target, or of an element at it, in messages. */
  public at(...rest: string[]): string {
    return addressOf(this.target, ...rest);
  }

  /** Records problems at this target. */
  public report(id: string, rest: readonly string[], ...messages: ReadonlyArray<string | undefined>): void {
    // The address is built only for a message, as nearly all calls have none.
    for (const message of messages)
      if (message !== undefined) this.findings.problems.add(id, this.at(...rest), message);
  }

  /** Records a problem in the environment of this target, independent of the cluster. */
  public reportInEnvironment(id: string, rest: readonly string[], message: string): void {
    this.findings.problems.add(id, [...(this.environment ? [this.environment.name] : []), ...rest].join('/'), message);
  }

  /** Records warnings at this target. `fleet.acknowledgeWarning` silences them by their id. */
  public warn(id: string, rest: readonly string[], ...messages: ReadonlyArray<string | undefined>): void {
    this.findings.warnings.add(id, this.at(...rest), ...messages);
  }

  /**
   * Calls a function of the program. An error that it throws becomes a problem of this target, so that the run
   * continues and reports the others as well.
   */
  public attempt<T>(what: string, rest: readonly string[], body: () => T): T | undefined {
    try {
      return body();
    } catch (error) {
      if (this.said.has(error)) return undefined;
      if (error instanceof FileProblems) {
        for (const { at, message } of error.problems) this.findings.problems.add('manifests', at, message);
        return undefined;
      }
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof ConfigError) this.report('config', rest, message);
      else {
        const text = `the program failed while making ${what}, with ${JSON.stringify(message)}: mend it there`;
        const stack = programCalls(error);
        this.findings.problems.take({ id: 'program', at: this.at(...rest), message: text, stack });
      }
      return undefined;
    }
  }
}

function policiesOf<C extends object>({ policies: own, fleet }: Cluster<C>): TargetContext<C>['policies'] {
  const trusted = own.trustedAccounts ?? fleet.policies.trustedAccounts;
  const stated = own.policies ?? fleet.policies.policies;
  return {
    policies: stated ?? 'admission',
    trustedAccounts: [...new Set(trusted)].sort(),
    ...defined({ allPolicies: stated === 'admission' || undefined }),
  };
}

/** The sources of a cluster's folder, or of an environment's on it. */
export interface SourcesAt {
  /** The one that Flux reads. */
  readonly source: SourceSpec;
  /** The one beside it, while it goes over from one to the other. */
  readonly standby?: SourceSpec;
}

/** The sources at a target: the environment's, else the cluster's, its manager's, and the fleet's. */
export function sourcesAt<C extends object>(cluster: Cluster<C>, environment?: Environment<C>): SourcesAt {
  const { fleet, managedBy } = cluster;
  const above: readonly GivenSources[] = [
    cluster.sources,
    ...(managedBy ? [managedBy.sources] : []),
    { source: fleet.source, ...defined({ standby: fleet.standby }) },
  ];
  if (environment === undefined) return strongest(above);
  const { branch, ...own } = environment.sources;
  if (branch === undefined) return strongest([own, ...above]);
  const branched = above.map(({ source, standby }) =>
    defined({ source: source && onBranch(source, branch), standby: standby && onBranch(standby, branch) }),
  );
  return strongest([own, ...branched]);
}

/** The source of the strongest layer that has one, and a standby of that layer or a stronger one. */
function strongest(layers: readonly GivenSources[]): SourcesAt {
  const at = layers.findIndex(({ source }) => source !== undefined);
  const standby = layers.slice(0, at + 1).find((layer) => layer.standby !== undefined)?.standby;
  return { source: layers[at]!.source!, ...defined({ standby }) };
}
