import { TargetQuery } from '../program';
import { ExplainedElement } from './statements';

/** A place that is asked about, and what of it. */
export interface ExplainQuery<C extends object> extends TargetQuery {
  /**
   * The component, tenant, track or app whose settings are asked about, or its name as messages have it behind the
   * place: `nginx`, `shop`, `shop/till`.
   *
   * @default - the configuration of the place
   */
  readonly of?: ExplainedElement<C> | string;
}
