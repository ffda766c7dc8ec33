export {
  controlNamespace,
  groupSubject,
  namespaceObject,
  platformAccount,
  type RelayedNotifications,
  relayAccount,
  relayRights,
  role,
  roleBinding,
  serviceAccount,
} from './access';
export { chartFields, chartSource } from './chart';
export {
  clusterComponent,
  type Control,
  FLUX_SYSTEM,
  INFRASTRUCTURE,
  type KubeConfigReference,
  type KustomizationReference,
  type Landing,
  PLATFORM_ACCOUNT,
  REMOTE_ACCESS,
  unitKustomization,
} from './control';
export { durationOf, registryFields, signatureOf, signedMark, sourceObject } from './source-object';
export { listedObjects, type ListFile, listUnit, type UnitGroup } from './list';
