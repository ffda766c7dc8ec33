import { Construct } from 'constructs';
import { flag, list, oneOf, Options, required, text } from '../core/options';
import { quote } from '../kubernetes/names';
import { imageApiVersion } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, ImageRepositoryDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { DURATION, LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { optionalReference } from './references';
import { ImageRepositorySpec } from './spec';

/** Props of {@link ImageRepository}. */
export interface ImageRepositoryProps extends SuspendableProps<ImageRepositorySpec>, ImageRepositoryDefaults {
  /** The image without a tag, such as `ghcr.io/acme/web`. */
  readonly image: string;

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
  readonly provider?: ImageRepositorySpec['provider'];

  /**
   * ServiceAccount in the same namespace whose pull secrets or cloud identity are used.
   *
   * @default - image-reflector-controller's own
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
   * Regular expressions of tags to ignore, at most 25.
   *
   * @default - cosign signatures, `^.*\.sig$`
   */
  readonly exclusionList?: readonly string[];

  /**
   * Whether to use plain HTTP.
   *
   * @default false
   */
  readonly insecure?: boolean;
}

function checkImage(image: string): string | undefined {
  if (typeof image !== 'string' || image === '' || /\s/.test(image)) {
    return `image ${quote(image)} is not usable: give registry and path such as ghcr.io/acme/web`;
  }
  if (image.includes('://')) return 'image has a scheme: give registry and path such as ghcr.io/acme/web';
  if (image.includes('@')) return 'image has a digest or an account: give registry and path alone, and name a Secret';
  return (image.split('/').at(-1) ?? '').includes(':') && image.includes('/')
    ? `image ${quote(image)} has a tag: leave it out, an ImagePolicy chooses one`
    : undefined;
}

/** Options of {@link ImageRepositoryProps}. */
const IMAGE_REPOSITORY = Options.of<ImageRepositoryProps>('an ImageRepository', {
  ...SUSPENDABLE,
  image: required(text),
  secretRef: LOCAL_REFERENCE,
  provider: oneOf('generic', 'aws', 'azure', 'gcp'),
  serviceAccountName: text,
  certSecretRef: LOCAL_REFERENCE,
  proxySecretRef: LOCAL_REFERENCE,
  exclusionList: list(text),
  insecure: flag,
  interval: DURATION,
  timeout: DURATION,
});

/**
 * An image whose tags Flux scans, for {@link ImagePolicy}.
 *
 * @example
 * new ImageRepository(chart, 'web', { image: 'ghcr.io/acme/web' });
 */
export class ImageRepository extends FluxObject<'ImageRepository'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when the image or a duration is invalid
   */
  public static manifest(props: ImageRepositoryProps, context: FluxContext = {}): FluxManifest {
    IMAGE_REPOSITORY.demand(props);
    const defaults = defaultsOf('imageRepository', context.defaults);
    const manifest = fluxManifest<ImageRepositorySpec>(
      imageApiVersion(context.flux),
      'ImageRepository',
      {
        image: props.image,
        interval: props.interval ?? defaults.interval,
        secretRef: optionalReference('secretRef', props.secretRef, context),
        provider: props.provider,
        serviceAccountName: props.serviceAccountName,
        certSecretRef: optionalReference('certSecretRef', props.certSecretRef, context),
        proxySecretRef: optionalReference('proxySecretRef', props.proxySecretRef, context),
        exclusionList: props.exclusionList,
        insecure: props.insecure,
        timeout: props.timeout ?? defaults.timeout,
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    const { image, exclusionList = [] } = manifest.spec;
    refuse(
      checkImage(image),
      exclusionList.length > 25 ? `exclusionList has ${exclusionList.length} items: use at most 25` : undefined,
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id, (context) => ImageRepository.manifest(props, context), props.metadata);
  }
}
