/** A cluster as seen by per-target functions. */
export interface ClusterView {
  /** The cluster's name. */
  readonly name: string;
  /** The cluster's labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the groups the cluster is in, weakest first. */
  readonly groupNames: readonly string[];
}

/** An environment as seen by per-target functions. */
export interface EnvironmentView {
  /** The environment's name. */
  readonly name: string;
  /** Prefix of the environment's namespaces, such as `dev-`. */
  readonly prefix: string;
  /** The environment's labels. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A tenant as seen by per-target functions. */
export interface TenantView {
  /** The tenant's name. */
  readonly name: string;
}

/**
 * A place for which something is rendered: a cluster, or an environment on a cluster.
 *
 * `C` is the type of a cluster's configuration, the fleet's own generic parameter.
 */
export interface Target<C> {
  /** The cluster. */
  readonly cluster: ClusterView;

  /** The environment; undefined for elements of the cluster as a whole. */
  readonly environment?: EnvironmentView;

  /**
   * The merged configuration of this target. Reading a key that no layer sets is a problem: set defaults at the fleet,
   * and test `'key' in config` where a key may be missing.
   */
  readonly config: C;
}

/** A target in an environment. */
export interface EnvironmentTarget<C> extends Target<C> {
  readonly environment: EnvironmentView;
}

/** A target of a tenant. */
export interface TenantTarget<C> extends EnvironmentTarget<C> {
  /** The tenant. */
  readonly tenant: TenantView;
}

/** A value, or a function that returns it for each target. */
export type PerTarget<T, G> = T | ((target: G) => T);

/** The value for one target. */
export function valueFor<T, G>(value: PerTarget<T, G>, target: G): T {
  return typeof value === 'function' ? (value as (target: G) => T)(target) : value;
}

/** Address of a target for messages: `environment/cluster/tenant/…`, with the parts that apply. */
export function addressOf(target: Pick<Target<unknown>, 'cluster' | 'environment'>, ...rest: string[]): string {
  return [...(target.environment ? [target.environment.name] : []), target.cluster.name, ...rest].join('/');
}
