import { formatOwner, type ObjectChange } from 'cdk8s-flux-fleet/plan';
import { liveKey, type Snapshot } from './live';

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

/** What happened between two moments to each object that Flux of a scenario ever applied. */
export function observed(before: Snapshot, after: Snapshot, scenarios: ReadonlySet<string>): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  const mine = ({ objects }: Snapshot) =>
    [...objects].flatMap(([key, { scenario }]) => (scenarios.has(scenario) ? [key] : []));
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
 * @param isLocal whether a cluster of the comparison is the one that Flux runs on
 */
export function predicted(
  changes: readonly ObjectChange[],
  isLocal: (cluster: string) => boolean,
): Map<string, readonly Outcome[]> {
  const outcomes = new Map<string, readonly Outcome[]>();
  for (const change of changes) {
    const where = isLocal(change.cluster) ? 'local' : 'remote';
    outcomes.set(liveKey(where, change.object), possible(change));
    if (change.renamedTo) {
      const made = { held: ['absent'], race: ['absent', 'created'] }[change.effect as string] ?? ['created'];
      outcomes.set(liveKey(where, change.renamedTo), made);
    }
  }
  return outcomes;
}

/** The outcomes that an effect leaves open; more than one only where it says so itself. */
function possible({ effect, action, to }: ObjectChange): readonly Outcome[] {
  const adopted = `adopted by ${to.map(formatOwner).sort().join(' and ')}`;
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
