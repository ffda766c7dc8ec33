/**
 * The type of an object without undefined fields: a field that may be undefined becomes optional without `undefined`;
 * all others stay as they are.
 */
export type Defined<T> = T extends unknown ? Flat<KeptFields<T> & OptionalFields<T>> : never;

/** The fields that are never undefined, and index signatures, which have no optional form. */
type KeptFields<T> = { [K in keyof T as IsOptional<T, K> extends true ? never : K]: Exclude<T[K], undefined> };

type OptionalFields<T> = { [K in keyof T as IsOptional<T, K> extends true ? K : never]?: Exclude<T[K], undefined> };

type IsOptional<T, K extends keyof T> = string extends K ? false : undefined extends T[K] ? true : false;

/** Flattens an intersection, so that editors and errors show one type. */
type Flat<T> = { [K in keyof T]: T[K] };

/**
 * The fields in their order, without those that are undefined. Spread it into an object where a field may be missing:
 *
 * ```ts
 * return { kind, name, ...defined({ namespace, reason: error?.message }) };
 * ```
 *
 * Keep fields that are always present beside the spread, where the compiler rejects unknown names. Name the type of an
 * object that has optional fields only: `defined<Options>({ … })`. Only undefined drops a field: `null`, `false`, zero,
 * empty text and empty lists are values.
 */
export function defined<T extends object>(fields: T): Defined<T> {
  const kept: Record<string, unknown> = {};
  // A loop, because every object passes through here: three times as fast as Object.entries.
  for (const key of Object.keys(fields)) {
    const value = (fields as Record<string, unknown>)[key];
    if (value === undefined) continue;
    if (key !== '__proto__') kept[key] = value;
    else Object.defineProperty(kept, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return kept as Defined<T>;
}
