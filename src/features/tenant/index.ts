export { accessObjects, accountsOnManager, admissionOf, platformAdmissionOf, grantFiles, ofTenant } from './access';
export { deployedKinds } from './check';
export { ClusterGrant } from './cluster-grant';
export { type ConfigContent, type ConfigData, readConfigData } from './config-data';
export { accountOf, awaitedBy, controlAccountOf, kustomizationOf, type TenantData, withinNamespace } from './data';
export { accessFluxName, calledIn, checkKustomizationNames, checkMadeName, spaceName } from './names';
export type { TenantProps, TenantSettings } from './props';
export type {
  AppReference,
  ResolvedApp,
  ResolvedConfigSpace,
  ResolvedGrant,
  ResolvedSecretSpace,
  ResolvedSpace,
  ResolvedTenant,
  ResolvedTenantSecrets,
} from './resolved';
export { tenantAt, trackAt } from './settings';
export {
  allowedSourcesOf,
  checkAccess,
  checkCharts,
  checkOwnReleases,
  resolveVerification,
  sourceUrls,
  verificationSpec,
} from './sources';
export { Tenant, TenantTrack } from './tenant';
export { type BreakGlass, type TenantTrackProps, type TenantTrackSettings } from './props';
export { type ClusterGrantProps } from './cluster-grant';
