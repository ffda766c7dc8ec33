export {
  type Bootstrap,
  BOOTSTRAP_TYPES,
  type BootstrapProps,
  checkBootstrap,
  extraControllerOf,
  knownExtraControllers,
} from './bootstrap';
export { lockdownPatches } from './lockdown';
export { bootstrapFiles } from './render';
