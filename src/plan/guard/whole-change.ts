import { Place } from '../conventions/place';
import { ObjectChange } from '../objects/comparison';
import { ClusterFinding } from './finding';

/**
 * A change that people make as one statement and that takes apart into many: an environment that leaves a cluster, an app
 * that another tenant gets. One finding with the steps of the whole takes the place of the findings about its parts.
 */
export interface WholeChange {
  /** Whether a change of an object is a part. */
  readonly has: (change: ObjectChange) => boolean;
  /** Whether a finding is about a part. */
  readonly covers: (finding: ClusterFinding) => boolean;
  /** The findings about the whole, one for each cluster. */
  readonly findings: readonly ClusterFinding[];
}

/** The whole of all that leaves one place, with the finding about it. */
export function leavingPlace(key: string, keyOf: (place: Place) => string, finding: ClusterFinding): WholeChange {
  return {
    has: (change) => leavesPlace(change) && keyOf(change.place) === key,
    covers: ({ place }) => keyOf(place) === key,
    findings: [finding],
  };
}

/** Whether the old tree's Kustomization or object has no place in the new tree, or another one. */
export function leavesPlace({ action }: ObjectChange): boolean {
  return action !== 'added' && action !== 'changed';
}
