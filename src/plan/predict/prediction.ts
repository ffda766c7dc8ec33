import { defined } from '../../core/defined';
import { BuiltObject, putInto } from './build';
import { Holders, holdersIn } from './data-objects';
import { nameKey, objectKey, OwnershipPair } from './ownership-pair';
import { escapesPruning, Release, releaseByMarks, releaseByPolicy } from './release';
import { isSameSpec, objectsOf, sourceKey, Unit, unitKey } from './unit';
import { Ground, rebuilt, Walk } from './walk';

/**
 * The fate of a Kustomization of the old tree when Flux fetches the new one.
 *
 * - `alive`: it applies its new build and prunes the rest.
 * - `deleted`: it is pruned itself, and its finalizer runs.
 * - `held`: it is suspended or cannot be built, and does nothing.
 * - `retargeted`: it turns to another cluster, and forgets the objects that it applied to this one.
 */
export type Fate = 'alive' | 'deleted' | 'held' | 'retargeted';

/** Why it is open whether an object is pruned. */
export const STOPS_PRUNING = 'its Kustomization stops pruning with this change, and may prune it before that';
const PRUNED_FIRST = 'its Kustomization may prune it before it learns of its own change';

interface Outcome {
  readonly fate: Fate;
  readonly reason?: string;
  /** The Kustomization with its build of the new tree, while it is alive. */
  readonly unit?: Unit;
  /** Its successor of the same key, where it applies the new tree one last time before it learns that it must not. */
  readonly last?: Unit;
  /** Whether this change stops it, so that it may or may not apply the new tree before. */
  readonly late?: boolean;
  /** Whether the change removes its source. */
  readonly losesSource?: boolean;
  /** Whether it applies the new tree before it deletes itself. */
  readonly goesLast?: boolean;
}

/**
 * Predicts what Flux does on the clusters of some roots when their source moves from the old tree to the new one. Marks
 * that protect an object are read from the old tree, because Flux reads them from the live objects.
 */
export class Prediction extends OwnershipPair {
  private readonly outcomes = new Map<string, Outcome>();
  private readonly applied = new Map<string, ReadonlySet<string>>();
  private readonly atFirst = new Map<string, ReadonlySet<string> | undefined>();
  private readonly lostSources: ReadonlySet<string>;
  /** The sources that Kustomizations of the old tree read. */
  private readonly readSources: ReadonlySet<string>;
  private readonly asking = new Set<string>();
  private holders?: { readonly before: Holders; readonly after: readonly Holders[] };

  constructor(
    oldWalks: readonly Walk[],
    newWalks: readonly Walk[],
    private readonly newGround: Ground,
  ) {
    super(oldWalks, newWalks, newGround.index);
    this.lostSources = this.findLostSources(oldWalks, newWalks);
    this.readSources = new Set([...this.oldUnits.values()].map(({ host, spec }) => sourceKey(host, spec.source)));
  }

  /** The fate of a Kustomization of the old tree. */
  public fate(unit: Unit): Fate {
    return this.outcome(unit).fate;
  }

  /** Why a Kustomization of the old tree is held or deleted. */
  public fateReason(unit: Unit): string | undefined {
    return this.outcome(unit).reason;
  }

  /** The action of a Kustomization of the old tree on one of its objects. */
  public release(unit: Unit, object: BuiltObject): Release {
    const release = this.releaseInTheEnd(unit, object);
    const { late, reason } = this.outcome(unit);
    if (late === true && release.does === 'prunes') return { does: 'strands', reason: PRUNED_FIRST };
    if (late === true && release.does === 'orphans')
      return { does: 'holds', ...defined({ reason: reason || undefined }) };
    if (release.does === 'prunes' || release.does === 'refused' || !this.prunesAtFirst(unit, object)) return release;
    return release.does === 'applies'
      ? { does: 'remakes', reason: `${PRUNED_FIRST}, and applies it again afterwards` }
      : { does: 'strands', reason: PRUNED_FIRST };
  }

