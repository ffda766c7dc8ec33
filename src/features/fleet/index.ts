export {
  FLEET_SOURCE_TYPES,
  type GivenSources,
  givenSourceProblems,
  givenSources,
  standbyProblem,
} from './delivery-source';
export { FleetElement } from '../element';
export { type FleetProps, FleetScope } from './fleet-scope';
export { checkDefaults } from './flux-defaults';
export type { AcknowledgedRule, FleetRule, RuleAcknowledgement } from './rule';
