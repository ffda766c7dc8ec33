import { isPlainMap } from '../../core/is-map';
import { unset } from './config';
import { ConfigLayer } from './layer';

/** A map of merged configuration. Values that depend on the target are {@link Pending}. */
export type ConfigMap = Readonly<Record<string, unknown>>;

/** A function that computes a value from weaker layers and from the final configuration. */
type ConfigFunction = (below: unknown, config: unknown) => unknown;

/** A value that a function computes. */
export class Computed {
  constructor(
    /** The path of the key. */
    public readonly path: readonly string[],
    public readonly make: ConfigFunction,
    public readonly layer: ConfigLayer,
    /** The merged weaker layers. */
    public readonly below: MergedConfig,
    /** Their value of this key; undefined for none. */
    public readonly under: unknown,
  ) {}
}

/** A map over a value that is still pending. */
export class Overlaid {
  constructor(
    public readonly under: Pending,
    /** Merges the map over the value below. */
    public readonly over: (under: ConfigMap) => ConfigMap,
  ) {}
}

/** A value to be computed at a target. */
export type Pending = Computed | Overlaid;

/** Whether a value is still to be computed at a target. */
export function isPending(value: unknown): value is Pending {
  return value instanceof Computed || value instanceof Overlaid;
}

/**
 * Merged layers, the later winning: maps merge deeply, everything else is replaced. Each layer is one step; targets
 * that begin with the same layers share steps.
 */
export class MergedConfig {
  private readonly next = new Map<ConfigLayer, MergedConfig>();

  private constructor(
    public readonly values: ConfigMap,
    /** The layers, the weakest first. */
    public readonly layers: readonly ConfigLayer[],
    /** Whether any value is pending. */
    public readonly hasPending: boolean,
  ) {}

  /** The merge of no layers. */
  public static empty(): MergedConfig {
    return new MergedConfig({}, [], false);
  }

  /** This merge with another layer on top; the same object for the same layer. */
  public shared(layer: ConfigLayer): MergedConfig {
    const known = this.next.get(layer);
    if (known) return known;
    const merged = this.with(layer);
    this.next.set(layer, merged);
    return merged;
  }

  /** This merge with another layer on top. */
  public with(layer: ConfigLayer): MergedConfig {
    const merge = new LayerMerge(layer, this);
    const isEmpty = Object.keys(layer.values).length === 0;
    const values = isEmpty ? this.values : merge.maps(this.values, layer.values, []);
    return new MergedConfig(values, [...this.layers, layer], this.hasPending || merge.hasFunction);
  }
}

/** Merges one layer over the ones below. */
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
    if (!isPlainMap(value)) return frozen(value);
    if (isPending(under)) return new Overlaid(under, (known) => this.maps(known, value, path));
    return this.maps(isPlainMap(under) ? under : {}, value, path);
  }
}

/** A copy of plain data, merged over the value below. */
export function mergeData(under: ConfigMap, value: ConfigMap): ConfigMap {
  const result: Record<string, unknown> = { ...under };
  for (const [key, inner] of Object.entries(value)) {
    const below = result[key];
    if (!isPlainMap(inner)) result[key] = frozen(inner);
    else if (isPending(below)) result[key] = new Overlaid(below, (known) => mergeData(known, inner));
    else result[key] = mergeData(isPlainMap(below) ? below : {}, inner);
  }
  return result;
}

/** A frozen copy: all readers get the same list. */
export function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  if (!isPlainMap(value)) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, frozen(inner)])));
}
