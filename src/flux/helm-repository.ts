import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { SOURCE_API_VERSION } from './api-versions';
import {
  defined,
  FluxManifest,
  FluxObject,
  FluxObjectProps,
  interval,
  LocalObjectReference,
  refuse,
  timeoutWithoutHours,
} from './flux-object';
import { checkHelmUrl } from './rules';

/** Props of {@link HelmRepository}. */
export interface HelmRepositoryProps extends FluxObjectProps {
  /** `https://`, `http://` or `oci://` URL, without user and password. */
  readonly url: string;

  /**
   * Secret with the credentials.
   *
   * @default - anonymous
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Whether the credentials are also sent to another host that the index names.
   *
   * @default false
   */
  readonly passCredentials?: boolean;

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
export class HelmRepository extends FluxObject {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when the URL or a duration is not one that Flux takes
   */
  public static manifest(props: HelmRepositoryProps): FluxManifest {
    refuse(checkHelmUrl('Helm repository URL', props.url));
    return {
      apiVersion: SOURCE_API_VERSION,
      kind: 'HelmRepository',
      spec: defined({
        type: props.url.startsWith('oci://') ? 'oci' : undefined,
        interval: interval(props.interval, Duration.minutes(30)),
        url: props.url,
        secretRef: props.secretRef,
        passCredentials: props.passCredentials,
        timeout: timeoutWithoutHours(props.timeout),
        suspend: props.suspend,
      }),
    };
  }

  constructor(scope: Construct, id: string, props: HelmRepositoryProps) {
    super(scope, id, HelmRepository.manifest(props), props.metadata);
  }
}
