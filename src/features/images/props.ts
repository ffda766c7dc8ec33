import type { Duration } from 'cdk8s';
import type { TagFilter, TagPolicy } from '../../flux/select-tag';
import type { Placement } from '../placement';
import type { Secret } from '../secret';

/** Update of one image by Flux. */
export interface ImageUpdateProps {
  /**
   * The image without a tag, such as `ghcr.io/acme/web`.
   *
   * @default - the key in the map
   */
  readonly image?: string;

  /** The way its tag is selected. */
  readonly policy: TagPolicy;

  /**
   * Filter of the tags, and the part of each that is compared. Not with `timestamp`, which has its own.
   *
   * @default - every tag, compared as a whole
   */
  readonly filterTags?: TagFilter;

  /**
   * Where the selected tag is used.
   *
   * @default - at every target of the app or component
   */
  readonly placement?: Placement;

  /**
   * Path in the chart's values of the map that the chart reads the image from, such as `web.image`. Only for charts.
   *
   * @default - the image is replaced in what the chart renders
   */
  readonly valuesPath?: string;

  /**
   * Replaces no image: the tag is only for `tag` of the automation, as for the version of a chart in an OCI registry.
   *
   * @default false
   */
  readonly tagOnly?: boolean;

  /**
   * Tag to begin with, for the entry that `flux-fleet images --write` makes in the versions file.
   *
   * @default - the one that the policy selects from the tags given to that command
   */
  readonly initial?: string;

  /**
   * Looks up the digest of the selected tag, once per tag or again every five minutes. The image is then used by digest.
   *
   * @default - Never
   */
  readonly digestReflectionPolicy?: 'Always' | 'IfNotPresent' | 'Never';

  /**
   * Secret of type `kubernetes.io/dockerconfigjson` for the registry, in the namespace of the automation.
   *
   * @default - anonymous
   */
  readonly secretName?: string;

  /**
   * Cloud provider whose identity authenticates when there is no Secret.
   *
   * @default - generic
   */
  readonly provider?: 'generic' | 'aws' | 'azure' | 'gcp';

  /**
   * Interval at which the registry is asked for tags, at least one minute.
   *
   * @default - as the fleet's defaults say
   */
  readonly interval?: Duration;

  /**
   * The automation that writes the tag.
   *
   * @default - the fleet's only one
   */
  readonly automation?: ImageAutomationHandle;
}

/** An automation, as updates of images name it. */
export interface ImageAutomationHandle {
  /** Its name. */
  readonly name: string;
}

/** Props of `fleet.imageAutomation`. `K` is the type of clusters. */
export interface ImageAutomationProps<K = unknown> {
  /**
   * The cluster whose Flux scans the registries and commits, the only one of the fleet. It has the image-reflector- and
   * the image-automation-controller.
   */
  readonly cluster: K;

  /**
   * The versions file, relative to the working directory: a YAML file in a folder of its own, such as
   * `versions/images.yaml`. The program reads it, and the automation writes it.
   */
  readonly file: string;

  /** Secret in the automation's namespace with credentials that may push: a deploy key, or a name and a token. */
  readonly secretName: string;

  /** Author of the commits. */
  readonly author: {
    /** Email address. */
    readonly email: string;
    /** Name. */
    readonly name?: string;
  };

  /**
   * Name of the automation, its component and its namespace.
   *
   * @default image-automation
   */
  readonly name?: string;

  /**
   * URL of the Git repository with the versions file.
   *
   * @default - that of the fleet's source
   */
  readonly url?: string;

  /**
   * Branch that is checked out.
   *
   * @default - that of the fleet's source
   */
  readonly branch?: string;

  /**
   * Branch that is pushed to, for a pull request. Flux starts it anew from `branch` whenever it has something to write.
   *
   * @default - the one that is checked out
   */
  readonly pushBranch?: string;

  /**
   * Push options of the Git service, such as `merge_request.create` of GitLab.
   *
   * @default - none
   */
  readonly pushOptions?: Readonly<Record<string, string>>;

  /**
   * Folder of the versions file in the repository, the only one that the automation changes.
   *
   * @default - that of `file`, from the folder that has the generated one
   */
  readonly path?: string;

  /**
   * Commit message, as a Go template.
   *
   * @default - a list of the changes
   */
  readonly messageTemplate?: string;

  /**
   * Interval at which it looks for changes, at least one minute.
   *
   * @default - as the fleet's defaults say
   */
  readonly interval?: Duration;

  /**
   * Secrets of the automation's namespace.
   *
   * @default - none: somebody else creates them
   */
  readonly secrets?: readonly Secret[];
}
