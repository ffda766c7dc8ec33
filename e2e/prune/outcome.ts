import { formatOwner, type ObjectChange, type OwnerName } from 'cdk8s-flux-fleet/plan';
import { liveKey, type LiveObject, type Snapshot } from './live';

/**
 * What becomes of one object.
 *
 * - `kept`: the same object, with the same owner and content.
 * - `changed`: the same object and owner, other content.
 * - `recreated`: another object under the same name.
 * - `orphaned`: the same object, and no Kustomization has it any more.
 * - `adopted by …`: the same object, and other Kustomizations have it.
 */
export type Outcome = string;

/**
 * What happened between two moments to each object that Flux ever applied.
 *
 * @param isMine which of them to look at, by the labels that Flux gave them
 */
export function observed(
  before: Snapshot,
  after: Snapshot,
  isMine: (object: LiveObject) => boolean,
): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  const mine = ({ objects }: Snapshot) => [...objects].flatMap(([key, object]) => (isMine(object) ? [key] : []));
  for (const key of new Set([...mine(before), ...mine(after)])) outcomes.set(key, outcome(key, before, after));
  return outcomes;
}

function outcome(key: string, before: Snapshot, after: Snapshot): Outcome {
  const [was, is] = [before.objects.get(key), after.objects.get(key)];
  if (was === undefined) return 'created';
  if (is === undefined) return 'deleted';
  if (was.uid !== is.uid) return 'recreated';
  const [had, has] = [before.holders.get(key) ?? [], after.holders.get(key) ?? []];
  if (had.join() !== has.join()) return has.length === 0 ? 'orphaned' : `adopted by ${has.join(' and ')}`;
  return was.content === is.content ? 'kept' : 'changed';
}

/**
 * What is predicted of each object that a comparison speaks of; of all others, that they are kept.
 *
 * @param whereOf where a cluster of the comparison is looked at
 * @param nameOf how a Kustomization is called that holds an object
 */
export function predicted(
  changes: readonly ObjectChange[],
  whereOf: (cluster: string) => string,
  nameOf: (owner: OwnerName) => string = formatOwner,
): Map<string, readonly Outcome[]> {
  const outcomes = new Map<string, readonly Outcome[]>();
  for (const change of changes) {
    const where = whereOf(change.cluster);
    outcomes.set(liveKey(where, change.object), possible(change, nameOf));
    if (change.renamedTo) {
      const made = { held: ['absent'], race: ['absent', 'created'] }[change.effect as string] ?? ['created'];
      outcomes.set(liveKey(where, change.renamedTo), made);
    }
  }
  return outcomes;
}

/** The outcomes that an effect leaves open; more than one only where it says so itself. */
function possible({ effect, action, to }: ObjectChange, nameOf: (owner: OwnerName) => string): readonly Outcome[] {
  const adopted = `adopted by ${to.map(nameOf).sort().join(' and ')}`;
  switch (effect) {
    case 'adopted':
      return [adopted];
    case 'created':
      return ['created'];
    case 'held':
      return [action === 'added' ? 'absent' : 'kept'];
    case 'orphaned':
      return ['orphaned'];
    case 'patched':
      return ['changed'];
    case 'pruned':
      return ['deleted'];
    case 'race':
      if (action === 'removed' || action === 'renamed') return ['deleted', 'orphaned', 'kept'];
      if (action === 'added') return ['absent', 'created'];
      if (action === 'changed') return ['kept', 'changed', 'recreated'];
      // Flux reads the owner and deletes in two requests: the new owner may have taken the object over between them, and
      // then lacks it until it reconciles the next time.
      return [adopted, 'changed', 'recreated', 'deleted'];
    case 'refused':
      return ['kept'];
    case 'replaced':
      return ['recreated'];
  }
}
