import { Construct } from 'constructs';
import { flag, list, object, oneOf, Options, required, text } from '../core/options';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, SourceDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { DURATION, LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { localReference, optionalReference } from './references';
import { checkSourcePath } from './rules';
import { gitProblems } from './source-rules';
import { GitRepositorySpec } from './spec';

/** The revision of a Git repository: one of these fields; a commit may be given with its branch. */
export interface GitReference {
  /** Branch. */
  readonly branch?: string;
  /** Tag. */
  readonly tag?: string;
  /** Newest tag in this range of semantic versions, such as `>=1.2.0 <2.0.0`. */
  readonly semver?: string;
  /** SHA of a commit. */
  readonly commit?: string;
  /** Full name of a reference, such as `refs/pull/420/head`. */
  readonly name?: string;
}

/** Another GitRepository whose files are included in this one's artifact. */
export interface GitInclude {
  /** The other repository, in the same namespace. */
  readonly repository: GitRepository | LocalObjectReference;

  /**
   * Folder of the other repository to include.
   *
   * @default - the whole repository
   */
  readonly fromPath?: string;

  /**
   * Destination folder.
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
   * Revision to fetch.
   *
   * @default - branch `master`, Flux's default; better to set it
   */
  readonly ref?: GitReference;

  /**
   * Secret with the credentials (`username` and `password`, `bearerToken`, or `identity` and `known_hosts`).
   *
   * @default - anonymous
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Cloud provider whose identity authenticates when there is no Secret. `aws` with Flux 2.9 and later.
   *
   * @default - generic
   */
  readonly provider?: GitRepositorySpec['provider'];

  /**
   * ServiceAccount in the same namespace whose identity is used with providers `azure` and `aws`. Flux 2.7 and later.
   *
   * @default - source-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * Secret with the proxy settings: `address`, `username` and `password`.
   *
   * @default - none
   */
  readonly proxySecretRef?: LocalObjectReference;

  /**
   * Files excluded from the artifact, as `.gitignore` patterns, one per line.
   *
   * @default - version-control files, images, archives, and the patterns in `.sourceignore`
   */
  readonly ignore?: string;

  /**
   * Folders to check out; the artifact contains nothing else. Flux 2.6 and later.
   *
   * @default - the whole repository
   */
  readonly sparseCheckout?: readonly string[];

  /**
   * Whether to check out submodules too.
   *
   * @default false
   */
  readonly recurseSubmodules?: boolean;

  /**
   * Other GitRepositories whose files are included in the artifact.
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
    /** Objects whose signature is verified. */
    readonly mode: 'HEAD' | 'Tag' | 'TagAndHEAD';
    /** Secret with the trusted public keys. */
    readonly secretRef: LocalObjectReference;
  };
}

/** Options of a {@link GitReference}. */
export const GIT_REFERENCE = object<GitReference>({ branch: text, tag: text, semver: text, commit: text, name: text });

/** Options of {@link GitRepositoryProps}. */
const GIT_REPOSITORY = Options.of<GitRepositoryProps>('a GitRepository', {
  ...SUSPENDABLE,
  url: required(text),
  ref: GIT_REFERENCE,
  secretRef: LOCAL_REFERENCE,
  provider: oneOf('generic', 'aws', 'azure', 'github'),
  serviceAccountName: text,
  proxySecretRef: LOCAL_REFERENCE,
  ignore: text,
  sparseCheckout: list(text),
  recurseSubmodules: flag,
  include: list(object<GitInclude>({ repository: required(LOCAL_REFERENCE), fromPath: text, toPath: text })),
  verify: object({ mode: required(oneOf('HEAD', 'Tag', 'TagAndHEAD')), secretRef: required(LOCAL_REFERENCE) }),
  interval: DURATION,
  timeout: DURATION,
});

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
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when the URL, a path or a duration is invalid
   */
  public static manifest(props: GitRepositoryProps, context: FluxContext = {}): FluxManifest {
    GIT_REPOSITORY.demand(props);
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
      ...gitProblems(spec),
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
