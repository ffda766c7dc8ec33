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
import { checkGitUrl, checkSourcePath } from './rules';

/** What of a Git repository is taken: one of these; a commit may be given with its branch. */
export interface GitReference {
  /** Branch. */
  readonly branch?: string;
  /** Tag. */
  readonly tag?: string;
  /** Newest tag in this range of semantic versions, such as `>=1.2.0 <2.0.0`. */
  readonly semver?: string;
  /** Commit's SHA. */
  readonly commit?: string;
  /** Full name of a reference, such as `refs/pull/420/head`. */
  readonly name?: string;
}

/** Props of {@link GitRepository}. */
export interface GitRepositoryProps extends FluxObjectProps {
  /** `https://`, `http://` or `ssh://` URL, without user and password. */
  readonly url: string;

  /**
   * What is taken of the repository.
   *
   * @default - branch `master`, which is Flux's own default: better say it
   */
  readonly ref?: GitReference;

  /**
   * Secret with the credentials (`username` and `password`, `bearerToken`, or `identity` and `known_hosts`).
   *
   * @default - anonymous
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Who authenticates when there is no Secret.
   *
   * @default - generic
   */
  readonly provider?: 'generic' | 'azure' | 'github' | 'aws' | 'gcp';

  /**
   * Limit for a Git operation.
   *
   * @default - 60 s
   */
  readonly timeout?: Duration;

  /**
   * Patterns of files left out of the artifact, in the format of `.gitignore`, one a line.
   *
   * @default - version-control files, images, archives, and what `.sourceignore` names
   */
  readonly ignore?: string;

  /**
   * Folders that are checked out; the artifact holds nothing else. Flux 2.6 and later.
   *
   * @default - the whole repository
   */
  readonly sparseCheckout?: readonly string[];

  /**
   * Whether submodules are checked out too.
   *
   * @default false
   */
  readonly recurseSubmodules?: boolean;

  /**
   * OpenPGP verification of commits or tags.
   *
   * @default - none
   */
  readonly verify?: {
    /** What must be signed. */
    readonly mode: 'HEAD' | 'Tag' | 'TagAndHEAD';
    /** Secret with the trusted public keys. */
    readonly secretRef: LocalObjectReference;
  };
}

/**
 * A Git repository that Flux fetches.
 *
 * @example
 * new GitRepository(chart, 'podinfo', {
 *   url: 'https://github.com/stefanprodan/podinfo',
 *   ref: { branch: 'master' },
 * });
 */
export class GitRepository extends FluxObject {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when the URL, a path or a duration is not one that Flux takes
   */
  public static manifest(props: GitRepositoryProps): FluxManifest {
    refuse(
      checkGitUrl('Git URL', props.url),
      ...(props.sparseCheckout ?? []).map((path) => checkSourcePath('sparseCheckout path', path)),
    );
    return {
      apiVersion: SOURCE_API_VERSION,
      kind: 'GitRepository',
      spec: defined({
        interval: interval(props.interval, Duration.minutes(1)),
        url: props.url,
        ref: props.ref && defined({ ...props.ref }),
        secretRef: props.secretRef,
        provider: props.provider,
        timeout: timeoutWithoutHours(props.timeout),
        ignore: props.ignore,
        sparseCheckout: props.sparseCheckout,
        recurseSubmodules: props.recurseSubmodules,
        verify: props.verify,
        suspend: props.suspend,
      }),
    };
  }

  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    super(scope, id, GitRepository.manifest(props), props.metadata);
  }
}
