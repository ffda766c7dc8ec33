/**
 * A fleet as sets: which Kustomization has which object on which cluster. This independent model checks the plan: it
 * knows nothing of manifests and decides by itself what is lost, moved and renamed.
 */

/** An object. `content` stands for everything except its name: equal numbers mean equal content. */
export interface ModelObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly content: number;
  /** Annotated with `prune: disabled`. */
  readonly keep: boolean;
  /** Still in its directory, but in no list. */
  readonly unlisted?: boolean;
}

/** A Kustomization. */
export interface ModelUnit {
  readonly name: string;
  /** Its purpose, which determines its directory: a component, or one of a tenant's two units. */
  readonly component?: string;
  readonly tenant?: string;
  readonly part?: 'access' | 'apps';
  readonly prune: boolean;
  readonly policy: 'Delete' | 'MirrorPrune' | 'Orphan';
  readonly suspend: boolean;
  readonly dependsOn: readonly string[];
  readonly objects: readonly ModelObject[];
}

/** Clusters by name, each with its units by name. A cluster with an empty root list is `bare`. */
export type ModelFleet = ReadonlyMap<
  string,
  { readonly units: ReadonlyMap<string, ModelUnit>; readonly bare?: boolean }
>;

/** A removal that a program declares. */
export type ModelRemoval =
  | { readonly what: 'cluster' | 'component' | 'tenant'; readonly name: string; readonly on?: string }
  | {
      readonly what: 'object';
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
      readonly on?: string;
    }
  | {
      readonly what: 'rename';
      readonly kind: string;
      readonly namespace: string;
      readonly from: string;
      readonly to: string;
    };

/** Expected change of an object, and Flux's effect. */
export interface Expected {
  readonly action: string;
  readonly effect: string;
}

export interface Verdict {
  /** By `cluster kind namespace/name`. */
  readonly objects: ReadonlyMap<string, Expected>;
  /** Fate of removed Kustomizations, by `cluster name`. Undefined if several answers are correct. */
  readonly units: ReadonlyMap<string, 'merged' | 'removed' | 'renamed' | undefined>;
  /** Remaining Kustomizations that lose objects to others, as `cluster name`. */
  readonly splits: ReadonlySet<string>;
  /** Reasons to reject the change, as `rule: subject`; empty if it must pass. */
  readonly refusals: readonly string[];
}

const PROTECTED = new Set([
  ...['CustomResourceDefinition', 'GitRepository', 'HelmRelease', 'Kustomization', 'Namespace'],
  ...['PersistentVolumeClaim', 'StatefulSet'],
]);

export const SYSTEM = 'flux-system';

/** An object with its unit; the root's own objects have the unit `flux-system`. */
interface Held {
  readonly cluster: string;
  readonly unit: string;
  readonly object: ModelObject;
}

export function keyOf(
  cluster: string,
  { kind, namespace, name }: Pick<ModelObject, 'kind' | 'name' | 'namespace'>,
): string {
  return `${cluster} ${kind} ${namespace}/${name}`;
}

/** The objects of a fleet by key: those of the units, and for each root its source, itself and the units. */
function holdings(fleet: ModelFleet): Map<string, Held> {
  const held = new Map<string, Held>();
  for (const [cluster, { units, bare }] of fleet) {
    if (bare) continue;
    const own = (kind: string, name: string, content: number) => {
      const object = { kind, namespace: SYSTEM, name, content, keep: false };
      held.set(keyOf(cluster, object), { cluster, unit: SYSTEM, object });
    };
    own('GitRepository', SYSTEM, 0);
    own('Kustomization', SYSTEM, 0);
    for (const unit of units.values()) {
      own('Kustomization', unit.name, -1);
      for (const object of unit.objects) {
        if (!object.unlisted) held.set(keyOf(cluster, object), { cluster, unit: unit.name, object });
      }
    }
  }
  return held;
}

/** Predicts the result of a change from one fleet to another. */
export function judge(base: ModelFleet, next: ModelFleet, removals: readonly ModelRemoval[]): Verdict {
  return new Judge(base, next, removals).verdict();
}

