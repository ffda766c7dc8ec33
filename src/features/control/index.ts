export {
  controlNamespace,
  controlOf,
  groupSubject,
  namespaceObject,
  platformAccount,
  type RelayedKinds,
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
  type GivenNames,
  INFRASTRUCTURE,
  type KubeConfigReference,
  kustomizationName,
  type KustomizationReference,
  type Landing,
  PLATFORM_ACCOUNT,
  REMOTE_ACCESS,
  unitKustomization,
} from './control';
export {
  controlSource,
  FLEET_SOURCE,
  fleetSources,
  FLUX_SYSTEM,
  foldersOfUnits,
  listSource,
  type SourcePlace,
  unitSource,
  unitSources,
  wokenSource,
} from './fleet-source';
export { durationOf, registryFields, signatureOf, signedMark, sourceObject } from './source-object';
export { listedObjects, type ListFile, listUnit, together, type UnitGroup } from './list';
