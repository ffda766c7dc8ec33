import { formatObject, ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { nameKey, OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { Risk, risk } from '../risk/risk';
import { Reference } from './reference';
import { referencesOf } from './references';

const FLUX = '.toolkit.fluxcd.io';

/** Kinds that are in files as a rule. Secrets, ConfigMaps and accounts are often made by hand. */
const IN_FILES =
  /^(?:Bucket|GitRepository|HelmChart|HelmRelease|HelmRepository|ImageRepository|OCIRepository|Provider)$/;

/** References of Flux's objects that a change brings, to what no file has and nobody needed before. */
export class DanglingReferences {
  private before?: ReadonlySet<string>;

  constructor(
    private readonly prediction: Prediction,
    private readonly differ: ObjectDiffer,
  ) {}

  /** The risks of a change of an object of Flux. */
  public risks({ cluster, object, action }: ObjectChange): Risk[] {
    if (action === 'removed' || !object.group.endsWith(FLUX)) return [];
    const [owned] = this.prediction.next.get(nameKey(cluster, object)) ?? [];
    const missing = (owned ? this.references(owned) : []).filter(
      (one) => IN_FILES.test(one.kind) && !this.prediction.isKept(nameKey(cluster, one)),
    );
    if (missing.length === 0) return [];
    this.before ??= this.known();
    // One of another repository may bring it.
    const isWhole = [...this.prediction.newUnits.values()].every(({ build }) => build !== undefined);
    const has = isWhole ? 'no file has' : 'no file that is read has';
    return missing
      .filter((one) => !this.before!.has(nameKey(cluster, one)))
      .map((one) =>
        risk(
          'held',
          `${formatObject(object)} needs ${formatObject(one)}, which ${has}: it does nothing until that is there`,
        ),
      );
  }

  /** Needs of the old tree's objects of Flux: those that no file has may have been made by hand. */
  private known(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const owners of [this.prediction.old, this.prediction.stableObjects()]) {
      for (const [owned] of owners.values()) {
        if (!owned!.object.header.group.endsWith(FLUX)) continue;
        for (const one of this.references(owned!)) found.add(nameKey(owned!.unit.target, one));
      }
    }
    return found;
  }

  private references({ object }: OwnedObject): Reference[] {
    return referencesOf(this.differ.body(object));
  }
}
