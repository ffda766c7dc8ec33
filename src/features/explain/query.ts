import { App } from '../app';
import { Component } from '../component';
import { Named } from '../placement';
import { Tenant, TenantTrack } from '../tenant';

/** A place that is asked about, and what of it. */
export interface ExplainQuery<C extends object> {
  /** The cluster. */
  readonly cluster: Named;

  /** @default - the cluster as a whole */
  readonly environment?: Named;

  /**
   * The component, tenant, track or app whose settings are asked about, or its name as messages have it behind the
   * place: `nginx`, `shop`, `shop/till`.
   *
   * @default - the configuration of the place
   */
  readonly of?: App<C> | Component<C> | Tenant<C> | TenantTrack<C> | string;
}
