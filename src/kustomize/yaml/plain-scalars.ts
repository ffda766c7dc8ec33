import { Node, RawScalar } from './types';

/** Words of YAML 1.2 that are no strings. */
const WORDS = new Map<string, boolean | null>([
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['null', 'Null', 'NULL', '~', ''].map((word) => [word, null] as const),
]);

/** Words that YAML 1.1 adds. */
const OLD_WORDS = new Map<string, boolean>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

/** First characters of texts that may be no strings. */
const MAYBE = /^[-+.0-9tTfFnN~]|^$/;
const CANONICAL = /^(?:0|-?[1-9][0-9]{0,14}|-?(?:0|[1-9][0-9]{0,6})\.[0-9]{0,6}[1-9])$/;
const INTEGER = /^[-+]?(?:0|[1-9][0-9]*|0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SPECIAL = /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/;
const TIMESTAMP =
  /^\d{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])(?:[Tt ]+\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?\s*(?:Z|[-+]\d{2}:\d{2})?)?$/;

/** The value of an unquoted scalar, as Go's YAML package reads it (YAML 1.2 with the numbers of 1.1, go-yaml v3). */
export function resolvePlain(text: string): Node {
  if (!MAYBE.test(text)) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return text === 'null' || word !== null ? exact(text, word) : new RawScalar(text, 'null');
  if (CANONICAL.test(text)) return Number(text);
  if (TIMESTAMP.test(text)) return new RawScalar(text, 'timestamp');
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (INTEGER.test(plain)) return new RawScalar(text, fitsInteger(plain) ? 'int' : 'float');
  if (FLOAT.test(plain) || SPECIAL.test(text)) return new RawScalar(text, 'float');
  return text;
}

/** As {@link resolvePlain}, with the words that YAML 1.1 takes for booleans (go-yaml v2). */
export function resolveOldPlain(text: string): Node {
  const word = OLD_WORDS.get(text);
  if (word !== undefined) return word;
  const resolved = resolvePlain(text);
  // Version 2 has no dates outside of typed fields and writes them as they are.
  return resolved instanceof RawScalar && resolved.tag === 'timestamp' ? text : resolved;
}

function exact(text: string, word: boolean | null): Node {
  if (word === null) return null;
  return String(word) === text ? word : new RawScalar(text, 'bool');
}

function fitsInteger(text: string): boolean {
  if (text.length < 19) return true;
  try {
    const value = BigInt(text.replace(/^[-+]/, '').replace(/^0([0-7])/, '0o$1'));
    return value <= 0xffff_ffff_ffff_ffffn;
  } catch {
    return false;
  }
}
