import type { ProblemCollector } from '../../core/problem';
import type { Notification, NotificationScope } from './notification';
import type { NotificationSettings, ReceiveProps } from './props';
import type { Webhook } from './receiver';

// Loaded with the first notification or receiver: many fleets have none.
/* eslint-disable @typescript-eslint/no-require-imports */
const making = () => require('./notification') as typeof import('./notification');
const receiving = () => require('./receiver') as typeof import('./receiver');
/* eslint-enable @typescript-eslint/no-require-imports */

/** The notifications and receivers of a fleet and of all of its elements, in the order of their statements. */
export class Notices {
  /** The notifications. */
  public readonly notifications: Notification[] = [];

  /** The receivers. */
  public readonly receivers: Webhook[] = [];

  /** @param problems receives what is wrong with them */
  constructor(private readonly problems: ProblemCollector) {}

  /** Adds a notification of an element. */
  public notify(scope: NotificationScope, name: string, props: NotificationSettings<never>): Notification {
    const { Notification } = making();
    const notification = new Notification(scope, this.problems, name, props);
    this.notifications.push(notification);
    return notification;
  }

  /** Adds a receiver of an element. */
  public receive(scope: NotificationScope, name: string, props: ReceiveProps): Webhook {
    const { Webhook } = receiving();
    const webhook = new Webhook(scope, this.problems, name, props);
    this.receivers.push(webhook);
    return webhook;
  }
}
