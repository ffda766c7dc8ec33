export { HelmChart } from './chart';
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
export { artifactRepository, onBranch, wholeSource } from './fleet-source';
export { branchProblems, foreignSourceProblem } from './rules';
export { Source } from './source';
export type { AccessSpec, ChartSpec, GitSourceSpec, OCIChartSpec, RepositoryChartSpec, SourceSpec } from './spec';
