export * from './dist/tree';
export * from './dist/writer';
export * from './fleet';
export * from './flux';
export type { NetworkPort } from './kubernetes/network';
export * from './kubernetes/objects';
export { checkQuantity, type Quantity } from './kubernetes/quantity';
export * from './kubernetes/rbac';
export * from './kubernetes/resources';
export * from './model/app';
export { type Bootstrap, type BootstrapProps } from './model/bootstrap';
export * from './model/cluster';
export * from './model/cluster-grant';
export * from './model/cluster-group';
export * from './model/component';
export {
  ConfigError,
  type ConfigFunction,
  type LayerValue,
  MissingConfigError,
  type PartialConfig,
  type PartialValue,
  type Unset,
  unset,
} from './model/config';
export type { ConfigContent, ConfigData, ConfigFile } from './model/config-data';
export type { ConfigLayer } from './model/config-layer';
export { Data, type DataFile, type DataOf, loadData } from './model/data';
export type { DataNode, ListNode, MapNode, ReportData, ScalarNode } from './model/data-node';
export type { Fields, ObjectOf, OptionalShape } from './model/data-shape';
export { Shape } from './model/data-shape';
export type { DeliveryProps, DeliverySettings } from './model/delivery';
export * from './model/environment';
export * from './model/fleet-scope';
export type { Image, Images } from './model/image';
export * from './model/isolation';
export * from './model/label-selector';
export * from './model/leak-acknowledgement';
export type { OverridableElement, Override, OverrideOptions } from './model/override';
export type { Patch, PatchOperation } from './model/patch';
export { type Named, Placement, type PlacementName, type PlacementSpec } from './model/placement';
export * from './model/policies';
export {
  Preset,
  type PresetBundle,
  type PresetHolderProps,
  type PresetProps,
  type TenantDefaults,
} from './model/preset';
export * from './model/problem';
export * from './model/secret';
export * from './model/secret-decryption';
export type { ExternalKey, ExternalSecretProps, SecretStoreReference } from './model/secret-external';
export type { SealedScope } from './model/secret-sealed';
export * from './model/source';
export { formatLocation, type SourceLocation } from './model/source-location';
export * from './model/target';
export { Tenant, TenantRelease } from './model/tenant';
export * from './model/tenant-props';
export type { VersionProps, Versions } from './model/versions';
export * from './plan';
export { lockdownPatches, type LockdownOptions, type LockdownPatch } from './render/lockdown';
export type { ComputedPlan, ConfigPlan, LayersPlan, SettingPlan } from './resolve/config-plan';
export { type ExplainedValue, type Explanation, formatExplanation, type Setting } from './resolve/explain';
export type { IsolationPlan, PeerPlan } from './resolve/isolation';
export * from './resolve/plan';
export type { PlainDefaults } from './resolve/defaults';
export type { SelectionOptions, Shard } from './resolve/selection';
export type { OverridePlan, Subject, SubjectPlan } from './resolve/statements';
export type { ExplainQuery, PlaceQuery, TargetPlace } from './resolve/targets';
export { loadRemovals, removalShape } from './removal-data';
export * from './schema';
export type { BaseOptions, RenderOptions, SynthOptions } from './synth-options';
export type { SynthProgress } from './synth-progress';
