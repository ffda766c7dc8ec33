import type { ChannelProps, ChannelSpec, ChannelType } from './channel-fields';

// Loaded with the first channel: most fleets have none.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const checks = () => require('./channel-check') as typeof import('./channel-check');

/**
 * Where notifications go: a chat, an incident service, a webhook, the status of a commit. Each method takes what its
 * service needs; a field that the service does not use does not compile. Secrets are given by name or as `Secret.external`,
 * and their values are never seen.
 *
 * @example
 * fleet.notify('errors', { channel: Channel.slack({ channel: 'fleet', secret: 'slack' }) });
 */
export class Channel {
  /**
   * A channel of any type, by Flux's name for it: for types that come from a data file.
   *
   * @param type such as `slack` or `generic-hmac`
   * @param props what the type takes
   */
  public static of<T extends ChannelType>(type: T, props: ChannelProps<T>): Channel {
    const { spec, problems } = checks().channelSpec(type, props);
    return new Channel(spec, problems);
  }

  /** Slack. The Secret has the `address` of a webhook, or the `token` of a bot. */
  public static slack(props: ChannelProps<'slack'>): Channel {
    return Channel.of('slack', props);
  }

  /** Microsoft Teams. The Secret has the `address` of a workflow's webhook. */
  public static teams(props: ChannelProps<'msteams'>): Channel {
    return Channel.of('msteams', props);
  }

  /** Discord. The Secret has the `address` of a webhook. */
  public static discord(props: ChannelProps<'discord'>): Channel {
    return Channel.of('discord', props);
  }

  /** Rocket.Chat. The Secret has the `address` of a webhook. */
  public static rocket(props: ChannelProps<'rocket'>): Channel {
    return Channel.of('rocket', props);
  }

  /** Google Chat. The Secret has the `address` of a space's webhook. */
  public static googleChat(props: ChannelProps<'googlechat'>): Channel {
    return Channel.of('googlechat', props);
  }

  /** Lark or Feishu. The Secret has the `address` of a bot. */
  public static lark(props: ChannelProps<'lark'>): Channel {
    return Channel.of('lark', props);
  }

  /** Matrix. `channel` is the id of the room; the Secret has the `token`, and the `address` unless it is given. */
  public static matrix(props: ChannelProps<'matrix'>): Channel {
    return Channel.of('matrix', props);
  }

  /** Telegram. `channel` is the chat; the Secret has the bot's `token`. */
  public static telegram(props: ChannelProps<'telegram'>): Channel {
    return Channel.of('telegram', props);
  }

  /** Webex. `channel` is the id of the room; the Secret has the bot's `token`. */
  public static webex(props: ChannelProps<'webex'>): Channel {
    return Channel.of('webex', props);
  }

  /** Zulip. `channel` is `channel/topic`; the Secret has `username` and `password` of a bot. Flux 2.7 and later. */
  public static zulip(props: ChannelProps<'zulip'>): Channel {
    return Channel.of('zulip', props);
  }

  /** Zoom Team Chat. The Secret has the webhook's `address` and `token`. Flux 2.10 and later. */
  public static zoom(props: ChannelProps<'zoom'>): Channel {
    return Channel.of('zoom', props);
  }

  /** Mastodon. The Secret has the `token`. Flux 2.10 and later. */
  public static mastodon(props: ChannelProps<'mastodon'>): Channel {
    return Channel.of('mastodon', props);
  }

  /** PagerDuty. `channel` is the routing key of an integration. */
  public static pagerDuty(props: ChannelProps<'pagerduty'>): Channel {
    return Channel.of('pagerduty', props);
  }

  /** Opsgenie. The Secret has the API key as `token`. */
  public static opsgenie(props: ChannelProps<'opsgenie'>): Channel {
    return Channel.of('opsgenie', props);
  }

  /** incident.io. The Secret has the `token`, and the `address` unless it is given. Flux 2.10 and later. */
  public static incidentIo(props: ChannelProps<'incident.io'>): Channel {
    return Channel.of('incident.io', props);
  }

  /** Prometheus Alertmanager. `address` ends in `/api/v2/alerts/`. */
  public static alertmanager(props: ChannelProps<'alertmanager'>): Channel {
    return Channel.of('alertmanager', props);
  }

  /** Annotations of Grafana. `address` ends in `/api/annotations`; the Secret has the `token`. */
  public static grafana(props: ChannelProps<'grafana'>): Channel {
    return Channel.of('grafana', props);
  }

  /** Datadog. `address` is that of the site; the Secret has the API key as `token`. */
  public static datadog(props: ChannelProps<'datadog'>): Channel {
    return Channel.of('datadog', props);
  }

