import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { notificationApiVersion } from './api-versions';
import { FluxContext } from './context';
import { checkAddress } from './credentials';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { optionalReference } from './references';
import { ProviderSpec } from './spec';

/** Props of {@link Provider}. */
export interface ProviderProps extends SuspendableProps<ProviderSpec> {
  /** What kind of service it is. */
  readonly type: ProviderSpec['type'];

  /**
   * Address of the service. Where the address itself lets in whoever knows it, as those of Slack do, it belongs into the
   * Secret, under the key `address`.
   *
   * @default - the one in the Secret, or the service's own
   */
  readonly address?: string;

  /**
   * Channel, room or topic.
   *
   * @default - the service's own
   */
  readonly channel?: string;

  /**
   * Name under which messages appear.
   *
   * @default - the service's own
   */
  readonly username?: string;

  /**
   * Secret with the credentials: `token`, `address`, `username` and `password`, `headers`, as the type has it.
   *
   * @default - none
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Secret with the certificates that the service is trusted by (`ca.crt`) and asked with (`tls.crt`, `tls.key`).
   *
   * @default - the certificates of the controller's image
   */
  readonly certSecretRef?: LocalObjectReference;

  /**
   * Secret with the proxy that is used: `address`, `username` and `password`. Flux 2.7 and later.
   *
   * @default - none
   */
  readonly proxySecretRef?: LocalObjectReference;

  /**
   * Account of the same namespace whose cloud identity is used.
   *
   * @default - notification-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * CEL expression over `event`, `alert` and `provider` for the id of a commit's status; only for Git services. Let it hold
   * the cluster's name: clusters that report to one commit overwrite each other's status otherwise.
   *
   * @default - made of kind, name and the provider's uid
   */
  readonly commitStatusExpr?: string;

  /**
   * Limit for sending.
   *
   * @default - 15 s
   */
  readonly timeout?: Duration;
}

/** The services that a commit has a status at. */
const WITH_COMMIT_STATUS: readonly ProviderSpec['type'][] = [
  'github',
  'gitlab',
  'gitea',
  'bitbucketserver',
  'bitbucket',
  'azuredevops',
];

/**
 * A service that events are sent to, by an {@link Alert}.
 *
 * @example
 * new Provider(chart, 'slack', { type: 'slack', channel: 'fleet', secretRef: { name: 'slack' } });
 */
export class Provider extends FluxObject<'Provider'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when the address holds a credential, or a duration or expression is not one that Flux takes
   */
  public static manifest(props: ProviderProps, context: FluxContext = {}): FluxManifest {
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
