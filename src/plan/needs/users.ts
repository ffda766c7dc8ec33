import { defined } from '../../core/defined';
import { escapeRegExp } from '../../core/escape-regexp';
import { firstNames } from '../../core/first-names';
import { KubernetesObject } from '../../kubernetes/objects';
import { ChangeEffect, formatObject, ObjectChange, ObjectName } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { DataObject, dataOf, guessedSecrets, HOLDS_KEYS } from '../predict/data-objects';
import { nameKey, objectKey, OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { ManifestIndex } from '../tree/manifest-index';
import { valueAt } from '../tree/parse-manifests';
import { lostText, Loss, neededOf } from './loss';
import { isCustomGroup, lostKeys, Reference } from './reference';
import { isOfFlux, referencesOf, REFERRED } from './references';

/** An object that stays and needs one that goes. */
export interface User {
  readonly owned: OwnedObject;
  readonly object: ObjectName;
  readonly isOfFlux: boolean;
  /** Whether it stays, and nobody renews it any more. */
  readonly isStale: boolean;
  /** Whether it may work without: it is suspended, or nobody can tell whether it needs these keys. */
  readonly isSoft: boolean;
  /** Its need of what goes, such as `Secret x/login` or `key password of Secret x/login`. */
  readonly needs: string;
}

/** Effects of a removal after which the object is not there. */
const GONE: ReadonlySet<ChangeEffect> = new Set(['pruned', 'race'] as const);

/** Effects of a change after which the object may be as it is in the new tree. */
const APPLIED: ReadonlySet<ChangeEffect> = new Set(['adopted', 'patched', 'race', 'replaced'] as const);

/** An object of the new tree that may need what goes. */
interface Candidate {
  readonly cluster: string;
  readonly owned: OwnedObject;
  readonly object: ObjectName;
  readonly isOfFlux: boolean;
  readonly isSuspended: boolean;
  readonly references: readonly Reference[];
}

/** Finds the objects of the new tree that need others. Only objects with the name of something that goes are read. */
export class Users {
  private candidates?: readonly Candidate[];
  private readonly losses = new Map<ObjectChange, Loss>();
  private made?: ReadonlyMap<string, readonly Made[]>;
  /** The ConfigMaps and Secrets that the change adds. */
  private readonly added: ReadonlySet<string>;

  /**
   * @param changes all changes of these clusters
   */
  constructor(
    changes: readonly ObjectChange[],
    private readonly prediction: Prediction,
    private readonly index: ManifestIndex,
    private readonly differ: ObjectDiffer,
  ) {
    this.added = new Set(
      changes.flatMap(({ action, cluster, object, renamedTo = action === 'added' ? object : undefined }) =>
        renamedTo !== undefined && isPlain(renamedTo) ? [nameKey(cluster, renamedTo)] : [],
      ),
    );
    for (const change of changes) {
      const loss = this.lossOf(change);
      if (loss !== undefined) this.losses.set(change, loss);
    }
  }

  /** The objects that stay on the cluster of a change and need what it takes away for good. */
  public of(change: ObjectChange): User[] {
    const loss = this.remaining(change);
    if (loss === undefined) return this.turned(change);
    this.candidates ??= [...this.findCandidates()];
    return this.candidates
      .filter(({ cluster }) => cluster === change.cluster)
      .flatMap(({ references, isSuspended, ...user }) => {
        const needs = neededOf(loss, references);
        if (needs === undefined) return [];
        const isSoft = needs.isSoft || (isSuspended && loss.keys !== undefined);
        return [{ ...user, needs: needs.text, isSoft, isStale: loss.isStale === true }];
      })
      .sort((a, b) => (formatObject(a.object) < formatObject(b.object) ? -1 : 1));
  }

  /** The Secret that goes with a removed object, and the kind of the added object that a controller makes it anew from. */
  public remade(change: ObjectChange): { readonly name: string; readonly by: string } | undefined {
    const loss = this.losses.get(change);
    if (loss === undefined || loss.keys !== undefined || loss.isStale) return undefined;
    const { kind, group } = change.object;
    const made = this.madeOf(change.cluster, loss.object).find(
      ({ isAdded, maker }) => isAdded && maker !== 'Secret' && (group === '' || maker !== kind),
    );
    return made && { name: formatObject(loss.object), by: made.maker };
  }

  /** Loss by a change that nothing else of the new tree makes good. */
  private remaining(change: ObjectChange): Loss | undefined {
    const loss = this.losses.get(change);
    if (loss === undefined) return undefined;
    const made = this.madeOf(change.cluster, loss.object);
    if (made.length === 0) return loss;
    const before = loss.keys?.before ?? loss.had;
    if (before === undefined || made.some(({ keys }) => keys === undefined)) return undefined;
    return { ...loss, keys: { before, after: new Set(made.flatMap(({ keys }) => [...keys!])) } };
  }

  /** A workload or release that turns to a ConfigMap or Secret which lacks a key that it read in the one before. */
  private turned(change: ObjectChange): User[] {
    const { action, effect, object, cluster } = change;
    if (this.added.size === 0 || action !== 'changed' || !APPLIED.has(effect) || !turns(object)) return [];
    const key = nameKey(cluster, object);
    const [old, owned] = [this.prediction.old.get(key)?.[0], this.prediction.next.get(key)?.[0]];
    if (old === undefined || owned === undefined) return [];
    const body = this.differ.body(owned.object);
    const before = referencesOf(this.differ.body(old.object));
    const needs = referencesOf(body).flatMap((next) => this.lostByTurning(cluster, before, next));
    return [...new Set(needs)].map((one) => ({
      owned,
      object,
      isOfFlux: isOfFlux(body),
      needs: one,
      isStale: false,
      isSoft: isSuspended(body),
    }));
  }

  private lostByTurning(cluster: string, before: readonly Reference[], next: Reference): string[] {
    const has = this.added.has(nameKey(cluster, next))
      ? this.dataAt(this.prediction.next.get(nameKey(cluster, next)))
      : undefined;
    if (next.keys === undefined || !has?.keys) return [];
    const keys = JSON.stringify(next.keys);
    const had = before
      .filter((one) => one.name !== next.name && one.kind === next.kind && JSON.stringify(one.keys) === keys)
      .flatMap((one) => [...(this.dataAt(this.prediction.old.get(nameKey(cluster, one)))?.keys ?? [])]);
    return lostText(lostKeys(next.keys, { before: new Set(had), after: has.keys }), formatObject(next));
  }

  private lossOf(change: ObjectChange): Loss | undefined {
    const { action, effect, object, cluster } = change;
    const kind = `${object.group}/${object.kind}`;
    const isRemoval = action === 'removed' || action === 'renamed';
    const isGone = isRemoval && GONE.has(effect);
    const isNeeded = isGone && REFERRED.has(kind);
    if (!HOLDS_KEYS.has(kind))
      return isNeeded || (isGone && isCustomGroup(object.group)) ? { object, what: formatObject(object) } : undefined;
    const key = nameKey(cluster, object);
    const before = this.dataAt(this.prediction.ownersOf('old', key));
    if (isNeeded) return { object, what: formatObject(object), ...defined({ had: before?.keys }) };
    if (before === undefined) return undefined;
    const { kind: held, namespace, name } = before;
    const holder = { group: '', kind: held, namespace, name };
    const what = kind === `/${held}` ? formatObject(holder) : `${formatObject(holder)} of ${formatObject(object)}`;
    const end = this.endOf(before, { object: holder, what, ...defined({ had: before.keys }) });
    if (before.also !== undefined) return this.lossOfMany(change, before, before.also);
    if (isRemoval) return GONE.has(effect) ? end : undefined;
    const after = this.dataAt(this.prediction.next.get(key));
    if (action === 'added' || !APPLIED.has(effect) || after === undefined) return undefined;
    // A controller that makes a Secret of another name deletes the one before.
    if (after.name !== before.name) return end;
    if (!before.keys || !after.keys) return undefined;
    const gone = [...before.keys].some((one) => !after.keys!.has(one));
    return gone ? { object: holder, what, keys: { before: before.keys, after: after.keys } } : undefined;
  }

  /** The Secrets of an object that makes several, and no longer makes some. */
  private lossOfMany(
    { effect, object, cluster, action }: ObjectChange,
    own: DataObject,
    also: readonly string[],
  ): Loss | undefined {
    const isRemoval = action === 'removed' || action === 'renamed';
    const after = isRemoval ? undefined : this.dataAt(this.prediction.next.get(nameKey(cluster, object)));
    if (!(isRemoval ? GONE : APPLIED).has(effect)) return undefined;
    const left = after === undefined ? [] : [`${after.namespace}/${after.name}`, ...(after.also ?? [])];
    const [first, ...others] = [...(own.goesAlong ? [`${own.namespace}/${own.name}`] : []), ...also]
      .filter((one) => !left.includes(one))
      .map((one): ObjectName => {
        const [namespace = '', name = ''] = one.split('/');
        return { group: '', kind: own.kind, namespace, name };
      });
    if (first === undefined) return undefined;
    const what = `${firstNames([first, ...others].map(formatObject))} of ${formatObject(object)}`;
    return { object: first, what, also: others };
  }

  /** Loss of a Secret whose maker goes: a certificate stays, and expires. */
  private endOf({ goesAlong, expires }: DataObject, loss: Loss): Loss | undefined {
    if (goesAlong) return loss;
    return expires ? { ...loss, isStale: true } : undefined;
  }

  private dataAt(owners: readonly OwnedObject[] | undefined): DataObject | undefined {
    return owners?.[0] && dataOf(owners[0].object, this.index);
  }

  private *findCandidates(): Generator<Candidate> {
    const names = new Set(
      [...this.losses.values()].flatMap(({ object, also = [] }) => [object, ...also].map(({ name }) => name)),
    );
    if (names.size === 0) return;
    const pattern = new RegExp([...names].map(escapeRegExp).join('|'));
    const known = new Map<string, boolean>();
    for (const [owned] of this.objectsAfter()) {
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
      yield {
        cluster: owned!.unit.target,
        owned: owned!,
        object,
        isOfFlux: isOfFlux(body),
        isSuspended: isSuspended(body),
        references,
      };
    }
  }

  private *objectsAfter(): Generator<readonly OwnedObject[]> {
    yield* this.prediction.next.values();
    yield* this.prediction.stableObjects().values();
  }

  /** The objects of the new tree that are a Secret or ConfigMap of this name, or that a controller makes it from. */
  private madeOf(cluster: string, { group, kind, namespace, name }: ObjectName): readonly Made[] {
    if (group !== '' || !isPlain({ group, kind })) return [];
    this.made ??= this.findMade();
    const own = this.made.get(`${cluster}|${kind}/${namespace}/${name}`) ?? [];
    // Only a kind without a namespace makes a Secret whose namespace is open.
    return [...own, ...(this.made.get(`${cluster}|${kind}//${name}`) ?? [])];
  }

  private findMade(): ReadonlyMap<string, readonly Made[]> {
    const lost = new Set([...this.losses.values()].map(({ object }) => object.name));
    const found = new Map<string, Made[]>();
    for (const [owned] of this.objectsAfter()) {
      const { object, unit } = owned!;
      const { header, name, namespace } = object;
      if (isPlain(header) && !lost.has(name)) continue;
      const key = objectKey(unit.target, object);
      const isAdded = !this.prediction.old.has(key) && this.prediction.stableOwnersOf(key).length === 0;
      const data = dataOf(object, this.index);
      const guessed = data !== undefined || !isAdded ? [] : guessedSecrets(object, lost, this.index);
      const all =
        data === undefined ? guessed.map((one) => ({ kind: 'Secret', namespace, name: one, keys: undefined })) : [data];
      for (const one of all) {
        const holder = `${unit.target}|${one.kind}/${one.namespace}/${one.name}`;
        const made = { maker: header.kind, isAdded, ...defined({ keys: one.keys }) };
        found.set(holder, [...(found.get(holder) ?? []), made]);
      }
    }
    return found;
  }
}

/** Something that brings a Secret or ConfigMap. */
interface Made {
  /** The kind of the object. */
  readonly maker: string;
  readonly isAdded: boolean;
  /** The keys; undefined where the tree does not tell. */
  readonly keys?: ReadonlySet<string>;
}

function isPlain({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return group === '' && (kind === 'ConfigMap' || kind === 'Secret');
}

/** Whether an object reads keys that its fields name: only those say the same of another Secret. */
function turns({ group, kind }: ObjectName): boolean {
  return ['', 'apps', 'batch', 'argoproj.io'].includes(group) || kind === 'HelmRelease';
}

function isSuspended(object: KubernetesObject): boolean {
  return isOfFlux(object) && valueAt(object, 'spec', 'suspend') === true;
}
