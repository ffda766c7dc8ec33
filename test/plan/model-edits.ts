import * as fc from 'fast-check';
import { ModelFleet, ModelObject, ModelRemoval, ModelUnit } from './model';

/** One step that grows or changes a fleet; the numbers select its subject among the existing elements. */
export interface Edit {
  readonly op: Op;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const GROW = [
  'cluster',
  'unit',
  'unit',
  'object',
  'object',
  'object',
  'object',
  'object',
  'keep',
  'mode',
  'depends',
] as const;
const CHANGE = [
  ...['addObject', 'changeObject', 'changeObject', 'depends', 'dropCluster', 'dropObject', 'dropObject', 'dropUnit'],
  ...['dropUnit', 'emptyRoot', 'emptyUnit', 'keep', 'mode', 'moveObject', 'moveObject', 'renameObject', 'renameUnit'],
  ...['renameUnit', 'splitUnit', 'unlist'],
] as const;

type Op = (typeof GROW)[number] | (typeof CHANGE)[number];

const pick = fc.nat({ max: 1_000 });
const edit = (ops: readonly Op[]) => fc.record({ op: fc.constantFrom(...ops), a: pick, b: pick, c: pick });

/** Steps that grow a fleet. */
export const growth = fc.array(edit(GROW), { minLength: 3, maxLength: 40, size: 'max' });

/** Steps that change one. */
export const changes = fc.array(edit(CHANGE as readonly Op[]), { minLength: 1, maxLength: 4 });

/** The removals that the program declares: numbers that select among the removed elements and some others. */
export const declared = fc.array(fc.record({ a: pick, b: pick }), { maxLength: 8 });

const KINDS = [
  ...['ConfigMap', 'ConfigMap', 'CustomResourceDefinition', 'Deployment', 'HelmRelease', 'Namespace'],
  ...['PersistentVolumeClaim', 'Secret', 'Service', 'StatefulSet'],
];
const CLUSTER_SCOPED = new Set(['CustomResourceDefinition', 'Namespace']);
const SPACES = ['n0', 'n1', 'n2', 'n3'];
const UNITS = 12;

type Units = Map<string, ModelUnit>;

/** A mutable fleet. */
export class Draft {
  public readonly clusters = new Map<string, { units: Units; bare?: boolean }>();
  private contents: number;

  constructor(from?: ModelFleet, contents = 0) {
    this.contents = contents;
    for (const [name, { units }] of from ?? []) this.clusters.set(name, { units: new Map(units) });
  }

  /** The number of the last content. */
  public get last(): number {
    return this.contents;
  }

  public apply({ op, a, b, c }: Edit): void {
    if (op === 'cluster') {
      const name = `c${a % 3}`;
      if (!this.clusters.has(name)) this.clusters.set(name, { units: new Map() });
      return;
    }
    const names = [...this.clusters.keys()];
    const name = names[a % Math.max(names.length, 1)];
    if (name === undefined) return;
    const cluster = this.clusters.get(name)!;
    if (op === 'dropCluster') this.clusters.delete(name);
    else if (op === 'emptyRoot') {
      // Rare, because it removes a whole cluster.
      if (b % 4 === 0) cluster.bare = true;
    } else if (op === 'unit') this.addUnit(cluster.units, b, c);
    else this.unit(cluster.units, op, b, c);
  }

  private addUnit(units: Units, b: number, c: number): void {
    const unit = newUnit(b % UNITS, c);
    if (!units.has(unit.name) && ![...units.values()].some((one) => sameDirectory(one, unit)))
      units.set(unit.name, unit);
  }

  private unit(units: Units, op: Op, b: number, c: number): void {
    const all = [...units.values()];
    const unit = all[b % Math.max(all.length, 1)];
    if (unit === undefined) return;
    const put = (changed: Partial<ModelUnit>) => units.set(unit.name, { ...unit, ...changed });
    const other = all[c % all.length]!;
    switch (op) {
      case 'dropUnit':
        units.delete(unit.name);
        return;
      case 'emptyUnit':
        put({ objects: [] });
        return;
      case 'mode':
        put(
          [
            { prune: !unit.prune },
            { suspend: !unit.suspend },
            { policy: 'Orphan' as const },
            { policy: 'Delete' as const },
          ][c % 4]!,
        );
        return;
      case 'depends':
        if (other.name !== unit.name) put({ dependsOn: [...new Set([...unit.dependsOn, other.name])] });
        return;
      case 'renameUnit':
        this.renameUnit(units, unit, c);
        return;
      case 'splitUnit': {
        const half = unit.objects.filter((_, index) => index % 2 === c % 2);
        const fresh = newUnit(UNITS + (c % UNITS), c);
        if (units.has(fresh.name) || all.some((one) => sameDirectory(one, fresh))) return;
        put({ objects: unit.objects.filter((object) => !half.includes(object)) });
        units.set(fresh.name, { ...fresh, objects: half });
        return;
      }
      default:
        this.object(units, unit, op, c);
    }
  }

