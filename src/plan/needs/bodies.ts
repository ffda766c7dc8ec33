import { KubernetesObject } from '../../kubernetes/objects';
import { ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { BuiltObject } from '../predict/build';
import { nameKey, OwnedObject, Side } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';

/** The objects of both trees, also by their clusters, so that what is asked of each change costs no look at the others. */
export class Bodies {
  private readonly byCluster = new Map<Side, ReadonlyMap<string, readonly BuiltObject[]>>();

  constructor(
    private readonly prediction: Prediction,
    private readonly differ: ObjectDiffer,
  ) {}

  /** The objects of a cluster, those that do not change among them. */
  public on(cluster: string, side: Side = 'next'): readonly BuiltObject[] {
    let found = this.byCluster.get(side);
    if (found === undefined) {
      found = this.sorted(side);
      this.byCluster.set(side, found);
    }
    return found.get(cluster) ?? [];
  }

  /** The objects in the namespace of a changed one: of the new tree, or the old one. */
  public *beside(
    { cluster, object: { namespace } }: ObjectChange,
    isWanted: (header: BuiltObject['header']) => boolean = () => true,
    side: Side = 'next',
  ): Generator<KubernetesObject> {
    for (const one of this.on(cluster, side))
      if (one.namespace === namespace && isWanted(one.header)) yield this.differ.body(one);
  }

  /** A changed object as one of the trees has it. */
  public of({ cluster, object, renamedTo }: ObjectChange, side: Side): KubernetesObject | undefined {
    return this.at(nameKey(cluster, side === 'next' ? (renamedTo ?? object) : object), side);
  }

  /** An object by its key. */
  public at(key: string, side: Side): KubernetesObject | undefined {
    const [owned] = this.prediction.ownersOf(side, key);
    return owned && this.differ.body(owned.object);
  }

  private sorted(side: Side): ReadonlyMap<string, readonly BuiltObject[]> {
    const found = new Map<string, BuiltObject[]>();
    const note = (owners: ReadonlyMap<string, readonly OwnedObject[]>) => {
      for (const [{ object, unit }] of owners.values() as Iterable<readonly [OwnedObject]>) {
        const own = found.get(unit.target);
        if (own === undefined) found.set(unit.target, [object]);
        else own.push(object);
      }
    };
    note(this.prediction[side]);
    note(this.prediction.stableObjects());
    return found;
  }
}
