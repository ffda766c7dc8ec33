export { type ChartSpec, HelmChart, Source, type SourceSpec } from './source';
export { type GitSourceProps, type OCISourceProps } from './source';
