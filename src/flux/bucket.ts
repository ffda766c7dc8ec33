import { Construct } from 'constructs';
import { flag, oneOf, Options, required, text } from '../core/options';
import { quote } from '../kubernetes/names';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, SourceDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { DURATION, LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { optionalReference } from './references';
import { BucketSpec } from './spec';

/** Props of {@link Bucket}. */
export interface BucketProps extends SuspendableProps<BucketSpec>, SourceDefaults {
  /** Name of the bucket; with provider `azure`, of the container. */
  readonly bucketName: string;

  /** Host of the object store, such as `s3.amazonaws.com`; with provider `azure`, the URL of the storage account. */
  readonly endpoint: string;

  /**
   * Provider of the object store. `generic` is any store with the S3 API.
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
   * Prefix of the object keys to fetch.
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
   * ServiceAccount in the same namespace whose cloud identity is used; not with provider `generic`. Flux 2.7 and later.
   *
   * @default - source-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * Secret with the store's CA certificate (`ca.crt`) and the client certificate (`tls.crt`, `tls.key`).
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
   * Objects excluded from the artifact, as `.gitignore` patterns, one per line.
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

/** The endpoint is a URL with provider `azure` and a host otherwise. Neither form may carry an account. */
function checkEndpoint(endpoint: string): string | undefined {
  if (typeof endpoint !== 'string' || endpoint === '' || /\s/.test(endpoint)) {
    return `endpoint ${quote(endpoint)} is not usable: give a host such as s3.amazonaws.com`;
  }
  return endpoint.includes('@') || endpoint.includes('?')
    ? 'endpoint carries credentials: name a Secret with secretRef instead'
    : undefined;
}

/** Options of {@link BucketProps}. */
const BUCKET = Options.of<BucketProps>('a Bucket', {
  ...SUSPENDABLE,
  bucketName: required(text),
  endpoint: required(text),
  provider: oneOf('generic', 'aws', 'azure', 'gcp'),
  region: text,
  prefix: text,
  secretRef: LOCAL_REFERENCE,
  serviceAccountName: text,
  certSecretRef: LOCAL_REFERENCE,
  proxySecretRef: LOCAL_REFERENCE,
  ignore: text,
  insecure: flag,
  interval: DURATION,
  timeout: DURATION,
});

/**
 * A bucket of an object store whose files Flux fetches.
 *
 * @example
 * new Bucket(chart, 'manifests', { bucketName: 'manifests', endpoint: 's3.amazonaws.com', provider: 'aws' });
 */
export class Bucket extends FluxObject<'Bucket'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when the endpoint or a duration is invalid, or the authentication options exclude each other
   */
  public static manifest(props: BucketProps, context: FluxContext = {}): FluxManifest {
    BUCKET.demand(props);
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
