import { Cluster } from '../model/cluster';
import { mergeLayers, MissingConfigError, readConfig } from '../model/config';
import { Environment } from '../model/environment';
import { PolicyEngine } from '../model/policies';
import { ProblemCollector } from '../model/problem';
import { addressOf, Target } from '../model/target';

/** One cluster, or one environment on one cluster, with its merged configuration. */
export class Site<C extends object> {
  /** What functions of the program are given. */
  public readonly target: Target<C>;

  constructor(
    public readonly cluster: Cluster<C>,
    public readonly environment: Environment<C> | undefined,
    private readonly problems: ProblemCollector,
  ) {
    const layers = [
      cluster.fleet.layer,
      ...(environment ? [environment.layer] : []),
      ...cluster.groups.map((group) => group.layer),
      cluster.layer,
    ];
    const config = readConfig<C>(
      mergeLayers(layers),
      layers.map((layer) => layer.name),
    );
    this.target = { cluster, config, ...(environment ? { environment } : {}) };
  }

  /** What keeps the tenants' rules at admission on the cluster, and who beside Flux may change their fences. */
  public get policies(): { readonly policies: PolicyEngine; readonly trustedAccounts: readonly string[] } {
    const { policies: own, fleet } = this.cluster;
    const trusted = own.trustedAccounts ?? fleet.policies.trustedAccounts;
    return {
      policies: own.policies ?? fleet.policies.policies ?? 'admission',
      trustedAccounts: [...new Set(trusted)].sort(),
    };
  }

  /** The site as messages name it, with what is there. */
  public at(...rest: string[]): string {
    return addressOf(this.target, ...rest);
  }

  /** Records what is wrong at this site. */
  public report(id: string, rest: readonly string[], ...messages: ReadonlyArray<string | undefined>): void {
    // Nearly always there is nothing to say, and the address would be made for nothing.
    if (messages.some((message) => message !== undefined)) this.problems.add(id, this.at(...rest), ...messages);
  }

  /**
   * Calls a function of the program. What it throws becomes a problem of this site, so that the run goes on and
   * reports the others as well.
   */
  public attempt<T>(what: string, rest: readonly string[], body: () => T): T | undefined {
    try {
      return body();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof MissingConfigError) this.report('config', rest, message);
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
