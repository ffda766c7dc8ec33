export type { LabelSelector } from './label-selector';
export {
  environmentAsked,
  locatePlacement,
  type Named,
  nameOf,
  Placement,
  placementFaults,
  placementLocation,
  type PlacementName,
  type PlacementSpec,
} from './placement';
