import { Construct } from 'constructs';
import { flag, object, oneOf, Options, required, text } from '../core/options';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, SourceDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { DURATION, LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { optionalReference } from './references';
import { SignatureVerification, signatureVerification, SIGNATURE } from './signature';
import { ociProblems } from './source-rules';
import { OCIRepositorySpec } from './spec';
import { SpecFields } from './spec-fields';

/** The version of an artifact: one of these fields; a digest takes precedence over a range, a range over a tag. */
export interface OCIReference {
  /** Tag. */
  readonly tag?: string;
  /** Newest tag in this range of semantic versions. */
  readonly semver?: string;
  /** Pattern that filters tags before `semver` selects one. */
  readonly semverFilter?: string;
  /** Digest, such as `sha256:…`. */
  readonly digest?: string;
}

/** Props of {@link OCIRepository}. */
export interface OCIRepositoryProps extends SuspendableProps<OCIRepositorySpec>, SourceDefaults {
  /** `oci://registry/path`, without a tag. */
  readonly url: string;

  /**
   * Version to fetch.
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
   * Cloud provider whose identity authenticates when there is no Secret.
   *
   * @default - generic
   */
  readonly provider?: OCIRepositorySpec['provider'];

  /**
   * ServiceAccount in the same namespace whose pull secrets or cloud identity are used.
   *
   * @default - source-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * Secret with the registry's CA certificate (`ca.crt`) and the client certificate (`tls.crt`, `tls.key`).
   *
   * @default - the CA certificates in the controller's image
   */
  readonly certSecretRef?: LocalObjectReference;

  /**
   * Secret with the proxy settings: `address`, `username` and `password`.
   *
   * @default - none
   */
  readonly proxySecretRef?: LocalObjectReference;

  /**
   * Layer of the artifact to use.
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
   * Signature verification of the artifact; an unverified artifact is rejected.
   *
   * @default - not verified
   */
  readonly verify?: SignatureVerification;

  /**
   * Files excluded from the artifact, as `.gitignore` patterns, one per line.
   *
   * @default - version-control files, images, archives, and the patterns in `.sourceignore`
   */
  readonly ignore?: string;

  /**
   * Whether to use plain HTTP.
   *
   * @default false
   */
  readonly insecure?: boolean;
}

/** The layer of an OCI artifact with a Helm chart, copied without extraction for helm-controller. */
export const HELM_CHART_LAYER = {
  mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
  operation: 'copy',
} as const;

/** The spec fields of an OCIRepository, for its own manifest or for the chart of a HelmRelease. */
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

/** Options of an {@link OCIReference}. */
export const OCI_REFERENCE = object<OCIReference>({ tag: text, semver: text, semverFilter: text, digest: text });

/** Options of the layer of an artifact. */
export const LAYER_SELECTOR = object<NonNullable<OCIRepositoryProps['layerSelector']>>({
  mediaType: required(text),
  operation: oneOf('extract', 'copy'),
});

/** Options of {@link OCIRepositoryProps}. */
const OCI_REPOSITORY = Options.of<OCIRepositoryProps>('an OCIRepository', {
  ...SUSPENDABLE,
  url: required(text),
  ref: OCI_REFERENCE,
  secretRef: LOCAL_REFERENCE,
  provider: oneOf('generic', 'aws', 'azure', 'gcp'),
  serviceAccountName: text,
  certSecretRef: LOCAL_REFERENCE,
  proxySecretRef: LOCAL_REFERENCE,
  layerSelector: LAYER_SELECTOR,
  verify: SIGNATURE,
  ignore: text,
  insecure: flag,
  interval: DURATION,
  timeout: DURATION,
});

/**
 * An artifact in an OCI registry: manifests or a Helm chart.
 *
 * @example
 * new OCIRepository(chart, 'podinfo', {
 *   url: 'oci://ghcr.io/stefanprodan/manifests/podinfo',
 *   ref: { tag: 'latest' },
 * });
 */
export class OCIRepository extends FluxObject<'OCIRepository'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when the URL or a duration is invalid
   */
  public static manifest(props: OCIRepositoryProps, context: FluxContext = {}): FluxManifest {
    OCI_REPOSITORY.demand(props);
    const manifest = fluxManifest<OCIRepositorySpec>(
      SOURCE_API_VERSION,
      'OCIRepository',
      ociFields(props, context),
      props.specOverrides,
    );
    const { url = '' } = manifest.spec;
    refuse(...ociProblems({ ...manifest.spec, url }));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: OCIRepositoryProps) {
    super(scope, id, (context) => OCIRepository.manifest(props, context), props.metadata);
  }
}
