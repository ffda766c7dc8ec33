import { Construct } from 'constructs';
import { quote } from '../kubernetes/names';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, SourceDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { optionalReference } from './references';
import { BucketSpec } from './spec';

/** Props of {@link Bucket}. */
export interface BucketProps extends SuspendableProps<BucketSpec>, SourceDefaults {
  /** Name of the bucket, or of the container with provider `azure`. */
  readonly bucketName: string;

  /** Host of the object store, such as `s3.amazonaws.com`; with provider `azure` the URL of the storage account. */
  readonly endpoint: string;

  /**
   * Whose object store it is. `generic` is anything that speaks S3.
   *
   * @default - generic
   */
  readonly provider?: BucketSpec['provider'];

  /**
   * Region of the bucket.
   *
   * @default - none
   */
  readonly region?: string;

  /**
   * What the keys of the objects that are taken begin with.
   *
   * @default - all objects
   */
  readonly prefix?: string;

  /**
   * Secret with the credentials (`accesskey` and `secretkey`, `serviceaccount`, or those of Azure).
   *
   * @default - anonymous, or the identity of `serviceAccountName` or of source-controller
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Account of the same namespace whose cloud identity is used, not with provider `generic`. Flux 2.7 and later.
   *
   * @default - source-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * Secret with the certificates that the store is trusted by (`ca.crt`) and asked with (`tls.crt`, `tls.key`).
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
   * Patterns of objects left out of the artifact, in the format of `.gitignore`, one a line.
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

/** With provider `azure` the endpoint is a URL, otherwise a host; an account has no place in either. */
function checkEndpoint(endpoint: string): string | undefined {
  if (typeof endpoint !== 'string' || endpoint === '' || /\s/.test(endpoint)) {
    return `endpoint ${quote(endpoint)} is not usable: give a host such as s3.amazonaws.com`;
  }
  return endpoint.includes('@') || endpoint.includes('?')
    ? 'endpoint carries credentials: name a Secret with secretRef instead'
    : undefined;
}

/**
 * A bucket of an object store whose files Flux fetches.
 *
 * @example
 * new Bucket(chart, 'manifests', { bucketName: 'manifests', endpoint: 's3.amazonaws.com', provider: 'aws' });
 */
export class Bucket extends FluxObject<'Bucket'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when the endpoint or a duration is not one that Flux takes, or the ways to authenticate exclude each
   * other
   */
  public static manifest(props: BucketProps, context: FluxContext = {}): FluxManifest {
    const defaults = defaultsOf('bucket', context.defaults);
    const manifest = fluxManifest<BucketSpec>(
      SOURCE_API_VERSION,
      'Bucket',
      {
        interval: props.interval ?? defaults.interval,
        bucketName: props.bucketName,
        endpoint: props.endpoint,
        provider: props.provider,
        region: props.region,
        prefix: props.prefix,
        secretRef: optionalReference('secretRef', props.secretRef, context),
        serviceAccountName: props.serviceAccountName,
        certSecretRef: optionalReference('certSecretRef', props.certSecretRef, context),
        proxySecretRef: optionalReference('proxySecretRef', props.proxySecretRef, context),
        timeout: props.timeout ?? defaults.timeout,
        ignore: props.ignore,
        insecure: props.insecure,
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    const { spec } = manifest;
    refuse(
      spec.bucketName === '' ? 'bucketName "" is not a name: give that of the bucket' : undefined,
      checkEndpoint(spec.endpoint),
      spec.secretRef && spec.serviceAccountName !== undefined
        ? 'a Bucket authenticates in one way: give either secretRef or serviceAccountName'
        : undefined,
      (spec.provider ?? 'generic') === 'generic' && spec.serviceAccountName !== undefined
        ? 'serviceAccountName is not used by provider generic: set provider to aws, azure or gcp, or name a Secret'
        : undefined,
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id, (context) => Bucket.manifest(props, context), props.metadata);
  }
}
