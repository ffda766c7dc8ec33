import { quote } from '../../kubernetes/names';

/** Stands for a key that a layer takes out: whatever the layers below say, it is missing. */
export const unset: unique symbol = Symbol.for('cdk8s-flux-fleet/unset');

/** A part of a value as data: any key of a map may be missing, at any depth. */
export type PartialValue<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: PartialValue<T[K]> }
    : T;

/**
 * A part of a configuration: any key may be missing, at any depth. Lists are given whole. Instead of its value, a key
 * may have {@link unset}, or a function that makes it of others: of what the layers below say, with this very key as they
 * have it, and of the finished configuration of the place, with what stronger layers say.
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

/** Whether a value is a plain map, which layers merge; everything else is replaced. */
export function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Keys that would reach into the prototype instead of the map. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** What is wrong with values, one message each: only what JSON can hold may be configuration. */
export function checkConfig(values: unknown, path = 'config'): string[] {
  return check(values, path, [], false);
}

/** What is wrong with a layer's values, one message each. A key's value may be a function, or `unset`. */
export function checkLayer(values: unknown): string[] {
  if (isMap(values)) return check(values, 'config', [], true);
  return [`config is ${quote(values)}: give a map`];
}

/**
 * @param within what the value lies in
 * @param isKey whether the value is a layer's, at a key that is in no list
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
  if (!isMap(value)) return [`${path} is a ${describe(value)}: use maps, lists, strings, numbers and booleans`];
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

/** Thrown when a key is read that no layer sets. */
export class MissingConfigError extends ConfigError {
  /**
   * @param layers names of the layers that were looked in
   * @param reader the key whose function reads it
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
