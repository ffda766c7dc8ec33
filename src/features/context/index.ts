export { defaultsAt, fluxDefaults, type PlainDefaults, plainDefaults } from './defaults';
export { holdersOf, layersAt } from './layers';
export { type Findings, type SourcesAt, TargetContext } from './target-context';
