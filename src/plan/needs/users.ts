import { KubernetesObject } from '../../kubernetes/objects';
import { formatObject, ObjectChange, ObjectName } from '../compare/comparison';
import type { ObjectDiffer } from '../compare/object-diff';
import { OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { ManifestIndex } from '../tree/manifest-index';
import { isOfFlux, MAKES_SECRET, Reference, referencesOf, REFERRED } from './references';

/** An object that stays and needs one that goes. */
export interface User {
  readonly owned: OwnedObject;
  readonly object: ObjectName;
  readonly isOfFlux: boolean;
}

/** Effects of a removal after which the object is not there. */
const GONE: ReadonlySet<ObjectChange['effect']> = new Set(['pruned', 'race'] as const);

/** Whether a change takes an object away that others may need. */
export function isTaken({ action, effect, object }: ObjectChange): boolean {
  return (
    (action === 'removed' || action === 'renamed') && GONE.has(effect) && REFERRED.has(`${object.group}/${object.kind}`)
  );
}

/** Finds the objects of the new tree that need others. Only objects with the name of what goes in their text are read. */
export class Users {
  private readonly known = new Map<string, readonly Reference[]>();

  constructor(
    private readonly prediction: Prediction,
    private readonly index: ManifestIndex,
    private readonly differ: ObjectDiffer,
  ) {}

  /** The objects that stay on the cluster of a removal and need what goes for good. */
  public of(change: ObjectChange): User[] {
    const { cluster, object: gone } = change;
    if (this.isMadeAgain(change)) return [];
    const found: User[] = [];
    for (const owners of [this.prediction.next, this.prediction.stableObjects()]) {
      for (const [key, [owned]] of owners) {
        if (!key.startsWith(`${cluster}|`) || owned === undefined) continue;
        const { header, namespace, name } = owned.object;
        if (!this.index.text(header.content).includes(gone.name)) continue;
        const body = this.differ.body(owned.object);
        if (!this.references(key, body).some((one) => isSame(one, gone))) continue;
        found.push({
          owned,
          object: { group: header.group, kind: header.kind, namespace, name },
          isOfFlux: isOfFlux(body),
        });
      }
    }
    return found.sort((a, b) => (formatObject(a.object) < formatObject(b.object) ? -1 : 1));
  }

  /** Whether a controller makes a Secret of the same name. */
  private isMadeAgain({ cluster, object: { group, kind, namespace, name } }: ObjectChange): boolean {
    const isSecret = group === '' && kind === 'Secret';
    return (
      isSecret && [...MAKES_SECRET].some((maker) => this.prediction.isKept(`${cluster}|${maker}/${namespace}/${name}`))
    );
  }

  private references(key: string, body: KubernetesObject): readonly Reference[] {
    let found = this.known.get(key);
    if (found === undefined) this.known.set(key, (found = referencesOf(body)));
    return found;
  }
}

function isSame(one: Reference, { group, kind, namespace, name }: ObjectName): boolean {
  return one.group === group && one.kind === kind && one.namespace === namespace && one.name === name;
}
