import type { EventSourceKind } from '../../flux/event-sources';
import type { Placement } from '../placement';
import type { Secret } from '../secret';
import type { PerTarget } from '../target';
import type { Channel } from './channel';

/** Flux objects by kind, and by name or labels. */
export interface WatchedObjects {
  /** Kind. */
  readonly kind: EventSourceKind;

  /**
   * Name.
   *
   * @default - all
   */
  readonly name?: string;

  /**
   * Labels that the objects must have.
   *
   * @default - any
   */
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** Options of notifications of all scopes. `T` is the target that functions get. */
export interface NotificationSettings<T> {
  /** Where the events go. */
  readonly channel: PerTarget<Channel, T>;

  /**
   * Lowest severity that is sent: failures alone, or successes too.
   *
   * @default - error; info for statuses of commits and comments on change requests
   */
  readonly severity?: 'error' | 'info';

  /**
   * Go regular expressions of messages to send; no other message is sent then.
   *
   * @default - all messages
   */
  readonly inclusionList?: readonly string[];

  /**
   * Go regular expressions of messages to drop, also of those that `inclusionList` matches.
   *
   * @default - none; for severity `info` and a generic webhook those of reconciliations that changed nothing, which Flux
   * sends for each Kustomization at each interval
   */
  readonly exclusionList?: readonly string[];

  /**
   * A sentence for people, which each message carries: what is affected, or where the runbook is.
   *
   * @default - none
   */
  readonly summary?: PerTarget<string, T>;

  /**
   * Further metadata of each event. `cluster`, and `environment`, `tenant` and `app` where there are any, are always there.
   *
   * @default - none
   */
  readonly eventMetadata?: PerTarget<Readonly<Record<string, string>>, T>;

  /**
   * The targets of the scope that have it.
   *
   * @default - all
   */
  readonly placement?: Placement;

  /**
   * Sends nothing until it is taken out again.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

/** Props of `notify` of a fleet, a group, a cluster or an environment. */
export interface NotificationProps<T> extends NotificationSettings<T> {
  /**
   * Watched objects.
   *
   * @default - every Flux object of the scope
   */
  readonly watch?: readonly WatchedObjects[];

  /**
   * Watches what Flux has in tenants' namespaces too: folders of their repositories, with their sources. Flux lets no
   * object watch another namespace, so each of these gets a Provider of its own, and the channel's Secret must be there,
   * where pods of the tenant can mount it.
   *
   * @default - true for a channel with neither a Secret, an account nor a routing key, else false
   */
  readonly tenantNamespaces?: boolean;
}

/** Props of `notify` of a tenant or an app. */
export interface TenantNotificationProps<T> extends NotificationSettings<T> {
  /**
   * Kinds that are watched.
   *
   * @default - every Flux object of the tenant or the app
   */
  readonly kinds?: readonly EventSourceKind[];
}

/** An Ingress in front of the Receivers of a cluster. */
export interface ReceiverIngress {
  /** Host name that the caller reaches, without a scheme. */
  readonly host: string;

  /**
   * Class of the Ingress.
   *
   * @default - the cluster's default
   */
  readonly className?: string;

  /**
   * Secret with the certificate, in `flux-system`.
   *
   * @default - none: no TLS
   */
  readonly tlsSecret?: string;

  /**
   * Annotations of the Ingress, such as the issuer of the certificate.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An HTTPRoute of the Gateway API in front of the Receivers of a cluster. */
export interface ReceiverRoute {
  /** Host name that the caller reaches, without a scheme. */
  readonly host: string;

  /** Name of the Gateway. */
  readonly gateway: string;

  /**
   * Namespace of the Gateway.
   *
   * @default - flux-system
   */
  readonly gatewayNamespace?: string;
}

/** Props of `receive` of a fleet, a group, a cluster or an environment. */
export interface ReceiveProps {
  /** Type of the caller. */
  readonly type:
    | 'acr'
    | 'bitbucket'
    | 'cdevents'
    | 'dockerhub'
    | 'generic'
    | 'generic-hmac'
    | 'github'
    | 'gitlab'
    | 'harbor'
    | 'nexus'
    | 'quay';

  /**
   * Secret with the `token` that verifies calls, and from which Flux makes the path of the webhook. By name it must be in
   * each control namespace; a Secret by `Secret.external` is made there.
   */
  readonly secret: string | Secret;

  /**
   * Events to react to, in the caller's names. For types that have events: bitbucket, cdevents, github, gitlab.
   *
   * @default - all
   */
  readonly events?: readonly string[];

  /**
   * Objects reconciled on a call: each by name or by labels.
   *
   * @default - the source of the generated folder in the control namespace; its interval is then 10 minutes instead of 1,
   * unless the fleet's defaults say another
   */
  readonly resources?: readonly WatchedObjects[];

  /**
   * Ingress to the cluster's Receivers. Not for an environment, because a cluster has one Service for all of them.
   *
   * @default - none
   */
  readonly ingress?: ReceiverIngress;

  /**
   * HTTPRoute to the cluster's Receivers. Not for an environment.
   *
   * @default - none
   */
  readonly route?: ReceiverRoute;

  /**
   * The targets of the scope that have it.
   *
   * @default - all
   */
  readonly placement?: Placement;

  /**
   * Takes no calls until it is taken out again.
   *
   * @default false
   */
  readonly suspend?: boolean;
}
