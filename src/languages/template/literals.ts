import { quote } from '../../kubernetes/names';
import { LanguageError } from '../go/language-error';
import type { Token } from './tokens';

const ESCAPE = String.raw`\\(?:[abfnrtv\\]|x[0-9a-fA-F]{2}|[0-3][0-7]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`;
const STRING = new RegExp(String.raw`^"(?:[^"\\\n]|\\"|${ESCAPE})*"$`);
const CHARACTER = new RegExp(String.raw`^'(?:[^'\\\n]|\\'|${ESCAPE})'$`, 'u');
const CODE = /\\\\|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g;

/** Whether escapes of code points name characters. */
function hasValidCodes(text: string): boolean {
  for (const [, short, long] of text.matchAll(CODE)) {
    const code = parseInt(short ?? long ?? '0', 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
  }
  return true;
}

/** Whether Go's `strconv.Unquote` reads a text in double quotes. */
function isString(text: string): boolean {
  return STRING.test(text) && hasValidCodes(text);
}

/** Whether a template takes a text in single quotes for a character. */
function isCharacter(text: string): boolean {
  return CHARACTER.test(text) && hasValidCodes(text);
}

/** The value of a text in quotes; escapes other than those of JSON are kept, as only names are compared. */
export function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1).replaceAll('\r', '');
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

const INTEGER = /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;
const DIGITS = '[0-9](?:_?[0-9])*';
const FLOAT = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`);
const HEX = '[0-9a-fA-F](?:_?[0-9a-fA-F])*';
const HEX_FLOAT = new RegExp(`^[+-]?0[xX]_?(?:${HEX}(?:\\.(?:${HEX})?)?|\\.${HEX})[pP][+-]?${DIGITS}$`);

function isInteger(text: string): boolean {
  if (!INTEGER.test(text)) return false;
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '').toLowerCase();
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  if (text.startsWith('-')) return value <= 2n ** 63n;
  return value <= (text.startsWith('+') ? 2n ** 63n - 1n : 2n ** 64n - 1n);
}

function isFloat(text: string): boolean {
  return HEX_FLOAT.test(text) || (FLOAT.test(text) && Number.isFinite(Number(text.replaceAll('_', ''))));
}

/** Whether a template takes a text for a number. */
function isNumber(text: string): boolean {
  if (text.endsWith('i') && isFloat(text.slice(0, -1))) return true;
  return isInteger(text) || (isFloat(text) && /[.eEpP]/.test(text));
}

/** The value of a constant. */
export function constantOf({
  type,
  text,
}: {
  readonly type: string;
  readonly text: string;
}): boolean | number | string {
  if (type === 'string' || type === 'rawString') return unquote(text);
  if (type === 'bool') return text === 'true';
  return type === 'number' ? Number(text.replaceAll('_', '')) : text;
}

/**
 * Checks that a token of a constant is one of Go's.
 *
 * @throws LanguageError when it is not
 */
export function checkConstant({ type, text, at }: Token): void {
  const isValid =
    type === 'string' ? isString(text) : type === 'char' ? isCharacter(text) : type !== 'number' || isNumber(text);
  if (!isValid) throw new LanguageError(`${quote(text)} is not a constant of Go: write it as Go does`, at);
}
