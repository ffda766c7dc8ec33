import { FoundObject } from './found-object';
import { differencesOf, formatPath } from './pattern';
import { sharedHosts } from './shared-hosts';

/**
 * An app at one of its targets.
 *
 * @example
 * const ofProduction = ({ environment }: FoundApp) => environment === 'prod';
 */
export interface FoundApp {
  /** The app's address: `prod/eu-1/shop/web`. */
  readonly at: string;
  /** The environment. */
  readonly environment: string;
  /** The cluster. */
  readonly cluster: string;
  /** The tenant. */
  readonly tenant: string;
  /** The app. */
  readonly app: string;
  /** The namespace that it runs in. */
  readonly namespace: string;
  /** The track that it belongs to; undefined for the tenant's main line. */
  readonly track?: string;
}

/**
 * A fleet as invariants see it.
 *
 * @example
 * const hasApps = Invariant.of('the fleet has apps', ({ apps, name }: FleetView) =>
 *   apps.length > 0 ? [] : [{ at: name, message: 'no app is there: add one' }],
 * );
 */
export interface FleetView {
  /** The fleet's name. */
  readonly name: string;
  /** The apps at all targets. */
  readonly apps: readonly FoundApp[];
  /** The objects of a kind, see {@link ObjectAssertions}; all objects without one. */
  readonly objects: (kind?: string) => readonly FoundObject[];
}

/**
 * Where an invariant does not hold.
 *
 * @example
 * const violation: Violation = { at: 'prod/eu-1/shop', message: 'it has no owners: give it some' };
 */
export interface Violation {
  /** The address, such as `prod/eu-1/shop`. */
  readonly at: string;
  /** The fault, then after a colon what to do. */
  readonly message: string;
}

/**
 * A condition on a fleet as a whole, whatever is added to it.
 *
 * @example
 * const named = Invariant.of('an app is called as its namespace says', ({ apps }) =>
 *   apps
 *     .filter(({ namespace, environment }) => !namespace.startsWith(`${environment}-`))
 *     .map(({ at, namespace }) => ({ at, message: `namespace ${namespace} has no prefix: give the environment one` })),
 * );
 * testing.holds(named, Invariant.noSharedHosts(), Invariant.appsAlsoIn({ from: 'prod', to: 'staging' }));
 */
export class Invariant {
  /**
   * One of your own.
   *
   * @param name what holds, as a sentence
   * @param violations finds where it does not
   *
   * @example
   * const small = Invariant.of('a Deployment has at most 20 replicas', (fleet) =>
   *   fleet
   *     .objects('Deployment')
   *     .filter(({ object }) => ((object.spec as { replicas?: number }).replicas ?? 1) > 20)
   *     .map(({ at, object }) => ({ at, message: `${object.metadata.name} is too large: split it` })),
   * );
   */
  public static of(name: string, violations: (fleet: FleetView) => Iterable<Violation>): Invariant {
    return new Invariant(name, violations);
  }

  /**
   * Every object of a kind fits a pattern, wherever it is; there may be none.
   *
   * @param name what holds, as a sentence
   *
   * @example
   * const owned = Invariant.everyObject('a Namespace says whose it is', 'Namespace', {
   *   metadata: { labels: { 'toolkit.fluxcd.io/tenant': Match.anything() } },
   * });
   */
  public static everyObject(name: string, kind: string, pattern: unknown): Invariant {
    return new Invariant(name, (fleet) =>
      fleet.objects(kind).flatMap(({ at, object }) => {
        const [first] = differencesOf(pattern, object);
        if (first === undefined) return [];
        const where = formatPath(first.path) || 'it';
        const message = `${where} of ${kind} ${object.metadata.name} does not fit: give ${first.wanted}`;
        return [{ at, message }];
      }),
    );
  }

  /**
   * Every app of one environment is in another one too, on whatever cluster: what runs in production was tried before.
   *
   * @example
   * testing.holds(Invariant.appsAlsoIn({ from: 'prod', to: 'staging' }));
   */
  public static appsAlsoIn(environments: {
    /** The environment whose apps are looked for. */
    readonly from: string;
    /** The environment that must have them. */
    readonly to: string;
  }): Invariant {
    const { from, to } = environments;
    return new Invariant(`every app of ${from} is in ${to} too`, ({ apps }) => {
      const nameOf = ({ tenant, track, app }: FoundApp) => [tenant, track ?? '', app].join('/');
      const tried = new Set(apps.filter(({ environment }) => environment === to).map(nameOf));
      return apps
        .filter((one) => one.environment === from && !tried.has(nameOf(one)))
        .map(({ at, tenant, app }) => ({
          at,
          message: `app ${tenant}/${app} is not in ${to}: select ${to} with its placement as well`,
        }));
    });
  }

  /**
   * No two tenants serve the same host, on whatever clusters: neither by objects (Ingress, routes and listeners of the
   * Gateway API, VirtualService of Istio, Route of OpenShift) nor by the isolation line `hosts`, which is what their
   * charts and folders may take. A wildcard shares every host that it covers. Of a tenant with `hosts: 'any'`, only the
   * objects count.
   *
   * @example
   * testing.holds(Invariant.noSharedHosts());
   */
  public static noSharedHosts(): Invariant {
    return new Invariant('no two tenants share a host', (fleet) => sharedHosts(fleet));
  }

  private constructor(
    /** The condition, as a sentence. */
    public readonly name: string,
    private readonly find: (fleet: FleetView) => Iterable<Violation>,
  ) {}

  /** Where it does not hold in a fleet. */
  public violations(fleet: FleetView): readonly Violation[] {
    return [...this.find(fleet)];
  }
}
