export { type Bootstrap, BOOTSTRAP_TYPES, type BootstrapProps, checkBootstrap } from './bootstrap';
export { lockdownPatches } from './lockdown';
export { bootstrapFiles } from './render';
