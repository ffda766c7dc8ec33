export { checkConfig, ConfigError, MissingConfigError, type PartialConfig, type PartialValue, unset } from './config';
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
