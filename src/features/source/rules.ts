import { Duration } from 'cdk8s';
import { GitReference } from '../../flux/git-repository';
import { checkSourcePath } from '../../flux/rules';
import {
  chartProblems,
  gitProblems,
  helmRepositoryProblems,
  ociProblems,
  verifyProblems,
} from '../../flux/source-rules';
import { checkVersionRange } from '../../flux/version-range';
import { checkDuration, SHORTEST_INTERVAL_MS } from '../../kubernetes/durations';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import {
  GitChartProps,
  GitSourceProps,
  OCIAccessProps,
  OCIChartProps,
  OCISourceProps,
  RepositoryChartProps,
  SourceVerification,
} from './props';
import type { GitSourceSpec, SourceSpec } from './spec';

type Problems = ReadonlyArray<string | undefined>;

/** A reference to a Secret as Flux has it. */
function secretRef(name: string | undefined): { readonly name: string } | undefined {
  return name === undefined ? undefined : { name };
}

/** A verification as Flux has it. */
function fluxVerify(verify: SourceVerification | undefined) {
  if (verify === undefined) return undefined;
  const { provider = 'cosign', secretName, mode } = verify;
  return { provider, secretRef: secretRef(secretName), mode };
}

/** Problems of names and durations, which all sources have. */
function accessProblems(props: {
  readonly secretName?: string;
  readonly certSecretName?: string;
  readonly proxySecretName?: string;
  readonly serviceAccountName?: string;
  readonly timeout?: Duration;
  readonly verify?: SourceVerification;
}): Problems {
  const { timeout, verify } = props;
  return [
    ...(['secretName', 'certSecretName', 'proxySecretName', 'serviceAccountName'] as const).map((key) =>
      props[key] === undefined ? undefined : checkDnsSubdomain(key, props[key]),
    ),
    timeout === undefined ? undefined : checkDuration('timeout', timeout),
    verify?.secretName === undefined ? undefined : checkDnsSubdomain('verify secretName', verify.secretName),
  ];
}

/** Problems of a Git repository, one message each. */
export function gitSourceProblems(props: GitSourceProps): Problems {
  const { url, branch, tag, semver, commit, provider, secretName, serviceAccountName, verify, include = [] } = props;
  const ref = { branch, tag, semver, commit };
  const named = [branch && commit ? undefined : branch, tag, semver, commit].filter((value) => value !== undefined);
  const wrong = oneOf(named, ref, 'branch, tag, semver and commit');
  return [
    ...gitProblems(
      {
        url,
        ref: wrong ? {} : ref,
        provider,
        secretRef: secretRef(secretName),
        verify: wrong ? undefined : fluxVerify(verify),
      },
      'secretName',
    ),
    wrong,
    serviceAccountName !== undefined && provider !== 'azure' && provider !== 'aws'
      ? 'serviceAccountName is not used by this provider: set provider to azure or aws, or name a Secret with secretName'
      : undefined,
    verify !== undefined && verify.secretName === undefined
      ? 'verify of a Git repository has no secretName: name the Secret with the trusted public keys'
      : undefined,
    ...include.map(({ repository }) => checkDnsSubdomain('include repository', repository)),
    ...accessProblems(props),
  ];
}

/** Problems of a branch that takes the place of a repository's own reference, one message each. */
export function branchProblems({ url, ref, verify }: GitSourceSpec, branch: string): Problems {
  const problems = (at: GitReference) => gitProblems({ url, ref: at, verify: fluxVerify(verify) }, 'secretName');
  const own = problems(ref);
  return problems({ branch }).filter((problem) => !own.includes(problem));
}

/**
 * Problems of the verification of an artifact, one message each. Flux takes one without keys and identities, which trusts
 * everybody, and does not look at identities beside keys or with notation.
 */
function trustProblems(verify: OCIAccessProps['verify']): Problems {
  if (verify === undefined) return [];
  const { provider = 'cosign', secretName, identities = [] } = verify;
  if (identities.length > 0 && provider === 'notation') {
    return ['verify with notation does not look at identities: leave them out, or verify with cosign'];
  }
  if (identities.length > 0 && secretName !== undefined) {
    return ['verify has public keys, and Flux does not look at identities then: give one of secretName and identities'];
  }
  return provider === 'cosign' && secretName === undefined && identities.length === 0
    ? ['verify of an OCI artifact trusts everybody: give identities or a secretName']
    : [];
}