  private renameUnit(units: Units, unit: ModelUnit, c: number): void {
    const name = `${unit.name}-r${c % 2}`;
    if (units.has(name)) return;
    units.delete(unit.name);
    // With its directory, or away from it.
    const { component: _component, tenant: _tenant, part: _part, ...rest } = unit;
    units.set(name, { ...(c % 3 === 0 ? rest : unit), name });
  }

  private object(units: Units, unit: ModelUnit, op: Op, c: number): void {
    if (op === 'object' || op === 'addObject') {
      const kind = KINDS[c % KINDS.length]!;
      const namespace = CLUSTER_SCOPED.has(kind) ? '' : SPACES[(c >> 4) % SPACES.length]!;
      const name = kind === 'Namespace' ? SPACES[(c >> 4) % SPACES.length]! : `o${(c >> 6) % 9}`;
      this.put(units, unit, { kind, namespace, name, content: ++this.contents, keep: false });
      return;
    }
    const object = unit.objects[c % Math.max(unit.objects.length, 1)];
    if (object === undefined) return;
    const rest = unit.objects.filter((one) => one !== object);
    const set = (...objects: readonly ModelObject[]) =>
      units.set(unit.name, { ...unit, objects: [...rest, ...objects] });
    switch (op) {
      case 'dropObject':
        set();
        return;
      case 'changeObject':
        set({ ...object, content: ++this.contents });
        return;
      case 'keep':
        set({ ...object, keep: !object.keep });
        return;
      case 'unlist':
        set({ ...object, unlisted: true });
        return;
      case 'renameObject':
        units.set(unit.name, { ...unit, objects: rest });
        this.put(units, units.get(unit.name)!, { ...object, name: `${object.name}-x` });
        return;
      case 'moveObject': {
        const others = [...units.values()].filter((one) => one.name !== unit.name);
        const to = others[(c >> 3) % Math.max(others.length, 1)];
        if (to === undefined || object.unlisted) return;
        set();
        units.set(to.name, { ...to, objects: [...to.objects, object] });
        return;
      }
      default:
        return;
    }
  }

  /** Adds an object unless the cluster has one of that name. */
  private put(units: Units, unit: ModelUnit, object: ModelObject): void {
    const taken = [...units.values()].some(({ objects }) =>
      objects.some((one) => one.kind === object.kind && one.namespace === object.namespace && one.name === object.name),
    );
    if (!taken) units.set(unit.name, { ...unit, objects: [...unit.objects, object] });
  }
}

function newUnit(number: number, c: number): ModelUnit {
  const base = {
    name: `u${number}`,
    ...{ prune: c % 5 !== 0, policy: 'MirrorPrune' as const, suspend: c % 11 === 0, dependsOn: [], objects: [] },
  };
  if (number % 3 === 0) return { ...base, component: `k${number}` };
  return number % 3 === 1 ? { ...base, tenant: `t${number % 4}`, part: number % 2 === 0 ? 'access' : 'apps' } : base;
}

function sameDirectory(one: ModelUnit, other: ModelUnit): boolean {
  const parts = ({ component, tenant, part }: ModelUnit) => JSON.stringify([component, tenant, part]);
  return (one.component ?? one.tenant) !== undefined && parts(one) === parts(other);
}

/** Declarations about removed and existing elements between two fleets. */
export function declarations(
  base: ModelFleet,
  next: ModelFleet,
  picks: ReadonlyArray<{ a: number; b: number }>,
): ModelRemoval[] {
  const candidates: ModelRemoval[] = [];
  for (const [cluster, { units }] of base) {
    const on = (number: number) => (number % 2 === 0 ? { on: cluster } : {});
    candidates.push({ what: 'cluster', name: cluster });
    const later = next.get(cluster)?.bare ? undefined : next.get(cluster);
    for (const unit of units.values()) {
      const gone = !later?.units.has(unit.name);
      const kustomization = { kind: 'Kustomization', namespace: 'flux-system' };
      if (gone) {
        candidates.push({ what: 'object', ...kustomization, name: unit.name, ...on(unit.name.length) });
        candidates.push({ what: 'rename', ...kustomization, from: unit.name, to: `${unit.name}-r0` });
        if (unit.component) candidates.push({ what: 'component', name: unit.component, on: cluster });
        if (unit.tenant) candidates.push({ what: 'tenant', name: unit.tenant });
      }
      for (const { kind, namespace, name } of unit.objects) {
        const stays = later?.units
          .get(unit.name)
          ?.objects.some((one) => one.kind === kind && one.name === name && !one.unlisted);
        if (stays) continue;
        candidates.push({ what: 'object', kind, namespace, name, ...on(name.length) });
        candidates.push({ what: 'rename', kind, namespace, from: name, to: `${name}-x` });
      }
    }
  }
  const chosen = new Set<ModelRemoval>();
  for (const { a, b } of picks) {
    if (candidates.length === 0) break;
    // Some declare everything of a kind at once, so that whole removals are approved often enough.
    const one = candidates[a % candidates.length]!;
    chosen.add(one);
    if (b % 3 === 0)
      for (const other of candidates) if (other.what === one.what && other.what !== 'rename') chosen.add(other);
  }
  return [...chosen];
}
