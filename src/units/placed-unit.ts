import { GrantedRules } from '../kubernetes/rbac';
import { RenderedUnit } from './unit';

/** A unit at its place in dist. */
export interface PlacedUnit {
  /** Directory within dist, with `/` between folders. */
  readonly directory: string;
  /** The unit. */
  readonly unit: RenderedUnit;
  /** The cluster that its objects land on. */
  readonly cluster: string;
  /** Where it is, as messages name it. */
  readonly at: string;
  /** What the account may do that applies it; undefined for the platform's own, which may do everything. */
  readonly rights?: readonly GrantedRules[];
}
