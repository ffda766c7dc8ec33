import type { ProviderSpec } from '../../flux/spec';
import type { FluxVersion } from '../../flux/version';
import type { Secret } from '../secret';

/** Fields that channels have; each type of channel takes some of them. */
export interface ChannelFields {
  /**
   * Address of the service: a URL, for a Git service that of the repository, for Google Pub/Sub the id of the project. An
   * address that lets in anybody who knows it, as most webhooks do, belongs into the Secret, under the key `address`.
   *
   * @default - the one in the Secret; else the service's own, where it has a single one
   */
  readonly address?: string;

  /**
   * The service's channel, room, topic or subject. For PagerDuty the routing key, for Telegram the chat, for
   * Sentry the environment, for Zulip `channel/topic`.
   *
   * @default - the service's own
   */
  readonly channel?: string;

  /**
   * Name that the messages are sent under.
   *
   * @default - the name of the controller that reports
   */
  readonly username?: string;

  /**
   * Secret with what the service asks for: `token`, `address`, `username` and `password`, or `headers`; for GitHub also
   * the keys of a GitHub App. By name it must be there already, in the namespace of the Provider; a Secret by
   * `Secret.external` is made there.
   *
   * @default - none
   */
  readonly secret?: string | Secret;

  /**
   * Secret with the service's CA certificate (`ca.crt`), and the client's (`tls.crt`, `tls.key`), beside the Provider.
   *
   * @default - the CA certificates in the controller's image
   */
  readonly certSecret?: string | Secret;

  /**
   * Secret with the proxy: `address`, `username` and `password`, beside the Provider. Flux 2.7 and later.
   *
   * @default - none
   */
  readonly proxySecret?: string | Secret;

  /**
   * ServiceAccount, beside the Provider, whose cloud identity is used. Flux before 2.10 needs the feature gate
   * `ObjectLevelWorkloadIdentity` of notification-controller.
   *
   * @default - the controller's own identity, where no Secret is given
   */
  readonly serviceAccountName?: string;

  /**
   * Timeout of one message in seconds, at least 1.
   *
   * @default 15
   */
  readonly timeoutSeconds?: number;
}

/** A field of a channel. */
export type ChannelField = keyof ChannelFields;

/** A type of channel, by the name that Flux has for it. */
export type ChannelType = ProviderSpec['type'];

/** The rules of one type of channel. */
export interface ChannelRule {
  /** Fields that it cannot do without. */
  readonly needs: readonly ChannelField[];
  /** Fields that it uses. */
  readonly takes: readonly ChannelField[];
  /** Fields of which it needs one. */
  readonly anyOf?: readonly ChannelField[];
  /** The service's address, where it has a single one. A Secret with an address wins over it. */
  readonly address?: string;
  /** The Flux version it came with, if not all have it. */
  readonly since?: FluxVersion;
  /** Its effect beside posting a message: `commit` sets the status of a commit, `request` comments on a change request. */
  readonly about?: 'commit' | 'request';
}

const WEB = ['address', 'secret', 'certSecret', 'proxySecret', 'timeoutSeconds'] as const;
const PLAIN = ['address', 'secret', 'timeoutSeconds'] as const;
const PROXIED = ['address', 'secret', 'proxySecret', 'timeoutSeconds'] as const;
const SOMEWHERE = ['address', 'secret'] as const;
const REPOSITORY = ['address', 'secret'] as const;
const MORE = ['certSecret', 'proxySecret', 'timeoutSeconds'] as const;
const CERTIFICATE = ['certSecret', 'timeoutSeconds'] as const;

