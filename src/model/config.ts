import { quote } from '../kubernetes/names';

/** A part of a configuration: any key may be missing, at any depth. Lists are given whole. */
export type PartialConfig<C> = {
  readonly [K in keyof C]?: C[K] extends readonly unknown[] ? C[K] : C[K] extends object ? PartialConfig<C[K]> : C[K];
};

/** One layer of configuration and the name it is called by in messages, such as `environment dev`. */
export interface ConfigLayer {
  /** The layer's name. */
  readonly name: string;
  /** What the layer sets. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Whether a value is a plain map, which layers merge; everything else is replaced. */
function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Keys that would reach into the prototype instead of the map. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** What is wrong with a layer's values, one message each: only what JSON can hold may be configuration. */
export function checkConfig(values: unknown, path = 'config', within: readonly unknown[] = []): string[] {
  if (values === undefined) return [`${path} is undefined: leave the key out, or give a value`];
  if (typeof values === 'number' && !Number.isFinite(values)) return [`${path} is ${values}: give a finite number`];
  if (values === null || ['string', 'number', 'boolean'].includes(typeof values)) return [];
  if (within.includes(values)) return [`${path} contains itself: give plain data`];
  const deeper = [...within, values];
  if (Array.isArray(values)) return values.flatMap((value, index) => checkConfig(value, `${path}[${index}]`, deeper));
  if (!isMap(values)) return [`${path} is a ${describe(values)}: use maps, lists, strings, numbers and booleans`];
  return Object.entries(values).flatMap(([key, value]) =>
    FORBIDDEN_KEYS.has(key)
      ? [`${path} has the key ${quote(key)}: use another name`]
      : checkConfig(value, `${path}.${key}`, deeper),
  );
}

function describe(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value;
}

/** Layers merged, the later winning: maps merge deep, everything else is replaced. */
export function mergeLayers(layers: readonly ConfigLayer[]): Record<string, unknown> {
  return layers.reduce<Record<string, unknown>>((merged, layer) => mergeMaps(merged, layer.values), {});
}

export function mergeMaps(below: Readonly<Record<string, unknown>>, above: Readonly<Record<string, unknown>>) {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = result[key];
    if (isMap(value)) result[key] = mergeMaps(isMap(under) ? under : {}, value);
    else result[key] = Array.isArray(value) ? frozen(value) : value;
  }
  return result;
}

/** A copy that nobody can change: lists are handed out as they are, and every reader gets the same one. */
function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  if (!isMap(value)) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, frozen(inner)])));
}

/** Thrown when a key is read that no layer sets. */
export class MissingConfigError extends Error {
  constructor(key: string, layers: readonly string[]) {
    const looked = layers.length > 0 ? layers.join(', ') : 'no layer';
    super(
      `config ${quote(key)} is read but set nowhere (looked in ${looked}): set it in one of these, or test with "in"`,
    );
    this.name = 'MissingConfigError';
  }
}

/** Keys that JavaScript itself asks any object for; no configuration is meant by them. */
const PROTOCOL_KEYS = new Set<PropertyKey>(['toJSON', 'then', 'constructor', 'valueOf', 'toString']);

/**
 * A read-only view of a merged configuration whose missing keys throw {@link MissingConfigError} instead of giving
 * `undefined`, which would end up as a missing field in a manifest.
 *
 * @param layers names of the layers, for the message
 */
export function readConfig<C>(values: object, layers: readonly string[], path = ''): C {
  const refuse = (_: object, key: PropertyKey): never => {
    throw new Error(`config ${quote(path + String(key))} cannot be written: it is the same for all readers`);
  };
  return new Proxy(values, {
    get(map, key) {
      if (typeof key === 'symbol' || PROTOCOL_KEYS.has(key)) return Reflect.get(map, key) as unknown;
      if (!Object.hasOwn(map, key)) throw new MissingConfigError(path + key, layers);
      const value = Reflect.get(map, key) as unknown;
      return isMap(value) ? readConfig<object>(value, layers, `${path}${key}.`) : value;
    },
    set: refuse,
    deleteProperty: refuse,
    defineProperty: refuse,
  }) as C;
}
