import { checkLabelKey, checkLabelValue, quote } from '../kubernetes/names';
import { LanguageError } from './go/language-error';

interface Token {
  readonly type: 'word' | 'symbol' | 'end' | 'error';
  readonly text: string;
  readonly at: number;
}

const SYMBOLS = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const OPERATORS = new Set(['=', '==', '!=', '>', '<', 'in', 'notin']);
const SPECIAL = '=!(),><';
const WHITESPACE = ' \t\r\n';

const INTEGER = /^[+-]?[0-9]+$/;
const INT64 = { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n };

/** The longest known symbol at `at`, read as the Go lexer does: unknown characters after a known one end it. */
function symbolAt(text: string, at: number): Token & { readonly end: number } {
  let known: string | undefined;
  let end = at;
  for (let read = ''; end < text.length && SPECIAL.includes(text.charAt(end));) {
    read += text.charAt(end);
    if (SYMBOLS.has(read)) known = read;
    else if (known !== undefined) break;
    end += 1;
  }
  if (known === undefined) return { type: 'error', text: text.slice(at, end), at, end };
  return { type: 'symbol', text: known, at, end };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ;) {
    while (at < text.length && WHITESPACE.includes(text.charAt(at))) at += 1;
    const character = text.charAt(at);
    // The Go lexer takes a NUL for the end.
    if (character === '' || character === '\0') return [...tokens, { type: 'end', text: '', at }];
    if (SPECIAL.includes(character)) {
      const { end, ...symbol } = symbolAt(text, at);
      tokens.push(symbol);
      at = end;
      continue;
    }
    let end = at;
    while (end < text.length && !`${SPECIAL}${WHITESPACE}\0`.includes(text.charAt(end))) end += 1;
    tokens.push({ type: 'word', text: text.slice(at, end), at });
    at = text.charAt(end) === '\0' ? end + 1 : end;
  }
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  public parse(): void {
    if (this.next.type === 'end') return;
    for (;;) {
      this.requirement();
      const token = this.take();
      if (token.type === 'end') return;
      if (token.text !== ',') throw unexpected(token, 'a comma');
      if (this.next.type !== 'word' && this.next.text !== '!') throw unexpected(this.next, 'a label key');
    }
  }

  private get next(): Token {
    return this.tokens[this.position] as Token;
  }

  private take(): Token {
    const token = this.next;
    if (token.type !== 'end') this.position += 1;
    return token;
  }

  private get isAtEnd(): boolean {
    return this.next.type === 'end' || this.next.text === ',';
  }

  private requirement(): void {
    const isNegated = this.next.text === '!';
    if (isNegated) this.take();
    const key = this.take();
    if (key.type !== 'word') throw unexpected(key, 'a label key');
    refuse(checkLabelKey('label key', key.text), key.at);
    if (isNegated || this.isAtEnd) return;
    const operator = this.take();
    if (!OPERATORS.has(operator.text) || operator.type === 'error') {
      throw unexpected(operator, 'one of = == != > < in notin');
    }
    const values = operator.text === 'in' || operator.text === 'notin' ? this.values() : this.value();
    for (const value of values) {
      if (operator.text === '>' || operator.text === '<') checkInteger(value);
      refuse(checkLabelValue('label value', value.text), value.at);
    }
  }

  private value(): Token[] {
    if (this.isAtEnd) return [{ ...this.next, text: '' }];
    const value = this.take();
    if (value.type !== 'word') throw unexpected(value, 'a label value');
    return [value];
  }

  private values(): Token[] {
    const open = this.take();
    if (open.text !== '(') throw unexpected(open, '"(" and a list of values');
    const values: Token[] = [];
    for (let isAfterValue = false; ;) {
      const token = this.take();
      if (token.text === ')') return values;
      if (token.type === 'word' && !isAfterValue) values.push(token);
      else if (token.text !== ',') throw unexpected(token, isAfterValue ? '"," or ")"' : 'a value, "," or ")"');
      isAfterValue = token.type === 'word';
    }
  }
}

function checkInteger({ text, at }: Token): void {
  const number = INTEGER.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
  if (number === undefined || number < INT64.minimum || number > INT64.maximum) {
    throw new LanguageError(`${quote(text)} is not an integer: "<" and ">" compare integers`, at);
  }
}

function refuse(problem: string | undefined, at: number): void {
  if (problem !== undefined) throw new LanguageError(problem, at);
}

function unexpected({ type, text, at }: Token, wanted: string): LanguageError {
  return new LanguageError(`${type === 'end' ? 'the selector ends' : `${quote(text)} stands`}: write ${wanted}`, at);
}

/**
 * Checks a label selector in one line, such as `app in (web, api),!canary`, by the rules of `labels.Parse` of
 * k8s.io/apimachinery 0.36.
 *
 * @throws LanguageError when the text is not a selector
 */
export function parseLabelSelector(text: string): void {
  new Parser(text).parse();
}
