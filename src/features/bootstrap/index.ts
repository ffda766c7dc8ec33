export {
  type Bootstrap,
  BOOTSTRAP_TYPES,
  checkBootstrap,
  DEFAULT_CONTROLLERS,
  extraControllerOf,
  extraControllersByGroup,
  knownExtraControllers,
} from './bootstrap';
export type { InstallationProps, ResolvedInstallation } from './controllers';
export { lockdownPatches } from './lockdown';
export { bootstrapFiles } from './render';
export type {
  BootstrapProps,
  ControllerSettings,
  ExtraController,
  FluxInstanceSettings,
  FluxShardingProps,
} from './props';

// Loaded with the first cluster whose Flux runs in shards.
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const shardsOfFlux = () => require('./shards') as typeof import('./shards');

// Loaded with the first program that says how Flux runs.
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const installations = () => require('./controllers') as typeof import('./controllers');
