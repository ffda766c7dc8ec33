import { quote } from '../kubernetes/names';
import { checkOciDigest, checkOciName, checkOciTag } from './oci-names';
import { checkCommit, checkFullRefName, checkRefName } from './ref-names';
import { checkGitUrl, checkHelmUrl, checkOciUrl } from './rules';
import { checkVersionRange } from './version-range';

/**
 * Rules of source-controller 1.9.6 and 1.10.1 that its CRDs do not state. Each function takes the spec of a kind as a
 * manifest has it, whose types its schema checks, and returns the problems, one message each.
 */

/** The name of the option that names the Secret, for messages: that of Flux or that of this library. */
type SecretOption = 'secretRef' | 'secretName' | 'pullSecret';

interface Reference {
  readonly name?: unknown;
}

/** The fields of a GitRepository that have rules. */
export interface GitFields {
  readonly url: string;
  readonly ref?: GitRefFields | undefined;
  readonly provider?: string | undefined;
  readonly secretRef?: Reference | undefined;
  readonly verify?: { readonly mode?: string | undefined } | undefined;
}

/** The fields of a Git reference. */
export interface GitRefFields {
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly semver?: string | undefined;
  readonly commit?: string | undefined;
  readonly name?: string | undefined;
}

/** The fields of an OCIRepository that have rules. */
export interface OciFields {
  readonly url: string;
  readonly ref?: OciRefFields | undefined;
  readonly verify?: VerifyFields | undefined;
}

/** The fields of the reference to an artifact. */
export interface OciRefFields {
  readonly tag?: string | undefined;
  readonly semver?: string | undefined;
  readonly semverFilter?: string | undefined;
  readonly digest?: string | undefined;
}

/** The fields of the verification of an artifact. */
export interface VerifyFields {
  readonly provider?: string | undefined;
  readonly secretRef?: Reference | undefined;
}

/** The fields of a HelmRepository that have rules. */
export interface HelmRepositoryFields {
  readonly url: string;
  readonly type?: string | undefined;
  readonly provider?: string | undefined;
}

/** The fields of a HelmChart, or of the chart of a HelmRelease, that have rules. */
export interface ChartFields {
  readonly chart: string;
  readonly version?: string | undefined;
  readonly sourceRef: { readonly kind: string };
  readonly verify?: VerifyFields | undefined;
}

type Problems = ReadonlyArray<string | undefined>;

/** How a field that another one makes void is named: the field, and the fields that void it, strongest first. */
function ignored(what: string, ref: Readonly<Record<string, unknown>>, field: string, by: readonly string[]) {
  if (ref[field] === undefined) return undefined;
  const stronger = by.find((other) => ref[other] !== undefined);
  return stronger === undefined
    ? undefined
    : `${what} has ${field} and ${stronger}, and Flux ignores ${field} then: give one of them`;
}

/**
 * Problems of a Git reference. `commit` beats `name`, `tag`, `semver` and `branch`, in this order (pkg/git 0.57.0,
 * `gogit/client.go`). With a commit, its branch and name are used as well.
 */
export function gitRefProblems(ref: GitRefFields, what = 'ref'): Problems {
  const fields = ref as Readonly<Record<string, unknown>>;
  const { branch, tag, semver, commit, name } = ref;
  return [
    branch === undefined ? undefined : checkRefName('branch', branch),
    tag === undefined ? undefined : checkRefName('tag', tag),
    semver === undefined ? undefined : checkVersionRange('semver', semver),
    commit === undefined ? undefined : checkCommit(commit),
    name === undefined ? undefined : checkFullRefName('name', name),
    ignored(what, fields, 'tag', ['commit', 'name']),
    ignored(what, fields, 'semver', ['commit', 'name', 'tag']),
    commit === undefined ? ignored(what, fields, 'branch', ['name', 'tag', 'semver']) : undefined,
  ];
}

/** Problems of a GitRepository (`gitrepository_controller.go`, pkg/git 0.57.0 `options.go`). */
export function gitProblems(spec: GitFields, secret: SecretOption = 'secretRef'): Problems {
  const { url, ref = {}, provider = 'generic', secretRef, verify } = spec;
  const isSsh = typeof url === 'string' && url.startsWith('ssh://');
  return [
    checkGitUrl('Git URL', url, secret),
    ...gitRefProblems(ref),
    ...(provider === 'github' ? githubProblems(url, secretRef, secret) : []),
    isSsh && (provider === 'azure' || provider === 'aws')
      ? `provider ${provider} has no use for the SSH URL ${quote(url)}: write https://, or leave it out`
      : undefined,
    isSsh && provider === 'generic' && secretRef === undefined
      ? `Git URL ${quote(url)} needs a Secret with identity and known_hosts: name it with ${secret}, or write https://`
      : undefined,
    /^Tag/.test(verify?.mode ?? '') && !isTagged(ref)
      ? `verify checks the signature of a tag, but ref names none: give tag or semver, or mode HEAD`
      : undefined,
  ];
}

