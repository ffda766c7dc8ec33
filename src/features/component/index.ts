export { Component, ComponentGroup, type PlainScope } from './component';
export { componentFiles, deliveredFiles, isDelivered, managerFiles } from './render';
export { type Awaited, type PlacedComponents, resolveDependencies, type ResolvedDependencies } from './dependencies';
export { isPlaced, resolveComponents } from './resolve';
export type { ResolvedComponent } from './resolved';
export { type ComponentGroupProps, type ComponentProps, type ComponentScope } from './component';
