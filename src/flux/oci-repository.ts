import { Construct } from 'constructs';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, SourceDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { optionalReference } from './references';
import { checkOciUrl } from './rules';
import { SignatureVerification, signatureVerification } from './signature';
import { OCIRepositorySpec } from './spec';
import { SpecFields } from './spec-fields';

/** Which version of an artifact is taken: one of these; a digest wins over a range, a range over a tag. */
export interface OCIReference {
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
export interface OCIRepositoryProps extends SuspendableProps<OCIRepositorySpec>, SourceDefaults {
  /** `oci://registry/path`, without a tag. */
  readonly url: string;

  /**
   * Which version is taken.
   *
   * @default - tag `latest`
   */
  readonly ref?: OCIReference;

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
  readonly provider?: OCIRepositorySpec['provider'];

  /**
   * Account of the same namespace whose pull secrets or cloud identity are used.
   *
   * @default - source-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * Secret with the certificates that the registry is trusted by (`ca.crt`) and asked with (`tls.crt`, `tls.key`).
   *
   * @default - the certificates of the controller's image
   */
  readonly certSecretRef?: LocalObjectReference;

  /**
   * Secret with the proxy that is used: `address`, `username` and `password`.
   *
   * @default - none
   */
  readonly proxySecretRef?: LocalObjectReference;

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
   * How the artifact's signature is verified; it is not used unless it is good.
   *
   * @default - not at all
   */
  readonly verify?: SignatureVerification;

  /**
   * Patterns of files left out of the artifact, in the format of `.gitignore`, one a line.
   *
   * @default - version-control files, images, archives, and what `.sourceignore` names
   */
  readonly ignore?: string;

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

/** What an OCIRepository is, as it stands in a manifest: in one of its own, or within a HelmRelease. */
export function ociFields(
  props: Omit<OCIRepositoryProps, 'metadata' | 'specOverrides'>,
  context: FluxContext,
): SpecFields<OCIRepositorySpec> {
  const defaults = defaultsOf('ociRepository', context.defaults);
  return {
    interval: props.interval ?? defaults.interval,
    url: props.url,
    ref: props.ref,
    secretRef: optionalReference('secretRef', props.secretRef, context),
    provider: props.provider,
    serviceAccountName: props.serviceAccountName,
    certSecretRef: optionalReference('certSecretRef', props.certSecretRef, context),
    proxySecretRef: optionalReference('proxySecretRef', props.proxySecretRef, context),
    timeout: props.timeout ?? defaults.timeout,
    layerSelector: props.layerSelector,
    verify: signatureVerification(props.verify, context),
    ignore: props.ignore,
    insecure: props.insecure,
    suspend: props.suspend,
  };
}

/**
 * An artifact of an OCI registry: manifests or a Helm chart.
 *
 * @example
 * new OCIRepository(chart, 'podinfo', {
 *   url: 'oci://ghcr.io/stefanprodan/manifests/podinfo',
 *   ref: { tag: 'latest' },
 * });
 */
export class OCIRepository extends FluxObject<'OCIRepository'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when the URL or a duration is not one that Flux takes
   */
  public static manifest(props: OCIRepositoryProps, context: FluxContext = {}): FluxManifest {
    const manifest = fluxManifest<OCIRepositorySpec>(
      SOURCE_API_VERSION,
      'OCIRepository',
      ociFields(props, context),
      props.specOverrides,
    );
    refuse(checkOciUrl('OCI URL', manifest.spec.url ?? ''));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: OCIRepositoryProps) {
    super(scope, id, (context) => OCIRepository.manifest(props, context), props.metadata);
  }
}
