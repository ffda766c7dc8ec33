export { Component, ComponentGroup, type PlainScope } from './component';
// Loaded with the first component that has an account of its own.
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const componentAccounts = () => require('./account') as typeof import('./account');
export { componentFiles, deliveredFiles, isDelivered, managerFiles } from './render';
export { type Awaited, type PlacedComponents, resolveDependencies, type ResolvedDependencies } from './dependencies';
export { isPlaced, resolveComponents } from './resolve';
export type { ResolvedComponent } from './resolved';
export { type ComponentGroupProps, type ComponentProps, type ComponentScope } from './component';
