import { quote } from '../../kubernetes/names';
import { Decryption, DecryptionSpec } from './decryption';
import { PerTarget, valueFor } from '../target/target';
import { Site } from '../site/site';

/** How files are opened at a place, where that is said. */
export function decryptionFor<C extends object, G>(
  site: Site<C>,
  address: readonly string[],
  given: PerTarget<Decryption, G> | undefined,
  target: G,
): DecryptionSpec | undefined {
  if (given === undefined) return undefined;
  const decryption = site.attempt('its decryption', address, () => {
    const value = valueFor(given, target);
    if (!(value instanceof Decryption)) throw new Error(`${quote(value)} is not a Decryption`);
    return value;
  });
  site.report('decryption', address, ...(decryption?.problems ?? []));
  return decryption?.spec;
}
