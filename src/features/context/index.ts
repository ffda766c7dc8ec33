export { defaultsAt, fluxDefaults, type PlainDefaults, plainDefaults } from './defaults';
export { holdersOf, layersAt } from './layers';
export { type Findings, TargetContext } from './target-context';
export { type SourcesAt, sourcesAt } from './sources';
