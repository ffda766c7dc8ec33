import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { ChartSourceDefaults, defaultsOf } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { optionalReference } from './references';
import { checkHelmUrl } from './rules';
import { HelmRepositorySpec } from './spec';

/** Props of {@link HelmRepository}. */
export interface HelmRepositoryProps extends SuspendableProps<HelmRepositorySpec>, ChartSourceDefaults {
  /** `https://`, `http://` or `oci://` URL, without user and password. */
  readonly url: string;

  /**
   * Secret with the credentials.
   *
   * @default - anonymous
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Secret with the certificates that the repository is trusted by (`ca.crt`) and asked with (`tls.crt`, `tls.key`).
   *
   * @default - the certificates of the controller's image
   */
  readonly certSecretRef?: LocalObjectReference;

  /**
   * Who authenticates to an OCI registry when there is no Secret.
   *
   * @default - generic
   */
  readonly provider?: HelmRepositorySpec['provider'];

  /**
   * Whether the credentials are also sent to another host that the index names.
   *
   * @default false
   */
  readonly passCredentials?: boolean;

  /**
   * Whether an OCI registry is asked over plain HTTP.
   *
   * @default false
   */
  readonly insecure?: boolean;

  /**
   * Limit for fetching the index.
   *
   * @default - 60 s
   */
  readonly timeout?: Duration;
}

/**
 * A Helm repository that Flux takes charts from.
 *
 * @example
 * new HelmRepository(chart, 'podinfo', { url: 'https://stefanprodan.github.io/podinfo' });
 */
export class HelmRepository extends FluxObject<'HelmRepository'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when the URL or a duration is not one that Flux takes
   */
  public static manifest(props: HelmRepositoryProps, context: FluxContext = {}): FluxManifest {
    const defaults = defaultsOf('helmRepository', context.defaults);
    refuse(checkHelmUrl('Helm repository URL', props.url));
    const manifest = fluxManifest<HelmRepositorySpec>(
      SOURCE_API_VERSION,
      'HelmRepository',
      {
        type: props.url.startsWith('oci://') ? 'oci' : undefined,
        interval: props.interval ?? defaults.interval,
        url: props.url,
        secretRef: optionalReference('secretRef', props.secretRef, context),
        certSecretRef: optionalReference('certSecretRef', props.certSecretRef, context),
        provider: props.provider,
        passCredentials: props.passCredentials,
        insecure: props.insecure,
        timeout: props.timeout,
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    refuse(checkHelmUrl('Helm repository URL', manifest.spec.url));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: HelmRepositoryProps) {
    super(scope, id, (context) => HelmRepository.manifest(props, context), props.metadata);
  }
}
