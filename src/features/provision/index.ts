export { provisionProblems, provisionWay } from './check';
export { PROVISION_TYPES } from './options';
export type { ClusterApiReference, MachinePoolProps, ProvisionProps } from './props';
export { provisionFiles, provisionHealth, provisionNamespace } from './render';
export { PROVISIONED, type ResolvedProvision } from './resolved';
