export type { Finding, FindingId } from './finding';
export { fluxFieldHistory, fluxKinds, fluxSupports } from './history';
export type { FieldHistory, FluxKind } from './history';
export type { ProjectSchemas } from './project';
export { isFluxApi } from './resolve-kind';
export { Validator } from './validator';
export type { ValidatorProps } from './validator';
export {
  DEFAULT_FLUX_VERSION,
  DEFAULT_KUBERNETES_VERSION,
  fluxVersions,
  kubernetesVersions,
  type FluxRelease,
  type FluxVersion,
  type KubernetesVersion,
} from './versions';
