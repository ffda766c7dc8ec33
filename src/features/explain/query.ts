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
