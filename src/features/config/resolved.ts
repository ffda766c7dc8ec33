import { dataLocation } from '../../core/data-location';
import { defined } from '../../core/defined';
import { isPlainMap } from '../../core/is-map';
import { byName, compare } from '../../core/order';
import { SourceLocation } from '../../core/source-location';
import { unset } from './config';
import { ConfigLayer } from './layer';
import { ConfigMap, MergedConfig } from './merge';
import { ConfigReader } from './reader';

/** The setting of one key by one layer. */
export interface ResolvedSetting {
  /** The path of the key. A map appears as its keys, unless it has none. */
  readonly path: readonly string[];
  /** The value; undefined if the key is removed or a function computes it. */
  readonly value?: unknown;
  /** Whether the layer removes the key or computes its value; undefined for a plain value. */
  readonly kind?: 'unset' | 'function';
  /** Location of the statement; undefined if unknown. */
  readonly location?: SourceLocation;
}

/** Layers of configuration with their settings, by name. */
export type ResolvedLayers = Readonly<Record<string, readonly ResolvedSetting[]>>;

/** The result of a layer's function at one target. */
export interface ResolvedComputed {
  /** The layer. */
  readonly layer: string;
  /** The key of the function. */
  readonly path: readonly string[];
  /** The result. */
  readonly value: unknown;
}

/** The configuration of one target. */
export interface ResolvedConfig {
  /** Names of the layers, the weakest first. */
  readonly layers: readonly string[];
  /** Results of functions here, without those that read a missing key or are overridden; undefined for none. */
  readonly computed?: readonly ResolvedComputed[];
}

/** All settings of layers, in the order of the layers' names. */
export function resolvedSettings(layers: readonly ConfigLayer[]): ResolvedLayers {
  return Object.fromEntries(
    byName(layers).map(({ name, values, location }) => [name, [...settingsIn(values, [], location)]]),
  );
}

function* settingsIn(
  map: ConfigMap,
  within: readonly string[],
  around: SourceLocation | undefined,
): Generator<ResolvedSetting> {
  for (const [key, value] of Object.entries(map)) {
    const path = [...within, key];
    const location = dataLocation(map, key) ?? around;
    if (isPlainMap(value) && Object.keys(value).length > 0) {
      yield* settingsIn(value, path, location);
      continue;
    }
    const kind = value === unset ? 'unset' : typeof value === 'function' ? 'function' : undefined;
    yield { path, ...(kind ? { kind } : { value }), ...defined({ location }) };
  }
}

/** The configuration of one target as data. */
export function resolvedConfig(merged: MergedConfig, reader: ConfigReader): ResolvedConfig {
  const computed = reader.made
    .map(({ computed: { layer, path }, value }) => ({ layer: layer.name, path, value }))
    .sort((a, b) => compare(keyOf(a), keyOf(b)));
  return {
    layers: merged.layers.map(({ name }) => name),
    ...defined({ computed: computed.length > 0 ? computed : undefined }),
  };
}

function keyOf({ layer, path }: Pick<ResolvedComputed, 'layer' | 'path'>): string {
  return JSON.stringify([layer, path]);
}
