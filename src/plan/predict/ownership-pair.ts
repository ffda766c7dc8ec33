import { ManifestIndex } from '../tree/manifest-index';
import { BuiltObject, isSameFile } from './build';
import { isSameSpec, objectsOf, Unit } from './unit';
import { Walk } from './walk';

/** One of the two trees. */
export type Side = 'next' | 'old';

/** An object on a cluster, and the Kustomization that owns it. */
export interface OwnedObject {
  readonly object: BuiltObject;
  readonly unit: Unit;
}

/** An object by name. */
interface NamedObject {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Identity of an object: its cluster, group, kind, namespace and name. */
export function objectKey(cluster: string, { header: { group, kind }, namespace, name }: BuiltObject): string {
  return nameKey(cluster, { group, kind, namespace, name });
}

/** As {@link objectKey}, of an object by name. */
export function nameKey(cluster: string, { group, kind, namespace, name }: NamedObject): string {
  return `${cluster}|${group}/${kind}/${namespace}/${name}`;
}

/** The Kustomizations of some clusters in both trees, and the objects that they own. */
export class OwnershipPair {
  /** The Kustomizations by key. */
  public readonly oldUnits: ReadonlyMap<string, Unit>;
  public readonly newUnits: ReadonlyMap<string, Unit>;
  /** Keys of the Kustomizations that are equal in both trees, so that none of their objects changes. */
  public readonly stable: ReadonlySet<string>;
  /** Objects of the other Kustomizations by key. */
  public readonly old: ReadonlyMap<string, readonly OwnedObject[]>;
  public readonly next: ReadonlyMap<string, readonly OwnedObject[]>;

  private builtFiles?: ReadonlySet<string>;
  private stableOwners?: ReadonlyMap<string, readonly OwnedObject[]>;

  constructor(
    oldWalks: readonly Walk[],
    newWalks: readonly Walk[],
    private readonly index: ManifestIndex,
  ) {
    this.oldUnits = unitsOf(oldWalks);
    this.newUnits = unitsOf(newWalks);
    this.stable = new Set([...this.oldUnits.values()].filter((unit) => this.isStable(unit)).map((unit) => unit.key));
    this.old = this.objects(this.oldUnits, (unit) => !this.stable.has(unit.key));
    this.next = this.objects(this.newUnits, (unit) => !this.stable.has(unit.key));
  }

  /** Owners of an object among the Kustomizations that are equal in both trees. */
  public stableOwnersOf(key: string): readonly OwnedObject[] {
    return this.stableObjects().get(key) ?? [];
  }

  /** Owners of an object in one of the trees. */
  public ownersOf(side: 'next' | 'old', key: string): readonly OwnedObject[] {
    return this[side].get(key) ?? this.stableOwnersOf(key);
  }

  /** All objects of the Kustomizations that are equal in both trees. */
  public stableObjects(): ReadonlyMap<string, readonly OwnedObject[]> {
    return (this.stableOwners ??= this.objects(this.oldUnits, (unit) => this.stable.has(unit.key)));
  }

  /** Whether the new tree has an object. */
  public isKept(key: string): boolean {
    return this.next.has(key) || this.stableOwnersOf(key).length > 0;
  }

  /** Whether a Kustomization of the new tree that can be built builds a file. */
  public buildsFile(path: string): boolean {
    this.builtFiles ??= new Set(
      [...this.newUnits.values()]
        .filter((unit) => this.stable.has(unit.key) || objectsOf(unit, this.index).error === undefined)
        .flatMap(({ build }) => build?.files.map((file) => file.path) ?? []),
    );
    return this.builtFiles.has(path);
  }

  private objects(
    units: ReadonlyMap<string, Unit>,
    wanted: (unit: Unit) => boolean,
  ): ReadonlyMap<string, readonly OwnedObject[]> {
    const found = new Map<string, OwnedObject[]>();
    for (const unit of units.values()) {
      if (!wanted(unit)) continue;
      for (const object of objectsOf(unit, this.index).objects) {
        const key = objectKey(unit.target, object);
        const owners = found.get(key);
        if (owners) owners.push({ object, unit });
        else found.set(key, [{ object, unit }]);
      }
    }
    return found;
  }

  private isStable(unit: Unit): boolean {
    const next = this.newUnits.get(unit.key);
    if (next === undefined || next === unit) return next === unit;
    return (
      next.target === unit.target &&
      next.directory === unit.directory &&
      next.parent?.key === unit.parent?.key &&
      (next.object === undefined) === (unit.object === undefined) &&
      isSameSpec(next.spec, unit.spec) &&
      next.build?.error === unit.build?.error &&
      (next.build === unit.build || sameFiles(unit, next))
    );
  }
}

function unitsOf(walks: readonly Walk[]): ReadonlyMap<string, Unit> {
  return walks.length === 1 ? walks[0]!.units : new Map(walks.flatMap(({ units }) => [...units]));
}

function sameFiles(unit: Unit, next: Unit): boolean {
  const before = unit.build?.files ?? [];
  const after = next.build?.files ?? [];
  return before.length === after.length && before.every((file, at) => isSameFile(file, after[at]!));
}