  /** Sentry. `channel` is the environment there; the Secret has the DSN as `address`. */
  public static sentry(props: ChannelProps<'sentry'>): Channel {
    return Channel.of('sentry', props);
  }

  /** Traces of OpenTelemetry, by OTLP over HTTP. Flux 2.7 and later. */
  public static otel(props: ChannelProps<'otel'>): Channel {
    return Channel.of('otel', props);
  }

  /** A webhook that gets each event as JSON. The Secret may have `headers`. */
  public static generic(props: ChannelProps<'generic'>): Channel {
    return Channel.of('generic', props);
  }

  /** As {@link generic}, with the header `X-Signature`, which the `token` of the Secret makes. */
  public static genericHmac(props: ChannelProps<'generic-hmac'>): Channel {
    return Channel.of('generic-hmac', props);
  }

  /** NATS. `channel` is the subject; the Secret has `username` and `password`, `creds` or `nkey`. */
  public static nats(props: ChannelProps<'nats'>): Channel {
    return Channel.of('nats', props);
  }

  /** Google Pub/Sub. `address` is the id of the project, `channel` the topic; with workload identity, or a key in the Secret. */
  public static googlePubSub(props: ChannelProps<'googlepubsub'>): Channel {
    return Channel.of('googlepubsub', props);
  }

  /** Azure Event Hub. `address` is the namespace, `channel` the hub; with workload identity, or a SAS in the Secret's `address`. */
  public static azureEventHub(props: ChannelProps<'azureeventhub'>): Channel {
    return Channel.of('azureeventhub', props);
  }

  /** Statuses of commits on GitHub. `address` is the repository; the Secret has the `token`, or a GitHub App. */
  public static githubCommitStatus(props: ChannelProps<'github'>): Channel {
    return Channel.of('github', props);
  }

  /** Statuses of commits on GitLab. `address` is the repository; the Secret has the `token`. */
  public static gitlabCommitStatus(props: ChannelProps<'gitlab'>): Channel {
    return Channel.of('gitlab', props);
  }

  /** Statuses of commits on Gitea. `address` is the repository; the Secret has the `token`. */
  public static giteaCommitStatus(props: ChannelProps<'gitea'>): Channel {
    return Channel.of('gitea', props);
  }

  /** Statuses of commits on Bitbucket Cloud. `address` is the repository; the Secret has `user:password` as `token`. */
  public static bitbucketCommitStatus(props: ChannelProps<'bitbucket'>): Channel {
    return Channel.of('bitbucket', props);
  }

  /** Statuses of commits on Bitbucket Server. `address` is the HTTP clone URL; the Secret has the `token`. */
  public static bitbucketServerCommitStatus(props: ChannelProps<'bitbucketserver'>): Channel {
    return Channel.of('bitbucketserver', props);
  }

  /** Statuses of commits on Azure DevOps. `address` is the repository; with a `token` in the Secret, or workload identity. */
  public static azureDevOpsCommitStatus(props: ChannelProps<'azuredevops'>): Channel {
    return Channel.of('azuredevops', props);
  }

  /**
   * Comments on pull requests of GitHub, for objects with the annotation `event.toolkit.fluxcd.io/change_request`: the
   * events of all others are dropped. `address` is the repository; the Secret has the `token`. Flux 2.8 and later.
   */
  public static githubPullRequestComment(props: ChannelProps<'githubpullrequestcomment'>): Channel {
    return Channel.of('githubpullrequestcomment', props);
  }

  /** As {@link githubPullRequestComment}, for merge requests of GitLab. */
  public static gitlabMergeRequestComment(props: ChannelProps<'gitlabmergerequestcomment'>): Channel {
    return Channel.of('gitlabmergerequestcomment', props);
  }

  /** As {@link githubPullRequestComment}, for pull requests of Gitea. */
  public static giteaPullRequestComment(props: ChannelProps<'giteapullrequestcomment'>): Channel {
    return Channel.of('giteapullrequestcomment', props);
  }

  /** Repository dispatches, which start workflows of GitHub. `address` is the repository; the Secret has the `token`. */
  public static githubDispatch(props: ChannelProps<'githubdispatch'>): Channel {
    return Channel.of('githubdispatch', props);
  }

  /** Problems of the channel, one message each; empty when it is valid. */
  public readonly problems: readonly string[];

  /** Makes the type nominal: the compiler accepts no other type with the same members. */
  declare private readonly nominal: never;

  private constructor(
    /**
     * The channel as plain data; undefined when it has problems.
     *
     * @internal
     */
    public readonly spec: ChannelSpec | undefined,
    problems: readonly string[],
  ) {
    this.problems = problems;
  }
}
