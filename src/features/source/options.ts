import { Duration } from 'cdk8s';
import { flag, instance, list, object, oneOf, Options, required, text } from '../../core/options';
import {
  GitChartProps,
  SourceInclude,
  GitSourceProps,
  OCIChartProps,
  OCISourceProps,
  RepositoryChartProps,
  SourceVerification,
} from './props';

const DURATION = instance('a Duration such as Duration.minutes(5)', () => Duration);

const SIGNER = oneOf('cosign', 'notation');

const IDENTITIES = list(
  object<NonNullable<SourceVerification['identities']>[number]>({ issuer: required(text), subject: required(text) }),
);

const MODE = oneOf('HEAD', 'Tag', 'TagAndHEAD');

/** The types of the options of a {@link SourceVerification}. */
export const SOURCE_VERIFICATION = object<SourceVerification>({
  secretName: text,
  mode: MODE,
  provider: SIGNER,
  identities: IDENTITIES,
});

const ACCESS = { secretName: text, proxySecretName: text, timeout: DURATION } as const;

const OCI_PROVIDER = oneOf('generic', 'aws', 'azure', 'gcp');

const OCI_ACCESS = {
  ...ACCESS,
  provider: OCI_PROVIDER,
  serviceAccountName: text,
  certSecretName: text,
  insecure: flag,
  signed: flag,
  verify: object<NonNullable<OCISourceProps['verify']>>({ provider: SIGNER, secretName: text, identities: IDENTITIES }),
} as const;

const GIT = {
  ...ACCESS,
  url: required(text),
  branch: text,
  tag: text,
  semver: text,
  commit: text,
  provider: oneOf('generic', 'aws', 'azure', 'github'),
  serviceAccountName: text,
  verify: object<NonNullable<GitSourceProps['verify']>>({ mode: MODE, secretName: text }),
  signed: flag,
  ignore: text,
  recurseSubmodules: flag,
  include: list(object<SourceInclude>({ repository: required(text), fromPath: text, toPath: text })),
} as const;

const CHART_BUILD = { interval: DURATION, valuesFiles: list(text), ignoreMissingValuesFiles: flag } as const;

/** The options of `Source.git`. */
export const GIT_SOURCE = Options.of<GitSourceProps>('Source.git', { ...GIT, per: oneOf('unit') });

/** The options of `Source.oci`. */
export const OCI_SOURCE = Options.of<OCISourceProps>('Source.oci', {
  ...OCI_ACCESS,
  url: required(text),
  tag: text,
  semver: text,
  digest: text,
  ignore: text,
  per: oneOf('cluster', 'unit'),
});

/** The options of `HelmChart.git`. */
export const GIT_CHART = Options.of<GitChartProps>('HelmChart.git', {
  ...GIT,
  ...CHART_BUILD,
  path: required(text),
  reconcileStrategy: oneOf('ChartVersion', 'Revision'),
});

/** The options of `HelmChart.oci`. */
export const OCI_CHART = Options.of<OCIChartProps>('HelmChart.oci', {
  ...OCI_ACCESS,
  url: required(text),
  version: required(text),
  inline: flag,
});

/** The options of `HelmChart.repository`. */
export const REPOSITORY_CHART = Options.of<RepositoryChartProps>('HelmChart.repository', {
  ...CHART_BUILD,
  url: required(text),
  chart: required(text),
  version: required(text),
  secretName: text,
  certSecretName: text,
  passCredentials: flag,
  provider: OCI_PROVIDER,
  insecure: flag,
  timeout: DURATION,
  verify: object<NonNullable<RepositoryChartProps['verify']>>({ provider: SIGNER, secretName: text }),
});