class Judge {
  private readonly old: Map<string, Held>;
  private readonly now: Map<string, Held>;
  private readonly objects = new Map<string, Expected>();
  private readonly units = new Map<string, 'merged' | 'removed' | 'renamed' | undefined>();
  private readonly renames = new Map<string, string>();
  private readonly splits = new Set<string>();
  private readonly refusals: string[] = [];

  constructor(
    private readonly base: ModelFleet,
    private readonly next: ModelFleet,
    private readonly removals: readonly ModelRemoval[],
  ) {
    this.old = holdings(base);
    this.now = holdings(next);
  }

  public verdict(): Verdict {
    this.classifyUnits();
    for (const [key, held] of this.old) this.leave(key, held);
    for (const [key, held] of this.now) {
      const suspended = this.isIdle(held.cluster, held.unit);
      const late = this.isLate(held.cluster, held.unit);
      if (!this.old.has(key) && !this.objects.has(key)) {
        this.objects.set(key, { action: 'added', effect: suspended ? 'held' : late ? 'race' : 'created' });
      }
    }
    this.namesGone();
    this.weigh();
    const { objects, units, splits, refusals } = this;
    return { objects, units, splits, refusals };
  }

  private classifyUnits(): void {
    for (const [cluster, { units }] of this.base) {
      const later = this.next.get(cluster);
      const fresh = later?.bare ? [] : [...(later?.units.values() ?? [])].filter(({ name }) => !units.has(name));
      const takers = new Map<string, number>();
      for (const unit of units.values()) {
        const flow = (to: string) =>
          unit.objects.filter((object) => !object.unlisted && this.now.get(keyOf(cluster, object))?.unit === to).length;
        const receivers = [...(later?.bare ? [] : (later?.units.keys() ?? []))].filter(
          (name) => name !== unit.name && flow(name) > 0,
        );
        if (later && !later.bare && later.units.has(unit.name)) {
          if (receivers.length > 0) this.splits.add(`${cluster} ${unit.name}`);
          continue;
        }
        const size = unit.objects.filter((object) => !object.unlisted).length;
        const most = Math.max(0, ...fresh.map(({ name }) => flow(name)));
        const best = fresh.filter(({ name }) => most > 0 && flow(name) === most && most * 2 >= size);
        const same = fresh.filter((other) => directoryOf(other) === directoryOf(unit));
        const heir = best.length > 0 ? best : same;
        const answer = heir.length > 0 ? 'renamed' : receivers.length > 0 ? 'merged' : 'removed';
        if (heir.length === 1) takers.set(heir[0]!.name, (takers.get(heir[0]!.name) ?? 0) + 1);
        this.units.set(`${cluster} ${unit.name}`, heir.length > 1 ? undefined : answer);
        if (heir.length === 1) this.renames.set(`${cluster} ${unit.name}`, heir[0]!.name);
      }
      // If two merge into the same new one, which of them it continues is undecidable.
      for (const [key, to] of this.renames) {
        if (key.startsWith(`${cluster} `) && (takers.get(to) ?? 0) > 1) {
          this.units.set(key, undefined);
          this.renames.delete(key);
        }
      }
    }
  }

  /** Predicts the fate of an object of the base. */
  private leave(key: string, { cluster, unit, object }: Held): void {
    const later = this.now.get(key);
    if (later?.unit === unit) {
      const suspended = this.isIdle(cluster, unit);
      const differs = object.content !== later.object.content || object.keep !== later.object.keep;
      const specChanged = object.kind === 'Kustomization' && this.specChanged(cluster, object.name);
      if (differs || specChanged) {
        const effect = suspended ? 'held' : this.isLate(cluster, unit) ? 'race' : 'patched';
        this.objects.set(key, { action: 'changed', effect });
      }
      return;
    }
    const release = this.release(cluster, unit, object);
    if (later) {
      const suspended = this.isIdle(cluster, later.unit);
      const ordered =
        this.waits(this.base, cluster, unit, later.unit) && this.waits(this.next, cluster, unit, later.unit);
      const effect =
        release !== 'pruned' && release !== 'race' ? 'adopted' : suspended ? 'pruned' : ordered ? 'adopted' : 'race';
      const renamed = this.renames.get(`${cluster} ${unit}`) === later.unit;
      this.objects.set(key, { action: renamed ? 're-owned' : 'moved', effect });
      return;
    }
    // What a suspended Kustomization would apply is no new name yet.
    const twin = this.isIdle(cluster, this.renames.get(`${cluster} ${unit}`) ?? unit)
      ? undefined
      : this.twin(cluster, unit, object);
    this.objects.set(key, { action: twin ? 'renamed' : 'removed', effect: release });
    // A rename is reported under the old name.
    if (twin) this.objects.set(keyOf(cluster, twin), { action: 'renamed', effect: '' });
  }

