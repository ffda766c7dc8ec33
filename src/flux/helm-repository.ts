import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { flag, oneOf, Options, required, text } from '../core/options';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { ChartSourceDefaults, defaultsOf } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { DURATION, LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { optionalReference } from './references';
import { checkHelmUrl } from './rules';
import { helmRepositoryProblems } from './source-rules';
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
   * Secret with the repository's CA certificate (`ca.crt`) and the client certificate (`tls.crt`, `tls.key`).
   *
   * @default - the CA certificates in the controller's image
   */
  readonly certSecretRef?: LocalObjectReference;

  /**
   * Who authenticates to an OCI registry when there is no Secret.
   *
   * @default - generic
   */
  readonly provider?: HelmRepositorySpec['provider'];

  /**
   * Whether to send the credentials to another host that the index names.
   *
   * @default false
   */
  readonly passCredentials?: boolean;

  /**
   * Whether to connect to an OCI registry over plain HTTP.
   *
   * @default false
   */
  readonly insecure?: boolean;

  /**
   * Timeout for fetching the index.
   *
   * @default - 60 s
   */
  readonly timeout?: Duration;
}

/** Options of {@link HelmRepositoryProps}. */
const HELM_REPOSITORY = Options.of<HelmRepositoryProps>('a HelmRepository', {
  ...SUSPENDABLE,
  url: required(text),
  secretRef: LOCAL_REFERENCE,
  certSecretRef: LOCAL_REFERENCE,
  provider: oneOf('generic', 'aws', 'azure', 'gcp'),
  passCredentials: flag,
  insecure: flag,
  timeout: DURATION,
  interval: DURATION,
});

/**
 * A Helm repository from which Flux fetches charts.
 *
 * @example
 * new HelmRepository(chart, 'podinfo', { url: 'https://stefanprodan.github.io/podinfo' });
 */
export class HelmRepository extends FluxObject<'HelmRepository'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when the URL or a duration is invalid
   */
  public static manifest(props: HelmRepositoryProps, context: FluxContext = {}): FluxManifest {
    HELM_REPOSITORY.demand(props);
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
    refuse(...helmRepositoryProblems(manifest.spec));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: HelmRepositoryProps) {
    super(scope, id, (context) => HelmRepository.manifest(props, context), props.metadata);
  }
}
