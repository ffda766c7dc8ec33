/** What a per-target function sees of a cluster. */
export interface ClusterView {
  /** The cluster's name. */
  readonly name: string;
  /** The cluster's labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the groups the cluster is in, weakest first. */
  readonly groupNames: readonly string[];
}

/** What a per-target function sees of an environment. */
export interface EnvironmentView {
  /** The environment's name. */
  readonly name: string;
  /** What the environment's namespaces begin with, such as `dev-`. */
  readonly prefix: string;
  /** The environment's labels. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What a per-target function sees of a tenant. */
export interface TenantView {
  /** The tenant's name. */
  readonly name: string;
}

/**
 * One place that something is rendered for.
 *
 * `C` is the type of a cluster's configuration, the fleet's own generic parameter.
 */
export interface Target<C> {
  /** The cluster. */
  readonly cluster: ClusterView;

  /** The environment; undefined for what belongs to a cluster as a whole. */
  readonly environment?: EnvironmentView;

  /**
   * The configuration merged for this place. Reading a key that no layer sets is an error of the run: give defaults at
   * the fleet, and ask `'key' in config` where a key may be missing.
   */
  readonly config: C;
}

/** A target that lies in an environment. */
export interface EnvironmentTarget<C> extends Target<C> {
  readonly environment: EnvironmentView;
}

/** A target that belongs to a tenant. */
export interface TenantTarget<C> extends EnvironmentTarget<C> {
  /** The tenant. */
  readonly tenant: TenantView;
}

/** A value, or a function that gives it for each target. */
export type PerTarget<T, G> = T | ((target: G) => T);

/** The value for one target. */
export function valueFor<T, G>(value: PerTarget<T, G>, target: G): T {
  return typeof value === 'function' ? (value as (target: G) => T)(target) : value;
}

/** How a target is named in messages: `environment/cluster/tenant/…`, with the parts that apply. */
export function addressOf(target: Pick<Target<unknown>, 'cluster' | 'environment'>, ...rest: string[]): string {
  return [...(target.environment ? [target.environment.name] : []), target.cluster.name, ...rest].join('/');
}
