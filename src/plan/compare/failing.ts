import { defined } from '../../core/defined';
import { ChangeEffect, formatObject, ObjectChange, OwnerName } from '../objects/comparison';
import { Prediction } from '../predict/prediction';
import { Unit, unitKey } from '../predict/unit';
import { effectRisks } from './effect-risks';

/** Effects of a Kustomization that works. */
const OWN: ReadonlySet<ChangeEffect> = new Set(['created', 'patched', 'pruned', 'replaced'] as const);

/**
 * Holds back the changes that a refusal of the API server prevents: a Kustomization with a refused change applies
 * nothing else, and Kustomizations that depend on it do nothing at all.
 */
export function withFailing(changes: readonly ObjectChange[], prediction: Prediction): readonly ObjectChange[] {
  const refused = changes.filter(({ effect }) => effect === 'refused');
  if (refused.length === 0) return changes;
  const stopped = new Map<string, string>();
  const failing = new Set<string>();
  for (const { action, object, from, to } of refused) {
    for (const owner of action === 'changed' ? to : from) {
      failing.add(keyOf(owner));
      // Deletions come last: all other objects are applied by then.
      if (action === 'changed') stopped.set(keyOf(owner), `its Kustomization fails at ${formatObject(object)}`);
    }
  }
  waiting(prediction, failing, stopped);
  return changes.map((change) => {
    const { effect, from, to, action } = change;
    if (!OWN.has(effect)) return change;
    const doers = (action === 'removed' || action === 'renamed' ? from : to).map(keyOf);
    const reason = stopped.get(doers[0]!);
    if (reason === undefined || !doers.every((key) => stopped.has(key) && prediction.newUnits.has(key))) return change;
    const others = change.risks.filter((one) => one.class !== 'deletion');
    const risks = [
      ...effectRisks(change.object, 'held', to.length === 0, defined({ reason, along: change.holds })),
      ...others,
    ];
    return { ...change, effect: 'held', reason, risks };
  });
}

/** Adds the Kustomizations that depend on a failing one, or that a stopped one would create. */
function waiting({ newUnits, oldUnits }: Prediction, failing: Set<string>, stopped: Map<string, string>): void {
  const why = (unit: Unit): string | undefined => {
    const name = unit.spec.dependsOn.find((one) => failing.has(unitKey(unit.host, named(one))));
    if (name !== undefined) return `its Kustomization waits for ${name}, which fails`;
    const parent = oldUnits.has(unit.key) ? undefined : unit.parent && stopped.get(unit.parent.key);
    return parent === undefined ? undefined : `nobody makes its Kustomization: ${parent}`;
  };
  for (let found = true; found;) {
    found = false;
    for (const unit of newUnits.values()) {
      const reason = stopped.has(unit.key) ? undefined : why(unit);
      if (reason === undefined) continue;
      stopped.set(unit.key, reason);
      failing.add(unit.key);
      found = true;
    }
  }
}

function named(text: string) {
  const [namespace = '', name = ''] = text.split('/');
  return { namespace, name };
}

function keyOf({ cluster, ...name }: OwnerName): string {
  return unitKey(cluster, name);
}
