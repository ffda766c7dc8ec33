export {
  checkDelivery,
  DELIVERY_FIELDS,
  type DeliveryProps,
  type DeliverySettings,
  type DeliverySort,
  sortOf,
} from './delivery';
export { artifactProblem, lacksWatcher, makesArtifact, readsArtifact, sourcesOfFolder } from './artifact';
export { Manifests } from './file-manifests';
export { type FluxFields, overridesOf, type WrittenFluxFields } from './flux-fields';
export type { Image, Images } from './image';
export type { Patch } from './patch';
export { type Beside, besideOf, customName, neededName, ownName } from './manifests';
export { checkFluxName } from './check';
export { pruneAt } from './prune';
export { folderKustomization, healthFields, releaseObjects, waitFields } from './render';
export { type ResolvedDelivery, resolveDelivery, type ResolvedFolder, settleDelivery } from './resolve';
export type { SubstitutionsReference } from './values-from';
export { sharedName, sharedSources, sourceKey } from './shared-sources';
