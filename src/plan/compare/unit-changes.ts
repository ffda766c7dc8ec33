import { OwnerName, UnitChange } from '../objects/comparison';
import { Prediction } from '../predict/prediction';
import { sourceKey, Unit } from '../predict/unit';
import { KustomizationSpec } from '../tree/flux-spec';

/** The name of a unit as an owner of objects. */
export function ownerOf({ host, spec }: Unit): OwnerName {
  return { cluster: host, namespace: spec.namespace, name: spec.name };
}

/** The keys of a unit and its ancestors, nearest first. */
export function chainOf(unit: Unit): string[] {
  const chain: string[] = [];
  for (let current: Unit | undefined = unit; current; current = current.parent) chain.push(current.key);
  return chain;
}

/** The changes of the Kustomizations of some clusters. */
export class UnitChanges {
  public readonly changes: readonly UnitChange[];
  /** Keys of the new names of renamed units, by their old ones. */
  public readonly renames: ReadonlyMap<string, string>;

  private readonly counts = new Map<'next' | 'old', Map<string, number>>();

  constructor(private readonly prediction: Prediction) {
    const { oldUnits, newUnits } = prediction;
    const flows = this.flows();
    const renames = new Map<string, string>();
    const taken = new Set<string>();
    for (const unit of oldUnits.values()) {
      const next = newUnits.has(unit.key) ? undefined : this.successor(unit, flows.get(unit.key), taken);
      if (next === undefined) continue;
      renames.set(unit.key, next.key);
      taken.add(next.key);
    }
    this.renames = renames;
    this.changes = [
      ...[...oldUnits.values()].flatMap((unit) => this.changeOf(unit, flows.get(unit.key))),
      ...[...newUnits.values()]
        .filter((unit) => !oldUnits.has(unit.key) && !taken.has(unit.key))
        .map((unit) => this.describe(unit, 'added', [])),
    ];
  }

  /** Number of objects that each unit of the old tree gives to each other unit. */
  private flows(): Map<string, Map<string, number>> {
    const flows = new Map<string, Map<string, number>>();
    for (const [key, owners] of this.prediction.old) {
      const now = [...(this.prediction.next.get(key) ?? [])].map(({ unit }) => unit.key);
      for (const { unit } of owners) {
        if (now.includes(unit.key)) continue;
        const to = flows.get(unit.key) ?? new Map<string, number>();
        for (const next of now) to.set(next, (to.get(next) ?? 0) + 1);
        flows.set(unit.key, to);
      }
    }
    return flows;
  }

  /** The new unit that replaces a removed one: it takes over most of its objects, or its folder or source. */
  private successor(unit: Unit, flow: Map<string, number> | undefined, taken: ReadonlySet<string>): Unit | undefined {
    const { newUnits, oldUnits } = this.prediction;
    const candidates = [...newUnits.values()].filter(
      ({ key, host }) => !oldUnits.has(key) && !taken.has(key) && host === unit.host,
    );
    const objects = this.count(unit, 'old');
    const most = candidates
      .map((next) => ({ next, count: flow?.get(next.key) ?? 0 }))
      .sort((a, b) => b.count - a.count)[0];
    if (most && most.count > 0 && most.count * 2 >= objects) return most.next;
    return candidates.find((next) => samePlace(unit, next));
  }

  private changeOf(unit: Unit, flow: Map<string, number> | undefined): UnitChange[] {
    const { newUnits } = this.prediction;
    const next = newUnits.get(unit.key);
    if (next === unit) return [];
    const receivers = [...(flow?.keys() ?? [])].map((key) => newUnits.get(key)!);
    if (next) {
      if (next.target !== unit.target) return [this.describe(unit, 'retargeted', [next])];
      if (this.count(unit, 'old') > 0 && this.count(unit, 'next') === 0 && !this.isBroken(next)) {
        return [this.describe(unit, 'emptied', receivers)];
      }
      return receivers.length > 0 ? [this.describe(unit, 'split', receivers)] : [];
    }
    const renamed = this.renames.get(unit.key);
    if (renamed !== undefined) return [this.describe(unit, 'renamed', [newUnits.get(renamed)!])];
    return [this.describe(unit, receivers.length > 0 ? 'merged' : 'removed', receivers)];
  }

  private isBroken(unit: Unit): boolean {
    const old = this.prediction.oldUnits.get(unit.key);
    return old !== undefined && this.prediction.fate(old) === 'held';
  }

  private describe(unit: Unit, change: UnitChange['change'], to: readonly Unit[]): UnitChange {
    return {
      owner: ownerOf(unit),
      cluster: unit.target,
      change,
      to: to.map(ownerOf),
      place: unit.place,
      objects: this.count(unit, change === 'added' ? 'next' : 'old'),
      left: this.count(unit, 'next'),
      external: unit.build === undefined,
      orphans: orphansAll(unit.spec),
      source: sourceKey(unit.host, unit.spec.source),
      chain: chainOf(unit),
    };
  }

  private count(unit: Unit, side: 'next' | 'old'): number {
    let counts = this.counts.get(side);
    if (counts === undefined) {
      this.counts.set(side, (counts = new Map<string, number>()));
      for (const owners of this.prediction[side].values()) {
        for (const owner of owners) counts.set(owner.unit.key, (counts.get(owner.unit.key) ?? 0) + 1);
      }
    }
    return counts.get(unit.key) ?? 0;
  }
}

/** Whether the deletion of a unit leaves its objects. */
export function orphansAll(spec: KustomizationSpec): boolean {
  return (
    spec.suspend ||
    spec.keeps ||
    spec.deletionPolicy === 'Orphan' ||
    (spec.deletionPolicy === 'MirrorPrune' && !spec.prune)
  );
}

/** Whether two units build the same folder, or read the same path of the same source. */
function samePlace(unit: Unit, next: Unit): boolean {
  return (
    unit.spec.path === next.spec.path &&
    unit.directory === next.directory &&
    (unit.directory !== undefined ||
      isSameFolder(unit, next) ||
      JSON.stringify(unit.spec.source) === JSON.stringify(next.spec.source)) &&
    unit.spec.targetNamespace === next.spec.targetNamespace
  );
}

/** Whether two units are the folder of one component, which has a single one of a path, and its source goes where it goes. */
function isSameFolder({ parent, spec }: Unit, next: Unit): boolean {
  const isOfComponent = parent?.place.component !== undefined && parent.key === next.parent?.key;
  return isOfComponent && spec.source.kind === next.spec.source.kind;
}
