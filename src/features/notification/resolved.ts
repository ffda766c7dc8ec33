import type { ChannelSecret, ChannelSpec } from './channel-fields';
import type { ReceiveProps, WatchedObjects } from './props';

/** A notification at one target, as plain data. */
export interface ResolvedNotification {
  /** Its scope, as the names of its objects begin: `fleet`, `cluster`, `environment.prod`, `tenant`, `app.web`. */
  readonly scope: string;
  /** Its name within the scope. */
  readonly name: string;
  /** Address of its statement, for messages. */
  readonly at: string;
  readonly channel: ChannelSpec;
  readonly severity: 'error' | 'info';
  /** Watched objects; undefined for everything. */
  readonly watch?: readonly WatchedObjects[];
  readonly inclusionList?: readonly string[];
  readonly exclusionList?: readonly string[];
  /** Metadata of each event, the target's names included. */
  readonly eventMetadata: Readonly<Record<string, string>>;
  /** The only app that it is about. */
  readonly app?: { readonly name: string; readonly track?: string };
  /** Whether tenants' namespaces have it too. */
  readonly tenantNamespaces?: true;
  readonly suspend?: true;
}

/** The notifications of one tenant at one target, and of its apps. */
export interface ResolvedTenantNotifications {
  /** The tenant's name. */
  readonly tenant: string;
  readonly notifications: readonly ResolvedNotification[];
}

/** A Receiver at one target, as plain data. */
export interface ResolvedReceiver extends Omit<ReceiveProps, 'placement' | 'secret' | 'suspend'> {
  /** Its scope, as the names of its objects begin. */
  readonly scope: string;
  /** Its name within the scope. */
  readonly name: string;
  readonly secret: ChannelSecret;
  readonly suspend?: true;
}
