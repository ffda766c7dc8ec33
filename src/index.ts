export * from './pipeline/write/tree';
export * from './pipeline/write/writer';
export * from './fleet';
export * from './flux';
export type { NetworkPort } from './kubernetes/network';
export * from './kubernetes/objects';
export { checkQuantity, type Quantity } from './kubernetes/quantity';
export * from './kubernetes/rbac';
export * from './kubernetes/resources';
export * from './features/app/app';
export { type Bootstrap, type BootstrapProps } from './features/bootstrap/bootstrap';
export * from './features/cluster/cluster';
export * from './features/tenant/cluster-grant';
export * from './features/group/cluster-group';
export * from './features/component/component';
export {
  ConfigError,
  type ConfigFunction,
  type LayerValue,
  MissingConfigError,
  type PartialConfig,
  type PartialValue,
  type Unset,
  unset,
} from './features/config/config';
export type { ConfigContent, ConfigData, ConfigFile } from './features/app/config-data';
export type { ConfigLayer } from './features/config/layer';
export { Data, type DataFile, type DataOf, loadData } from './features/data/data';
export type { DataNode, ListNode, MapNode, ReportData, ScalarNode } from './features/data/node';
export type { Fields, ObjectOf, OptionalShape } from './features/data/shape';
export { Shape } from './features/data/shape';
export type { DeliveryProps, DeliverySettings } from './features/delivery/delivery';
export * from './features/environment/environment';
export * from './features/fleet/fleet-scope';
export type { Image, Images } from './features/delivery/image';
export * from './features/isolation/isolation';
export * from './features/placement/label-selector';
export * from './leaks/acknowledgement';
export type { OverridableElement, Override, OverrideOptions } from './features/override/override';
export type { Patch, PatchOperation } from './features/delivery/patch';
export { type Named, Placement, type PlacementName, type PlacementSpec } from './features/placement/placement';
export * from './features/policies/policies';
export {
  Preset,
  type PresetBundle,
  type PresetHolderProps,
  type PresetProps,
  type TenantDefaults,
} from './features/preset/preset';
export * from './core/problem';
export * from './features/secret/secret';
export * from './features/secret/decryption';
export type { ExternalKey, ExternalSecretProps, SecretStoreReference } from './features/secret/external';
export type { SealedScope } from './features/secret/sealed';
export * from './features/source/source';
export { formatLocation, type SourceLocation } from './core/source-location';
export * from './features/target/target';
export { Tenant, TenantRelease } from './features/tenant/tenant';
export * from './features/tenant/props';
export type { VersionProps, Versions } from './schema/version-props';
export * from './plan';
export { lockdownPatches, type LockdownOptions, type LockdownPatch } from './features/bootstrap/lockdown';
export type { ComputedPlan, ConfigPlan, LayersPlan, SettingPlan } from './features/config/plan';
export { type ExplainedValue, type Explanation, formatExplanation, type Setting } from './features/explain/explain';
export type { IsolationPlan, PeerPlan } from './features/isolation/resolve';
export * from './pipeline/resolve/plan';
export type { PlainDefaults } from './features/site/defaults';
export type { SelectionOptions, Shard } from './pipeline/resolve/selection';
export type { OverridePlan, Subject, SubjectPlan } from './features/explain/statements';
export type { ExplainQuery, PlaceQuery, TargetPlace } from './features/program/targets';
export { loadRemovals, removalShape } from './features/removal/removal-data';
export * from './schema';
export type { BaseOptions, RenderOptions, SynthOptions } from './pipeline/options';
export type { SynthProgress } from './pipeline/progress';
