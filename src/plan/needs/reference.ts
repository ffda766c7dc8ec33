import { defined } from '../../core/defined';
import { isBuiltInGroup } from '../../kubernetes/scopes';
import { ObjectName } from '../objects/comparison';

/** A key that is needed while it is there, unless one of others comes in its place. */
export interface ReplaceableKey {
  readonly key: string;
  readonly instead: readonly string[];
  /** Other keys one of which must be left, or this one is of no use. */
  readonly beside?: readonly string[];
  /** Whether the user may work without it, as far as anyone can tell. */
  readonly isSoft?: true;
}

/** Keys of a pattern, one of which is needed unless a key of another pattern was there before and stays. */
export interface KeyPattern {
  readonly pattern: RegExp;
  readonly unless: RegExp;
}

/** Keys of a Secret or ConfigMap any of which will do; a pattern where their names are free. */
export type NeededKeys = readonly string[] | RegExp | ReplaceableKey | KeyPattern;

/** The keys of a Secret or ConfigMap before and after a change. */
export interface KeyChange {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** A needed key that goes. */
export interface LostKey {
  readonly key: string;
  readonly isSoft: boolean;
}

/** The group of a reference that does not tell it: that of any custom kind, whose spelling in lower case is enough. */
export const ANY_GROUP = '*';

/** Something that an object needs. */
export interface Reference {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The keys that it needs of a Secret or ConfigMap: one of each entry. */
  readonly keys?: readonly NeededKeys[];
}

/** A reference by name; none without one. */
export function named(
  group: string,
  kind: string,
  namespace: string,
  name: string | undefined,
  keys: readonly NeededKeys[] = [],
): Reference[] {
  if (name === undefined || name === '') return [];
  return [{ group, kind, namespace, name, ...defined({ keys: keys.length > 0 ? keys : undefined }) }];
}

/** The needed keys that were there before and are no longer, the first of each entry. */
export function lostKeys(needed: readonly NeededKeys[], change: KeyChange): LostKey[] {
  return needed.flatMap((one) => {
    const key = lostKey(one, change);
    return key === undefined ? [] : [{ key, isSoft: 'isSoft' in one && one.isSoft === true }];
  });
}

function lostKey(one: NeededKeys, { before, after }: KeyChange): string | undefined {
  if ('pattern' in one) {
    const stays = [...before].some((key) => after.has(key) && one.unless.test(key));
    return stays ? undefined : lostKey(one.pattern, { before, after });
  }
  if ('key' in one) {
    const isUseless = one.beside?.some((key) => after.has(key)) === false;
    const isLost = before.has(one.key) && ![one.key, ...one.instead].some((key) => after.has(key));
    return isLost && !isUseless ? one.key : undefined;
  }
  const matches = (key: string) => (one instanceof RegExp ? one.test(key) : one.includes(key));
  return [...after].some(matches) ? undefined : [...before].find(matches);
}

const FLUX = /(?:^|\.)toolkit\.fluxcd\.io$/;

/** Whether the kinds of a group have definitions, and Flux has no finding of its own about them. */
export function isCustomGroup(group: string): boolean {
  return !isBuiltInGroup(group) && !FLUX.test(group);
}

/** Whether a reference is one to an object. */
export function isReferred(one: Reference, { group, kind, namespace, name }: ObjectName): boolean {
  if (one.name !== name) return false;
  if (one.group !== ANY_GROUP) return one.group === group && one.kind === kind && one.namespace === namespace;
  const isKind = one.kind.toLowerCase() === kind.toLowerCase();
  return isKind && isCustomGroup(group) && (namespace === '' || one.namespace === namespace);
}
