import type { Tree } from './tree';

/** Something that is done to a fleet, one commit after the other. */
export interface Scenario {
  /** Also the name of the cluster and of the namespace of its Flux objects. */
  readonly id: string;
  readonly title: string;
  /** The trees, the first of which is there before. Each step from one to the next is held against its prediction. */
  readonly trees: readonly Tree[];
  /** Namespaces that are there and belong to nobody. */
  readonly namespaces?: readonly string[];
  /** Kustomizations that are not Ready at the end of a step, by step; all others must be. */
  readonly failing?: readonly (readonly string[])[];
  /** What the prediction must be about some objects, by step, as `Kind namespace/name: outcome`. */
  readonly expected: readonly (readonly string[])[];
}
