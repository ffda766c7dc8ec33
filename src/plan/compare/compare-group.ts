import { defined } from '../../core/defined';
import { withNeeds } from '../needs/with-needs';
import { ChangeAction, ChangeEffect, ObjectChange, ObjectName, STAYS } from '../objects/comparison';
import { ObjectDiff, ObjectDiffer } from '../objects/object-diff';
import { BuiltObject } from '../predict/build';
import { nameKey, OwnedObject } from '../predict/ownership-pair';
import { Placer } from '../predict/placer';
import { Prediction, waitsFor } from '../predict/prediction';
import { Release } from '../predict/release';
import { Unit, unitKey } from '../predict/unit';
import { Ground } from '../predict/walk';
import { risk } from '../risk/risk';
import { isFluxKustomization } from '../tree/flux-spec';
import { withCascade } from './cascade';
import { inContext } from './context';
import { immutableRisk, effectRisks } from './effect-risks';
import { withEqualSources } from './equal-sources';
import { withExternal } from './external';
import { withFailing } from './failing';
import { splitIgnored } from './ignored-fields';
import { leavesBehind } from './leaves-behind';
import { withLevels } from './levels';
import { Machines } from './machines';
import { withTransitions } from './transitions';
import { chainOf, ownerOf, UnitChanges } from './unit-changes';

type Owned = readonly OwnedObject[];

/** Predicts the change of each object of some clusters. */
export class GroupComparison {
  private readonly oldPlacer: Placer;
  private readonly newPlacer: Placer;
  private readonly machines: Machines;
  private policedOnes?: ReadonlySet<string>;

  /**
   * @param elsewhere the objects of a cluster that is not among those of the prediction, by its name
   */
  constructor(
    private readonly prediction: Prediction,
    private readonly units: UnitChanges,
    private readonly differ: ObjectDiffer,
    private readonly ground: Ground,
    elsewhere: (cluster: string) => readonly OwnedObject[],
  ) {
    this.machines = new Machines(prediction, differ, elsewhere);
    const { layout } = ground.conventions;
    this.oldPlacer = new Placer(prediction.oldUnits, layout);
    this.newPlacer = new Placer(prediction.newUnits, layout);
  }

  /** The clusters that the old tree applies something to. */
  private stood(): ReadonlySet<string> {
    return new Set([...this.prediction.oldUnits.values()].map(({ target }) => target));
  }

  /** The changes, without risks of RBAC, which are assessed for a cluster as a whole. */
  public run(): ObjectChange[] {
    const { old, next } = this.prediction;
    const changes: ObjectChange[] = [];
    for (const key of new Set([...old.keys(), ...next.keys()])) {
      const before = old.get(key) ?? [];
      const after = next.get(key) ?? [];
      const change = this.object(key, before, after);
      if (change) changes.push(change);
    }
    const known = withExternal(
      this.withHeirs(this.withRenames(inContext(changes, this.stood(), () => this.policed()))),
      this.prediction,
      this.ground.index,
    );
    const all = withFailing(
      withLevels(withEqualSources(known, this.prediction, this.differ), this.prediction),
      this.prediction,
    );
    const whole = withCascade(all, this.prediction, this.differ, (owned, reason) => this.lost(owned, reason));
    const judged = withTransitions(whole, this.prediction, this.differ);
    return [...withNeeds(judged, this.prediction, this.differ, this.ground)];
  }

  /** Names the HelmReleases that take over releases of others; what finds them is loaded with the first one that goes. */
  private withHeirs(changes: readonly ObjectChange[]): readonly ObjectChange[] {
    const goes = ({ action, object }: ObjectChange) =>
      object.kind === 'HelmRelease' && (action === 'removed' || action === 'renamed');
    if (!changes.some(goes)) return changes;
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { withReleaseHeirs } = require('./release-heirs') as typeof import('./release-heirs');
    return withReleaseHeirs(changes, this.prediction, this.differ);
  }

