import { isMap, unset } from './config';
import { ConfigLayer } from './layer';

/** A map of merged configuration. Values that are only known at a place are {@link Pending}. */
export type ConfigMap = Readonly<Record<string, unknown>>;

/** A function that makes a value of what the layers below say, and of the finished configuration. */
type ConfigFunction = (below: unknown, config: unknown) => unknown;

/** A value that a function makes. */
export class Computed {
  constructor(
    /** The key, with those of the maps that it lies in. */
    public readonly path: readonly string[],
    public readonly make: ConfigFunction,
    public readonly layer: ConfigLayer,
    /** What the layers below say. */
    public readonly below: MergedConfig,
    /** What they say for this key; undefined for nothing. */
    public readonly under: unknown,
  ) {}
}

/** A map over a value that is not known yet. */
export class Overlaid {
  constructor(
    public readonly under: Pending,
    /** The map over what turns out to be under it. */
    public readonly over: (under: ConfigMap) => ConfigMap,
  ) {}
}

/** What has to be worked out at a place. */
export type Pending = Computed | Overlaid;

/** Whether a value has to be worked out at a place. */
export function isPending(value: unknown): value is Pending {
  return value instanceof Computed || value instanceof Overlaid;
}

/**
 * Layers merged, the later winning: maps merge deep, everything else is replaced. A step for each layer, which places
 * that begin with the same layers share.
 */
export class MergedConfig {
  private readonly next = new Map<ConfigLayer, MergedConfig>();

  private constructor(
    public readonly values: ConfigMap,
    /** The layers, the weakest first. */
    public readonly layers: readonly ConfigLayer[],
    /** Whether any value has to be worked out at the place. */
    public readonly hasPending: boolean,
  ) {}

  /** No layer at all. */
  public static empty(): MergedConfig {
    return new MergedConfig({}, [], false);
  }

  /** The same with another layer on top; the same object for the same layer. */
  public shared(layer: ConfigLayer): MergedConfig {
    const known = this.next.get(layer);
    if (known) return known;
    const merged = this.with(layer);
    this.next.set(layer, merged);
    return merged;
  }

  /** The same with another layer on top. */
  public with(layer: ConfigLayer): MergedConfig {
    const merge = new LayerMerge(layer, this);
    const isEmpty = Object.keys(layer.values).length === 0;
    const values = isEmpty ? this.values : merge.maps(this.values, layer.values, []);
    return new MergedConfig(values, [...this.layers, layer], this.hasPending || merge.hasFunction);
  }
}

/** Puts one layer over those below. */
class LayerMerge {
  public hasFunction = false;

  constructor(
    private readonly layer: ConfigLayer,
    private readonly below: MergedConfig,
  ) {}

  public maps(below: ConfigMap, above: ConfigMap, path: readonly string[]): ConfigMap {
    const result: Record<string, unknown> = { ...below };
    for (const [key, value] of Object.entries(above)) {
      if (value === unset) delete result[key];
      else result[key] = this.value(result[key], value, [...path, key]);
    }
    return result;
  }

  private value(under: unknown, value: unknown, path: readonly string[]): unknown {
    if (typeof value === 'function') {
      this.hasFunction = true;
      const make = value as ConfigFunction;
      return new Computed(path, make, this.layer, this.below, under);
    }
    if (!isMap(value)) return frozen(value);
    if (isPending(under)) return new Overlaid(under, (known) => this.maps(known, value, path));
    return this.maps(isMap(under) ? under : {}, value, path);
  }
}

/** A copy of plain data over what is under it. */
export function mergeData(under: ConfigMap, value: ConfigMap): ConfigMap {
  const result: Record<string, unknown> = { ...under };
  for (const [key, inner] of Object.entries(value)) {
    const below = result[key];
    if (!isMap(inner)) result[key] = frozen(inner);
    else if (isPending(below)) result[key] = new Overlaid(below, (known) => mergeData(known, inner));
    else result[key] = mergeData(isMap(below) ? below : {}, inner);
  }
  return result;
}

/** A copy that nobody can change: lists are handed out as they are, and every reader gets the same one. */
export function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  if (!isMap(value)) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, frozen(inner)])));
}
