import { Duration } from 'cdk8s';

/** Signatures that the content of a source must carry. */
export interface SourceVerification {
  /**
   * Secret with the trusted public keys, in the namespace of the source's user. A Git repository always needs it: keys of
   * GPG under names that end in `.asc`, of SSH (Flux 2.9 and later) in `.sshpub`. Of cosign they end in `.pub`; for
   * notation the Secret holds certificates and the trust policy.
   *
   * @default - none: `identities` are trusted
   */
  readonly secretName?: string;

  /**
   * The part of a Git repository that must be signed.
   *
   * @default HEAD
   */
  readonly mode?: 'HEAD' | 'Tag' | 'TagAndHEAD';

  /**
   * The tool that signs OCI artifacts.
   *
   * @default cosign
   */
  readonly provider?: 'cosign' | 'notation';

  /**
   * Identities whose keyless signatures of OCI artifacts are trusted: patterns (RE2) of issuer and subject.
   *
   * @default - none: the keys of `secretName` count
   */
  readonly identities?: ReadonlyArray<{ readonly issuer: string; readonly subject: string }>;
}

/** How Flux gets into a repository or registry. All Secrets are in the namespace of the source's user. */
export interface SourceAccessProps {
  /**
   * Name of the Secret with the credentials, in the namespace of the source's user. For Git: `username` and `password`,
   * `bearerToken`, `identity` and `known_hosts`, or a GitHub App; for OCI: a pull secret.
   *
   * @default - anonymous
   */
  readonly secretName?: string;

  /**
   * Name of the Secret with the settings of a proxy: `address`, `username` and `password`.
   *
   * @default - none
   */
  readonly proxySecretName?: string;

  /**
   * Timeout for one operation.
   *
   * @default - what the fleet's `defaults` say: Flux's default, 60 s
   */
  readonly timeout?: Duration;

  /**
   * Whether everything that Flux reads there is signed from now on. It goes one commit before `verify`, which is refused
   * for a source that Flux reads already and that was not said to be signed: nothing new would arrive until it is. The
   * fleet's own artifacts are not pushed unsigned then.
   *
   * @default - true with `verify`, otherwise false
   */
  readonly signed?: boolean;
}

/** How Flux gets into an OCI registry. */
export interface OCIAccessProps extends SourceAccessProps {
  /**
   * Cloud whose identity authenticates when there is no Secret.
   *
   * @default - generic
   */
  readonly provider?: 'generic' | 'aws' | 'azure' | 'gcp';

  /**
   * ServiceAccount in the namespace of the source's user, whose pull secrets or cloud identity are used.
   *
   * @default - source-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * Name of the Secret with the registry's CA certificate (`ca.crt`) and a client certificate (`tls.crt`, `tls.key`).
   *
   * @default - the CA certificates in the controller's image
   */
  readonly certSecretName?: string;

  /**
   * Whether to use plain HTTP.
   *
   * @default false
   */
  readonly insecure?: boolean;

  /**
   * Signatures that must be there: keys or identities of cosign, or the trust policy of notation.
   *
   * @default - not verified
   */
  readonly verify?: Pick<SourceVerification, 'provider' | 'secretName' | 'identities'>;
}

/** Another GitRepository whose files are added. */
export interface SourceInclude {
  /** Name of the other GitRepository, in the same namespace. */
  readonly repository: string;

  /**
   * Folder of the other repository.
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

/** Props of {@link Source.git}. Exactly one of branch, tag, semver and commit is given; a commit may come with its branch. */
export interface GitSourceProps extends SourceAccessProps {
  /** `https://`, `http://` or `ssh://` URL, without user and password. */
  readonly url: string;
  /** @default - another of branch, tag, semver, commit */
  readonly branch?: string;
  /** @default - another of branch, tag, semver, commit */
  readonly tag?: string;
  /** @default - another of branch, tag, semver, commit */
  readonly semver?: string;
  /**
   * The whole id, 40 hexadecimal digits.
   *
   * @default - another of branch, tag, semver, commit
   */
  readonly commit?: string;

  /**
   * Service whose identity authenticates: `azure` and `aws` without a Secret, `github` as the GitHub App in the Secret.
   * `aws` with Flux 2.9 and later.
   *
   * @default - generic
   */
  readonly provider?: 'generic' | 'aws' | 'azure' | 'github';

  /**
   * ServiceAccount in the namespace of the source's user, whose identity is used with the providers `azure` and `aws`.
   * Flux 2.7 and later.
   *
   * @default - source-controller's own
   */
  readonly serviceAccountName?: string;

  /**
   * Signatures of commits or tags that must be there.
   *
   * @default - not verified
   */
  readonly verify?: Pick<SourceVerification, 'mode' | 'secretName'>;

  /**
   * Files that Flux leaves out, as `.gitignore` patterns, one per line.
   *
   * @default - version-control files, images, archives, and the patterns in `.sourceignore`
   */
  readonly ignore?: string;

  /**
   * Whether to fetch submodules too.
   *
   * @default false
   */
  readonly recurseSubmodules?: boolean;

