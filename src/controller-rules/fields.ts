/** A map of a manifest. */
export type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = Object.freeze({});

/** A value as a map; an empty one if it is something else. Schemas report wrong types. */
export function fieldsIn(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NOTHING;
}

/** A value as a list; an empty one if it is something else. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The maps of a list. */
export function mapsIn(value: unknown): Fields[] {
  return listIn(value).map(fieldsIn);
}

/** A value as a non-empty string; undefined if it is something else. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The strings of a list. */
export function textsIn(value: unknown): string[] {
  return listIn(value).filter((one) => typeof one === 'string');
}

/** The value at a path of field names. */
export function valueIn(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, field) => fieldsIn(inner)[field], value);
}

/** Whether a value is given: neither absent nor null. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

const PLAIN = /^\.(?:\/[^/.][^/]*)+$/;

/** A folder's path without `./`, repeated and trailing slashes; the root is empty. */
export function folderOf(path: string): string {
  // Most paths are written in one way.
  if (PLAIN.test(path)) return path.slice(2);
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** Whether one folder contains the other, or is the same. */
export function contains(outer: string, inner: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}/`);
}
