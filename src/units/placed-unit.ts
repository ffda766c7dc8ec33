import { GrantedRules } from '../kubernetes/rbac';
import { RenderedUnit } from './unit';

/** A unit and its place in dist. */
export interface PlacedUnit {
  /** Directory within dist, with `/` as separator. */
  readonly directory: string;
  /** The unit. */
  readonly unit: RenderedUnit;
  /** The cluster on which its objects end up. */
  readonly cluster: string;
  /** Address for messages. */
  readonly at: string;
  /** Whether it is the list of a control: the Kustomizations and sources of other units. @default false */
  readonly isList?: boolean;
  /** Rights of the account that applies the unit; undefined for the platform's account, which may do everything. */
  readonly rights?: readonly GrantedRules[];
  /** Whether they are those that a component states for itself. @default false */
  readonly isOfComponent?: boolean;
}
