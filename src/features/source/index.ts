export { HelmChart, inlineProblem, isInline } from './chart';
export { SOURCE_VERIFICATION } from './options';
export type {
  GitChartProps,
  SourceInclude,
  GitSourceProps,
  OCIAccessProps,
  OCIChartProps,
  OCISourceProps,
  RepositoryChartProps,
  SourceAccessProps,
  SourceVerification,
} from './props';
export { branchProblems, foreignSourceProblem } from './rules';
export {
  artifactRepository,
  FLEET_SOURCE_TYPES,
  type GivenSources,
  givenSourceProblems,
  givenSources,
  onBranch,
  Source,
  standbyProblem,
  wholeSource,
} from './source';
export type {
  AccessSpec,
  ArtifactSpec,
  ChartBuildSpec,
  ChartSpec,
  GitSourceSpec,
  OCIChartSpec,
  RepositoryChartSpec,
  SourceSpec,
} from './spec';