  /** Namespaces of the old tree with a NetworkPolicy. */
  private policed(): ReadonlySet<string> {
    this.policedOnes ??= new Set(
      [...this.prediction.old.values(), ...this.prediction.stableObjects().values()]
        .filter(([first]) => first!.object.header.kind === 'NetworkPolicy')
        .map(([first]) => `${first!.unit.target}|${first!.object.namespace}`),
    );
    return this.policedOnes;
  }

  private object(key: string, before: Owned, after: Owned): ObjectChange | undefined {
    const sameOwners = ownerKeys(before) === ownerKeys(after);
    // Unchanged Kustomizations may own it too, which matters only where owners change.
    const stable = sameOwners ? [] : this.prediction.stableOwnersOf(key);
    const olds = [...before, ...stable];
    const news = [...after, ...stable];
    if (olds.length === 0) return this.added(news);
    if (news.length === 0) return this.removed(olds);
    const [oldOne, newOne] = matching(olds, news);
    const diff = this.differ.diff(oldOne.object, newOne.object);
    if (sameOwners) {
      const held = this.held(newOne.unit) ?? unapplied(newOne, 'changed');
      const remade = olds.map(({ unit, object }) => this.prediction.release(unit, object));
      const first = remade.find(({ does }) => does === 'remakes');
      if (first) return this.change('changed', 'race', olds, news, diff, first.reason);
      if (diff.fields.length === 0 && diff.risks.length === 0) return undefined;
      if (held !== undefined) return this.change('changed', 'held', olds, news, diff, held);
      return this.unlessLate(this.patched(olds, news, newOne, diff), newOne.unit);
    }
    return this.moved(olds, news, diff);
  }

  /** The change of an object that its Kustomization applies, but for the fields that it ignores. */
  private patched(olds: Owned, news: Owned, now: OwnedObject, diff: ObjectDiff): ObjectChange {
    const { ignored, applied } = splitIgnored(now.unit.spec.ignore, () => this.differ.body(now.object), diff.fields);
    const left = ignored.filter(({ change }) => change === 'removed').map(({ path }) => path);
    const isHeld = ignored.length > 0 && applied.length === 0;
    const change = isHeld
      ? this.change('changed', 'held', olds, news, { ...diff, risks: [] }, IGNORED)
      : this.change('changed', this.applyEffect(diff, now), olds, news, diff);
    if (left.length === 0) return change;
    const message = `${left.join(' and ')} leaves the manifest while spec.ignore covers it: at the next other change of the object Flux 2.9 fails, and later ones remove the live field`;
    return { ...change, risks: [...change.risks, risk('availability', message)] };
  }

  private added(news: Owned): ObjectChange {
    const diff = this.differ.diff(undefined, news[0]!.object);
    const held = this.held(news[0]!.unit) ?? unapplied(news[0]!, 'added');
    if (held !== undefined) return this.change('added', 'held', [], news, diff, held);
    return this.unlessLate(this.change('added', 'created', [], news, diff), news[0]!.unit);
  }

  /** A Kustomization that this change stops may or may not apply an object before. */
  private unlessLate(change: ObjectChange, unit: Unit): ObjectChange {
    const reason = this.prediction.lateReason(unit);
    return reason === undefined ? change : { ...change, effect: 'race', reason };
  }

  private removed(olds: Owned): ObjectChange {
    const releases = olds.map(({ unit, object }) => this.prediction.release(unit, object));
    const diff = this.differ.diff(olds[0]!.object, undefined);
    const pruned = releases.find(({ does }) => does === 'prunes');
    if (pruned) return this.change('removed', 'pruned', olds, [], diff, pruned.reason);
    const refused = releases.find(({ does }) => does === 'refused');
    if (refused) return this.change('removed', 'refused', olds, [], diff, refused.reason);
    const holds = releases.find(({ does }) => does === 'applies' || does === 'holds');
    if (holds)
      return this.change('removed', 'held', olds, [], diff, holds.reason ?? 'another Kustomization still has it');
    const stranded = releases.find(({ does }) => does === 'strands');
    if (stranded) return this.change('removed', 'race', olds, [], diff, stranded.reason);
    return this.change('removed', 'orphaned', olds, [], diff, releases[0]!.reason);
  }