  /**
   * Whether a Kustomization prunes an object while its own spec is still that of the old tree. All Kustomizations
   * reconcile a new revision at the same time, so that each may run once before its parent has changed or deleted it.
   */
  private prunesAtFirst(unit: Unit, object: BuiltObject): boolean {
    const { suspend, prune } = unit.spec;
    // Without a build it reads from elsewhere, and this change gives it nothing new to apply.
    if (suspend || !prune || unit.build === undefined || escapesPruning(unit.spec, object.header)) return false;
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
        // It may apply the new tree before or after it gets its own new spec.
        if (!unit.spec.prune && !this.outcome(unit).unit?.spec.prune) {
          return { does: 'orphans', reason: 'its Kustomization does not prune' };
        }
        return this.unlessItStops(unit, this.unlessMarked(unit, object));
    }
  }

  private unlessItStops(unit: Unit, release: Release): Release {
    const stops = release.does === 'prunes' && unit.spec.prune && this.outcome(unit).unit?.spec.prune === false;
    return stops ? { does: 'prunes', reason: STOPS_PRUNING } : release;
  }

  /** The action of a deleted Kustomization's finalizer on an object. */
  private finalize(unit: Unit, object: BuiltObject): Release {
    const release = releaseByPolicy(unit.spec) ?? this.unlessMarked(unit, object);
    if (release.does !== 'prunes') return release;
    const lost = this.lostAccount(unit);
    if (lost !== undefined) {
      const reason = `account ${lost} goes in the same change, and without it nothing can be pruned`;
      return { does: 'strands', reason };
    }
    const kubeConfig = this.lostKubeConfig(unit);
    if (kubeConfig !== undefined) {
      const reason = `${kubeConfig} with its kubeconfig goes in the same change, and without it nothing can be pruned`;
      return { does: 'strands', reason };
    }
    const missing = this.accountMissingOnManager(unit);
    if (missing === undefined) return release;
    const reason = `Flux looks for account ${missing} on ${unit.host} before it prunes on another cluster, and no folder makes it there`;
    return { does: 'strands', reason };
  }

  /** The Secret or ConfigMap with a Kustomization's kubeconfig, if the change removes it. */
  public lostKubeConfig(unit: Unit): string | undefined {
    const { kubeConfig: name, kubeConfigKind: kind = 'Secret', namespace } = unit.spec;
    if (name === undefined || this.asking.has(unit.key)) return undefined;
    // Its holder may be applied through another kubeconfig.
    this.asking.add(unit.key);
    const isLost = this.losesData(unit.host, kind, namespace, name);
    this.asking.delete(unit.key);
    return isLost ? `${kind} ${namespace}/${name}` : undefined;
  }

  /** Whether the change removes a Secret or ConfigMap, what a controller makes it from, or its namespace. */
  public losesData(cluster: string, kind: 'ConfigMap' | 'Secret', namespace: string, name: string): boolean {
    if (this.losesNamespace(cluster, namespace)) return true;
    const { index } = this.newGround;
    const holder = `${cluster}|${kind}/${namespace}/${name}`;
    this.holders ??= {
      before: holdersIn(this.old, index),
      after: [holdersIn(this.next, index), holdersIn(this.stableObjects(), index)],
    };
    if (this.holders.after.some((holders) => holders.has(holder))) return false;
    const before = this.holders.before.get(holder) ?? [];
    return before.some(({ key, goesAlong }) => goesAlong && (this.isKept(key) || this.isPruned(key)));
  }

  /** The account that a Kustomization for another cluster acts as, if its own cluster has none of that name. */
  private accountMissingOnManager(unit: Unit): string | undefined {
    const { serviceAccountName: name, namespace } = unit.spec;
    if (name === undefined || unit.host === unit.target) return undefined;
    const key = accountKey(unit, unit.host);
    if (this.old.has(key) || this.stableOwnersOf(key).length > 0) return undefined;
    // Flux's own installation brings its accounts, and its manifests are in no file where they are not committed.
    return this.isOfFlux(unit.host, namespace, name) ? undefined : `${namespace}/${name}`;
  }

  /** Whether an account is one of Flux's controllers, in the namespace that Flux runs in. */
  private isOfFlux(cluster: string, namespace: string, name: string): boolean {
    if (name !== 'kustomize-controller' && name !== 'helm-controller') return false;
    return [...this.oldUnits.values()].some(
      (one) => one.host === cluster && one.parent === undefined && one.spec.namespace === namespace,
    );
  }

  private unlessMarked(unit: Unit, object: BuiltObject): Release {
    const { protection } = this.newGround.conventions;
    // Few objects are protected, and isKept has to index every object of the cluster.
    const isEnforced = protection && object.header.protected && this.isKept(`${unit.target}|${protection.enforcedBy}`);
    return releaseByMarks(unit.spec, object.header, isEnforced ? protection : undefined);
  }

  /** The account that a Kustomization acts as, if the change removes it and the Kustomization does not own it. */
  public lostAccount(unit: Unit): string | undefined {
    const { serviceAccountName: name, namespace } = unit.spec;
    if (!this.accountChanges(unit) || this.asking.has(unit.key)) return undefined;
    // Two Kustomizations may own each other's account.
    this.asking.add(unit.key);
    const lost = [...new Set([unit.target, unit.host])].some((cluster) => this.losesAccount(unit, cluster));
    this.asking.delete(unit.key);
    return lost ? `${namespace}/${name}` : undefined;
  }

  private losesAccount(unit: Unit, cluster: string): boolean {
    const key = accountKey(unit, cluster);
    if (!this.old.has(key) || this.old.get(key)?.some((owner) => owner.unit.key === unit.key)) return false;
    return this.isPruned(key) || this.losesNamespace(cluster, unit.spec.namespace);
  }

  /** Whether the account that a Kustomization acts as is owned by one that changes. */
  public accountChanges(unit: Unit): boolean {
    if (unit.spec.serviceAccountName === undefined) return false;
    return [unit.target, unit.host].some((cluster) => this.old.has(accountKey(unit, cluster)));
  }

  /** Whether the change deletes a namespace, and with it all that is there. */
  public losesNamespace(cluster: string, name: string): boolean {
    return this.isPruned(nameKey(cluster, { group: '', kind: 'Namespace', namespace: '', name }));
  }

  /** Whether the change deletes an object. */
  public isPruned(key: string): boolean {
    const owners = this.old.get(key);
    if (owners === undefined || this.isKept(key)) return false;
    return owners.some(({ unit, object }) => this.release(unit, object).does === 'prunes');
  }

  /** Whether the change removes the source of a Kustomization that stays. */
  public losesSource(unit: Unit): boolean {
    return this.lostSources.size > 0 && this.outcome(unit).losesSource === true;
  }

  /** Why a Kustomization of the new tree may or may not be applied; undefined when that is certain. */
  public lateReason(unit: Unit): string | undefined {
    const old = this.oldUnits.get(unit.key);
    const outcome = old && !this.stable.has(unit.key) ? this.outcome(old) : undefined;
    if (outcome?.goesLast === true) return 'its Kustomization applies it, and deletes itself right after that';
    return outcome?.late === true ? outcome.reason : undefined;
  }

  /** Whether Flux gets to apply a Kustomization of the new tree. */
  public isApplied(unit: Unit): boolean {
    const old = this.oldUnits.get(unit.key);
    if (old) {
      const { unit: alive, last, fate } = this.outcome(old);
      return this.stable.has(unit.key) || alive === unit || last === unit || fate === 'retargeted';
    }
    if (unit.spec.suspend || this.isSourceless(unit) || objectsOf(unit, this.newGround.index).error !== undefined)
      return false;
    return unit.parent === undefined || this.isApplied(unit.parent);
  }

  /** Whether a Kustomization of the new tree reads a source that nobody has, as far as both trees tell. */
  public isSourceless(unit: Unit): boolean {
    return unit.isDangling === true && !this.readSources.has(sourceKey(unit.host, unit.spec.source));
  }

  private outcome(unit: Unit): Outcome {
    let outcome = this.outcomes.get(unit.key);
    if (outcome === undefined) {
      // Outcomes may depend on each other: a cycle is cut by taking this one for held.
      this.outcomes.set(unit.key, { fate: 'held' });
      this.outcomes.set(unit.key, (outcome = this.decide(unit)));
    }
    return outcome;
  }

  private decide(unit: Unit): Outcome {
    const next = this.newUnits.get(unit.key);
    if (next === undefined) return this.withoutUnit(unit);
    if (this.prunesItself(unit, next)) return { ...this.withoutUnit(unit), last: next, goesLast: true };
    // A root reads nothing but its old folder, so that it never sees its new path.
    if (unit.parent === undefined && next.directory !== unit.directory) return this.leftAlone(unit);
    const parent = next.parent && this.oldUnits.get(next.parent.key);
    // While its parent is held, nobody applies the new Kustomization: the old one goes on.
    if (parent && this.fate(parent) === 'held' && !isSameSpec(unit.spec, next.spec)) return this.leftAlone(unit);
    if (next.spec.suspend && unit.spec.suspend) return { fate: 'held', reason: 'its Kustomization is suspended' };
    if (next.spec.suspend) return this.forTheLastTime(unit, next);
    if (next.target !== unit.target) return { fate: 'retargeted' };
    const source = `${next.host}|${next.spec.source.kind}/${next.spec.source.namespace}/${next.spec.source.name}`;
    if (this.lostSources.has(source)) {
      const outcome = this.forTheLastTime(unit, next);
      return { reason: 'the source of its Kustomization is removed', ...outcome, losesSource: true };
    }
    if (this.isSourceless(next)) return { fate: 'held', reason: 'its source is in no file' };
    const { error } = objectsOf(next, this.newGround.index);
    return error === undefined ? { fate: 'alive', unit: next } : { fate: 'held', reason: error };
  }

  /** Whether a root prunes itself, because it was in its own folder and no longer is. */
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
      const goes = does === 'prunes' || this.losesNamespace(unit.host, unit.spec.namespace);
      if (!goes) return this.leftAlone(unit, reason);
    } else if (!this.newUnits.has(unit.key)) {
      return this.leftAlone(unit);
    } else if (!unit.spec.prune || unit.object.header.keeps) {
      return this.leftAlone(unit);
    }
    return { fate: 'deleted', reason: 'its Kustomization is deleted' };
  }

  /** A Kustomization that nobody deletes or changes goes on, and applies the new tree's files at its path. */
  private leftAlone(unit: Unit, reason?: string): Outcome {
    if (unit.spec.suspend) return { fate: 'held', reason: 'its Kustomization is suspended' };
    const again = rebuilt(unit, this.newGround);
    if (again.build === undefined) return { fate: 'held', ...defined({ reason }) };
    const { error } = objectsOf(again, this.newGround.index);
    return error === undefined ? { fate: 'alive', unit: again } : { fate: 'held', reason: error };
  }

  /** A Kustomization that this change stops may still apply the new tree's files at its old path. */
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

  /** The sources that only the old tree has. What a Kustomization that fails has made stays. */
  private findLostSources(oldWalks: readonly Walk[], newWalks: readonly Walk[]): ReadonlySet<string> {
    const lost = new Set(oldWalks.flatMap(({ sources }) => [...sources.keys()]));
    for (const { sources } of newWalks) for (const source of sources.keys()) lost.delete(source);
    for (const source of lost.size > 0 ? this.operatorsSources() : []) lost.delete(source);
    for (const { key, build } of lost.size > 0 ? this.newUnits.values() : []) {
      const old = build?.error === undefined ? undefined : this.oldUnits.get(key);
      for (const file of old?.build?.files ?? []) {
        for (const header of this.newGround.index.fluxObjects(file.content)) {
          const { namespace, name } = putInto(header, file, old!.spec);
          lost.delete(sourceKey(old!.target, { kind: header.kind, namespace, name }));
        }
      }
    }
    return lost;
  }

  /** The sources that Flux Operator makes for FluxInstances of the new tree. */
  private *operatorsSources(): Generator<string> {
    for (const { build, target } of this.newUnits.values()) {
      for (const { content } of build?.files ?? []) {
        for (const { kind, flux } of this.newGround.index.fluxObjects(content))
          if (kind === 'FluxInstance' && flux !== undefined) yield sourceKey(target, flux.source);
      }
    }
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

function accountKey({ spec }: Unit, cluster: string): string {
  return `${cluster}|/ServiceAccount/${spec.namespace}/${spec.serviceAccountName}`;
}

/** Whether a Kustomization waits for another one in both trees, so that the change does not decide about it. */
export function waitsFor(unit: Unit, next: Unit | undefined, other: Unit): boolean {
  const name = `${other.spec.namespace}/${other.spec.name}`;
  return (
    unitKey(unit.host, other.spec) === other.key &&
    unit.spec.dependsOn.includes(name) &&
    next?.spec.dependsOn.includes(name) === true &&
    JSON.stringify(unit.spec.source) === JSON.stringify(other.spec.source)
  );
}
