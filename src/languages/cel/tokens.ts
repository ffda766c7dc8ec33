import { quote } from '../../kubernetes/names';
import { LanguageError } from '../go/language-error';

/** A token of an expression. */
export interface Token {
  readonly type: 'symbol' | 'word' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'end';
  readonly text: string;
  readonly at: number;
}

const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?${'`'}]|[0-3][0-7]{2}|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`;

/** The forms of strings, those of three quotes first. */
const STRING = [
  String.raw`[rR]"""[^]*?"""`,
  String.raw`[rR]'''[^]*?'''`,
  String.raw`[rR]"[^"\n\r]*"`,
  String.raw`[rR]'[^'\n\r]*'`,
  String.raw`"""(?:${ESCAPE}|[^\\])*?"""`,
  String.raw`'''(?:${ESCAPE}|[^\\])*?'''`,
  String.raw`"(?:${ESCAPE}|[^\\"\n\r])*"`,
  String.raw`'(?:${ESCAPE}|[^\\'\n\r])*'`,
].join('|');

const EXPONENT = '[eE][+-]?[0-9]+';

/** The grammar's tokens, the longest first where one begins another. */
const TOKENS: readonly (readonly [Token['type'] | 'blank', RegExp])[] = [
  ['blank', /(?:[\t \r\n\f]+|\/\/[^\n]*)+/y],
  ['bytes', new RegExp(`[bB](?:${STRING})`, 'y')],
  ['string', new RegExp(STRING, 'y')],
  ['double', new RegExp(String.raw`[0-9]+\.[0-9]+(?:${EXPONENT})?|[0-9]+${EXPONENT}|\.[0-9]+(?:${EXPONENT})?`, 'y')],
  ['uint', /(?:0x[0-9a-fA-F]+|[0-9]+)[uU]/y],
  ['int', /0x[0-9a-fA-F]+|[0-9]+/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /==|!=|<=|>=|&&|\|\||[[\]{}().,?:<>+\-*/%!]/y],
];

/**
 * The tokens of an expression, without blanks and comments, and one for its end.
 *
 * @throws LanguageError at a character that begins no token
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    let length = 0;
    for (const [type, pattern] of TOKENS) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      length = found.length;
      if (type !== 'blank') tokens.push({ type, text: found, at });
      break;
    }
    if (length === 0) throw unknownCharacter(text, at);
    at += length;
  }
  return [...tokens, { type: 'end', text: '', at: text.length }];
}

function unknownCharacter(text: string, at: number): LanguageError {
  const character = text.charAt(at);
  if (character === '"' || character === "'") {
    return new LanguageError(
      'a string is not closed or has an unknown escape: close it, write \\\\ for a backslash',
      at,
    );
  }
  const operators: Readonly<Record<string, string>> = { '=': '==', '&': '&&', '|': '||' };
  const operator = operators[character];
  return new LanguageError(
    operator === undefined
      ? `${quote(character)} has no meaning: leave it out`
      : `${quote(character)} is not an operator: write ${quote(operator)}`,
    at,
  );
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * The value of a string token. Of bytes, the value of an escape is a character of the same code.
 *
 * @throws LanguageError for an escape that is no character
 */
export function unquote({ text, type, at }: Token): string {
  const isBytes = type === 'bytes';
  let rest = (isBytes ? text.slice(1) : text).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const isRaw = /^[rR]/.test(rest);
  if (isRaw) rest = rest.slice(1);
  const quotes = /^("""|''')/.test(rest) && rest.length >= 6 ? 3 : 1;
  const content = rest.slice(quotes, -quotes);
  if (isRaw || !content.includes('\\')) return content;
  return content.replace(new RegExp(ESCAPE, 'g'), (escape) => {
    const [, kind = '', digits = ''] = /^\\([xXuU]?)(.*)$/s.exec(escape) ?? [];
    if (kind === '' && !/^[0-3]/.test(digits)) return SIMPLE_ESCAPES[digits] ?? digits;
    if (isBytes && /[uU]/.test(kind)) {
      throw new LanguageError(`${quote(escape)} cannot stand in bytes: write \\x and two digits for each byte`, at);
    }
    const code = parseInt(digits, kind === '' ? 8 : 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
      throw new LanguageError(`${quote(escape)} is not a character: write the code of one`, at);
    }
    return String.fromCodePoint(code);
  });
}
