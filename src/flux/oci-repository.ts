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
import { checkOciUrl } from './rules';

/** Which version of an artifact is taken: one of these; a digest wins over a range, a range over a tag. */
export interface OciReference {
  /** Tag. */
  readonly tag?: string;
  /** Newest tag in this range of semantic versions. */
  readonly semver?: string;
  /** Pattern that tags must match before `semver` is looked at. */
  readonly semverFilter?: string;
  /** Digest, such as `sha256:…`. */
  readonly digest?: string;
}

/** Props of {@link OCIRepository}. */
export interface OCIRepositoryProps extends FluxObjectProps {
  /** `oci://registry/path`, without a tag. */
  readonly url: string;

  /**
   * Which version is taken.
   *
   * @default - tag `latest`
   */
  readonly ref?: OciReference;

  /**
   * Secret of type `kubernetes.io/dockerconfigjson` for the registry.
   *
   * @default - anonymous
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Who authenticates when there is no Secret.
   *
   * @default - generic
   */
  readonly provider?: 'generic' | 'aws' | 'azure' | 'gcp';

  /**
   * Limit for a registry operation.
   *
   * @default - 60 s
   */
  readonly timeout?: Duration;

  /**
   * Which layer of the artifact is used.
   *
   * @default - the first layer, extracted
   */
  readonly layerSelector?: {
    /** Media type of the layer. */
    readonly mediaType: string;
    /** `extract` unpacks it, `copy` keeps it, as a Helm chart needs. */
    readonly operation?: 'extract' | 'copy';
  };

  /**
   * Whether plain HTTP is used.
   *
   * @default false
   */
  readonly insecure?: boolean;
}

/** The layer of an OCI artifact that holds a Helm chart, kept as it is for the helm-controller. */
export const HELM_CHART_LAYER = {
  mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
  operation: 'copy',
} as const;

/**
 * An artifact of an OCI registry: manifests or a Helm chart.
 *
 * @example
 * new OCIRepository(chart, 'podinfo', {
 *   url: 'oci://ghcr.io/stefanprodan/manifests/podinfo',
 *   ref: { tag: 'latest' },
 * });
 */
export class OCIRepository extends FluxObject {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when the URL or a duration is not one that Flux takes
   */
  public static manifest(props: OCIRepositoryProps): FluxManifest {
    refuse(checkOciUrl('OCI URL', props.url));
    return {
      apiVersion: SOURCE_API_VERSION,
      kind: 'OCIRepository',
      spec: defined({
        interval: interval(props.interval, Duration.minutes(1)),
        url: props.url,
        ref: props.ref && defined({ ...props.ref }),
        secretRef: props.secretRef,
        provider: props.provider,
        timeout: timeoutWithoutHours(props.timeout),
        layerSelector: props.layerSelector,
        insecure: props.insecure,
        suspend: props.suspend,
      }),
    };
  }

  constructor(scope: Construct, id: string, props: OCIRepositoryProps) {
    super(scope, id, OCIRepository.manifest(props), props.metadata);
  }
}
