import { isUtf8 } from 'node:buffer';

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const TELLING = /[A-Z0-9]/;

/** Bytes that text has none of. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const BINARY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const SHORTEST = 8;
const LONGEST = 2_000_000;

const EQUALS = 61;

/** What a character of base64 stands for, by its code; -1 for others. */
const SIX_BITS = new Int8Array(128).fill(-1);
[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].forEach((character, bits) => {
  SIX_BITS[character.charCodeAt(0)] = bits;
});
SIX_BITS['-'.charCodeAt(0)] = 62;
SIX_BITS['_'.charCodeAt(0)] = 63;

/** Whether the first byte already is one that no text begins with. That of every path is: it begins with a slash. */
function beginsBinary(value: string): boolean {
  const high = SIX_BITS[value.charCodeAt(0)] ?? -1;
  const low = SIX_BITS[value.charCodeAt(1)] ?? -1;
  if (high < 0 || low < 0) return false;
  const byte = (high << 2) | (low >> 4);
  return byte >= 0x80 ? byte < 0xc2 || byte > 0xf4 : BINARY.test(String.fromCharCode(byte));
}

/** The text that base64 stands for, in either alphabet, with or without padding; undefined when it is not base64 of text. */
export function decodeBase64(given: string): string | undefined {
  if (given.length < SHORTEST || given.length > LONGEST) return undefined;
  if (beginsBinary(given)) return undefined;
  const value = given.includes('\n') ? given.replace(/\s+/g, '') : given;
  // Words are base64, too; text in base64 has capitals or figures in it.
  if (!BASE64.test(value) || !TELLING.test(value)) return undefined;
  let digits = value.length;
  while (value.charCodeAt(digits - 1) === EQUALS) digits--;
  if (digits % 4 === 1) return undefined;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length < 3 || !isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  return BINARY.test(text) ? undefined : text;
}
