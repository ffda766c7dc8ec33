import { defined } from '../../core/defined';
import { GitReference } from '../../flux/git-repository';
import { OCIReference } from '../../flux/oci-repository';
import { checkGitUrl, checkHelmUrl, checkOciUrl, checkSourcePath } from '../../flux/rules';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';

/** A Git repository as plain data. */
export interface GitSourceSpec {
  /** The Flux kind. */
  readonly kind: 'GitRepository';
  /** URL, without credentials. */
  readonly url: string;
  /** The reference to fetch. */
  readonly ref: GitReference;
  /** Secret with the credentials; undefined for an anonymous source. */
  readonly secretName?: string;
}

/** An OCI artifact as plain data. */
export interface OCISourceSpec {
  /** The Flux kind. */
  readonly kind: 'OCIRepository';
  /** URL, without a tag. */
  readonly url: string;
  /** The version to fetch. */
  readonly ref: OCIReference;
  /** Secret with the credentials; undefined for an anonymous source. */
  readonly secretName?: string;
}

/** A source as plain data. */
export type SourceSpec = GitSourceSpec | OCISourceSpec;

/** Props of {@link Source.git}. Exactly one of branch, tag, semver and commit is given; a commit may come with its branch. */
export interface GitSourceProps {
  /** `https://`, `http://` or `ssh://` URL, without user and password. */
  readonly url: string;
  /** @default - another of branch, tag, semver, commit */
  readonly branch?: string;
  /** @default - another of branch, tag, semver, commit */
  readonly tag?: string;
  /** @default - another of branch, tag, semver, commit */
  readonly semver?: string;
  /** @default - another of branch, tag, semver, commit */
  readonly commit?: string;
  /**
   * Name of the Secret with the credentials, in the namespace of the source's user.
   *
   * @default - anonymous
   */
  readonly secretName?: string;
}

/** Props of {@link Source.oci}. Exactly one of tag, semver and digest is given. */
export interface OCISourceProps {
  /** `oci://registry/path`, without a tag. */
  readonly url: string;
  /** @default - another of tag, semver, digest */
  readonly tag?: string;
  /** @default - another of tag, semver, digest */
  readonly semver?: string;
  /** @default - another of tag, semver, digest */
  readonly digest?: string;
  /**
   * Name of the Secret with the credentials, in the namespace of the source's user.
   *
   * @default - anonymous
   */
  readonly secretName?: string;
}

/**
 * A source of manifests: a Git repository or an OCI artifact.
 *
 * @example
 * Source.git({ url: 'https://github.com/acme/fleet', branch: 'main' });
 */
export class Source<S extends SourceSpec = SourceSpec> {
  /** A Git repository. The construct that uses the source reports its problems. */
  public static git(props: GitSourceProps): Source<GitSourceSpec> {
    const { url, secretName, branch, tag, semver, commit } = props;
    const ref = defined({ branch, tag, semver, commit });
    const named = [branch && commit ? undefined : branch, tag, semver, commit].filter((value) => value !== undefined);
    return new Source({ kind: 'GitRepository', url, ref, ...defined({ secretName }) }, [
      checkGitUrl('Git URL', url),
      oneOf(named, ref, 'branch, tag, semver and commit'),
    ]);
  }

  /** An OCI artifact. The construct that uses the source reports its problems. */
  public static oci(props: OCISourceProps): Source<OCISourceSpec> {
    const { url, secretName, tag, semver, digest } = props;
    const ref = defined({ tag, semver, digest });
    return new Source({ kind: 'OCIRepository', url, ref, ...defined({ secretName }) }, [
      checkOciUrl('OCI URL', url),
      oneOf(Object.values(ref), ref, 'tag, semver and digest'),
    ]);
  }

  /** Problems of the source; empty if it is valid. */
  public readonly problems: readonly string[];

  private constructor(
    /** The source as plain data. */
    public readonly spec: S,
    problems: ReadonlyArray<string | undefined>,
  ) {
    const secret = spec.secretName === undefined ? undefined : checkDnsSubdomain('secretName', spec.secretName);
    this.problems = [...problems, secret].filter((problem) => problem !== undefined);
  }
}

/** A Helm chart as plain data. */
export type ChartSpec =
  | { readonly from: 'repository'; readonly url: string; readonly chart: string; readonly version: string }
  | { readonly from: 'oci'; readonly url: string; readonly version: string }
  | { readonly from: 'git'; readonly source: GitSourceSpec; readonly path: string };

/**
 * A Helm chart and its version.
 *
 * @example
 * HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' });
 */
export class HelmChart {
  /** A chart of an HTTP Helm repository. */
  public static repository(props: {
    /** URL of the repository. */
    readonly url: string;
    /** The chart's name in it. */
    readonly chart: string;
    /** Version or range of versions. */
    readonly version: string;
  }): HelmChart {
    return new HelmChart({ from: 'repository', url: props.url, chart: props.chart, version: props.version }, [
      checkHelmUrl('Helm repository URL', props.url),
      checkVersion(props.version),
      checkDnsSubdomain('chart', props.chart),
    ]);
  }

  /** A chart that is an OCI artifact: `url` names the chart itself, without a tag. */
  public static oci(props: {
    /** `oci://registry/path/chart`. */
    readonly url: string;
    /** Version or range of versions. */
    readonly version: string;
  }): HelmChart {
    return new HelmChart({ from: 'oci', url: props.url, version: props.version }, [
      checkOciUrl('OCI URL', props.url),
      checkVersion(props.version),
    ]);
  }

  /** A chart in a folder of a Git repository. */
  public static git(
    props: GitSourceProps & {
      /** Folder of the chart, beginning with `./`. */
      readonly path: string;
    },
  ): HelmChart {
    const source = Source.git(props);
    return new HelmChart({ from: 'git', source: source.spec, path: props.path }, [
      ...source.problems,
      checkSourcePath('chart path', props.path),
    ]);
  }

  /** Problems of the chart; empty if it is valid. */
  public readonly problems: readonly string[];

  private constructor(
    /** The chart as plain data. */
    public readonly spec: ChartSpec,
    problems: ReadonlyArray<string | undefined>,
  ) {
    this.problems = problems.filter((problem) => problem !== undefined);
  }
}

function checkVersion(version: string): string | undefined {
  return typeof version === 'string' && version.trim() !== ''
    ? undefined
    : `chart version ${quote(version)} says nothing: give a version or a range such as "18.x"`;
}

function oneOf(given: readonly unknown[], ref: object, names: string): string | undefined {
  if (given.length !== 1)
    return `source ref ${quote(ref)} is ${given.length ? 'ambiguous' : 'empty'}: give one of ${names}`;
  return Object.values(ref).every((value) => typeof value === 'string' && value.trim() !== '')
    ? undefined
    : `source ref ${quote(ref)} has an empty value: give one of ${names}`;
}