/** Problems of the provider github, one message each: it reads a GitHub App from a Secret, and gets in by HTTPS. */
export function githubProblems(url: string, secretRef: unknown, secret: SecretOption = 'pullSecret'): Problems {
  return [
    secretRef === undefined
      ? `provider github has no Secret with the data of its GitHub App: name it with ${secret}`
      : undefined,
    typeof url === 'string' && url.startsWith('ssh://')
      ? `provider github has no use for the SSH URL ${quote(url)}, as its Secret holds a GitHub App: write https://, or leave the provider out`
      : undefined,
  ];
}

/** Whether the checkout knows a tag object. */
function isTagged({ tag, semver, commit, name }: GitRefFields): boolean {
  if (commit !== undefined) return false;
  return name === undefined ? tag !== undefined || semver !== undefined : name.startsWith('refs/tags/');
}

/** Problems of the reference to an artifact: `digest` beats `semver` and `tag` (`getArtifactRef`). */
export function ociRefProblems(ref: OciRefFields, what = 'ref'): Problems {
  const fields = ref as Readonly<Record<string, unknown>>;
  const { tag, semver, semverFilter, digest } = ref;
  return [
    tag === undefined ? undefined : checkOciTag(tag),
    semver === undefined ? undefined : checkVersionRange('semver', semver),
    digest === undefined ? undefined : checkOciDigest(digest),
    ignored(what, fields, 'semver', ['digest']),
    ignored(what, fields, 'tag', ['digest', 'semver']),
    semverFilter !== undefined && semver === undefined
      ? `${what} has semverFilter without semver, and Flux ignores it then: give semver, or leave it out`
      : undefined,
  ];
}

/** Problems of an OCIRepository (`ocirepository_controller.go`). */
export function ociProblems(spec: OciFields, secret: SecretOption = 'secretRef', what = 'OCI URL'): Problems {
  const { url, ref = {}, verify } = spec;
  return [
    checkOciUrl(what, url, secret) ?? checkOciName(what, url),
    ...ociRefProblems(ref),
    ...verifyProblems(verify, secret),
  ];
}

/** Problems of the verification of an artifact (`verifySignature`, `makeVerifiers`). */
export function verifyProblems(verify: VerifyFields | undefined, secret: SecretOption = 'secretRef'): Problems {
  return [
    verify?.provider === 'notation' && verify.secretRef === undefined
      ? `verify with notation has no Secret with the trust policy: name it with ${secret} of verify`
      : undefined,
  ];
}

/** Problems of a HelmRepository (`helmrepository_controller.go`, `getter/client_opts.go`). */
export function helmRepositoryProblems(spec: HelmRepositoryFields, secret: SecretOption = 'secretRef'): Problems {
  const { url, type = 'default', provider = 'generic' } = spec;
  const isOci = typeof url === 'string' && url.startsWith('oci://');
  const what = `Helm repository URL ${quote(url)}`;
  return [
    checkHelmUrl('Helm repository URL', url, secret) ??
      (isOci ? checkOciName('Helm repository URL', url, false) : undefined),
    isOci && type !== 'oci' ? `${what} needs the type oci: set type to oci` : undefined,
    !isOci && type === 'oci' ? `${what} is none of type oci: begin it with oci://, or leave type out` : undefined,
    !isOci && provider !== 'generic'
      ? `provider ${provider} is for OCI registries, and ${what} is none: leave it out, or name a Secret with ${secret}`
      : undefined,
  ];
}

/** The names that source-controller takes for charts of Helm repositories (`internal/helm/chart/builder.go`). */
const CHART_NAME = /^[-a-z0-9]+((\/\.?|\.)[-a-z0-9]+)*(\/\.?|\.)?$/;

/** Checks the name of a chart in a Helm repository. */
export function checkChartName(chart: string): string | undefined {
  return typeof chart === 'string' && CHART_NAME.test(chart)
    ? undefined
    : `chart ${quote(chart)} is not the name of a chart: use lower-case letters, digits, "-", and "/" or "." between them`;
}

/** Problems of a HelmChart, or of the chart of a HelmRelease (`helmchart_controller.go`). */
export function chartProblems({ chart, version, sourceRef, verify }: ChartFields): Problems {
  if (sourceRef.kind !== 'HelmRepository') {
    return [
      version === undefined || version === '*'
        ? undefined
        : `version ${quote(version)} has no use for a chart of a ${sourceRef.kind}, whose Chart.yaml says it: leave it out`,
    ];
  }
  return [
    checkChartName(chart),
    version === undefined ? undefined : checkVersionRange('chart version', version),
    ...verifyProblems(verify),
  ];
}
