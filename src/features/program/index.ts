export { type Place, Program } from './program';
export { failQuery, placeOf, type PlaceQuery, type TargetPlace, targetsOf } from './targets';
