import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { imageApiVersion } from './api-versions';
import { FluxContext } from './context';
import { FluxManifest, fluxManifest, FluxObject, refuse, SuspendableProps } from './flux-object';
import { ImageRepository } from './image-repository';
import { namedReference } from './references';
import { ImagePolicySpec } from './spec';

/** Props of {@link ImagePolicy}. Exactly one of `semver`, `numerical` and `alphabetical` is given. */
export interface ImagePolicyProps extends SuspendableProps<ImagePolicySpec> {
  /** Whose tags are chosen from, by object or name. */
  readonly imageRepositoryRef: ImageRepository | { readonly name: string; readonly namespace?: string };

  /**
   * The newest tag in this range of semantic versions, such as `5.0.x`.
   *
   * @default - another way to choose
   */
  readonly semver?: string;

  /**
   * The greatest number (`asc`) or the least one (`desc`).
   *
   * @default - another way to choose
   */
  readonly numerical?: 'asc' | 'desc';

  /**
   * The last tag in alphabetical order (`asc`) or the first one (`desc`).
   *
   * @default - another way to choose
   */
  readonly alphabetical?: 'asc' | 'desc';

  /**
   * Which tags are chosen from, and which part of them counts.
   *
   * @default - all tags as they are
   */
  readonly filterTags?: {
    /** Regular expression that tags match, such as `^main-[a-f0-9]+-(?P<ts>[0-9]+)$`. */
    readonly pattern: string;
    /** What of the match is compared, such as `$ts`. */
    readonly extract?: string;
  };

  /**
   * Whether the digest of the chosen tag is looked up, when the tag is first chosen or again every `interval`.
   *
   * @default - Never
   */
  readonly digestReflectionPolicy?: 'Always' | 'IfNotPresent' | 'Never';

  /**
   * How often the digest is looked up with `digestReflectionPolicy` Always, at least one minute.
   *
   * @default - 5 minutes with Always: registries limit how often they may be asked
   */
  readonly interval?: Duration;
}

/**
 * Chooses one tag of an {@link ImageRepository}, which an {@link ImageUpdateAutomation} writes into files.
 *
 * @example
 * const repository = new ImageRepository(chart, 'web', { image: 'ghcr.io/acme/web' });
 * new ImagePolicy(chart, 'web-policy', { imageRepositoryRef: repository, semver: '1.x' });
 */
export class ImagePolicy extends FluxObject<'ImagePolicy'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when there is not exactly one way to choose, or a duration is not one that Flux takes
   */
  public static manifest(props: ImagePolicyProps, context: FluxContext = {}): FluxManifest {
    const { semver, numerical, alphabetical, interval, digestReflectionPolicy } = props;
    const ways = [semver, numerical, alphabetical].filter((way) => way !== undefined).length;
    const isLookedUp = digestReflectionPolicy === 'Always';
    refuse(
      ways === 1 ? undefined : 'an ImagePolicy chooses in one way: give one of semver, numerical and alphabetical',
      interval !== undefined && !isLookedUp
        ? 'interval is for digestReflectionPolicy Always: leave it out, or set that'
        : undefined,
    );
    return fluxManifest<ImagePolicySpec>(
      imageApiVersion(context.flux),
      'ImagePolicy',
      {
        imageRepositoryRef: namedReference('imageRepositoryRef', 'ImageRepository', props.imageRepositoryRef),
        policy: {
          semver: semver === undefined ? undefined : { range: semver },
          numerical: numerical && { order: numerical },
          alphabetical: alphabetical && { order: alphabetical },
        },
        filterTags: props.filterTags,
        digestReflectionPolicy,
        interval: interval ?? (isLookedUp ? Duration.minutes(5) : undefined),
        suspend: props.suspend,
      },
      props.specOverrides,
    );
  }

  constructor(scope: Construct, id: string, props: ImagePolicyProps) {
    super(scope, id, (context) => ImagePolicy.manifest(props, context), props.metadata);
  }
}
