import { formatObject, ObjectChange } from '../objects/comparison';
import { Prediction } from '../predict/prediction';
import { Unit, unitKey } from '../predict/unit';
import { risk } from '../risk/risk';
import { isFluxKustomization } from '../tree/flux-spec';
import { keyOn } from './dependencies';

/** Adds what it costs that a Kustomization waits for more others, one after the other, than before. */
export function withLevels(changes: readonly ObjectChange[], prediction: Prediction): ObjectChange[] {
  const before = new Levels(prediction.oldUnits);
  const after = new Levels(prediction.newUnits);
  return changes.map((change) => {
    const { action, cluster, object, fields, risks } = change;
    if (action !== 'changed' || !isFluxKustomization(object)) return change;
    if (!fields.some(({ path }) => path.startsWith('spec.dependsOn'))) return change;
    const key = unitKey(cluster, object);
    const [was, is] = [before.of(key), after.of(key)];
    if (is <= was) return change;
    const message = `${formatObject(object)} waits for ${is} ${is === 1 ? 'other' : 'others in a row'}, and for ${was === 0 ? 'none' : was} before: after each commit, Flux looks up to 30s later whether each is Ready, by default`;
    return { ...change, risks: [...risks, risk('availability', message, 'low')] };
  });
}

/** How many Kustomizations of a tree wait for each other in a row. */
class Levels {
  private readonly known = new Map<string, number>();

  constructor(private readonly units: ReadonlyMap<string, Unit>) {}

  /** The longest row that a Kustomization waits for; one that is in a circle, which is a problem of its own, counts once. */
  public of(key: string): number {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, 0);
    const unit = this.units.get(key);
    const rows = (unit?.spec.dependsOn ?? []).map((name) => 1 + this.of(keyOn(unit!.host, name)));
    const longest = Math.max(0, ...rows);
    this.known.set(key, longest);
    return longest;
  }
}
