export { type Bootstrap, type BootstrapProps, checkBootstrap } from './bootstrap';
export { type LockdownOptions, type LockdownPatch, lockdownPatches } from './lockdown';
export { bootstrapFiles, FLUX_SYSTEM } from './render';
