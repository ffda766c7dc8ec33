import './flux-object-checks';

export { Alert, type AlertProps } from './flux/alert';
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
} from './flux/api-versions';
export {
  ArtifactGenerator,
  type ArtifactCopy,
  type ArtifactGeneratorProps,
  type GeneratedArtifact,
  type GeneratorSourceKind,
} from './flux/artifact-generator';
export { Bucket, type BucketProps } from './flux/bucket';
export { fluxContextOf, setFluxContext, type FluxContext } from './flux/context';
export type {
  ChartSourceDefaults,
  FluxDefaults,
  HelmReleaseDefaults,
  ImageRepositoryDefaults,
  ImageUpdateAutomationDefaults,
  KustomizationDefaults,
  RetryStrategy,
  SourceDefaults,
} from './flux/defaults';
export type { EventSourceKind, EventSourceReference } from './flux/event-sources';
export { ExternalArtifact, type ExternalArtifactProps } from './flux/external-artifact';
export { FluxInstance, type FluxInstanceProps, type FluxInstanceSync } from './flux/flux-instance';
export {
  FluxObject,
  type FluxManifest,
  type FluxObjectProps,
  type LocalObjectReference,
  type SecretKeyReference,
  type SuspendableProps,
} from './flux/flux-object';
export { operatorAnnotations, type OperatorObjectProps } from './flux/flux-operator';
export { GitRepository, type GitInclude, type GitReference, type GitRepositoryProps } from './flux/git-repository';
export { FluxHelmChart, type FluxHelmChartProps } from './flux/helm-chart';
export { HelmRelease, type HelmReleaseProps } from './flux/helm-release';
export {
  RELEASE_NAME_MAX,
  type ChartReference,
  type KustomizePostRenderer,
  type OCIChart,
  type ValuesReference,
} from './flux/helm-release-parts';
export { HelmRepository, type HelmRepositoryProps } from './flux/helm-repository';
export { ImagePolicy, type ImagePolicyProps } from './flux/image-policy';
export { ImageRepository, type ImageRepositoryProps } from './flux/image-repository';
export { selectTag, type TagFilter, type TagPolicy, type TagSelection } from './flux/select-tag';
export { ImageUpdateAutomation, type ImageUpdateAutomationProps } from './flux/image-update-automation';
export { Kustomization, type KustomizationProps } from './flux/kustomization';
export type {
  CommonMetadata,
  HealthCheck,
  HealthCheckExpression,
  KustomizeImage,
  KustomizePatch,
  ObjectSelector,
  SubstituteReference,
} from './flux/kustomize';
export { HELM_CHART_LAYER, OCIRepository, type OCIReference, type OCIRepositoryProps } from './flux/oci-repository';
export { Provider, type ProviderProps } from './flux/provider';
export { Receiver, type ReceiverProps, type ReceiverResource, type ReceiverSecret } from './flux/receiver';
export type { DependencyReference, KubeConfigMapReference, LabelSelection } from './flux/references';
export {
  ResourceSet,
  type ResourceSetDependency,
  type ResourceSetProps,
  type ResourceSetResources,
  type ResourceSetStep,
} from './flux/resource-set';
export { ResourceSetInputProvider, type ResourceSetInputProviderProps } from './flux/resource-set-input-provider';
export type { SignatureVerification } from './flux/signature';
export type { ChartKind, ChartSourceKind, SourceKind, SourceLike, SourceReference } from './flux/source-reference';
export type * from './flux/spec';
export type { OverrideOf, SpecOverrides } from './flux/spec-fields';

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
  type ProjectSchemas,
  type ValidatorProps,
} from './schema';
