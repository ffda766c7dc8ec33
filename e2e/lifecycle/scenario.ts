import { Duration } from 'cdk8s';
import {
  App,
  Cluster,
  Environment,
  Fleet,
  Placement,
  Removal,
  Source,
  Tenant,
  TenantTrack,
  type AppProps,
  type ClusterProps,
  type EnvironmentProps,
  type TenantProps,
} from 'cdk8s-flux-fleet';
import type { Hands } from './hands';

/** Configuration of the clusters; there is none. */
export type Config = Record<string, never>;

export const FLEET_URL = 'https://git.example.com/acme/fleet';

/** Why the scenarios remove things. */
export const REASON = 'the suite looks what becomes of it';

/** Clusters that every scenario can use: two managers, and a remote cluster of the first. */
export interface Clusters {
  readonly america: Cluster<Config>;
  readonly pacific: Cluster<Config>;
  readonly south: Cluster<Config>;
}

/** The program that scenarios add statements to. */
export class Program {
  readonly fleet: Fleet<Config>;
  readonly on: Clusters;
  readonly removals: Removal[] = [];

  constructor() {
    const kustomization = { retryInterval: Duration.seconds(3), timeout: Duration.seconds(30) };
    this.fleet = new Fleet<Config>({
      name: 'acme',
      source: Source.git({ url: FLEET_URL, branch: 'main' }),
      defaults: { kustomization },
    });
    const america = new Cluster(this.fleet, 'america');
    this.on = {
      america,
      pacific: new Cluster(this.fleet, 'pacific'),
      south: new Cluster(this.fleet, 'south', { managedBy: america }),
    };
    // What no scenario touches.
    this.tenant('bystander', this.environment('unrelated', Object.values(this.on)), ['web']);
  }

  /** A cluster of a scenario. */
  cluster(name: string, more: ClusterProps<Config> = {}): Cluster<Config> {
    return new Cluster(this.fleet, name, more);
  }

  environment(name: string, clusters: readonly Cluster<Config>[], more: Partial<EnvironmentProps<Config>> = {}) {
    return new Environment(this.fleet, name, { clusters, ...more });
  }

  /** A tenant in one environment, with apps that are folders of its repository. */
  tenant(name: string, at: Environment<Config>, apps: readonly string[], more: Partial<TenantProps<Config>> = {}) {
    const source = Source.git({ url: tenantUrl(name), branch: 'main' });
    const placement = Placement.environment(at);
    const tenant = new Tenant(this.fleet, name, { source, owners: [`${name}-owners`], placement, ...more });
    for (const app of apps) this.app(tenant, app);
    return tenant;
  }

  app(tenant: Tenant<Config> | TenantTrack<Config>, name: string, more: AppProps<Config> = {}) {
    const path = 'chart' in more ? {} : { path: `./${name}` };
    return new App(tenant, name, { ...path, ...more });
  }

  declare(...removals: readonly Removal[]): void {
    this.removals.push(...removals);
    this.fleet.declare(...removals);
  }
}

/** Where a tenant's manifests are. */
export const tenantUrl = (tenant: string): string => `https://git.example.com/${tenant}/apps`;

/** A state of the fleet that a commit brings. */
export interface Step<S> {
  readonly state: S;
  /** What a person does before the commit, once Flux has applied the one before. */
  readonly byHand?: (hands: Hands) => Promise<void>;
  /** What a person does when the commit is there. */
  readonly afterwards?: (hands: Hands) => Promise<void>;
  /** What becomes of some objects, as `cluster: Kind namespace/name: outcome`. All are held against the plan. */
  readonly becomes?: readonly string[];
}

/** A change at once, which the guard refuses. */
export interface Refusal<S> {
  readonly state: S;
  /** The step that it is compared with. @default 0 */
  readonly after?: number;
  /** Each finding that is an error, as `id: message`, with its steps below it. */
  readonly says: RegExp;
  readonly steps?: readonly RegExp[];
}

/** A way of a part of the fleet, from the first state to the last. */
export interface Scenario<S = unknown> {
  /** Also the name of its environment. */
  readonly id: string;
  readonly title: string;
  /** Its statements in the program. */
  readonly program: (program: Program, state: S) => void;
  readonly steps: readonly Step<S>[];
  readonly refused?: readonly Refusal<S>[];
  /** Clusters of its own that run. */
  readonly clusters?: readonly string[];
  /** Later names of these clusters, with their first ones. The plan takes the later one for another cluster. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** The branch of its environment, which is named like it, and the commits at which it is brought up to main. */
  readonly branch?: { readonly name: string; readonly followsAt: readonly number[] };
  /** Kustomizations that are not Ready after a step, by step, as patterns. */
  readonly failing?: Readonly<Record<number, readonly RegExp[]>>;
  /** Whether it has charts, which the real helm-controller of the first manager installs. */
  readonly charts?: true;
  /** What is set up by hand before the first commit. */
  readonly begin?: (hands: Hands) => Promise<void>;
  /** What is looked at in the end. */
  readonly end?: (hands: Hands) => Promise<void>;
}

/** A scenario, whatever its states. */
export function scenario<S>(given: Scenario<S>): Scenario {
  return given as unknown as Scenario;
}