  /**
   * Other GitRepositories whose files are added.
   *
   * @default - none
   */
  readonly include?: readonly SourceInclude[];

  /**
   * Units that Flux reconciles when a commit changes something, where the source holds the generated folder; other sources
   * take none. With `unit`, source-watcher copies each unit into an artifact of its own, which changes only with the
   * unit's files, so that a commit reconciles the units that it changes. Needs Flux 2.7 and `source-watcher` among the
   * cluster's `extraControllers`.
   *
   * @default - every unit of the cluster, at every commit
   */
  readonly per?: 'unit';
}

/** Props of {@link Source.oci}. Exactly one of tag, semver and digest is given. */
export interface OCISourceProps extends OCIAccessProps {
  /** `oci://registry/path`, without a tag. */
  readonly url: string;
  /** @default - another of tag, semver, digest */
  readonly tag?: string;
  /** @default - another of tag, semver, digest */
  readonly semver?: string;
  /** @default - another of tag, semver, digest */
  readonly digest?: string;

  /**
   * Files that Flux leaves out, as `.gitignore` patterns, one per line.
   *
   * @default - version-control files, images, archives, and the patterns in `.sourceignore`
   */
  readonly ignore?: string;

  /**
   * Content of one artifact, where the source holds the generated folder; other sources take none. An artifact changes
   * only with its own files, and Flux reconciles what reads it. Its repository is `url` with a path: of a cluster
   * `<url>/eu-1`, of an environment on it `<url>/eu-1/prod`, of a unit `<url>/eu-1/prod/tenants/shop/access`. Needs `tag`.
   *
   * - `cluster`: one artifact for each cluster, and one for each environment on it.
   * - `unit`: one for each unit. Flux asks the registry for each of them at every interval.
   *
   * @default - one artifact at `url` holds the whole folder
   */
  readonly per?: 'cluster' | 'unit';
}

/** Props of {@link HelmChart.repository}. */
export interface RepositoryChartProps extends Pick<
  GitChartProps,
  'interval' | 'valuesFiles' | 'ignoreMissingValuesFiles'
> {
  /** URL of the repository: `https://`, `http://` or `oci://`. */
  readonly url: string;
  /** The chart's name in it. */
  readonly chart: string;
  /** Version or range of versions. */
  readonly version: string;

  /**
   * Name of the Secret with the credentials, `username` and `password`, in the namespace of the chart's user. For an OCI
   * registry also a pull secret.
   *
   * @default - anonymous
   */
  readonly secretName?: string;

  /**
   * Name of the Secret with the repository's CA certificate (`ca.crt`) and a client certificate (`tls.crt`, `tls.key`).
   *
   * @default - the CA certificates in the controller's image
   */
  readonly certSecretName?: string;

  /**
   * Whether to send the credentials to other hosts that the repository's index names. Not for OCI registries.
   *
   * @default false
   */
  readonly passCredentials?: boolean;

  /**
   * Cloud whose identity authenticates to an OCI registry when there is no Secret.
   *
   * @default - generic
   */
  readonly provider?: 'generic' | 'aws' | 'azure' | 'gcp';

  /**
   * Whether to connect to an OCI registry over plain HTTP.
   *
   * @default false
   */
  readonly insecure?: boolean;

  /**
   * Timeout for fetching the index.
   *
   * @default - 60 s
   */
  readonly timeout?: Duration;

  /**
   * Signatures that the chart must carry; only for an `oci://` repository, as Flux verifies no other.
   *
   * @default - not verified
   */
  readonly verify?: Pick<SourceVerification, 'provider' | 'secretName'>;
}

/** Props of {@link HelmChart.oci}. */
export interface OCIChartProps extends OCIAccessProps {
  /** `oci://registry/path/chart`. */
  readonly url: string;
  /** Version or range of versions. */
  readonly version: string;

  /**
   * Whether the HelmRelease says itself where the chart is. Flux makes the OCIRepository of it, under the HelmRelease's
   * namespace and name, and deletes it with the HelmRelease. Flux 2.10 and later.
   *
   * @default false: an OCIRepository beside the HelmRelease, or one for all charts that are equal
   */
  readonly inline?: boolean;
}

/** Props of {@link HelmChart.git}. */
export interface GitChartProps extends Omit<GitSourceProps, 'per'> {
  /**
   * How often Flux looks for a new version of the chart, at least one minute.
   *
   * @default - the interval of the HelmRelease
   */
  readonly interval?: Duration;

  /**
   * Files of values in the chart or its repository that the chart has as its own; later files win.
   *
   * @default - the chart's own `values.yaml`
   */
  readonly valuesFiles?: readonly string[];

  /**
   * Whether files of `valuesFiles` may be missing.
   *
   * @default false
   */
  readonly ignoreMissingValuesFiles?: boolean;

  /**
   * When a commit makes a new chart: if the version in `Chart.yaml` changes, or always.
   *
   * @default ChartVersion
   */
  readonly reconcileStrategy?: 'ChartVersion' | 'Revision';

  /** Folder of the chart, beginning with `./`. */
  readonly path: string;
}
