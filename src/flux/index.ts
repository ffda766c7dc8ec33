export * from './alert';
export * from './api-versions';
export * from './artifact-generator';
export * from './bucket';
export { fluxContextOf, setFluxContext, type FluxContext } from './context';
export type {
  ChartSourceDefaults,
  FluxDefaults,
  HelmReleaseDefaults,
  ImageRepositoryDefaults,
  ImageUpdateAutomationDefaults,
  KustomizationDefaults,
  RetryStrategy,
  SourceDefaults,
} from './defaults';
export type { EventSourceReference, EventSourceKind } from './event-sources';
export * from './external-artifact';
export * from './flux-instance';
export {
  FluxObject,
  type FluxManifest,
  type FluxObjectProps,
  type LocalObjectReference,
  type SecretKeyReference,
  type SuspendableProps,
} from './flux-object';
export { operatorAnnotations, type OperatorObjectProps } from './flux-operator';
export * from './git-repository';
export * from './helm-chart';
export * from './helm-release';
export type { ChartReference, KustomizePostRenderer, OCIChart, ValuesReference } from './helm-release-parts';
export * from './helm-repository';
export * from './image-policy';
export * from './image-repository';
export * from './image-update-automation';
export * from './kustomization';
export * from './kustomize';
export { HELM_CHART_LAYER, OCIRepository, type OCIRepositoryProps, type OCIReference } from './oci-repository';
export * from './provider';
export * from './receiver';
export type { DependencyReference, KubeConfigMapReference, LabelSelection } from './references';
export * from './resource-set';
export * from './resource-set-input-provider';
export type { SignatureVerification } from './signature';
export type { ChartKind, ChartSourceKind, SourceKind, SourceLike, SourceReference } from './source-reference';
export * from './spec';
export type { OverrideOf, SpecOverrides } from './spec-fields';
export type { FluxRelease, FluxVersion } from './version';
