export type { KubernetesObject } from './kubernetes/objects';
export type { NetworkPort } from './kubernetes/network';
export type { Quantity } from './kubernetes/quantity';
export type { CustomKind, DeployableKind } from './kubernetes/resources';
export { FleetError, formatProblem, type Problem, type Severity } from './core/problem';
export type { FluxDefaults } from './flux/defaults';
export {
  fluxVersions,
  kubernetesVersions,
  type FluxRelease,
  type FluxVersion,
  type KubernetesVersion,
} from './schema/versions';
export type { LeakAcknowledgement } from './leaks/acknowledgement';

export { Fleet, type FleetProps } from './fleet';
export { Cluster, type ClusterProps } from './features/cluster';
export { ClusterGroup, type ClusterGroupProps } from './features/group';
export { Environment, type EnvironmentProps } from './features/environment';
export { Preset, type PresetProps } from './features/preset';
export { Component, ComponentGroup, type ComponentGroupProps, type ComponentProps } from './features/component';
export {
  ClusterGrant,
  Tenant,
  TenantTrack,
  type BreakGlass,
  type ClusterGrantProps,
  type ConfigData,
  type SourceVerification,
  type TenantProps,
  type TenantSettings,
  type TenantTrackProps,
  type TenantTrackSettings,
} from './features/tenant';
export { App, type AppProps, type AppSettings } from './features/app';

export { HelmChart, Source, type GitSourceProps, type OCISourceProps } from './features/source';
export { Placement, type LabelSelector, type PlacementSpec } from './features/placement';
export { Decryption, Secret, type DecryptionProps, type ExternalSecretProps } from './features/secret';
export type { DeliveryProps, DeliverySettings, Image, Images, Patch, PatchOperation } from './features/delivery';
export type { OverrideOptions } from './features/override';
export { unset, type ConfigFunction, type PartialConfig } from './features/config';
export type {
  ClusterView,
  EnvironmentTarget,
  EnvironmentView,
  PerTarget,
  Target,
  TenantTarget,
  TenantView,
} from './features/target';
export {
  ISOLATION_LEVELS,
  type ContainerLimits,
  type IsolationLevel,
  type IsolationLines,
  type IsolationProps,
  type NetworkPeer,
  type Quota,
  type TenantDefaults,
} from './features/isolation';
export { lockdownPatches, type Bootstrap, type LockdownOptions } from './features/bootstrap';
export type { PolicyEngine } from './features/policies';
export { Data, loadData, Shape, type DataFile, type DataOf } from './features/data';
export { formatExplanation, type ExplainQuery, type Explanation } from './features/explain';
export { loadRemovals, removalShape } from './features/removal';
export type { TargetName } from './features/program';

export { Removal, type GuardLimits, type RemovalOptions } from './plan';
export type { ResolvedFleet } from './pipeline/resolve/resolved-fleet';
export type { Shard } from './pipeline/resolve/selection';
export type { Tree } from './pipeline/write/tree';
export type { PlanResult, SynthResult } from './pipeline/run';
export type { Synthesis } from './pipeline/synthesis';
export type { CheckOptions, PlanOptions, RenderOptions, SynthOptions } from './pipeline/protocol/options';
export type { SynthProgress } from './pipeline/protocol/progress';
