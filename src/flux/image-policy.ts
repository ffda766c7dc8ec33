import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { object, oneOf, Options, required, text } from '../core/options';
import { imageApiVersion } from './api-versions';
import { FluxContext } from './context';
import { FluxManifest, fluxManifest, FluxObject, refuse, SuspendableProps } from './flux-object';
import { ImageRepository } from './image-repository';
import { DURATION, NAMED_REFERENCE, SUSPENDABLE } from './option-types';
import { namedReference } from './references';
import { ImagePolicySpec } from './spec';

/** Props of {@link ImagePolicy}. Exactly one of `semver`, `numerical` and `alphabetical` is given. */
export interface ImagePolicyProps extends SuspendableProps<ImagePolicySpec> {
  /** The ImageRepository whose tags are candidates, by object or name. */
  readonly imageRepositoryRef: ImageRepository | { readonly name: string; readonly namespace?: string };

  /**
   * Selects the newest tag in this range of semantic versions, such as `5.0.x`.
   *
   * @default - another selection
   */
  readonly semver?: string;

  /**
   * Selects the greatest number (`asc`) or the smallest (`desc`).
   *
   * @default - another selection
   */
  readonly numerical?: 'asc' | 'desc';

  /**
   * Selects the last tag in alphabetical order (`asc`) or the first (`desc`).
   *
   * @default - another selection
   */
  readonly alphabetical?: 'asc' | 'desc';

  /**
   * Filter of the candidate tags, and the part of each tag to compare.
   *
   * @default - every tag, compared as a whole
   */
  readonly filterTags?: {
    /** Regular expression that tags must match, such as `^main-[a-f0-9]+-(?P<ts>[0-9]+)$`. */
    readonly pattern: string;
    /** Part of the match to compare, such as `$ts`. */
    readonly extract?: string;
  };

  /**
   * Whether to look up the digest of the selected tag: once per tag, or again every `interval`.
   *
   * @default - Never
   */
  readonly digestReflectionPolicy?: 'Always' | 'IfNotPresent' | 'Never';

  /**
   * How often the digest is looked up with `digestReflectionPolicy` Always, at least one minute.
   *
   * @default - 5 minutes with Always: registries limit the rate of requests
   */
  readonly interval?: Duration;
}

/** Options of {@link ImagePolicyProps}. */
const IMAGE_POLICY = Options.of<ImagePolicyProps>('an ImagePolicy', {
  ...SUSPENDABLE,
  imageRepositoryRef: required(NAMED_REFERENCE),
  semver: text,
  numerical: oneOf('asc', 'desc'),
  alphabetical: oneOf('asc', 'desc'),
  filterTags: object({ pattern: required(text), extract: text }),
  digestReflectionPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  interval: DURATION,
});

/**
 * Selects one tag of an {@link ImageRepository}, for an {@link ImageUpdateAutomation} to write into files.
 *
 * @example
 * const repository = new ImageRepository(chart, 'web', { image: 'ghcr.io/acme/web' });
 * new ImagePolicy(chart, 'web-policy', { imageRepositoryRef: repository, semver: '1.x' });
 */
export class ImagePolicy extends FluxObject<'ImagePolicy'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error unless exactly one selection is given, or when a duration is invalid
   */
  public static manifest(props: ImagePolicyProps, context: FluxContext = {}): FluxManifest {
    IMAGE_POLICY.demand(props);
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
