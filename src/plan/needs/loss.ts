import { ObjectName } from '../objects/comparison';
import { isReferred, KeyChange, LostKey, lostKeys, Reference } from './reference';

/** Something lost in a change that others may need. */
export interface Loss {
  readonly object: ObjectName;
  /** The object in messages. */
  readonly what: string;
  /** Whether it stays, and nobody renews it any more. */
  readonly isStale?: true;
  /** The keys before and after, where the object stays; undefined where it goes. */
  readonly keys?: KeyChange;
  /** The keys of what goes; undefined where the tree does not tell. */
  readonly had?: ReadonlySet<string>;
  /** Further Secrets that go with it. */
  readonly also?: readonly ObjectName[];
}

/** Lost things that an object needs; undefined for none. */
export function neededOf(
  { object, what, keys, also = [] }: Loss,
  references: readonly Reference[],
): { readonly text: string; readonly isSoft: boolean } | undefined {
  const own = references.filter((one) => [object, ...also].some((lost) => isReferred(one, lost)));
  if (keys === undefined) return own.length > 0 ? { text: what, isSoft: false } : undefined;
  const lost = own.flatMap((one) => lostKeys(one.keys ?? [], keys));
  const [text] = lostText(lost, what);
  return text === undefined ? undefined : { text, isSoft: lost.every((one) => one.isSoft) };
}

/** The lost keys of something, as messages name them; none for no keys. */
export function lostText(lost: readonly LostKey[], what: string): string[] {
  const keys = [...new Set(lost.map(({ key }) => key))].sort();
  return keys.length === 0 ? [] : [`${keys.length === 1 ? 'key' : 'keys'} ${keys.join(' and ')} of ${what}`];
}
