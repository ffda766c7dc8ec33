export {
  type Bootstrap,
  BOOTSTRAP_TYPES,
  type BootstrapProps,
  checkBootstrap,
  type ExtraController,
  extraControllerOf,
  extraControllersByGroup,
  knownExtraControllers,
} from './bootstrap';
export { lockdownPatches } from './lockdown';
export { bootstrapFiles } from './render';