  private moved(olds: Owned, news: Owned, diff: ObjectDiff): ObjectChange {
    const leaving = olds.filter(({ unit }) => !news.some((now) => now.unit.key === unit.key));
    const renamed =
      leaving.length > 0 &&
      leaving.every(({ unit }) => {
        const to = this.units.renames.get(unit.key);
        return to !== undefined && news.some((now) => now.unit.key === to);
      });
    const action: ChangeAction = renamed ? 're-owned' : 'moved';
    const applying = news.filter(({ unit }) => this.prediction.isApplied(unit));
    const prunes = leaving.filter(({ unit, object }) => PRUNES.has(this.prediction.release(unit, object).does));
    if (prunes.length === 0) return this.change(action, 'adopted', olds, news, diff);
    if (applying.length === 0) {
      return this.change(action, 'pruned', olds, news, diff, 'its new Kustomization is suspended or cannot be built');
    }
    const ordered = prunes.every(({ unit }) => {
      const next = this.prediction.newUnits.get(unit.key);
      return applying.some((now) => waitsFor(unit, next, now.unit));
    });
    return ordered
      ? this.change(action, 'adopted', olds, news, diff, 'its old Kustomization waits for the new one')
      : this.change(
          action,
          'race',
          olds,
          news,
          diff,
          'its old Kustomization may prune it before the new one applies it',
        );
  }

  /** Why a Kustomization applies nothing; undefined when it applies. */
  private held(unit: Unit): string | undefined {
    if (this.prediction.isApplied(unit)) return undefined;
    const old = this.prediction.oldUnits.get(unit.key);
    return (old && this.prediction.fateReason(old)) ?? 'its Kustomization is suspended or cannot be built';
  }

  private applyEffect(diff: ObjectDiff, { object, unit }: OwnedObject): ChangeEffect {
    if (diff.immutable.length === 0) return 'patched';
    return unit.spec.force || object.header.forced ? 'replaced' : 'refused';
  }

  private change(
    action: ChangeAction,
    effect: ChangeEffect,
    olds: Owned,
    news: Owned,
    diff: ObjectDiff,
    reason?: string,
  ): ObjectChange {
    const shown = olds[0] ?? news[0]!;
    const placer = olds.length > 0 ? this.oldPlacer : this.newPlacer;
    const object = nameOf(shown.object);
    const place = placer.place(shown);
    const holds = (olds.length > 0 && news.length === 0 ? this.machines.heldBy(shown, place) : undefined) ?? diff.holds;
    const leaves = news.length > 0 ? undefined : leavesBehind(shown.object, () => this.differ.body(shown.object));
    return {
      cluster: shown.unit.target,
      object,
      action,
      effect,
      ...defined({ reason }),
      from: olds.map(({ unit }) => ownerOf(unit)),
      to: news.map(({ unit }) => ownerOf(unit)),
      place,
      fields: diff.fields,
      ...defined({ holds, leaves, startsVerifying: diff.startsVerifying }),
      risks: [
        ...effectRisks(object, effect, news.length === 0, defined({ reason, along: holds, leaves })),
        ...immutableRisk(diff.immutable, effect),
        // An object that stays in the cluster keeps its function, so that its removal from the tree opens nothing.
        ...(news.length === 0 && STAYS.has(effect) ? [] : diff.risks),
      ],
      chain: [...new Set(olds.flatMap(({ unit }) => chainOf(unit)))],
      files: [...new Set(olds.map((old) => old.object.file))],
      forgotten: news.length === 0 && olds.some(({ object: old }) => this.isForgotten(old)),
      lateMark:
        news.some((now) => now.object.header.keeps) && olds.length > 0 && !olds.some((old) => old.object.header.keeps),
    };
  }

  /** Whether an object's file is unchanged, and only the list of its directory leaves it out. */
  private isForgotten({ header, file }: BuiltObject): boolean {
    const content = this.ground.tree.id(file);
    if (content === undefined || this.prediction.buildsFile(file)) return false;
    const objects = this.ground.index.objects(content);
    return (
      objects.error === undefined && objects.value.some((one) => one.kind === header.kind && one.name === header.name)
    );
  }

