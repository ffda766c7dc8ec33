import { isUtf8 } from 'node:buffer';

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const TELLING = /[A-Z0-9]/;

/** Bytes that text has none of. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const BINARY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const SHORTEST = 8;
const LONGEST = 2_000_000;

const EQUALS = 61;

/** The text that base64 stands for, in either alphabet, with or without padding; undefined when it is not base64 of text. */
export function decodeBase64(given: string): string | undefined {
  if (given.length < SHORTEST || given.length > LONGEST) return undefined;
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
