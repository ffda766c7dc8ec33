import { formatPlace } from '../conventions/place';
import { formatOwner, UnitProblem } from '../objects/comparison';
import { Unit } from '../predict/unit';
import { ownerOf } from './unit-changes';

/**
 * A problem of a Kustomization.
 *
 * @param fault what is wrong, as the end of a sentence about the Kustomization
 */
export function problem(
  unit: Unit,
  id: UnitProblem['id'],
  fault: string,
  severity: UnitProblem['severity'] = 'error',
): UnitProblem {
  const { target: cluster, place } = unit;
  const owner = ownerOf(unit);
  const message = `Kustomization ${formatOwner(owner)}: ${fault}`;
  return { id, at: formatPlace(place, cluster), message, severity, owner, cluster, place };
}
