export { Channel } from './channel';
export type { ChannelFields, ChannelProps, ChannelType } from './channel-fields';
export { Notices } from './notices';
export type { Notification, NotificationScope } from './notification';
export type {
  NotificationProps,
  NotificationSettings,
  ReceiveProps,
  ReceiverIngress,
  ReceiverRoute,
  TenantNotificationProps,
  WatchedObjects,
} from './props';
export type { Webhook } from './receiver';
export type { PlacedReceiver } from './receiver-render';
export type { FluxObjectName, NotificationSpace, PlacedNotification } from './render';
export type { ResolvedNotification, ResolvedReceiver, ResolvedTenantNotifications } from './resolved';

// Loaded with the first notification: many fleets have none.
/* eslint-disable @typescript-eslint/no-require-imports */

/** Resolves receivers. */
export const receiving = () => require('./receiver') as typeof import('./receiver');

/** Resolves notifications. */
export const notificationResolving = () => require('./resolve') as typeof import('./resolve');

/** Makes the files of notifications. */
export const notificationRendering = () => require('./render') as typeof import('./render');
