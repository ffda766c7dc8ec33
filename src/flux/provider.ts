import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { oneOf, Options, required, text } from '../core/options';
import { notificationApiVersion } from './api-versions';
import { FluxContext } from './context';
import { checkAddress } from './credentials';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { DURATION, LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { optionalReference } from './references';
import { ProviderSpec } from './spec';

/** Props of {@link Provider}. */
export interface ProviderProps extends SuspendableProps<ProviderSpec> {
  /** Type of the service. */
  readonly type: ProviderSpec['type'];

  /**
   * Address of the service. An address that grants access to anyone who knows it, such as a Slack webhook, belongs in
   * the Secret under the key `address`.
   *
   * @default - the address in the Secret, or the service's default
   */
  readonly address?: string;

  /**
   * Channel, room or topic.
   *
   * @default - the service's default
   */
  readonly channel?: string;

  /**
   * Display name of the sender.
   *
   * @default - the service's default
   */
  readonly username?: string;

  /**
   * Secret with the credentials: `token`, `address`, `username` and `password`, or `headers`, depending on the type.
   *
   * @default - none
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Secret with the service's CA certificate (`ca.crt`) and the client certificate (`tls.crt`, `tls.key`).
   *
   * @default - the CA certificates in the controller's image
   */
  readonly certSecretRef?: LocalObjectReference;

  /**
   * Secret with the proxy settings: `address`, `username` and `password`. Flux 2.7 and later.
   *
   * @default - none
   */
  readonly proxySecretRef?: LocalObjectReference;

  /**
   * ServiceAccount in the same namespace whose cloud identity is used.
   *
   * @default - notification-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * CEL expression over `event`, `alert` and `provider` for the id of a commit status; only for Git services. Include
   * the cluster's name: otherwise clusters that report on the same commit overwrite each other's status.
   *
   * @default - derived from kind, name and the provider's uid
   */
  readonly commitStatusExpr?: string;

  /**
   * Timeout for sending.
   *
   * @default - 15 s
   */
  readonly timeout?: Duration;
}

/** The services with commit statuses. */
const WITH_COMMIT_STATUS: readonly ProviderSpec['type'][] = [
  'github',
  'gitlab',
  'gitea',
  'bitbucketserver',
  'bitbucket',
  'azuredevops',
];

/** Options of {@link ProviderProps}. */
const PROVIDER = Options.of<ProviderProps>('a Provider', {
  ...SUSPENDABLE,
  type: required(
    oneOf(
      'generic',
      'github',
      'slack',
      'discord',
      'msteams',
      'rocket',
      'generic-hmac',
      'gitlab',
      'gitea',
      'giteapullrequestcomment',
      'bitbucketserver',
      'bitbucket',
      'azuredevops',
      'googlechat',
      'googlepubsub',
      'webex',
      'sentry',
      'azureeventhub',
      'telegram',
      'lark',
      'matrix',
      'opsgenie',
      'alertmanager',
      'grafana',
      'githubdispatch',
      'githubpullrequestcomment',
      'gitlabmergerequestcomment',
      'pagerduty',
      'datadog',
      'nats',
      'zulip',
      'otel',
      'zoom',
      'incident.io',
      'mastodon',
    ),
  ),
  address: text,
  channel: text,
  username: text,
  secretRef: LOCAL_REFERENCE,
  certSecretRef: LOCAL_REFERENCE,
  proxySecretRef: LOCAL_REFERENCE,
  serviceAccountName: text,
  commitStatusExpr: text,
  timeout: DURATION,
});

/**
 * A service that receives the events of an {@link Alert}.
 *
 * @example
 * new Provider(chart, 'slack', { type: 'slack', channel: 'fleet', secretRef: { name: 'slack' } });
 */
export class Provider extends FluxObject<'Provider'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when the address contains a credential, or a duration or expression is invalid
   */
  public static manifest(props: ProviderProps, context: FluxContext = {}): FluxManifest {
    PROVIDER.demand(props);
    const manifest = fluxManifest<ProviderSpec>(
      notificationApiVersion(context.flux),
      'Provider',
      {
        type: props.type,
        address: props.address,
        channel: props.channel,
        username: props.username,
        secretRef: optionalReference('secretRef', props.secretRef, context),
        certSecretRef: optionalReference('certSecretRef', props.certSecretRef, context),
        proxySecretRef: optionalReference('proxySecretRef', props.proxySecretRef, context),
        serviceAccountName: props.serviceAccountName,
        commitStatusExpr: props.commitStatusExpr,
        timeout: props.timeout,
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    const { type, address, proxy, commitStatusExpr } = manifest.spec;
    refuse(
      address === undefined ? undefined : checkAddress('address', address),
      proxy === undefined ? undefined : checkAddress('proxy', proxy),
      commitStatusExpr !== undefined && !WITH_COMMIT_STATUS.includes(type)
        ? `commitStatusExpr is not used by type ${type}: leave it out, or use one of ${WITH_COMMIT_STATUS.join(', ')}`
        : undefined,
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: ProviderProps) {
    super(scope, id, (context) => Provider.manifest(props, context), props.metadata);
  }
}
