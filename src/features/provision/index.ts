export { provisionProblems, provisionWay } from './check';
export { type ClusterApiReference, type MachinePoolProps, PROVISION_TYPES, type ProvisionProps } from './props';
export { provisionFiles, provisionHealth, provisionNamespace } from './render';
export { PROVISIONED, type ResolvedProvision } from './resolved';