  /** Turns a removal and an addition in the same Kustomization into a rename, if the objects differ in name alone. */
  private withRenames(changes: readonly ObjectChange[]): ObjectChange[] {
    const gone = changes.filter(({ action }) => action === 'removed');
    // Held additions are no new names yet.
    const come = changes.filter(({ action, effect }) => action === 'added' && effect !== 'held');
    if (gone.length === 0 || come.length === 0) return [...changes];
    const byForm = new Map<string, { readonly gone: ObjectChange[]; readonly come: ObjectChange[] }>();
    const note = (change: ObjectChange, side: 'come' | 'gone') => {
      const form = this.formOf(change, side);
      const entry = byForm.get(form) ?? { gone: [], come: [] };
      entry[side].push(change);
      byForm.set(form, entry);
    };
    for (const change of gone) note(change, 'gone');
    for (const change of come) note(change, 'come');
    const renamed = new Map<ObjectChange, ObjectChange | undefined>();
    for (const pair of byForm.values()) {
      // With several candidates on either side, no pairing would be certain.
      if (pair.gone.length !== 1 || pair.come.length !== 1) continue;
      const [from, to] = [pair.gone[0]!, pair.come[0]!];
      renamed.set(from, {
        ...from,
        action: 'renamed',
        to: to.to,
        renamedTo: to.object,
        risks: [...from.risks, ...to.risks],
      });
      renamed.set(to, undefined);
    }
    return changes.flatMap((change) => (renamed.has(change) ? (renamed.get(change) ?? []) : [change]));
  }

  private formOf(change: ObjectChange, side: 'come' | 'gone'): string {
    const { cluster, object } = change;
    if (isFluxKustomization(object)) {
      // A Kustomization's successor is found by the objects that it owns, not by its own fields.
      const key = unitKey(cluster, object);
      return `unit ${(side === 'gone' ? this.units.renames.get(key) : undefined) ?? key}`;
    }
    const key = nameKey(cluster, object);
    const owned = (side === 'gone' ? this.prediction.old : this.prediction.next).get(key)![0]!;
    const owner = side === 'gone' ? (this.units.renames.get(owned.unit.key) ?? owned.unit.key) : owned.unit.key;
    return `${cluster} ${owner} ${object.group}/${object.kind} ${this.differ.form(owned.object)}`;
  }

  /** The change of an object that is equal in both trees, and deleted with its namespace or its kind's definition. */
  private lost(owned: Owned, reason: string): ObjectChange {
    return this.change('changed', 'pruned', owned, owned, this.differ.diff(owned[0]!.object, owned[0]!.object), reason);
  }
}

const IGNORED = 'spec.ignore of its Kustomization keeps these fields as they are';

/** Releases that delete an object, or do so if the Kustomization comes first. */
const PRUNES: ReadonlySet<Release['does']> = new Set(['prunes', 'strands'] as const);

/** Why a Kustomization does not apply an object although it applies others. */
function unapplied({ object: { header } }: OwnedObject, action: 'added' | 'changed'): string | undefined {
  const isIt = header.unapplied === 'always' || (header.unapplied === 'there' && action === 'changed');
  return isIt ? 'a mark on it keeps Flux from applying it' : undefined;
}

function nameOf({ header, namespace, name }: BuiltObject): ObjectName {
  return { group: header.group, kind: header.kind, namespace, name };
}

function ownerKeys(owned: Owned): string {
  return owned
    .map(({ unit }) => unit.key)
    .sort()
    .join('\n');
}

/** The two states to compare: those of the same owner, if one owns it in both trees. */
function matching(olds: Owned, news: Owned): readonly [OwnedObject, OwnedObject] {
  for (const old of olds) {
    const same = news.find(({ unit }) => unit.key === old.unit.key);
    if (same) return [old, same];
  }
  return [olds[0]!, news[0]!];
}
