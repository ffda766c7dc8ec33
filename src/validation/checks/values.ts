import { isMap } from '../../core/is-map';
import { Fields } from './rule';

/** Whether a value is there: `null` counts as absent, as the API server reads it. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Whether the API server takes a value for none. */
export function isZero(value: unknown): boolean {
  if (!isGiven(value) || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.keys(value as object).length === 0;
}

/** A value, or the default of an absent or empty one. */
export function valueOr(value: unknown, orElse: unknown): unknown {
  return (isGiven(value) && value !== '') || orElse === undefined ? (value ?? undefined) : orElse;
}

/** The map that a value is, or an empty one. */
export function mapOf(value: unknown): Fields {
  return isMap(value) ? value : NONE;
}

const NO_ITEMS: ReadonlyArray<readonly [index: number, item: Fields]> = [];

/** The items of a list that are maps, with their positions. */
export function itemsOf(value: unknown): ReadonlyArray<readonly [index: number, item: Fields]> {
  if (!Array.isArray(value)) return NO_ITEMS;
  return (value as unknown[]).flatMap((item, index) => (isMap(item) ? [[index, item] as const] : []));
}

/** The texts of a list. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((one): one is string => typeof one === 'string') : [];
}

/** A text, or empty text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const NONE: Fields = Object.freeze({});
