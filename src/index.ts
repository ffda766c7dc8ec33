// Each name is exported for programs or for tests of programs. Types of Flux objects come from `/flux`, those of the
// comparison of trees from `/plan`.

export { Fleet } from './fleet';
export {
  FleetScope,
  type FleetElement,
  type FleetProps,
  type FleetRule,
  type RuleAcknowledgement,
} from './features/fleet';
export {
  type AksKubeConfig,
  type ApiServerProps,
  Cluster,
  type ClusterProps,
  type EksKubeConfig,
  type GenericKubeConfig,
  type GkeKubeConfig,
  type WorkloadIdentityKubeConfig,
} from './features/cluster';
export { ClusterGroup, type ClusterGroupProps } from './features/group';
export { Environment, type EnvironmentProps } from './features/environment';
export { Preset, type PresetHolder, type PresetHolderProps, type PresetProps } from './features/preset';
export type { BootstrapProps, ControllerSettings, FluxInstanceSettings, FluxShardingProps } from './features/bootstrap';
export type { ClusterApiReference, MachinePoolProps, ProvisionProps } from './features/provision';
export type { ProgressiveAnalysis, ProgressiveProps } from './features/progressive';
export type { PolicyEngine, PolicyProps } from './features/policies';
export type { PlanPolicy } from './features/plan-policy';
export type { CostProps } from './features/costs';
export type { ScaleDownProps } from './features/scale-down';
export type { BackupLocation, Backups, BackupScheduleProps, BackupsProps, SnapshotLocation } from './features/backup';
export type { UntilNotice, UntilProps } from './features/until';
export {
  Channel,
  type ChannelFields,
  type ChannelProps,
  type ChannelType,
  type Notification,
  type NotificationProps,
  type NotificationSettings,
  type ReceiveProps,
  type ReceiverIngress,
  type ReceiverRoute,
  type TenantNotificationProps,
  type WatchedObjects,
  type Webhook,
} from './features/notification';
export type { ProjectSchemas } from './schema/project';
export type { VersionProps } from './schema/version-props';
export {
  Component,
  ComponentGroup,
  type ComponentGroupProps,
  type ComponentProps,
  type ComponentScope,
} from './features/component';
export {
  ClusterGrant,
  Tenant,
  TenantTrack,
  type BreakGlass,
  type ClusterGrantProps,
  type ConfigData,
  type TenantProps,
  type TenantSettings,
  type TenantTrackProps,
  type TenantTrackSettings,
} from './features/tenant';
export { App, type AppProps, type AppSettings } from './features/app';
export type { FluxMonitoring, MonitoringProps, StateMetricsValues } from './features/monitoring';
export type { ImageAutomation, ImageAutomationHandle, ImageAutomationProps, ImageUpdateProps } from './features/images';

export {
  HelmChart,
  Source,
  type GitChartProps,
  type GitSourceProps,
  type OCIAccessProps,
  type OCIChartProps,
  type OCISourceProps,
  type RepositoryChartProps,
  type SourceAccessProps,
  type SourceInclude,
  type SourceVerification,
} from './features/source';
export { Placement, type LabelSelector, type Named } from './features/placement';
export { Decryption, Secret, type DecryptionProps, type ExternalSecretProps } from './features/secret';
export { Manifests } from './features/delivery';
export type {
  DeliveryProps,
  DeliverySettings,
  FluxFields,
  Image,
  Patch,
  SubstitutionsReference,
} from './features/delivery';
export type { OverridableElement, OverrideOptions } from './features/override';
export { unset, type PartialConfig, type PartialValue } from './features/config';
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
export { DEPLOYABLE_KINDS, type CustomKind, type DeployableKind } from './kubernetes/resources';
export type { KubernetesObject } from './kubernetes/objects';
export type { Quantity } from './kubernetes/quantity';
export { lockdownPatches } from './features/bootstrap';
export { Data, loadData, Shape, type DataOf, type OptionalShape } from './features/data';
export { loadRemovals, removalShape } from './features/removal';
export { formatExplanation, type ExplainedValue, type ExplainQuery, type Explanation } from './features/explain';
export type { TargetName } from './features/program';

export type { GuardLimits } from './plan';
export { Removal } from './plan/guard/removal';
export { FleetError, formatProblem, type Problem } from './core/problem';
export type { SourceLocation } from './core/source-location';
export type { LeakAcknowledgement } from './leaks/acknowledgement';
export type { ComparisonOptions, RenderOptions, SynthOptions } from './pipeline/protocol/options';
export type { PlanResult, SynthResult } from './pipeline/run';
export type { Synthesis } from './pipeline/synthesis';
export type { Tree } from './pipeline/write/tree';
