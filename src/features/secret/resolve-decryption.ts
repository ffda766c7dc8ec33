import { ProblemReporter } from '../../core/problem-reporter';
import { quote } from '../../kubernetes/names';
import { PerTarget, valueFor } from '../target';
import { Decryption, DecryptionSpec } from './decryption';

/** The decryption of files at a target, if one is set. */
export function resolveDecryption<G>(
  context: ProblemReporter,
  address: readonly string[],
  given: PerTarget<Decryption, G> | undefined,
  target: G,
): DecryptionSpec | undefined {
  if (given === undefined) return undefined;
  const decryption = context.attempt('its decryption', address, () => {
    const value = valueFor(given, target);
    if (!(value instanceof Decryption)) throw new Error(`${quote(value)} is not a Decryption`);
    return value;
  });
  context.report('decryption', address, ...(decryption?.problems ?? []));
  return decryption?.spec;
}
