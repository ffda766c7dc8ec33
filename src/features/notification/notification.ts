import { Construct } from 'constructs';
import { ProblemCollector } from '../../core/problem';
import { FleetElement } from '../element';
import { checkNotification } from './check';
import { NotificationProps, NotificationSettings, TenantNotificationProps } from './props';

/** The element whose events a notification is about. */
export interface NotificationScope {
  /** Kind of the element. */
  readonly kind: 'app' | 'cluster' | 'environment' | 'fleet' | 'group' | 'tenant';
  /** Names of the element and of those around it, as in messages; none for the fleet. */
  readonly address: readonly string[];
  /** The element. */
  readonly element: Construct;
}

/**
 * A notification of a fleet, a group, a cluster, an environment, a tenant or an app. Its `notify` makes it.
 *
 * @example
 * const errors: Notification = fleet.notify('errors', { channel: Channel.teams({ secret: 'teams' }) });
 */
export class Notification extends FleetElement {
  /**
   * The scope.
   *
   * @internal
   */
  public readonly scope: NotificationScope;

  /**
   * Props without values of other types.
   *
   * @internal
   */
  public readonly props: NotificationSettings<never> &
    Omit<NotificationProps<never> & TenantNotificationProps<never>, keyof NotificationSettings<never>>;

  /**
   * Address for messages.
   *
   * @internal
   */
  public readonly at: string;

  /**
   * Whether nothing is wrong with its own props. What is wrong is said once, and not again for each target.
   *
   * @internal
   */
  public readonly isSound: boolean;

  /** @internal */
  public constructor(
    scope: NotificationScope,
    problems: ProblemCollector,
    name: string,
    given: NotificationSettings<never>,
  ) {
    const at = [...scope.address, name].join('/');
    const before = problems.problems.length;
    super(scope.element, problems, 'notification', name, at);
    this.scope = scope;
    this.at = at;
    this.props = checkNotification(scope.kind, given, (id, ...messages) => problems.add(id, at, ...messages));
    this.isSound = problems.problems.length === before;
  }
}