  private specChanged(cluster: string, name: string): boolean {
    const [before, after] = [this.base, this.next].map((fleet) => fleet.get(cluster)!.units.get(name));
    if (!before || !after) return false;
    const spec = ({ prune, policy, suspend, dependsOn }: ModelUnit) =>
      JSON.stringify([prune, policy, suspend, [...dependsOn].sort()]);
    return spec(before) !== spec(after) || directoryOf(before) !== directoryOf(after);
  }

  /** Whether a Kustomization does nothing: one suspended only now still meets the new state once. */
  private isIdle(cluster: string, unit: string): boolean {
    const before = this.base.get(cluster)?.units.get(unit);
    return this.next.get(cluster)?.units.get(unit)?.suspend === true && before?.suspend !== false;
  }

  /** Whether a Kustomization is suspended only now: it may or may not meet the new state first. */
  private isLate(cluster: string, unit: string): boolean {
    return (
      this.base.get(cluster)?.units.get(unit)?.suspend === false &&
      this.next.get(cluster)?.bare !== true &&
      this.next.get(cluster)?.units.get(unit)?.suspend === true
    );
  }

  /** Whether a Kustomization finds its directory without an object before its own change arrives. */
  private losesAtFirst(cluster: string, unit: string, object: ModelObject): boolean {
    const before = this.base.get(cluster)!.units.get(unit)!;
    const there = [...this.next.get(cluster)!.units.values()].filter((one) => directoryOf(one) === directoryOf(before));
    const has = ({ objects }: ModelUnit) => objects.some((one) => sameName(one, object) && !one.unlisted);
    return before.prune && !before.suspend && !object.keep && there.length > 0 && !there.some(has);
  }

  private waits(fleet: ModelFleet, cluster: string, unit: string, other: string): boolean {
    return fleet.get(cluster)?.units.get(unit)?.dependsOn.includes(other) === true;
  }

  private release(cluster: string, unit: string, object: ModelObject): string {
    const later = this.next.get(cluster);
    if (!later) return 'held';
    if (unit === SYSTEM) return 'pruned';
    const before = this.base.get(cluster)!.units.get(unit)!;
    const after = later.bare ? undefined : later.units.get(unit);
    const final = this.finalRelease(before, after, object);
    return final !== 'pruned' && this.losesAtFirst(cluster, unit, object) ? 'race' : final;
  }

  private finalRelease(before: ModelUnit, after: ModelUnit | undefined, object: ModelObject): string {
    if (after?.suspend) return 'held';
    if (after) return (before.prune || after.prune) && !object.keep ? 'pruned' : 'orphaned';
    const deletes = before.policy === 'Delete' || (before.policy === 'MirrorPrune' && before.prune);
    return deletes && !before.suspend && !object.keep ? 'pruned' : 'orphaned';
  }

  /** The one new object that differs only in name. */
  private twin(cluster: string, unit: string, object: ModelObject): ModelObject | undefined {
    const owner = this.renames.get(`${cluster} ${unit}`) ?? unit;
    const alike = (side: Map<string, Held>, other: Map<string, Held>, ownerName: string) =>
      [...side].filter(
        ([key, held]) =>
          !other.has(key) &&
          held.cluster === cluster &&
          held.unit === ownerName &&
          held.object.kind === object.kind &&
          held.object.content === object.content &&
          held.object.keep === object.keep,
      );
    if (object.kind === 'Kustomization') {
      const name = this.renames.get(`${cluster} ${object.name}`);
      return name === undefined ? undefined : { ...object, name };
    }
    const [gone, come] = [alike(this.old, this.now, unit), alike(this.now, this.old, owner)];
    return gone.length === 1 && come.length === 1 ? come[0]![1].object : undefined;
  }