/** The types of channels, as notification-controller 1.9.3 reads them in `internal/notifier`. */
export const CHANNEL_TYPES = {
  slack: {
    needs: [],
    takes: [...WEB, 'channel', 'username'],
    anyOf: SOMEWHERE,
    address: 'https://slack.com/api/chat.postMessage',
  },
  msteams: { needs: [], takes: WEB, anyOf: SOMEWHERE },
  discord: { needs: [], takes: [...PROXIED, 'username'], anyOf: SOMEWHERE },
  rocket: { needs: [], takes: [...WEB, 'channel', 'username'], anyOf: SOMEWHERE },
  googlechat: { needs: [], takes: PROXIED, anyOf: SOMEWHERE },
  lark: { needs: [], takes: PLAIN, anyOf: SOMEWHERE },
  matrix: { needs: ['channel', 'secret'], takes: ['address', ...CERTIFICATE] },
  telegram: { needs: ['channel', 'secret'], takes: ['proxySecret', 'timeoutSeconds'] },
  webex: {
    needs: ['channel', 'secret'],
    takes: ['address', ...MORE],
    address: 'https://webexapis.com/v1/messages',
  },
  zulip: { needs: ['channel', 'secret'], takes: ['address', ...MORE], since: '2.7' },
  zoom: { needs: ['secret'], takes: ['address', ...MORE], since: '2.10' },
  mastodon: { needs: ['secret'], takes: ['address', ...MORE], since: '2.10' },
  pagerduty: { needs: ['channel'], takes: WEB, address: 'https://events.pagerduty.com' },
  opsgenie: { needs: ['secret'], takes: ['address', ...MORE], address: 'https://api.opsgenie.com/v2/alerts' },
  'incident.io': { needs: ['secret'], takes: ['address', ...MORE], since: '2.10' },
  alertmanager: { needs: [], takes: WEB, anyOf: SOMEWHERE },
  grafana: { needs: [], takes: WEB, anyOf: SOMEWHERE },
  datadog: { needs: ['secret'], takes: ['address', ...MORE] },
  sentry: { needs: ['secret'], takes: ['channel', ...CERTIFICATE] },
  otel: { needs: [], takes: WEB, anyOf: SOMEWHERE, since: '2.7' },
  generic: { needs: [], takes: WEB, anyOf: SOMEWHERE },
  'generic-hmac': { needs: ['secret'], takes: ['address', ...MORE] },
  nats: { needs: ['address', 'channel'], takes: ['secret', 'timeoutSeconds'] },
  googlepubsub: { needs: ['address', 'channel'], takes: ['secret', 'serviceAccountName', 'timeoutSeconds'] },
  azureeventhub: {
    needs: [],
    takes: [...PROXIED, 'channel', 'serviceAccountName'],
    anyOf: SOMEWHERE,
  },
  github: { needs: REPOSITORY, takes: MORE, about: 'commit' },
  gitlab: { needs: REPOSITORY, takes: CERTIFICATE, about: 'commit' },
  gitea: { needs: REPOSITORY, takes: MORE, about: 'commit' },
  bitbucket: { needs: REPOSITORY, takes: CERTIFICATE, about: 'commit' },
  bitbucketserver: { needs: REPOSITORY, takes: CERTIFICATE, about: 'commit' },
  azuredevops: {
    needs: ['address'],
    takes: ['secret', 'serviceAccountName', ...MORE],
    anyOf: ['secret', 'serviceAccountName'],
    about: 'commit',
  },
  githubpullrequestcomment: { needs: REPOSITORY, takes: MORE, since: '2.8', about: 'request' },
  gitlabmergerequestcomment: { needs: REPOSITORY, takes: CERTIFICATE, since: '2.8', about: 'request' },
  giteapullrequestcomment: { needs: REPOSITORY, takes: MORE, since: '2.8', about: 'request' },
  githubdispatch: { needs: REPOSITORY, takes: MORE },
} as const satisfies { readonly [T in ChannelType]: ChannelRule };

type ChannelRules = typeof CHANNEL_TYPES;

/** The fields that a type of channel takes: those that it needs, and those that it uses. */
export type ChannelProps<T extends ChannelType> = Required<Pick<ChannelFields, ChannelRules[T]['needs'][number]>> &
  Pick<ChannelFields, Exclude<ChannelRules[T]['takes'][number], ChannelRules[T]['needs'][number]>>;

/** A channel as plain data. */
export interface ChannelSpec extends Omit<ChannelFields, 'secret' | 'certSecret' | 'proxySecret'> {
  readonly type: ChannelType;
  /** The Secrets, by the field of the Provider that names them. */
  readonly secrets: { readonly [F in SecretField]?: ChannelSecret };
}

/** A field of a channel that names a Secret. */
export type SecretField = 'secret' | 'certSecret' | 'proxySecret';

/** A Secret of a channel, with the object from which it is made beside the Provider; none for one that is there. */
export interface ChannelSecret {
  readonly name: string;
  readonly object?: object;
}
