export type { BuildOptions, KustomizeBuild, KustomizedObject } from './build';
export { LIST_NAMES } from './files/source-files';
export type { SourceFiles } from './files/source-files';
export { hasMarker, showMarkers } from './unknown/markers';
export type { UnknownField } from './unknown/markers';
export type { SourceData, VariableSource } from './flux/post-build';
export { BuildCache } from './target/build-cache';
export type { Unknown } from './unknown/unknowns';
