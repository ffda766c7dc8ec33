import { Construct } from 'constructs';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, SourceDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { localReference, optionalReference } from './references';
import { checkGitUrl, checkSourcePath } from './rules';
import { GitRepositorySpec } from './spec';

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

/** Another GitRepository whose files are put into this one's artifact. */
export interface GitInclude {
  /** The other repository, of the same namespace. */
  readonly repository: GitRepository | LocalObjectReference;

  /**
   * Folder of the other one that is taken.
   *
   * @default - all of it
   */
  readonly fromPath?: string;

  /**
   * Folder it is put into.
   *
   * @default - the other repository's name
   */
  readonly toPath?: string;
}

/** Props of {@link GitRepository}. */
export interface GitRepositoryProps extends SuspendableProps<GitRepositorySpec>, SourceDefaults {
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
   * Who authenticates when there is no Secret. `aws` with Flux 2.9 and later.
   *
   * @default - generic
   */
  readonly provider?: GitRepositorySpec['provider'];

  /**
   * Account of the same namespace whose identity is used with providers `azure` and `aws`. Flux 2.7 and later.
   *
   * @default - source-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * Secret with the proxy that is used: `address`, `username` and `password`.
   *
   * @default - none
   */
  readonly proxySecretRef?: LocalObjectReference;

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
   * Other GitRepositories whose files are put into the artifact.
   *
   * @default - none
   */
  readonly include?: readonly GitInclude[];

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
export class GitRepository extends FluxObject<'GitRepository'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when the URL, a path or a duration is not one that Flux takes
   */
  public static manifest(props: GitRepositoryProps, context: FluxContext = {}): FluxManifest {
    const defaults = defaultsOf('gitRepository', context.defaults);
    const { include, verify } = props;
    const manifest = fluxManifest<GitRepositorySpec>(
      SOURCE_API_VERSION,
      'GitRepository',
      {
        interval: props.interval ?? defaults.interval,
        url: props.url,
        ref: props.ref,
        secretRef: optionalReference('secretRef', props.secretRef, context),
        provider: props.provider,
        serviceAccountName: props.serviceAccountName,
        proxySecretRef: optionalReference('proxySecretRef', props.proxySecretRef, context),
        timeout: props.timeout ?? defaults.timeout,
        ignore: props.ignore,
        sparseCheckout: props.sparseCheckout,
        recurseSubmodules: props.recurseSubmodules,
        include: include?.map(({ repository, ...paths }) => ({
          ...paths,
          repository: localReference('include', repository, context, 'GitRepository'),
        })),
        verify: verify && {
          mode: verify.mode,
          secretRef: localReference('verify.secretRef', verify.secretRef, context),
        },
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    const { spec } = manifest;
    refuse(
      checkGitUrl('Git URL', spec.url),
      ...(spec.sparseCheckout ?? []).map((path) => checkSourcePath('sparseCheckout path', path)),
      spec.serviceAccountName !== undefined && spec.provider !== 'azure' && spec.provider !== 'aws'
        ? 'serviceAccountName is not used by this provider: set provider to azure or aws, or name a Secret with secretRef'
        : undefined,
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    super(scope, id, (context) => GitRepository.manifest(props, context), props.metadata);
  }
}