  /** Objects in a deleted namespace are deleted with it. */
  private namesGone(): void {
    for (const [key, { cluster, object }] of this.old) {
      const expected = this.objects.get(key);
      const space = this.objects.get(keyOf(cluster, { kind: 'Namespace', namespace: '', name: object.namespace }));
      const deleted = space && space.effect === 'pruned' && space.action !== 'added';
      if (deleted) this.objects.set(key, { action: expected?.action ?? 'changed', effect: 'pruned' });
    }
    for (const [key, { cluster, object }] of this.now) {
      const space = this.objects.get(keyOf(cluster, { kind: 'Namespace', namespace: '', name: object.namespace }));
      const deleted = space && space.effect === 'pruned' && space.action !== 'added';
      if (deleted && this.objects.get(key)?.action === 'added')
        this.objects.set(key, { action: 'added', effect: 'held' });
    }
  }

  private weigh(): void {
    this.weighDependencies();
    for (const cluster of this.base.keys()) {
      if (this.next.has(cluster)) this.weighCluster(cluster);
      else if (!this.removals.some(({ what, ...one }) => what === 'cluster' && 'name' in one && one.name === cluster)) {
        this.refusals.push(`cluster-removed: ${cluster}`);
      }
    }
    const emptied = [...this.base.keys()]
      .filter((cluster) => this.next.has(cluster))
      .flatMap((cluster) => this.emptied(cluster));
    if (emptied.length >= 2) this.refusals.push(`namespaces-emptied: ${emptied.join(', ')}`);
  }

  /** Dependencies of the new tree that nobody makes or that run in a circle, unless it was so before. */
  private weighDependencies(): void {
    const unmet = (fleet: ModelFleet, cluster: string, unit: string): readonly string[] => {
      const one = fleet.get(cluster);
      const units = one?.bare ? undefined : one?.units;
      const on = (name: string) => units?.get(name)?.dependsOn ?? [];
      const reached = new Set(on(unit));
      for (const name of reached) for (const further of on(name)) reached.add(further);
      const missing = on(unit).filter((name) => name !== SYSTEM && !units!.has(name));
      return [
        ...missing.map((name) => `dependency-missing: ${name}`),
        ...(reached.has(unit) ? ['dependency-circle'] : []),
      ];
    };
    for (const [cluster, { bare, units }] of this.next) {
      if (bare) continue;
      for (const unit of units.keys()) {
        const before = unmet(this.base, cluster, unit);
        this.refusals.push(...unmet(this.next, cluster, unit).filter((one) => !before.includes(one)));
      }
    }
  }

  private weighCluster(cluster: string): void {
    const here = [...this.old].filter(([, held]) => held.cluster === cluster);
    const undeclared = here.filter(([key, held]) => isGone(this.objects.get(key)) && !this.declared(held));
    for (const [key, held] of undeclared) {
      const { kind, name } = held.object;
      if (kind === 'Kustomization' && this.isSpent(cluster, name)) continue;
      const renamed = kind === 'Kustomization' && this.units.get(`${cluster} ${name}`) === 'renamed';
      if (PROTECTED.has(kind)) this.refusals.push(`${renamed ? 'kustomization-renamed' : 'protected-removed'}: ${key}`);
      else if (held.unit !== SYSTEM && this.isUnlisted(held)) this.refusals.push(`unlisted-file: ${key}`);
    }
    for (const [key, held] of here) {
      const expected = this.objects.get(key);
      // Objects of a renamed Kustomization are covered by the finding about it.
      if (expected?.action !== 'moved' || expected.effect === 'adopted' || this.declared(held)) continue;
      this.refusals.push(`moved: ${key}`);
    }
    if (undeclared.length >= 10 && undeclared.length > 0.2 * here.length)
      this.refusals.push(`share-removed: ${cluster}`);
    if (undeclared.length > 0 && ![...this.now.values()].some((held) => held.cluster === cluster)) {
      this.refusals.push(`cluster-emptied: ${cluster}`);
    }
    for (const unit of [SYSTEM, ...this.base.get(cluster)!.units.keys()]) {
      const left = [...this.now.values()].some((held) => held.cluster === cluster && held.unit === unit);
      const stays =
        unit === SYSTEM ||
        (!this.next.get(cluster)!.bare && this.next.get(cluster)!.units.has(unit) && !this.isIdle(cluster, unit));
      if (stays && !left && undeclared.some(([, held]) => held.unit === unit))
        this.refusals.push(`unit-emptied: ${cluster} ${unit}`);
    }
  }

