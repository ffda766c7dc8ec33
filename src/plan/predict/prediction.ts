import { defined } from '../../core/defined';
import { BuiltObject } from './build';
import { objectKey, OwnershipPair } from './ownership-pair';
import { Release, releaseByMarks, releaseByPolicy } from './release';
import { Ground, objectsOf, rebuilt, Unit, unitKey, Walk } from './walk';

/**
 * What becomes of a Kustomization of the old tree when Flux meets the new one.
 *
 * - `alive`: it applies what it builds then, and prunes the rest.
 * - `deleted`: it is pruned itself, and its finalizer runs.
 * - `held`: it is suspended or cannot be built, and does nothing.
 * - `retargeted`: it turns to another cluster, and forgets what it had applied to this one.
 */
export type Fate = 'alive' | 'deleted' | 'held' | 'retargeted';

const FIRST = 'its Kustomization may prune it before it learns of its own change';

interface Outcome {
  readonly fate: Fate;
  readonly reason?: string;
  /** What it applies, while it is alive. */
  readonly unit?: Unit;
  /** What the new tree makes of it, where it applies that for a last time before it learns that it must not. */
  readonly last?: Unit;
  /** Whether it stops with this change, and may or may not meet the new tree before that. */
  readonly late?: boolean;
  /** Whether the change takes its source away. */
  readonly losesSource?: boolean;
}

/**
 * Follows what Flux does on the clusters of some roots when their source moves from the old tree to the new one. What
 * protects an object is read from the old one, because Flux reads it from the live objects.
 */
export class Prediction extends OwnershipPair {
  private readonly outcomes = new Map<string, Outcome>();
  private readonly applied = new Map<string, ReadonlySet<string>>();
  private readonly atFirst = new Map<string, ReadonlySet<string> | undefined>();
  private readonly lostSources: ReadonlySet<string>;
  private readonly asking = new Set<string>();

  constructor(
    oldWalks: readonly Walk[],
    newWalks: readonly Walk[],
    private readonly newGround: Ground,
  ) {
    super(oldWalks, newWalks, newGround.index);
    this.lostSources = lostSources(oldWalks, newWalks);
  }

  /** What becomes of a Kustomization of the old tree. */
  public fate(unit: Unit): Fate {
    return this.outcome(unit).fate;
  }

  /** Why a Kustomization does nothing, or is gone. */
  public fateReason(unit: Unit): string | undefined {
    return this.outcome(unit).reason;
  }

  /** What a Kustomization of the old tree does about one of its objects. */
  public release(unit: Unit, object: BuiltObject): Release {
    const release = this.releaseInTheEnd(unit, object);
    const { late, reason } = this.outcome(unit);
    if (late === true && release.does === 'prunes') return { does: 'strands', reason: FIRST };
    if (late === true && release.does === 'orphans')
      return { does: 'holds', ...defined({ reason: reason || undefined }) };
    if (release.does === 'prunes' || release.does === 'refused' || !this.prunesAtFirst(unit, object)) return release;
    return release.does === 'applies'
      ? { does: 'remakes', reason: `${FIRST}, and applies it again afterwards` }
      : { does: 'strands', reason: FIRST };
  }

  /**
   * Whether a Kustomization prunes an object while it still is as the old tree has it. All of them begin with a new
   * revision at the same time, so that it is applied at least once before the parent has changed or deleted them.
   */
  private prunesAtFirst(unit: Unit, object: BuiltObject): boolean {
    const { suspend, prune, keeps } = unit.spec;
    // A root that is changed by nobody, and a unit that reads from elsewhere, do not get here with anything new.
    if (suspend || !prune || keeps || object.header.keeps || unit.build === undefined) return false;
    if (!this.atFirst.has(unit.key)) {
      const { objects, error } = objectsOf(rebuilt(unit, this.newGround), this.newGround.index);
      const keys = new Set(objects.map((one) => objectKey(unit.target, one)));
      this.atFirst.set(unit.key, error === undefined ? keys : undefined);
    }
    return this.atFirst.get(unit.key)?.has(objectKey(unit.target, object)) === false;
  }

