export type { LabelSelector } from './label-selector';
export {
  environmentAsked,
  locatePlacement,
  type Named,
  nameOf,
  Placement,
  placementFaults,
  type PlacementName,
  type PlacementSpec,
} from './placement';
