export { FleetElement } from '../element';
export { type FleetProps, FleetScope } from './fleet-scope';
export { checkDefaults } from './flux-defaults';
export type { AcknowledgedRule, FleetRule, RuleAcknowledgement } from './rule';