  private releaseInTheEnd(unit: Unit, object: BuiltObject): Release {
    const { fate, reason } = this.outcome(unit);
    switch (fate) {
      case 'held':
        return { does: 'holds', ...defined({ reason }) };
      case 'retargeted':
        return { does: 'orphans', reason: 'its Kustomization turns to another cluster and forgets this one' };
      case 'deleted':
        return this.finalize(unit, object);
      case 'alive':
        if (this.appliedBy(unit).has(objectKey(unit.target, object))) return { does: 'applies' };
        // It may meet the new tree before or after its own new spec.
        if (!unit.spec.prune && !this.outcome(unit).unit?.spec.prune) {
          return { does: 'orphans', reason: 'its Kustomization does not prune' };
        }
        return this.unlessMarked(unit, object);
    }
  }

  /** What the finalizer of a deleted Kustomization does about an object. */
  private finalize(unit: Unit, object: BuiltObject): Release {
    const release = releaseByPolicy(unit.spec) ?? this.unlessMarked(unit, object);
    const account = release.does === 'prunes' ? this.lostAccount(unit) : undefined;
    if (account === undefined) return release;
    const reason = `account ${account} goes in the same change, and without it nothing can be pruned`;
    return { does: 'strands', reason };
  }

  private unlessMarked(unit: Unit, object: BuiltObject): Release {
    const { protection } = this.newGround.conventions;
    // Few objects are protected, and the answer takes a look at every object of the cluster.
    const isEnforced = protection && object.header.protected && this.isKept(`${unit.target}|${protection.enforcedBy}`);
    return releaseByMarks(unit.spec, object.header, isEnforced ? protection : undefined);
  }

  /** The account that a Kustomization acts as, when the change takes it away; it may not be among what it applies. */
  public lostAccount(unit: Unit): string | undefined {
    const { serviceAccountName: name, namespace } = unit.spec;
    if (!this.accountChanges(unit) || this.asking.has(unit.key)) return undefined;
    const key = accountKey(unit);
    if (this.old.get(key)?.some((owner) => owner.unit.key === unit.key)) return undefined;
    // Two Kustomizations may each have the other one's account.
    this.asking.add(unit.key);
    const lost = this.isPruned(key) || this.isPruned(`${unit.target}|/Namespace//${namespace}`);
    this.asking.delete(unit.key);
    return lost ? `${namespace}/${name}` : undefined;
  }

  /** Whether a Kustomization of the old tree that is not the same in both has the account that one acts as. */
  public accountChanges(unit: Unit): boolean {
    return unit.spec.serviceAccountName !== undefined && this.old.has(accountKey(unit));
  }

  /** Whether the change deletes an object. */
  public isPruned(key: string): boolean {
    const owners = this.old.get(key);
    if (owners === undefined || this.isKept(key)) return false;
    return owners.some(({ unit, object }) => this.release(unit, object).does === 'prunes');
  }

  /** Whether the change takes away the source of a Kustomization that stays. */
  public losesSource(unit: Unit): boolean {
    return this.lostSources.size > 0 && this.outcome(unit).losesSource === true;
  }

  /** Why it is open whether a Kustomization of the new tree is still applied; undefined when it is not open. */
  public lateReason(unit: Unit): string | undefined {
    const old = this.oldUnits.get(unit.key);
    const outcome = old && !this.stable.has(unit.key) ? this.outcome(old) : undefined;
    return outcome?.late === true ? outcome.reason : undefined;
  }

  /** Whether Flux gets to apply a Kustomization of the new tree. */
  public isApplied(unit: Unit): boolean {
    const old = this.oldUnits.get(unit.key);
    if (old) {
      const { unit: alive, last, fate } = this.outcome(old);
      return this.stable.has(unit.key) || alive === unit || last === unit || fate === 'retargeted';
    }
    if (unit.spec.suspend || objectsOf(unit, this.newGround.index).error !== undefined) return false;
    return unit.parent === undefined || this.isApplied(unit.parent);
  }

  private outcome(unit: Unit): Outcome {
    let outcome = this.outcomes.get(unit.key);
    if (outcome === undefined) {
      // Whoever asks again on the way to the answer must do without it.
      this.outcomes.set(unit.key, { fate: 'held' });
      this.outcomes.set(unit.key, (outcome = this.decide(unit)));
    }
    return outcome;
  }

