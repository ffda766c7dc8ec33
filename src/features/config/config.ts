import { isPlainMap } from '../../core/is-map';
import { quote } from '../../kubernetes/names';

/** Removes a key, whatever weaker layers set. */
export const unset: unique symbol = Symbol.for('cdk8s-flux-fleet/unset');

/** Part of a value as data: any key of a map may be missing, at any depth. */
export type PartialValue<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: PartialValue<T[K]> }
    : T;

/**
 * Part of a configuration: any key may be missing, at any depth. Lists are given whole. Instead of a value, a key may
 * have {@link unset}, or a function that computes it from the configuration of weaker layers, this key included, and from
 * the final configuration of the target, stronger layers included.
 */
export type PartialConfig<C, Root = C> = {
  // By way of T, each type of a union is looked at by itself.
  readonly [K in keyof C]?:
    | (C[K] extends infer T
        ? T extends readonly unknown[]
          ? T
          : T extends object
            ? PartialConfig<T, Root>
            : T
        : never)
    | ((below: Root, config: Root) => PartialValue<C[K]>)
    | typeof unset;
};

/** Keys that would reach into the prototype instead of the map. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Problems of values, one message each: configuration is limited to JSON. */
export function checkConfig(values: unknown, path = 'config'): string[] {
  return check(values, path, [], false);
}

/** Problems of a layer's values, one message each. A key's value may also be a function, or `unset`. */
export function checkLayer(values: unknown): string[] {
  if (isPlainMap(values)) return check(values, 'config', [], true);
  return [`config is ${quote(values)}: give a map`];
}

/**
 * @param within the values around this one
 * @param isKey whether the value belongs to a key of the layer that is in no list
 */
function check(value: unknown, path: string, within: readonly unknown[], isKey: boolean): string[] {
  if (value === undefined) return [`${path} is undefined: leave the key out, or give a value`];
  if (typeof value === 'number' && !Number.isFinite(value)) return [`${path} is ${value}: give a finite number`];
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return [];
  if (isKey && (value === unset || typeof value === 'function')) return [];
  if (value === unset) return [`${path} is unset: use it for a key of a layer's map, or leave the value out`];
  if (within.includes(value)) return [`${path} contains itself: give plain data`];
  const deeper = [...within, value];
  if (Array.isArray(value)) return value.flatMap((item, index) => check(item, `${path}[${index}]`, deeper, false));
  if (!isPlainMap(value)) return [`${path} is a ${describe(value)}: use maps, lists, strings, numbers and booleans`];
  return Object.entries(value).flatMap(([key, inner]) =>
    FORBIDDEN_KEYS.has(key)
      ? [`${path} has the key ${quote(key)}: use another name`]
      : check(inner, `${path}.${key}`, deeper, isKey),
  );
}

function describe(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value;
}

/** Thrown when configuration cannot be read. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** Thrown when a key that no layer sets is read. */
export class MissingConfigError extends ConfigError {
  /**
   * @param layers names of the layers searched
   * @param reader the key whose function reads the missing one
   */
  constructor(key: string, layers: readonly string[], reader?: string) {
    const looked = layers.length > 0 ? layers.join(', ') : 'no layer';
    const by = reader === undefined ? '' : ` for config ${quote(reader)}`;
    super(
      `config ${quote(key)} is read${by} but set nowhere (looked in ${looked}): set it in one of these, or test with "in"`,
    );
    this.name = 'MissingConfigError';
  }
}
