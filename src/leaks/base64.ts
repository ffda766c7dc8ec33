import { isUtf8 } from 'node:buffer';

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const CAPITAL_OR_DIGIT = /[A-Z0-9]/;

/** Control characters that do not occur in text. */
// eslint-disable-next-line no-control-regex -- matches control characters on purpose
const BINARY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const SHORTEST = 8;
const LONGEST = 2_000_000;

const EQUALS = 61;

/** The six bits of each base64 character, by its code; -1 for others. */
const SIX_BITS = new Int8Array(128).fill(-1);
[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].forEach((character, bits) => {
  SIX_BITS[character.charCodeAt(0)] = bits;
});
SIX_BITS['-'.charCodeAt(0)] = 62;
SIX_BITS['_'.charCodeAt(0)] = 63;

/** Whether the first byte already rules out text. It does so for every path: a slash decodes to 0xfc or above. */
function beginsBinary(value: string): boolean {
  const high = SIX_BITS[value.charCodeAt(0)] ?? -1;
  const low = SIX_BITS[value.charCodeAt(1)] ?? -1;
  if (high < 0 || low < 0) return false;
  const byte = (high << 2) | (low >> 4);
  return byte >= 0x80 ? byte < 0xc2 || byte > 0xf4 : BINARY.test(String.fromCharCode(byte));
}

/** Decodes base64 of text, in either alphabet, with or without padding; undefined for everything else. */
export function decodeBase64(given: string): string | undefined {
  if (given.length < SHORTEST || given.length > LONGEST) return undefined;
  if (beginsBinary(given)) return undefined;
  const value = given.includes('\n') ? given.replace(/\s+/g, '') : given;
  // Plain words are valid base64 too; encoded text has capitals or digits in it.
  if (!BASE64.test(value) || !CAPITAL_OR_DIGIT.test(value)) return undefined;
  let digits = value.length;
  while (value.charCodeAt(digits - 1) === EQUALS) digits--;
  if (digits % 4 === 1) return undefined;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length < 3 || !isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  return BINARY.test(text) ? undefined : text;
}