  private decide(unit: Unit): Outcome {
    const next = this.newUnits.get(unit.key);
    if (next === undefined || this.prunesItself(unit, next)) return this.withoutUnit(unit);
    // A cluster's root only ever reads its old folder: a new path is never seen there.
    if (unit.parent === undefined && next.directory !== unit.directory) return this.leftAlone(unit);
    const parent = next.parent && this.oldUnits.get(next.parent.key);
    // Nobody applies the new Kustomization when the one that brings it does nothing: the old one goes on.
    if (parent && this.fate(parent) === 'held') return this.leftAlone(unit);
    if (next.spec.suspend && unit.spec.suspend) return { fate: 'held', reason: 'its Kustomization is suspended' };
    if (next.spec.suspend) return this.forTheLastTime(unit, next);
    if (next.target !== unit.target) return { fate: 'retargeted' };
    const source = `${next.host}|${next.spec.source.kind}/${next.spec.source.namespace}/${next.spec.source.name}`;
    if (this.lostSources.has(source)) {
      const outcome = this.forTheLastTime(unit, next);
      return { reason: 'the source of its Kustomization is removed', ...outcome, losesSource: true };
    }
    const { error } = objectsOf(next, this.newGround.index);
    return error === undefined ? { fate: 'alive', unit: next } : { fate: 'held', reason: error };
  }

  /** Whether a root was in its own folder and no longer is. */
  private prunesItself(unit: Unit, next: Unit): boolean {
    return (
      unit.parent === undefined &&
      unit.object !== undefined &&
      next.object === undefined &&
      objectsOf(next, this.newGround.index).error === undefined
    );
  }

  private withoutUnit(unit: Unit): Outcome {
    if (unit.object === undefined) return this.leftAlone(unit);
    const parent = unit.parent ?? unit;
    if (parent !== unit) {
      const { does, reason } = this.release(parent, unit.object);
      const goes = does === 'prunes' || this.isPruned(`${unit.host}|/Namespace//${unit.spec.namespace}`);
      if (!goes) return this.leftAlone(unit, reason);
    } else if (!this.newUnits.has(unit.key)) {
      return this.leftAlone(unit);
    } else if (!unit.spec.prune || unit.object.header.keeps) {
      return this.leftAlone(unit);
    }
    return { fate: 'deleted', reason: 'its Kustomization is deleted' };
  }

  /** A Kustomization that nobody deletes and nobody changes: it goes on with what the new tree has at its path. */
  private leftAlone(unit: Unit, reason?: string): Outcome {
    if (unit.spec.suspend) return { fate: 'held', reason: 'its Kustomization is suspended' };
    const again = rebuilt(unit, this.newGround);
    if (again.build === undefined) return { fate: 'held', ...defined({ reason }) };
    const { error } = objectsOf(again, this.newGround.index);
    return error === undefined ? { fate: 'alive', unit: again } : { fate: 'held', reason: error };
  }

  /** A Kustomization that stops with this change: it still applies what the new tree has at its old path. */
  private forTheLastTime(unit: Unit, next: Unit): Outcome {
    const outcome = this.leftAlone(unit);
    if (outcome.fate !== 'alive') return outcome;
    const reason = 'its Kustomization stops with this change, and may apply it before that';
    return {
      ...outcome,
      reason,
      late: true,
      ...defined({ last: next.directory === unit.directory ? next : undefined }),
    };
  }

  private appliedBy(unit: Unit): ReadonlySet<string> {
    let keys = this.applied.get(unit.key);
    if (keys === undefined) {
      const next = this.outcome(unit).unit ?? unit;
      keys = new Set(objectsOf(next, this.newGround.index).objects.map((object) => objectKey(next.target, object)));
      this.applied.set(unit.key, keys);
    }
    return keys;
  }
}

function accountKey({ target, spec }: Unit): string {
  return `${target}|/ServiceAccount/${spec.namespace}/${spec.serviceAccountName}`;
}

/** The sources that are in the old tree only. */
function lostSources(oldWalks: readonly Walk[], newWalks: readonly Walk[]): ReadonlySet<string> {
  const lost = new Set(oldWalks.flatMap(({ sources }) => [...sources.keys()]));
  for (const { sources } of newWalks) for (const source of sources.keys()) lost.delete(source);
  return lost;
}

/** Whether a unit waits for another one, in a way that does not depend on this change. */
export function waitsFor(unit: Unit, next: Unit | undefined, other: Unit): boolean {
  const name = `${other.spec.namespace}/${other.spec.name}`;
  return (
    unitKey(unit.host, other.spec) === other.key &&
    unit.spec.dependsOn.includes(name) &&
    next?.spec.dependsOn.includes(name) === true &&
    JSON.stringify(unit.spec.source) === JSON.stringify(other.spec.source)
  );
}
