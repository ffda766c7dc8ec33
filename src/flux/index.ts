export { Alert, type AlertProps } from './alert';
export {
  HELM_API_VERSION,
  IMAGE_API_VERSION,
  imageApiVersion,
  KUSTOMIZE_API_VERSION,
  NOTIFICATION_API_VERSION,
  notificationApiVersion,
  OPERATOR_API_VERSION,
  RECEIVER_API_VERSION,
  SOURCE_API_VERSION,
  SOURCE_EXTENSIONS_API_VERSION,
} from './api-versions';
export {
  ArtifactGenerator,
  type ArtifactCopy,
  type ArtifactGeneratorProps,
  type GeneratedArtifact,
  type GeneratorSourceKind,
} from './artifact-generator';
export { Bucket, type BucketProps } from './bucket';
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
export type { EventSourceKind, EventSourceReference } from './event-sources';
export { ExternalArtifact, type ExternalArtifactProps } from './external-artifact';
export { FluxInstance, type FluxInstanceProps, type FluxInstanceSync } from './flux-instance';
export {
  FluxObject,
  type FluxManifest,
  type FluxObjectProps,
  type LocalObjectReference,
  type SecretKeyReference,
  type SuspendableProps,
} from './flux-object';
export { operatorAnnotations, type OperatorObjectProps } from './flux-operator';
export { GitRepository, type GitInclude, type GitReference, type GitRepositoryProps } from './git-repository';
export { FluxHelmChart, type FluxHelmChartProps } from './helm-chart';
export { HelmRelease, RELEASE_NAME_MAX, type HelmReleaseProps } from './helm-release';
export type { ChartReference, KustomizePostRenderer, OCIChart, ValuesReference } from './helm-release-parts';
export { HelmRepository, type HelmRepositoryProps } from './helm-repository';
export { ImagePolicy, type ImagePolicyProps } from './image-policy';
export { ImageRepository, type ImageRepositoryProps } from './image-repository';
export { ImageUpdateAutomation, type ImageUpdateAutomationProps } from './image-update-automation';
export { Kustomization, type KustomizationProps } from './kustomization';
export type {
  CommonMetadata,
  HealthCheck,
  HealthCheckExpression,
  KustomizeImage,
  KustomizePatch,
  ObjectSelector,
  SubstituteReference,
} from './kustomize';
export { HELM_CHART_LAYER, OCIRepository, type OCIReference, type OCIRepositoryProps } from './oci-repository';
export { Provider, type ProviderProps } from './provider';
export { Receiver, type ReceiverProps, type ReceiverResource, type ReceiverSecret } from './receiver';
export type { DependencyReference, KubeConfigMapReference, LabelSelection } from './references';
export {
  ResourceSet,
  type ResourceSetDependency,
  type ResourceSetProps,
  type ResourceSetResources,
  type ResourceSetStep,
} from './resource-set';
export { ResourceSetInputProvider, type ResourceSetInputProviderProps } from './resource-set-input-provider';
export type { SignatureVerification } from './signature';
export type { ChartKind, ChartSourceKind, SourceKind, SourceLike, SourceReference } from './source-reference';
export type * from './spec';
export type { OverrideOf, SpecOverrides } from './spec-fields';

// Which versions have what, and whether objects fit them.
export {
  DEFAULT_FLUX_VERSION,
  DEFAULT_KUBERNETES_VERSION,
  fluxFieldHistory,
  fluxKinds,
  fluxSupports,
  fluxVersions,
  kubernetesVersions,
  Validator,
  type FieldHistory,
  type Finding,
  type FindingId,
  type FluxKind,
  type FluxRelease,
  type FluxVersion,
  type KubernetesVersion,
  type ValidatorProps,
} from '../schema';
