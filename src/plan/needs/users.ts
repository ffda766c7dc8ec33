import { escapeRegExp } from '../../core/escape-regexp';
import { formatObject, ObjectChange, ObjectName } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
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

/** An object of the new tree that may need what goes. */
interface Candidate {
  readonly cluster: string;
  readonly owned: OwnedObject;
  readonly object: ObjectName;
  readonly isOfFlux: boolean;
  readonly references: readonly Reference[];
}

/** Finds the objects of the new tree that need others. Only objects with the name of something that goes are read. */
export class Users {
  private candidates?: readonly Candidate[];

  /**
   * @param changes all changes of these clusters
   */
  constructor(
    private readonly changes: readonly ObjectChange[],
    private readonly prediction: Prediction,
    private readonly index: ManifestIndex,
    private readonly differ: ObjectDiffer,
  ) {}

  /** The objects that stay on the cluster of a removal and need what goes for good. */
  public of(change: ObjectChange): User[] {
    if (this.isMadeAgain(change)) return [];
    this.candidates ??= [...this.findCandidates()];
    return this.candidates
      .filter(
        ({ cluster, references }) => cluster === change.cluster && references.some((one) => isSame(one, change.object)),
      )
      .sort((a, b) => (formatObject(a.object) < formatObject(b.object) ? -1 : 1));
  }

  private *findCandidates(): Generator<Candidate> {
    const names = new Set(this.changes.filter(isTaken).map(({ object }) => object.name));
    if (names.size === 0) return;
    const pattern = new RegExp([...names].map(escapeRegExp).join('|'));
    const known = new Map<string, boolean>();
    for (const owners of [this.prediction.next, this.prediction.stableObjects()]) {
      for (const [owned] of owners.values()) {
        const { header, namespace, name } = owned!.object;
        let mentions = known.get(header.content);
        if (mentions === undefined) {
          mentions = pattern.test(this.index.text(header.content));
          known.set(header.content, mentions);
        }
        if (!mentions) continue;
        const body = this.differ.body(owned!.object);
        const references = referencesOf(body);
        if (references.length === 0) continue;
        const object = { group: header.group, kind: header.kind, namespace, name };
        yield { cluster: owned!.unit.target, owned: owned!, object, isOfFlux: isOfFlux(body), references };
      }
    }
  }

  /** Whether a controller makes a Secret of the same name. */
  private isMadeAgain({ cluster, object: { group, kind, namespace, name } }: ObjectChange): boolean {
    const isSecret = group === '' && kind === 'Secret';
    return (
      isSecret && [...MAKES_SECRET].some((maker) => this.prediction.isKept(`${cluster}|${maker}/${namespace}/${name}`))
    );
  }
}

function isSame(one: Reference, { group, kind, namespace, name }: ObjectName): boolean {
  return one.group === group && one.kind === kind && one.namespace === namespace && one.name === name;
}
