export type { FoundObject } from './testing/found-object';
export { Invariant, type FleetView, type FoundApp, type Violation } from './testing/invariant';
export { Match } from './testing/match';
export { ObjectAssertions } from './testing/object-assertions';
export { Matcher } from './testing/pattern';
export type { PlanSnapshot } from './testing/plan-snapshot';
export { Testing, type ProblemPattern } from './testing/testing';
export { TestingError } from './testing/testing-error';
