import { anything, Options, required } from '../../core/options';
import { App } from '../app';
import { Component } from '../component';
import { Named } from '../placement';
import { Tenant, TenantTrack } from '../tenant';

/** The target and element of a question about a setting. */
export interface ExplainQuery<C extends object> {
  /** The cluster. */
  readonly cluster: Named;

  /** @default - the cluster as a whole */
  readonly environment?: Named;

  /**
   * The component, tenant, track or app whose settings are explained, or its name as in messages after the target:
   * `nginx`, `shop`, `shop/till`.
   *
   * @default - the configuration of the target
   */
  readonly of?: App<C> | Component<C> | Tenant<C> | TenantTrack<C> | string;
}

/** The keys of {@link ExplainQuery}. The search for the target says which values there are. */
export const EXPLAIN_QUERY = Options.of<ExplainQuery<object>>('an explanation', {
  cluster: required(anything),
  environment: anything,
  of: anything,
});
