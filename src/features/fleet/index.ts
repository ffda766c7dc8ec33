export { FleetElement } from './element';
export { type FleetProps, FleetScope } from './fleet-scope';
export { VERSION_TYPES } from './options';
export { checkDefaults } from './flux-defaults';
