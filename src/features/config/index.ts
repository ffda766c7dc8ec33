export {
  checkConfig,
  ConfigError,
  type ConfigFunction,
  isMap,
  type LayerValue,
  MissingConfigError,
  type PartialConfig,
  type PartialValue,
  type Unset,
  unset,
} from './config';
export { type ConfigLayer, DeclaredLayer, declareLayer } from './layer';
export { MergedConfig } from './merge';
export { ConfigReader } from './reader';
export {
  resolvedConfig,
  type ResolvedComputed,
  type ResolvedConfig,
  type ResolvedLayers,
  type ResolvedSetting,
  resolvedSettings,
} from './resolved';
