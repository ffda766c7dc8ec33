export { FleetElement } from './element';
export { type FleetScopeProps, FleetScope } from './fleet-scope';
export { checkDefaults } from './flux-defaults';
