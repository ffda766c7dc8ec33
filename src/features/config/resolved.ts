import { dataLocation } from '../../core/data-location';
import { defined } from '../../core/defined';
import { byName, compare } from '../../core/order';
import { SourceLocation } from '../../core/source-location';
import { isMap, unset } from './config';
import { ConfigLayer } from './layer';
import { ConfigMap, MergedConfig } from './merge';
import { ConfigReader } from './reader';

/** What one layer says for one key. */
export interface ResolvedSetting {
  /** The key, behind those of the maps that it lies in. A map is told by its keys, unless it has none. */
  readonly path: readonly string[];
  /** The value; undefined where the key is taken out, or a function makes the value. */
  readonly value?: unknown;
  /** Whether the layer takes the key out, or makes its value with a function; undefined for a value. */
  readonly kind?: 'unset' | 'function';
  /** Where it is said; undefined where that is not known. */
  readonly location?: SourceLocation;
}

/** Layers of configuration by name, with all that they say. */
export type ResolvedLayers = Readonly<Record<string, readonly ResolvedSetting[]>>;

/** What the function of a layer makes at one place. */
export interface ResolvedComputed {
  /** The layer. */
  readonly layer: string;
  /** The key of the function. */
  readonly path: readonly string[];
  /** What it makes there. */
  readonly value: unknown;
}

/** The configuration of one place. */
export interface ResolvedConfig {
  /** Names of the layers, the weakest first. */
  readonly layers: readonly string[];
  /** What functions make here, apart from those that read a missing key or are overridden; undefined for nothing. */
  readonly computed?: readonly ResolvedComputed[];
}

/** All that layers say, in the order of their names. */
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
    if (isMap(value) && Object.keys(value).length > 0) {
      yield* settingsIn(value, path, location);
      continue;
    }
    const kind = value === unset ? 'unset' : typeof value === 'function' ? 'function' : undefined;
    yield { path, ...(kind ? { kind } : { value }), ...defined({ location }) };
  }
}

/** The configuration of one place as data. */
export function configPlan(merged: MergedConfig, reader: ConfigReader): ResolvedConfig {
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