/** Problems of an OCI artifact, one message each. */
export function ociSourceProblems(props: OCISourceProps): Problems {
  const { url, tag, semver, digest, verify, per } = props;
  const ref = { tag, semver, digest };
  const named = Object.values(ref).filter((value) => value !== undefined);
  const wrong = oneOf(named, ref, 'tag, semver and digest');
  return [
    ...ociProblems({ url, ref: wrong ? {} : ref, verify: fluxVerify(verify) }, 'secretName'),
    wrong,
    per !== undefined && wrong === undefined && tag === undefined
      ? `per ${quote(per)} is given with ${semver === undefined ? 'a digest' : 'semver'}, which all artifacts would share: give the tag that each push moves`
      : undefined,
    ...trustProblems(verify),
    ...accessProblems(props),
  ];
}

/** Problem of a source of something else than the generated folder, such as an app's. */
export function foreignSourceProblem({ per }: SourceSpec): string | undefined {
  return per === undefined
    ? undefined
    : `per ${quote(per)} is for sources of the generated folder, and nobody makes such artifacts of this one: leave it out`;
}

/** Problems of a chart that is an OCI artifact, one message each. */
export function ociChartProblems(props: OCIChartProps): Problems {
  const { url, version, verify } = props;
  return [
    ...ociProblems({ url, verify: fluxVerify(verify) }, 'secretName'),
    checkVersionRange('chart version', version),
    ...trustProblems(verify),
    ...accessProblems(props),
  ];
}

/** Problems of a chart of a Helm repository, one message each. */
export function repositoryChartProblems(props: RepositoryChartProps): Problems {
  const { url, chart, version, verify, insecure, passCredentials } = props;
  const isOci = url.startsWith('oci://');
  return [
    ...helmRepositoryProblems({ ...props, type: isOci ? 'oci' : 'default' }, 'secretName'),
    ...chartProblems({ chart, version, sourceRef: { kind: 'HelmRepository' } }),
    ...verifyProblems(fluxVerify(verify), 'secretName'),
    !isOci && insecure === true
      ? 'insecure is for OCI registries: leave it out, and begin the URL with http://'
      : undefined,
    isOci && passCredentials === true ? 'passCredentials has no use for an OCI registry: leave it out' : undefined,
    verify !== undefined && !isOci
      ? 'verify is for charts of OCI registries, and Flux ignores it for other Helm repositories: leave it out, or use an oci:// URL'
      : undefined,
    verify !== undefined && isOci && verify.provider !== 'notation' && verify.secretName === undefined
      ? 'verify of a Helm repository trusts everybody: give a secretName, or use HelmChart.oci with identities'
      : undefined,
    ...accessProblems(props),
    ...buildProblems(props),
  ];
}

/** Problems of a chart in a folder of a Git repository, one message each. */
export function gitChartProblems({ path, ...source }: GitChartProps): Problems {
  return [...gitSourceProblems(source), checkSourcePath('chart path', path), ...buildProblems(source)];
}

/** Problems of how a chart is made. */
function buildProblems({
  interval,
  valuesFiles,
  ignoreMissingValuesFiles,
}: Pick<GitChartProps, 'interval' | 'valuesFiles' | 'ignoreMissingValuesFiles'>): Problems {
  return [
    interval === undefined ? undefined : checkDuration('interval', interval, SHORTEST_INTERVAL_MS),
    ignoreMissingValuesFiles === true && valuesFiles === undefined
      ? 'ignoreMissingValuesFiles is given without valuesFiles: give them, or leave it out'
      : undefined,
  ];
}

function oneOf(given: readonly unknown[], ref: object, names: string): string | undefined {
  if (given.length !== 1)
    return `source ref ${quote(ref)} is ${given.length ? 'ambiguous' : 'empty'}: give one of ${names}`;
  return Object.values(ref).every((value) => value === undefined || (typeof value === 'string' && value.trim() !== ''))
    ? undefined
    : `source ref ${quote(ref)} has an empty value: give one of ${names}`;
}
