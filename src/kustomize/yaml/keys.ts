import { tagOf } from './node';
import { resolvePlain } from './plain-scalars';
import { BuildError } from './types';

/** Keys of objects that go-yaml does not read as texts, so that no JSON can be made of them. */
export const OTHER_KEY = 'a key that is a number, a date, a boolean or null: put it in quotes';

/**
 * Checks a key that kustomize adds to an object: it writes it without quotes.
 *
 * @param where the field that gets it
 * @throws BuildError when the key is read as something else than a text
 */
export function checkNewKey(key: string, where: string): void {
  if (tagOf(resolvePlain(key)) !== 'plain') {
    throw new BuildError(`${where} gets the key ${JSON.stringify(key)}, which is no text without quotes: rename it`);
  }
}