  /** Whether an object is still in its directory but in no effective list. */
  private isUnlisted({ cluster, unit, object }: Held): boolean {
    const later = this.next.get(cluster);
    const directory = directoryOf(this.base.get(cluster)!.units.get(unit)!);
    const same = (one: ModelObject) => sameName(one, object);
    const found = [...(later?.units.values() ?? [])]
      .filter((one) => directoryOf(one) === directory)
      .flatMap(({ objects }) => objects.filter(same))[0];
    return found !== undefined && (later?.bare === true || found.unlisted === true);
  }

  /** Whether all objects of a Kustomization are owned by others or meant to be removed. */
  private isSpent(cluster: string, name: string): boolean {
    const had = [...this.old].filter(([, held]) => held.cluster === cluster && held.unit === name);
    return (
      had.length > 0 && had.every(([key, held]) => this.objects.get(key)?.effect === 'adopted' || this.declared(held))
    );
  }

  private emptied(cluster: string): string[] {
    const here = (side: Map<string, Held>) => [...side.values()].filter((held) => held.cluster === cluster);
    const full = new Set(here(this.now).map(({ object }) => object.namespace));
    const gone = here(this.old).filter(({ object }) => object.namespace !== '' && !full.has(object.namespace));
    const left = here(this.old).filter(
      (held) => isGone(this.objects.get(keyOf(cluster, held.object))) && !this.declared(held),
    );
    // A removed Namespace is rejected for itself.
    const told = new Set(left.filter(({ object }) => object.kind === 'Namespace').map(({ object }) => object.name));
    const names = gone.filter((held) => !this.declared(held)).map(({ object }) => object.namespace);
    return [...new Set(names)].filter((name) => !told.has(name)).map((name) => `${cluster} ${name}`);
  }

  private declared({ cluster, unit, object }: Held): boolean {
    const owner = this.base.get(cluster)!.units.get(object.kind === 'Kustomization' ? object.name : unit);
    return this.removals.some((removal) => {
      if ('on' in removal && removal.on !== undefined && removal.on !== cluster) return false;
      switch (removal.what) {
        case 'cluster':
          return removal.name === cluster && this.unitsOf(cluster).length === 0;
        case 'component':
        case 'tenant':
          // A part that stays in another Kustomization is not removed.
          return (
            owner?.[removal.what] === removal.name &&
            !this.unitsOf(cluster).some((one) => one[removal.what as 'component' | 'tenant'] === removal.name)
          );
        case 'object': {
          if (removal.kind === object.kind && removal.namespace === object.namespace && removal.name === object.name)
            return true;
          // What is in a Namespace or Kustomization is covered only if that goes itself.
          if (removal.kind === 'Namespace' && removal.name === object.namespace) {
            const key = keyOf(cluster, { ...object, kind: 'Namespace', namespace: '', name: removal.name });
            return (
              this.old.has(key) && this.objects.get(key) !== undefined && this.objects.get(key)!.action !== 'changed'
            );
          }
          return removal.kind === 'Kustomization' && removal.name === unit && this.units.has(`${cluster} ${unit}`);
        }
        case 'rename': {
          if (removal.kind !== object.kind || removal.from !== object.name || removal.namespace !== object.namespace)
            return false;
          const to = keyOf(cluster, { ...object, name: removal.to });
          return object.kind !== 'Kustomization' && this.now.has(to) && !this.old.has(to);
        }
      }
    });
  }

  /** The Kustomizations of a cluster in the new tree, without those of access: they stay for a step after the rest. */
  private unitsOf(cluster: string): readonly ModelUnit[] {
    const later = this.next.get(cluster);
    return later === undefined || later.bare ? [] : [...later.units.values()].filter(({ part }) => part !== 'access');
  }
}

function sameName(one: ModelObject, other: ModelObject): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}

function isGone(expected: Expected | undefined): boolean {
  return expected?.action === 'removed' || expected?.action === 'renamed';
}

/** Directory of a unit within its cluster. */
export function directoryOf({ component, tenant, part, name }: ModelUnit): string {
  if (component !== undefined) return `infrastructure/${component}`;
  return tenant === undefined ? `units/${name}` : `prod/tenants/${tenant}/${part}`;
}
