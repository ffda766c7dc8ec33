export { checkDelivery, DELIVERY, type DeliveryProps, type DeliverySettings, overridableOf } from './delivery';
export type { Image, Images } from './image';
export type { Patch } from './patch';
export { pruneAt } from './prune';
export { folderKustomization, healthFields, releaseObjects } from './render';
export { resolveDelivery, settleDelivery } from './resolve';
export type { ResolvedDelivery } from './resolved';
