export {
  controlNamespace,
  groupSubject,
  namespaceObject,
  platformAccount,
  relayAccount,
  relayRights,
  role,
  roleBinding,
  serviceAccount,
} from './access';
export {
  type Control,
  type Landing,
  PLATFORM_ACCOUNT,
  REMOTE_ACCESS,
  sourceObject,
  unitKustomization,
} from './control';
export { listedObjects, type ListFile, listUnit, type UnitGroup } from './list';
